//! Reads the address and the headers of a request the strict way: what could mean two things is refused.

use http::{HeaderMap, Uri};

use super::No;

const LONGEST_PATH: usize = 1024;
const LONGEST_QUERY: usize = 8 * 1024;

/// Headers that a caller may set. Credentials, the host and tracing are added below the guard.
const HEADERS: &[&str] = &["accept", "accept-encoding", "content-type", "content-length", "user-agent"];

/// A path as segments and a query as pairs, both literally as they will be sent.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) segments: Vec<&'a str>,
    query: Vec<(&'a str, &'a str)>,
}

impl<'a> Target<'a> {
    pub(super) fn read(uri: &'a Uri) -> Result<Self, No> {
        if uri.scheme().is_some() || uri.authority().is_some() {
            return Err(No::because("host", "the address names a host; hosts come from the configuration"));
        }
        Ok(Self { segments: segments(uri.path())?, query: pairs(uri.query().unwrap_or_default())? })
    }

    /// The keys of the query, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.query.iter().map(|(key, _)| *key)
    }

    /// The decoded value of a query key.
    pub(super) fn value(&self, key: &str) -> Option<String> {
        self.query.iter().find(|(known, _)| *known == key).map(|(_, value)| decode(value))
    }
}

fn segments(path: &str) -> Result<Vec<&str>, No> {
    if path.len() > LONGEST_PATH {
        return Err(No::because("path-length", format!("the path is longer than {LONGEST_PATH} bytes")));
    }
    let Some(rest) = path.strip_prefix('/') else {
        return Err(No::because("path-form", "the path does not begin with `/`"));
    };
    // The one path that ends with a slash: without it the kubelet answers with a redirection.
    let (rest, folder) = match rest.strip_suffix('/') {
        Some(inner) if inner.ends_with("/proxy/logs") => (inner, true),
        _ => (rest, false),
    };
    let mut segments: Vec<&str> = rest.split('/').collect();
    for segment in &segments {
        if segment.is_empty() {
            return Err(No::because("path-form", "the path has an empty segment"));
        }
        if matches!(*segment, "." | "..") {
            return Err(No::because("path-form", "the path has a dot segment"));
        }
        if !segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:@~".contains(&b)) {
            return Err(No::because("path-form", "the path has a character that no Kubernetes name needs"));
        }
    }
    segments.extend(folder.then_some(""));
    Ok(segments)
}

fn pairs(query: &str) -> Result<Vec<(&str, &str)>, No> {
    if query.len() > LONGEST_QUERY {
        return Err(No::because("query-length", format!("the query is longer than {LONGEST_QUERY} bytes")));
    }
    // kube writes `?&limit=500`, so empty parts are nothing; `;` is a separator to some servers and to others not.
    if query.contains(';') {
        return Err(No::because("query-form", "the query has a `;`"));
    }
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        if !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(No::because("query-form", "a query key is not plain letters and digits"));
        }
        if pairs.iter().any(|(known, _)| *known == key) {
            return Err(No::because("query-form", format!("the query key `{key}` is given twice")));
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}

/// Refuses every header that is not on the list, the telling ones by their own name.
pub(super) fn headers(headers: &HeaderMap) -> Result<(), No> {
    for name in headers.keys() {
        let name = name.as_str();
        if HEADERS.contains(&name) {
            continue;
        }
        return Err(match name {
            "upgrade" | "connection" => {
                No::because("no-upgrade", "an upgraded connection can write whatever its first request was")
            }
            "authorization" | "proxy-authorization" | "cookie" => {
                No::because("no-credentials", "credentials are added below the guard and nowhere else")
            }
            "host" => No::because("host", "the request names a host; hosts come from the configuration"),
            _ if name.starts_with("impersonate-") => {
                No::because("no-impersonation", "only the kubeconfig says as whom we read")
            }
            _ if name.contains("method-override") || name.contains("http-method") => {
                No::because("no-method-override", "the method is the one on the request line")
            }
            _ => No::because("headers", format!("the header `{}` is not declared", shorten(name, 40))),
        });
    }
    Ok(())
}

/// Percent-decoding of a query value; what is not an escape stays as it is.
fn decode(value: &str) -> String {
    let mut bytes = value.bytes();
    let mut out = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut ahead = bytes.clone();
                match (ahead.next().and_then(hex), ahead.next().and_then(hex)) {
                    (Some(high), Some(low)) => {
                        bytes = ahead;
                        high * 16 + low
                    }
                    _ => b'%',
                }
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

/// At most `limit` printable characters of `text`.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(limit).collect();
    if text.chars().nth(limit).is_some() {
        short.push('…');
    }
    short
}
