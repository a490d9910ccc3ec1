//! What went wrong between us and a host that is no cluster, in a sentence. Errors of the HTTP client are chains of
//! other people's types; they are looked through here, and their addresses, which may hold what is nobody's business,
//! are left out.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

/// The end of a sentence about the host.
pub fn of(error: &reqwest::Error) -> String {
    let chain = chain(error);
    if let Some(error) = chain.iter().find_map(|link| link.downcast_ref::<rustls::Error>()) {
        return match error {
            rustls::Error::InvalidCertificate(why) => format!("its certificate is not trusted: {why}"),
            rustls::Error::InvalidMessage(_) => {
                "it does not speak TLS, and its address begins with https://".to_owned()
            }
            other => format!("no TLS connection could be made: {other}"),
        };
    }
    let text = chain.iter().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    if text.contains("dns error") {
        return "its host name cannot be resolved (DNS)".to_owned();
    }
    if text.contains("tunnel") || text.contains("SOCKS") || text.contains("proxy") {
        return "the proxy on the way does not let us through".to_owned();
    }
    let secure = error.url().is_some_and(|url| url.scheme() == "https");
    if error.is_connect() && secure && (text.contains("eof") || text.contains("Connection reset")) {
        return "the connection was cut while TLS was agreed on; perhaps the address should begin with http://"
            .to_owned();
    }
    let mut kinds = chain.iter().filter_map(|link| Some(link.downcast_ref::<io::Error>()?.kind()));
    match kinds.rfind(|kind| *kind != ErrorKind::Other) {
        Some(ErrorKind::ConnectionRefused) => "nobody listens there (connection refused)".to_owned(),
        Some(ErrorKind::TimedOut) => "the connection could not be opened in time".to_owned(),
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => "there is no route to it".to_owned(),
        Some(
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof,
        ) => "the connection was cut before the answer was complete".to_owned(),
        _ if error.is_timeout() => "the connection could not be opened in time".to_owned(),
        _ if error.is_body()
            || text.contains("closed before message completed")
            || text.contains("connection closed") =>
        {
            "the connection was cut before the answer was complete".to_owned()
        }
        _ if text.contains("invalid HTTP") => {
            "its answer is no HTTP; perhaps the address should begin with https://".to_owned()
        }
        _ => chain.last().map_or_else(String::new, ToString::to_string),
    }
}

/// An error and everything below it; what an [`io::Error`] wraps is part of the chain.
fn chain<'e>(error: &'e (dyn StdError + 'static)) -> Vec<&'e (dyn StdError + 'static)> {
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
    links
}
