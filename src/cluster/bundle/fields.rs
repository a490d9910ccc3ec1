//! Field selectors: which fields of which kind can be asked for, and how they are written.

use std::fmt;

use super::meta::Meta;
use super::selectors::SelectorError;

/// A parsed field selector; all its terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSelector(Vec<Term>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    field: String,
    value: String,
    equal: bool,
}

impl FieldSelector {
    /// Parses a selector such as `status.phase!=Running,spec.nodeName=n1`. An empty one matches everything.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let parts = split(text);
        let terms = parts.iter().filter(|part| !part.is_empty()).map(|part| {
            term(part).ok_or_else(|| SelectorError(format!("invalid selector: '{text}'; can't understand '{part}'")))
        });
        terms.collect::<Result<_, _>>().map(Self)
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses fields that the API server does not index for this kind.
    pub(super) fn check(&self, group: &str, plural: &str) -> Result<(), SelectorError> {
        let own = supported(group, plural);
        let known = |field: &str| matches!(field, "metadata.name" | "metadata.namespace") || own.contains(&field);
        match self.0.iter().find(|term| !known(&term.field)) {
            None => Ok(()),
            Some(term) if own.is_empty() && super::builtin::is_group(group) => Err(SelectorError(format!(
                "{:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                term.field
            ))),
            Some(term) => Err(SelectorError(format!("field label not supported: {}", term.field))),
        }
    }

    pub(super) fn matches(&self, meta: &Meta) -> bool {
        self.0.iter().all(|term| (value(meta, &term.field) == term.value) == term.equal)
    }
}

impl fmt::Display for FieldSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let operator = if term.equal { "=" } else { "!=" };
            write!(f, "{comma}{}{operator}{}", term.field, escape(&term.value))?;
        }
        Ok(())
    }
}

/// A field of an object; what the object leaves out has the value that the server assumes.
fn value<'a>(meta: &'a Meta, field: &str) -> &'a str {
    match (meta.field(field), field) {
        ("", "spec.unschedulable" | "spec.hostNetwork") => "false",
        ("", "status.replicas" | "status.successful") => "0",
        ("", "source") => meta.field("reportingComponent"),
        (value, _) => value,
    }
}

fn supported(group: &str, plural: &str) -> &'static [&'static str] {
    match (group, plural) {
        ("", "pods") => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        ("", "events") => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        ("", "nodes") => &["spec.unschedulable"],
        ("", "namespaces") => &["status.phase"],
        ("", "secrets") => &["type"],
        ("", "services") => &["spec.clusterIP", "spec.type"],
        ("", "replicationcontrollers") | ("apps", "replicasets") => &["status.replicas"],
        ("batch", "jobs") => &["status.successful"],
        ("certificates.k8s.io", "certificatesigningrequests") => &["spec.signerName"],
        _ => &[],
    }
}

/// Cuts at commas that are not escaped; escapes stay.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if c == ',' && !escaped {
            parts.push(String::new());
            continue;
        }
        escaped = c == '\\' && !escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// `field=value`, `field==value`, `field!=value`.
fn term(part: &str) -> Option<Term> {
    let at = part.find('=')?;
    let (left, right) = (part.get(..at)?, part.get(at + 1..)?);
    let (field, equal) = left.strip_suffix('!').map_or((left, true), |field| (field, false));
    let right = if equal { right.strip_prefix('=').unwrap_or(right) } else { right };
    let fits = !field.is_empty() && !field.contains(['\\', '!', ',']);
    fits.then(|| unescape(right)).flatten().map(|value| Term { field: field.to_owned(), value, equal })
}

/// `\\`, `\,` and `\=` stand for themselves; any other use of these characters is an error.
fn unescape(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|c| matches!(c, '\\' | ',' | '='))?),
            ',' | '=' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\\' | ',' | '=') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
