//! What clients say when they do not agree with the other side about TLS.

use super::Meaning::{ProtocolMismatch, TlsExpired, TlsNameMismatch, TlsUntrusted};
use super::Phrase;

/// What is said of a certificate that is over.
pub(in crate::diagnosis::logs) const EXPIRED: &[&str] = &[
    r"certificate (?:has|is) expired|certificate.?expired|CERT_HAS_EXPIRED|expired certificate",
    r"invalid peer certificate: Expired|NotAfter: ",
];

/// Everything that clients say of TLS.
pub(super) fn phrases() -> Vec<Phrase> {
    EXPIRED.iter().map(|words| (TlsExpired, *words)).chain(PHRASES.iter().copied()).collect()
}

const PHRASES: &[Phrase] = &[
    (
        TlsNameMismatch,
        r"certificate is valid for [^\n]+, not |does not match certificate|doesn't match (?:the )?(?:host|certificate)",
    ),
    (TlsNameMismatch, r"no subject alternative|ERR_TLS_CERT_ALTNAME_INVALID|NotValidForName|hostname mismatch"),
    (TlsNameMismatch, r"cannot validate certificate for|altnames|IP address mismatch"),
    (
        TlsUntrusted,
        r"signed by unknown authority|unable to get (?:local )?issuer certificate|self[- ]signed certificate",
    ),
    (TlsUntrusted, r"PKIX path (?:building|validation) failed|unable to find valid certification path|UnknownIssuer"),
    (
        TlsUntrusted,
        r"CERTIFICATE_VERIFY_FAILED|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UntrustedRoot",
    ),
    (TlsUntrusted, r"certificate verify failed|tlsv1 alert unknown ca|remote error: tls: (?:bad|unknown) certificate"),
    (ProtocolMismatch, r"wrong version number|first record does not look like a TLS handshake"),
    (ProtocolMismatch, r"server gave HTTP response to HTTPS client|unsupported or unrecognized SSL message"),
    (
        ProtocolMismatch,
        r"server does not support SSL|SSL is not enabled on the server|plain HTTP request was sent to HTTPS port",
    ),
];
