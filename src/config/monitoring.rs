//! Where metrics and alerts of a live cluster are: the addresses of Prometheus and Alertmanager, and where the tokens
//! for them are. What is asked of them is in [`crate::cluster::monitoring`].

use std::path::PathBuf;

use http::Uri;

use super::values::Setting;

/// One server beside the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Below it are the paths of its API; none means that it is not asked.
    pub url: Setting<Option<String>>,
    /// The environment variable that holds a bearer token.
    pub token_env: Setting<Option<String>>,
    /// The file that holds one; it is read anew for every investigation.
    pub token_file: Setting<Option<PathBuf>>,
}

/// An address of http or https with a host, without credentials, query and fragment.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let address: Uri = text.parse().ok()?;
    let host = address.authority()?;
    let fine = matches!(address.scheme_str(), Some("http" | "https"))
        && !host.as_str().contains('@')
        && !host.host().is_empty()
        && address.query().is_none()
        && !text.contains(['#', '%', '\\'])
        && !address.path().split('/').any(|segment| matches!(segment, "." | ".."));
    fine.then(|| text.to_owned())
}
