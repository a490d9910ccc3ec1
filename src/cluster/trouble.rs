//! Why a cluster could not be asked: one name for each thing that goes wrong between us and an API server, a sentence
//! that says it, and advice.
//!
//! Errors of clients are chains of other people's types. They are looked through here and nowhere else; nothing that a
//! chain says is quoted where a sentence of ours says it better.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use jiff::Timestamp;
use kube::client::AuthError;
use rustls::{AlertDescription, CertificateError};

use crate::transport::guard::Refused;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The host name has no address.
    Unresolved,
    /// Nobody listens at the port.
    Refused,
    /// There is no way to the host.
    NoRoute,
    /// Nothing came in time.
    Timeout(String),
    /// The connection ended before the answer did.
    Cut,
    /// The certificate's issuer is not trusted.
    Issuer,
    /// The certificate is its own issuer.
    SelfSigned,
    /// The certificate is no longer valid, since then.
    Expired(Option<Timestamp>),
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for other names, these.
    WrongName(Vec<String>),
    /// The server wants another client certificate, or one at all.
    ClientCertificate(String),
    /// Something else about TLS.
    Tls(String),
    /// TLS was spoken to a port of plain HTTP.
    SpeaksPlain,
    /// Plain HTTP was spoken to a port of TLS.
    WantsTls,
    /// The proxy on the way did not let us through.
    Proxy(String),
    /// A web page came back, with this title.
    WebPage(String),
    /// What answers is not a Kubernetes API server.
    NotKubernetes(String),
    /// There is no credential: a plugin or a login failed.
    Credential(String),
    /// The guard refused the request.
    Guard(String),
    /// Anything else, in its own words.
    Other(String),
}

impl Trouble {
    /// What an error of a client means.
    pub fn of_error(error: &kube::Error) -> Self {
        let chain = Chain::of(error);
        if let Some(refused) = chain.find::<Refused>() {
            return Self::Guard(refused.to_string());
        }
        if let Some(error) = chain.find::<AuthError>() {
            return Self::Credential(super::credential::failure(error));
        }
        if let Some(error) = chain.find::<rustls::Error>() {
            return Self::of_tls(error);
        }
        let text = chain.text();
        if text.contains("dns error") {
            return Self::Unresolved;
        }
        if text.contains("tunnel error") || text.contains("SOCKS error") {
            return Self::Proxy(chain.last());
        }
        match chain.io() {
            Some(ErrorKind::ConnectionRefused) => Self::Refused,
            Some(ErrorKind::TimedOut) => Self::Timeout("the connection could not be opened in time".to_owned()),
            Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => Self::NoRoute,
            Some(
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof,
            ) => Self::Cut,
            _ => match chain.find::<kube::core::Status>() {
                None if cut(&text) => Self::Cut,
                None if text.contains("invalid HTTP") => Self::NotKubernetes("its answer is no HTTP".to_owned()),
                _ => Self::Other(chain.last()),
            },
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(error) => Self::of_certificate(error),
            rustls::Error::AlertReceived(alert) => Self::of_alert(*alert),
            rustls::Error::InvalidMessage(_) => Self::SpeaksPlain,
            other => Self::Tls(other.to_string()),
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            // Another authority of the same name signs with another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Issuer,
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => {
                Self::Expired(i64::try_from(not_after.as_secs()).ok().and_then(|s| Timestamp::from_second(s).ok()))
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName => Self::WrongName(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::WrongName(presented.iter().map(|name| bare(name)).collect())
            }
            other if other.to_string().contains("CaUsedAsEndEntity") => Self::SelfSigned,
            other => Self::Tls(other.to_string()),
        }
    }

    fn of_alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRequired
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied => Self::ClientCertificate(format!("{alert:?}")),
            other => Self::Tls(format!("the server ended the handshake: {other:?}")),
        }
    }

    /// What is wrong, as the end of a sentence about the cluster.
    pub fn sentence(&self) -> String {
        match self {
            Self::Unresolved => "its host name cannot be resolved (DNS)".to_owned(),
            Self::Refused => "nobody listens there (connection refused)".to_owned(),
            Self::NoRoute => "there is no route to it".to_owned(),
            Self::Cut => "the connection was cut before the answer was complete".to_owned(),
            Self::Issuer => {
                "its certificate is self-signed or signed by an authority that is not trusted here".to_owned()
            }
            Self::SelfSigned => "its certificate is self-signed and not trusted here".to_owned(),
            Self::Expired(None) => "its certificate has expired".to_owned(),
            Self::Expired(Some(at)) => format!("its certificate expired at {at}"),
            Self::NotYetValid => "its certificate is not valid yet".to_owned(),
            Self::WrongName(names) if names.is_empty() => "its certificate is for another name".to_owned(),
            Self::WrongName(names) => format!("its certificate is for other names: {}", some(names)),
            Self::ClientCertificate(alert) => format!("it does not accept our client certificate (TLS: {alert})"),
            Self::Tls(what) => format!("no TLS connection could be made: {what}"),
            Self::SpeaksPlain => "it does not speak TLS, and its address begins with https://".to_owned(),
            Self::WantsTls => "it wants TLS, and its address begins with http://".to_owned(),
            Self::Proxy(what) => format!("the proxy on the way does not let us through: {what}"),
            Self::WebPage(title) if title.is_empty() => "a web page came back, not the API".to_owned(),
            Self::WebPage(title) => format!("a web page came back, not the API: \"{title}\""),
            Self::NotKubernetes(what) => format!("what answers is not a Kubernetes API server: {what}"),
            Self::Timeout(what) | Self::Credential(what) | Self::Guard(what) | Self::Other(what) => what.clone(),
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unresolved => "check the address in the kubeconfig, and whether the network or a VPN is up",
            Self::Refused => "check that the cluster runs, and the address and port in the kubeconfig",
            Self::NoRoute | Self::Timeout(_) => {
                "check whether a VPN has to be up, or a firewall stands in between; `limits.read_timeout` says how long is waited"
            }
            Self::Cut => "ask again; if it stays so, look at the load balancer or proxy in front of the API server",
            Self::Issuer | Self::SelfSigned => {
                "put the cluster's CA into `certificate-authority-data`; if a proxy opens TLS on the way, its CA is the one"
            }
            Self::Expired(_) | Self::NotYetValid => {
                "have the API server's certificate renewed; if it is a good one, this machine's clock is wrong"
            }
            Self::WrongName(_) => "use an address that the certificate is for, or name one with `tls-server-name`",
            Self::ClientCertificate(_) => {
                "get a new client certificate or kubeconfig; those of a cluster expire, often after a year"
            }
            Self::SpeaksPlain => "check the port; for a port of plain HTTP the address begins with http://",
            Self::WantsTls => "begin the address with https:// in the kubeconfig",
            Self::Proxy(_) => "check `proxy-url` in the kubeconfig, HTTPS_PROXY and NO_PROXY",
            Self::WebPage(_) => "log in to the portal or VPN that answers, or go around the proxy with NO_PROXY",
            Self::NotKubernetes(_) => "check the address in the kubeconfig, and the path at its end",
            Self::Tls(_) | Self::Credential(_) | Self::Guard(_) | Self::Other(_) => return None,
        })
    }

    /// Whether another try may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Refused | Self::Cut)
    }
}

/// What hyper says of a connection that ended too early.
fn cut(text: &str) -> bool {
    ["connection closed before message completed", "channel closed", "end of file", "connection error"]
        .iter()
        .any(|words| text.contains(words))
}

/// `DnsName("api.lab")` and `IpAddress(10.0.0.1)`, as rustls tells names, without the wrapping.
fn bare(name: &str) -> String {
    let inside = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    inside.trim_matches('"').to_owned()
}

fn some(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// An error and everything below it. What an [`io::Error`] wraps is part of the chain; the standard library leaves it
/// out.
struct Chain<'e>(Vec<&'e (dyn StdError + 'static)>);

impl<'e> Chain<'e> {
    fn of(error: &'e (dyn StdError + 'static)) -> Self {
        let mut links = Vec::new();
        let mut next = Some(error);
        while let Some(link) = next.filter(|_| links.len() < 32) {
            links.push(link);
            let inside = link.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = match inside {
                Some(inside) => Some(inside as &(dyn StdError + 'static)),
                None => link.source(),
            };
        }
        Self(links)
    }

    fn find<E: StdError + 'static>(&self) -> Option<&'e E> {
        self.0.iter().find_map(|link| link.downcast_ref())
    }

    /// The innermost kind that says something.
    fn io(&self) -> Option<ErrorKind> {
        let mut kinds = self.0.iter().filter_map(|link| Some(link.downcast_ref::<io::Error>()?.kind()));
        kinds.rfind(|kind| *kind != ErrorKind::Other)
    }

    fn last(&self) -> String {
        self.0.last().map_or_else(String::new, ToString::to_string)
    }

    fn text(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }
}
