//! What a request asks for: its path, taken apart, and its query.

use std::collections::BTreeMap;

use super::status::Status;

/// The query of a request, decoded; of a repeated key the first value counts.
#[derive(Debug, Default)]
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    fn parse(query: &str) -> Self {
        let mut pairs = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.entry(decode(key, true)).or_insert_with(|| decode(value, true));
        }
        Self(pairs)
    }

    /// A value that is there and not empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A switch, in the spellings of Go.
    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some("1" | "t" | "T" | "true" | "TRUE" | "True"))
    }

    /// A count; zero and less mean that there is none.
    pub(super) fn count(&self, key: &str) -> Result<Option<usize>, Status> {
        let Some(text) = self.get(key) else { return Ok(None) };
        let count: i64 = text.parse().map_err(|_| {
            Status::bad_request(format!("strconv.ParseInt: parsing \"{}\": invalid syntax", text.escape_debug()))
        })?;
        Ok(usize::try_from(count).ok().filter(|count| *count > 0))
    }
}

/// A path of the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `/version`.
    Version,
    /// `/api`.
    Core,
    /// `/apis`.
    Groups,
    /// `/apis/GROUP`.
    Group(String),
    /// `/api/v1`, `/apis/GROUP/VERSION`.
    Resources { group: String, version: String },
    /// Objects.
    Objects(Objects),
    /// `/healthz`, `/metrics`: every server has them, no bundle does.
    Server(String),
    /// What is in the bundle beside objects and logs: see [`super::documents`].
    Document(String),
    /// Anything else.
    Unknown,
}

/// Objects of one resource, or one of them, or a part of one.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(super) struct Objects {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) plural: String,
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
    pub(super) subresource: Option<String>,
}

/// Takes path and query apart.
pub(super) fn parse(path_and_query: &str) -> (Target, Query) {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(|part| decode(part, false)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let target = match parts.as_slice() {
        ["version"] => Target::Version,
        ["api"] => Target::Core,
        ["apis"] => Target::Groups,
        ["apis", group] => Target::Group((*group).to_owned()),
        ["api", version] => Target::Resources { group: String::new(), version: (*version).to_owned() },
        ["apis", group, version] => Target::Resources { group: (*group).to_owned(), version: (*version).to_owned() },
        ["api", version, rest @ ..] => objects("", version, rest),
        ["apis", group, version, rest @ ..] => objects(group, version, rest),
        ["healthz" | "livez" | "readyz" | "metrics" | "logs", ..] => Target::Server(path.to_owned()),
        ["-", "bundle", rest @ ..] => Target::Document(rest.join("/")),
        // Schemas (`/openapi`) too: clients know what to do with a server that has none.
        _ => Target::Unknown,
    };
    (target, Query::parse(query))
}

fn objects(group: &str, version: &str, rest: &[&str]) -> Target {
    let (namespace, rest) = match rest {
        ["namespaces", _] | ["namespaces", _, "status" | "finalize"] => (None, rest),
        ["namespaces", namespace, rest @ ..] => (Some((*namespace).to_owned()), rest),
        _ => (None, rest),
    };
    let Some((plural, rest)) = rest.split_first() else { return Target::Unknown };
    Target::Objects(Objects {
        group: group.to_owned(),
        version: version.to_owned(),
        plural: (*plural).to_owned(),
        namespace,
        name: rest.first().map(|name| (*name).to_owned()),
        subresource: rest.get(1..).filter(|rest| !rest.is_empty()).map(|rest| rest.join("/")),
    })
}

/// Undoes percent encoding; what is malformed stays as it is.
fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let hex = escaped.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        at += if value.is_some() { 3 } else { 1 };
        out.push(value.unwrap_or(if plus && *byte == b'+' { b' ' } else { *byte }));
    }
    String::from_utf8_lossy(&out).into_owned()
}
