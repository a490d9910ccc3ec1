//! What a failed probe says: the words of kubelets, of Go's HTTP and gRPC clients and of the tools that exec probes run,
//! told apart by what they mean. What they mean for the probe is decided elsewhere.

use std::sync::LazyLock;

use regex::Regex;

/// What came back to a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing listens on the port.
    Refused,
    /// No connection came about in time. The gRPC probe says so of a refusal, too.
    NoConnection,
    /// Connected, and no answer in time.
    Slow,
    /// An HTTP status.
    Status(i64),
    /// The server speaks TLS, the probe does not.
    WantsTls,
    /// The probe speaks TLS, the server does not.
    WantsPlain,
    /// The server speaks HTTP/2 (gRPC), the probe HTTP/1.
    SpeaksHttp2,
    /// The server speaks, but not HTTP.
    SpeaksOther,
    /// The probe speaks gRPC, the server does not.
    NotGrpc,
    /// A gRPC server without the health service.
    NoHealthService,
    /// A gRPC health service that does not know the service's name.
    UnknownService,
    /// The connection was closed without an answer.
    Dropped,
    /// The probe names a port that the container does not declare.
    NoSuchPort,
    /// The command of an exec probe is not in the container.
    CommandMissing,
    /// The command of an exec probe did not end in time.
    CommandSlow,
    /// Nothing about the application: the container was gone when the probe came.
    Gone,
    /// Anything else, e.g. the output of a command that failed.
    Other,
}

/// Words and what they mean; the first that fits decides.
const WORDS: &[(Answer, &[&str])] = &[
    (Answer::Gone, &["no running task found", "container_exited state", "container is not created or running"]),
    (Answer::NoSuchPort, &["strconv.atoi", "invalid port number", "couldn't find port"]),
    (
        Answer::WantsPlain,
        &[
            "server gave http response to https client",
            "first record does not look like a tls handshake",
            "wrong version number",
        ],
    ),
    (Answer::WantsTls, &["sent an http request to an https server", r"malformed http response \x15\x03"]),
    (Answer::SpeaksHttp2, &[r"malformed http response \x00\x00", "http/2 only endpoint"]),
    (Answer::SpeaksOther, &["malformed http"]),
    (Answer::NotGrpc, &["server preface", "frame too large", "looked like an http/1.1 header"]),
    (Answer::NoHealthService, &["does not implement the grpc health protocol", "code = unimplemented"]),
    (Answer::UnknownService, &["code = notfound desc = unknown service", "code = notfound desc = service"]),
    (
        Answer::CommandMissing,
        &[
            "executable file not found",
            "command not found",
            "exec failed: unable to start",
            "no such file or directory: unknown",
        ],
    ),
    (Answer::CommandSlow, &["failed to exec in container: timeout", "\" timed out", "command timed out"]),
    (
        Answer::Refused,
        &["connection refused", "actively refused", "couldn't connect to server", "failed to connect to localhost"],
    ),
    (Answer::NoConnection, &["failed to connect service", "no route to host", "failed to connect to"]),
    (
        Answer::Slow,
        &[
            "health rpc did not complete",
            "awaiting headers",
            "deadline exceeded",
            "timed out",
            "timeout",
            "i/o timeout",
        ],
    ),
    (Answer::Dropped, &["eof", "connection reset", "broken pipe", "empty reply from server"]),
];

static STATUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:statuscode: |returned error: (?:HTTP/[\d.]+ )?|status(?: code)?[ =:]+|HTTP/[\d.]+ )(\d{3})\b")
        .ok()
});

/// What a probe's message means.
pub fn understand(message: &str) -> Answer {
    let lower = last_words(message).to_lowercase().replace("malformed http response \"", "malformed http response ");
    if let Some(code) = status(&lower) {
        return Answer::Status(code);
    }
    if lower.contains("dial tcp") && lower.contains("i/o timeout") {
        return Answer::NoConnection;
    }
    WORDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word))).map_or(Answer::Other, |(a, _)| *a)
}

fn status(text: &str) -> Option<i64> {
    let code = STATUS.as_ref()?.captures(text)?.get(1)?.as_str().parse().ok()?;
    (400..600).contains(&code).then_some(code)
}

/// The message without the kubelet's introduction.
pub fn last_words(message: &str) -> &str {
    let after = ["probe failed: ", "probe errored and resulted in unknown state: ", "probe errored: "]
        .iter()
        .find_map(|intro| message.split_once(intro).map(|(_, rest)| rest));
    after.unwrap_or(message).trim()
}

impl Answer {
    /// Whether nothing took the connection.
    pub fn unreached(self) -> bool {
        matches!(self, Self::Refused | Self::NoConnection)
    }

    /// Whether it may only be a matter of time: an application that is starting or busy gives it too.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Status(code) => code >= 500,
            Self::Refused | Self::NoConnection | Self::Slow | Self::CommandSlow | Self::Dropped | Self::Other => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_kubelets_and_clients() {
        let cases = [
            (
                "Liveness probe failed: Get \"http://10.1.1.1:81/z\": dial tcp 10.1.1.1:81: connect: connection refused",
                Answer::Refused,
            ),
            ("Liveness probe failed: dial tcp 10.1.1.1:81: i/o timeout", Answer::NoConnection),
            ("Readiness probe failed: HTTP probe failed with statuscode: 404", Answer::Status(404)),
            ("Readiness probe failed: curl: (22) The requested URL returned error: 404", Answer::Status(404)),
            (
                "Readiness probe failed: wget: server returned error: HTTP/1.1 503 Service Unavailable",
                Answer::Status(503),
            ),
            (
                "Startup probe failed: timeout: failed to connect service \"10.1.1.1:7\" within 1s: context deadline exceeded",
                Answer::NoConnection,
            ),
            (
                "Startup probe failed: timeout: failed to connect service \"10.1.1.1:7\" within 1s: context deadline exceeded: connection error: desc = \"error reading server preface: http2: frame too large\"",
                Answer::NotGrpc,
            ),
            ("Readiness probe failed: timeout: health rpc did not complete within 1s", Answer::Slow),
            (
                "Readiness probe failed: Get \"http://10.1.1.1:80/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                Answer::Slow,
            ),
            (
                "Liveness probe failed: Get \"https://10.1.1.1:80/\": http: server gave HTTP response to HTTPS client",
                Answer::WantsPlain,
            ),
            (
                "Liveness probe failed: Get \"http://10.1.1.1:80/\": net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x00\\x00\\x1e\\x04\"",
                Answer::SpeaksHttp2,
            ),
            (
                "Liveness probe failed: Get \"http://10.1.1.1:80/\": net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\\x01\\x00\\x02\\x02P\"",
                Answer::WantsTls,
            ),
            (
                "Liveness probe failed: Get \"http://10.1.1.1:80/\": net/http: malformed HTTP response \"-ERR unknown command\"",
                Answer::SpeaksOther,
            ),
            ("Readiness probe errored: strconv.Atoi: parsing \"htpp\": invalid syntax", Answer::NoSuchPort),
            (
                "Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec \"a\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"hc\": executable file not found in $PATH: unknown",
                Answer::CommandMissing,
            ),
            ("Liveness probe failed: command \"/bin/check --all\" timed out", Answer::CommandSlow),
            (
                "Readiness probe errored: rpc error: code = NotFound desc = failed to exec in container: failed to load task: no running task found: task 1 not found: not found",
                Answer::Gone,
            ),
            (
                "Liveness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health",
                Answer::NoHealthService,
            ),
            (
                "Liveness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service",
                Answer::UnknownService,
            ),
            ("Liveness probe failed: service unhealthy (responded with \"NOT_SERVING\")", Answer::Other),
            ("Liveness probe failed: Get \"http://10.1.1.1:80/\": EOF", Answer::Dropped),
        ];
        for (message, answer) in cases {
            assert_eq!(understand(message), answer, "{message}");
        }
    }
}
