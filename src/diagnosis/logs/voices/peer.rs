//! The other side, as a line names it: host and port.

use std::sync::LazyLock;

use regex::Regex;

/// The other side of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer {
    /// A name or an address.
    pub host: String,
    /// The port, where one is named.
    pub port: Option<i64>,
}

const HOST: &str = r"([A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*|(?:\d{1,3}\.){3}\d{1,3})";

static PLACES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // a name that is not known; the name server stands behind it
        format!(r"lookup {HOST}(?: on |:)(\x00)?"),
        // libpq, requests, key=value
        format!(r#"server at "{HOST}"(?: \([^)]*\))?, port (\d{{2,5}})"#),
        format!(r"host='?{HOST}'?,? port='?(\d{{2,5}})"),
        // JDBC drivers
        format!(r"\(host={HOST}\)\s*\(port=(\d{{2,5}})\)"),
        format!(r"(?:to the )?host {HOST},? (?:and )?(?:named instance \S+, )?port (\d{{2,5}})"),
        // a URL
        format!(r"[a-z][a-z0-9+.]*://(?:[^@\s/]+@)?{HOST}(?::(\d{{2,5}}))?"),
        // name/address:port of the JVM
        format!(r"\b{HOST}/(?:<unresolved>|(?:\d{{1,3}}\.){{3}}\d{{1,3}}):(\d{{2,5}})"),
        // two ends: the far one is the second
        format!(r"(?:\d{{1,3}}\.){{3}}\d{{1,3}}:\d{{2,5}}->{HOST}:(\d{{2,5}})"),
        format!(r#"(?:^|[\s"'=(/@,\[]){HOST}:(\d{{2,5}})\b"#),
        format!(
            r"(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|resolve host:?|host name|server on) ['\x22]?{HOST}(\x00)?"
        ),
    ]
    .iter()
    .filter_map(|text| Regex::new(text).ok())
    .collect()
});

/// What looks like a host and a port, and is a file and a line.
const FILES: &[&str] = &[
    ".go", ".py", ".js", ".ts", ".java", ".kt", ".rs", ".rb", ".php", ".cs", ".cpp", ".c", ".h", ".scala", ".mjs",
    ".cjs",
];

/// The other sides that a text names, the likeliest first.
pub fn peers(text: &str) -> Vec<Peer> {
    let mut found: Vec<Peer> = Vec::new();
    for place in PLACES.iter() {
        for hit in place.captures_iter(text) {
            let Some(host) = hit.get(1).map(|m| m.as_str()) else { continue };
            let port = hit.get(2).and_then(|m| m.as_str().parse::<i64>().ok());
            let lower = host.to_lowercase();
            let file = FILES.iter().any(|end| lower.ends_with(end));
            let own = matches!(&*lower, "localhost" | "line" | "port" | "error" | "code" | "status" | "server")
                || lower.starts_with("127.");
            let peer = Peer { host: lower, port };
            if !file
                && !own
                && port.is_none_or(|p| (10..65536).contains(&p))
                && !found.iter().any(|known| known.host == peer.host)
            {
                found.push(peer);
            }
        }
    }
    found
}
