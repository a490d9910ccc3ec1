//! Who we are to a cluster: the kind of credential that a kubeconfig names, and what to say when it does not work.
//!
//! Only kinds and names are said. Tokens, keys, arguments and environments of plugins never are.

use std::io::ErrorKind;

use kube::client::AuthError;
use kube::config::AuthInfo;

use crate::error::Error;
use crate::transport::redact::Redactor;

/// Characters of a plugin's own words that are quoted.
const QUOTED: usize = 300;

/// The kind of credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// None: an anonymous request.
    None,
    /// A token in the kubeconfig.
    Token,
    /// A token in a file.
    TokenFile(String),
    /// A client certificate.
    Certificate,
    /// A user and a password.
    Password,
    /// What a plugin prints.
    Plugin {
        /// Its command, without arguments.
        command: String,
        /// What the kubeconfig advises where it is not installed.
        install: Option<String>,
    },
    /// A login of an auth provider such as `oidc`.
    Provider(String),
    /// The account of the pod that we run in.
    ServiceAccount,
}

impl Credential {
    /// The credential that is used of those that a user has, in the order in which the client looks.
    pub fn of(user: &AuthInfo) -> Self {
        if let Some(provider) = &user.auth_provider {
            return Self::Provider(provider.name.clone());
        }
        if user.username.is_some() && user.password.is_some() {
            return Self::Password;
        }
        if user.token.is_some() {
            return Self::Token;
        }
        if let Some(file) = &user.token_file {
            return Self::TokenFile(file.clone());
        }
        if let Some(exec) = &user.exec {
            let command = exec.command.clone().unwrap_or_default();
            return Self::Plugin { command, install: exec.install_hint.clone() };
        }
        if user.client_certificate.is_some() || user.client_certificate_data.is_some() {
            return Self::Certificate;
        }
        Self::None
    }

    /// What it is, for a sentence.
    pub fn name(&self) -> String {
        match self {
            Self::None => "no credential".to_owned(),
            Self::Token => "the token in the kubeconfig".to_owned(),
            Self::TokenFile(file) => format!("the token in {file}"),
            Self::Certificate => "the client certificate".to_owned(),
            Self::Password => "the user name and password in the kubeconfig".to_owned(),
            Self::Plugin { command, .. } => format!("what the credential plugin `{command}` gave"),
            Self::Provider(name) => format!("the login of the auth provider `{name}`"),
            Self::ServiceAccount => "the service account of this pod".to_owned(),
        }
    }

    /// The error of a cluster that does not know us (401).
    pub fn rejected(&self, address: &str, context: Option<&str>) -> Error {
        let why = match self {
            Self::None => "the kubeconfig names no credential for it (401)".to_owned(),
            other => format!("it does not accept {} (401)", other.name()),
        };
        let error = Error::source(format!("the cluster at {address} does not let us in: {why}"));
        let error = match self {
            Self::Token | Self::TokenFile(_) | Self::Plugin { .. } | Self::Provider(_) => {
                error.hint("the token may have expired, or may be of another cluster; log in again")
            }
            Self::Certificate => error.hint("the certificate may have expired, or may be of another cluster"),
            Self::None | Self::Password | Self::ServiceAccount => error,
        };
        match context {
            Some(context) => error.hint(compare(context)),
            None => error,
        }
    }

    /// The error of a client that could not be built, because there is no credential.
    pub fn failed(&self, error: &AuthError, context: Option<&str>) -> Error {
        let message = match self {
            Self::Plugin { command, .. } => format!("the credential plugin `{command}` {}", failure(error)),
            other => format!("{} cannot be used: {}", other.name(), failure(error)),
        };
        let missing = matches!(error, AuthError::AuthExecStart(error) if error.kind() == ErrorKind::NotFound);
        let error = Error::source(message);
        match (self, context) {
            (Self::Plugin { install: Some(advice), .. }, _) if missing => {
                error.hint(excerpt(&Redactor::default().text(advice)))
            }
            (Self::Plugin { .. }, _) if missing => error.hint("install it, or put its folder into PATH"),
            (_, Some(context)) => error.hint(compare(context)),
            (_, None) => error,
        }
    }

    /// The error of a plugin that did not end.
    pub fn hung(&self, after: &str, context: Option<&str>) -> Error {
        let what = match self {
            Self::Plugin { command, .. } => format!("the credential plugin `{command}`"),
            _ => "reading the kubeconfig's credential".to_owned(),
        };
        let error = Error::source(format!("{what} did not end within {after}"))
            .hint("it may wait for a login: it is run without a terminal, so log in first");
        match context {
            Some(context) => error.hint(compare(context)),
            None => error,
        }
    }
}

/// How to find out whether it is us or the cluster.
fn compare(context: &str) -> String {
    format!("`kubectl --context {context} get ns` uses the same credential")
}

/// What went wrong with a credential. The words of a plugin are redacted; its arguments, its environment and what it
/// printed for us are left out.
pub fn failure(error: &AuthError) -> String {
    match error {
        AuthError::AuthExecStart(error) if error.kind() == ErrorKind::NotFound => "is not installed".to_owned(),
        AuthError::AuthExecStart(error) => format!("cannot be started: {error}"),
        AuthError::AuthExecRun { out, .. } => {
            let said = String::from_utf8_lossy(&out.stderr);
            let said = excerpt(&Redactor::default().text(&said));
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            format!("failed ({}){said}", out.status)
        }
        AuthError::AuthExecParse(_) => "printed something that is no ExecCredential".to_owned(),
        AuthError::ExecPluginFailed => "printed an ExecCredential without a status".to_owned(),
        AuthError::ReadTokenFile(error, path) => format!("{} cannot be read: {error}", path.display()),
        AuthError::InvalidBearerToken(_) => "the token holds characters that no token has".to_owned(),
        other => excerpt(&Redactor::default().text(&other.to_string())),
    }
}

/// The last lines of what a program said: the end is where it gave up.
fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let end = lines.iter().rev().take(3).rev().copied().collect::<Vec<_>>().join("; ");
    let surplus = end.chars().count().saturating_sub(QUOTED);
    end.chars().skip(surplus).collect()
}
