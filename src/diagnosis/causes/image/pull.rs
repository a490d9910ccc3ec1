//! What a failed pull says: the words of runtimes and registries, told apart by what they mean.

/// What a registry or a runtime answered to a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The tag, digest or repository is not there.
    NotFound,
    /// We are not let in.
    Denied,
    /// The name of the registry does not resolve.
    Unresolvable,
    /// The registry does not answer, or not in TLS that we trust.
    Unreachable,
    /// Too many pulls.
    RateLimited,
    /// No variant of the image is for this machine.
    Architecture,
}

/// Words and what they mean. The first that fits decides: a rate limit may come with a 403, and Docker Hub says
/// "repository does not exist or may require authorization" where it only means the latter.
const WORDS: &[(Answer, &[&str])] = &[
    (
        Answer::RateLimited,
        &["toomanyrequests", "429 too many requests", "rate limit", "status code 429", "status: 429"],
    ),
    (
        Answer::Architecture,
        &[
            "no match for platform",
            "no matching manifest for",
            "no image found in manifest list for architecture",
            "does not match the specified platform",
        ],
    ),
    (
        Answer::Unresolvable,
        &[
            "no such host",
            "server misbehaving",
            "name resolution",
            "could not resolve host",
            "temporary failure in name",
        ],
    ),
    (
        Answer::Denied,
        &[
            "pull access denied",
            "401 unauthorized",
            "403 forbidden",
            "unauthorized",
            "authentication required",
            "authorization failed",
            "no basic auth credentials",
            "failed to fetch anonymous token",
            "failed to fetch oauth token",
            "denied: ",
            "insufficient_scope",
            "access forbidden",
            "status: 403",
            "status: 401",
        ],
    ),
    (
        Answer::NotFound,
        &[
            "manifest unknown",
            "not found",
            "name unknown",
            "repository does not exist",
            "404",
            "manifest_unknown",
            "name_unknown",
            "no such image",
        ],
    ),
    (
        Answer::Unreachable,
        &[
            "connection refused",
            "i/o timeout",
            "timeout exceeded",
            "deadline exceeded",
            "connection reset",
            "no route to host",
            "network is unreachable",
            "x509",
            "tls:",
            "tls handshake",
            "server gave http response to https client",
            "connection timed out",
            "proxyconnect",
            "503 service unavailable",
            "502 bad gateway",
            "500 internal server error",
            "504 gateway",
            "unexpected eof",
            ": eof",
        ],
    ),
];

/// What a message means; none if it is not understood.
pub fn understand(message: &str) -> Option<Answer> {
    let lower = message.to_lowercase();
    WORDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word))).map(|(answer, _)| *answer)
}

/// Whether a refusal says that no credentials were sent.
pub fn was_anonymous(message: &str) -> bool {
    let lower = message.to_lowercase();
    ["anonymous token", "no basic auth credentials", "authentication required"].iter().any(|word| lower.contains(word))
}

/// The registry's part of an image name: `docker.io` where none is written.
pub fn registry_of(image: &str) -> &str {
    match image.split_once('/') {
        Some((first, _)) if first.contains('.') || first.contains(':') || first == "localhost" => first,
        _ => "docker.io",
    }
}

/// The words after the last wrapper, which is where the registry speaks.
pub fn last_words(message: &str) -> &str {
    let start =
        ["ErrImagePull: ", "Failed to pull image "].iter().filter_map(|w| message.find(w).map(|at| at + w.len())).max();
    let tail = start.and_then(|at| message.get(at..)).unwrap_or(message);
    tail.rfind("failed to resolve image: ")
        .and_then(|at| tail.get(at + "failed to resolve image: ".len()..))
        .unwrap_or(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_runtimes_and_registries() {
        let says = |m: &str| understand(m);
        assert_eq!(says("failed to resolve image: docker.io/library/x:9: not found"), Some(Answer::NotFound));
        assert_eq!(says("reading manifest 9 in quay.io/x/y: manifest unknown"), Some(Answer::NotFound));
        assert_eq!(
            says("pull access denied for x/y, repository does not exist or may require 'docker login': denied"),
            Some(Answer::Denied)
        );
        assert_eq!(says("unexpected status from HEAD request to https://r/v2/: 403 Forbidden"), Some(Answer::Denied));
        assert_eq!(says("dial tcp: lookup r.example on 10.0.0.2:53: no such host"), Some(Answer::Unresolvable));
        assert_eq!(says("dial tcp 10.1.1.1:443: i/o timeout"), Some(Answer::Unreachable));
        assert_eq!(says("tls: failed to verify certificate: x509: unknown authority"), Some(Answer::Unreachable));
        assert_eq!(says("toomanyrequests: You have reached your pull rate limit."), Some(Answer::RateLimited));
        assert_eq!(says("no match for platform in manifest: not found"), Some(Answer::Architecture));
        assert_eq!(says("something else"), None);
    }

    #[test]
    fn the_registry_of_a_name() {
        assert_eq!(registry_of("nginx:1"), "docker.io");
        assert_eq!(registry_of("team/app:1"), "docker.io");
        assert_eq!(registry_of("ghcr.io/team/app:1"), "ghcr.io");
        assert_eq!(registry_of("localhost:5000/app"), "localhost:5000");
    }
}
