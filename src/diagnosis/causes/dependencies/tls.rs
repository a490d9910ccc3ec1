//! `DependencyTlsFailure`: the two sides do not agree about certificates, or about speaking TLS at all.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::dependencies::catalogue;
use crate::diagnosis::causes::dependencies::gather::heard;
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::logs::voices::Meaning;

/// `DependencyTlsFailure`.
pub fn failure(case: &Case<'_>) -> Vec<Hypothesis> {
    heard(case, |_, _, complaint, sign| words(complaint.voice.meaning).map(|_| sign))
        .iter()
        .filter_map(|heard| {
            let (what, mend) = words(heard.complaint.voice.meaning)?;
            let whom = match &heard.complaint.peer {
                Some((peer, _)) => peer.host.clone(),
                None => "the other side".to_owned(),
            };
            let text = format!(
                "{} cannot agree with {whom} about TLS: {what} (\"{}\"); {}.",
                heard.who(),
                heard.complaint.quote(),
                heard.extent()
            );
            Some(
                heard.conclude(&catalogue::DEPENDENCY_TLS_FAILURE, text).advise(heard.edit(mend)).advise(
                    heard.read_log("Read which address it calls, and look at the certificate that answers there."),
                ),
            )
        })
        .collect()
}

fn words(meaning: Meaning) -> Option<(&'static str, &'static str)> {
    Some(match meaning {
        Meaning::TlsExpired => (
            "its certificate has expired",
            "Renew the certificate that the other side presents; check the clock of the node if it is still valid.",
        ),
        Meaning::TlsUntrusted => (
            "its certificate is signed by nobody whom the app trusts",
            "Give the app the CA that signed the certificate (mount it and name it in the app's settings).",
        ),
        Meaning::TlsNameMismatch => (
            "its certificate is made for another name",
            "Call the other side by a name that its certificate has, or issue a certificate with the name that is called.",
        ),
        Meaning::ProtocolMismatch => (
            "one of the two speaks TLS and the other does not",
            "Use the scheme and the port that the other side speaks: http or https, with or without sslmode.",
        ),
        _ => return None,
    })
}
