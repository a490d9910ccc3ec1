//! One rule: a shape of request that is allowed, and why.

use http::{HeaderMap, header};

use super::target::Target;
use super::{No, Purpose};
use crate::evidence::declared;

/// A shape of request that is allowed. Rules only allow; what none of them covers is refused.
#[derive(Debug)]
pub struct Rule {
    /// Stable name, used in refusals and in the audit log.
    pub name: &'static str,
    /// The purpose it belongs to.
    pub purpose: Purpose,
    /// Methods, in capitals as they are on the wire.
    pub methods: &'static [&'static str],
    /// Path template: literal segments and `{placeholders}`, each checked by its name. `{resource}` stands for what
    /// [`declared::READS`] declares, in its own group and at its own scope.
    pub path: &'static str,
    /// Resources that `{resource}` does not stand for here.
    pub except: &'static [&'static str],
    /// Query keys that may appear, each once.
    pub query: &'static [&'static str],
    /// What may be asked for in `Accept`.
    pub accept: Accept,
    /// A condition beyond path, method and keys.
    pub only: Only,
    /// Why this is allowed, one sentence.
    pub why: &'static str,
}

/// What the `Accept` header may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// Nothing, `*/*` or JSON in any shape: what cannot be parsed cannot be redacted.
    Json,
    /// Also plain text.
    Text,
    /// Exactly one object's metadata, with no fallback to the object.
    Metadata,
    /// Exactly the metadata of a list, with no fallback to the list.
    MetadataList,
}

/// A condition that a rule adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// None.
    Always,
    /// The selectors allow nothing but Helm's release records.
    HelmReleases,
    /// The name is that of a Helm release record.
    HelmReleaseName,
    /// Somebody has asked for them, and the query names one of the services that are known, never a file.
    NodeServices,
}

/// The services of a node whose journal may be asked for.
pub const NODE_SERVICES: &[&str] = &["kubelet", "containerd", "crio", "docker", "kube-proxy"];

/// The rule of resources that nobody declared.
const UNDECLARED: &str = "undeclared-resource";

/// Words that stand where a resource could but are subresources or old verbs in the path.
pub(super) const NOT_RESOURCES: &[&str] = &[
    "approval",
    "attach",
    "binding",
    "bindings",
    "debug",
    "ephemeralcontainers",
    "eviction",
    "exec",
    "finalize",
    "log",
    "portforward",
    "proxy",
    "redirect",
    "resize",
    "run",
    "scale",
    "status",
    "token",
    "watch",
];

/// Whether a query asks the kubelet for the journal of a known service. A value with a `/` would be a file.
fn node_service(target: &Target<'_>) -> bool {
    let lines = target.value("tailLines");
    target.value("query").is_some_and(|service| NODE_SERVICES.contains(&service.as_str()))
        && lines.is_some_and(|lines| lines.len() <= 4 && lines.bytes().all(|b| b.is_ascii_digit()))
}

impl Rule {
    /// Whether the path is one of this rule's.
    pub(super) fn covers(&self, target: &Target<'_>) -> bool {
        let mut asked = target.segments.iter();
        let matched = self.path.split('/').skip(1).all(|want| asked.next().is_some_and(|got| self.fits(want, got)));
        matched && asked.next().is_none()
    }

    fn fits(&self, want: &str, got: &str) -> bool {
        match want {
            "{resource}" => is_resource(got) && !self.except.contains(&got),
            "{group}" => (is_name(got) && got.contains('.')) || GROUPS_WITHOUT_A_DOT.contains(&got),
            "{version}" => is_version(got),
            "{namespace}" => is_name(got) && !got.contains('.'),
            "{name}" => true,
            literal => literal == got,
        }
    }

    /// Whether a request at this rule's path is allowed by the rest of the rule.
    pub(super) fn admits(&self, target: &Target<'_>, headers: &HeaderMap) -> Result<(), No> {
        self.declares(target)?;
        if let Some(key) = target.keys().find(|key| !self.query.contains(key)) {
            return Err(No::because(self.name, undeclared_key(key)));
        }
        self.accepts(headers)?;
        let holds = match self.only {
            Only::Always => true,
            Only::HelmReleases => helm_selectors(target),
            Only::NodeServices => node_service(target),
            Only::HelmReleaseName => target
                .segments
                .last()
                .is_some_and(|name| name.strip_prefix("sh.helm.release.v1.").is_some_and(|rest| !rest.is_empty())),
        };
        if holds { Ok(()) } else { Err(No::because(self.name, self.why)) }
    }

    /// Whether the resource that the path names is a declared read, and one that is found at such a path.
    fn declares(&self, target: &Target<'_>) -> Result<(), No> {
        let segment = |wanted: &str| {
            let at = self.path.split('/').skip(1).position(|one| one == wanted)?;
            target.segments.get(at).copied()
        };
        let Some(resource) = segment("{resource}") else { return Ok(()) };
        let group = segment("{group}").unwrap_or_default();
        let Some(read) = declared::of_resource(group, resource) else {
            let name = if group.is_empty() { resource.to_owned() } else { format!("{resource}.{group}") };
            return Err(No::because(UNDECLARED, format!("`{name}` is not among the resources that are read")));
        };
        let inside = segment("{namespace}").is_some();
        let misplaced = if read.kind.namespaced { !inside && segment("{name}").is_some() } else { inside };
        if misplaced {
            let place =
                if read.kind.namespaced { "an object of it is in a namespace" } else { "it is in no namespace" };
            return Err(No::because(UNDECLARED, format!("`{}` is not read like this: {place}", read.full_name())));
        }
        Ok(())
    }

    fn accepts(&self, headers: &HeaderMap) -> Result<(), No> {
        let mut ranges: Vec<&str> = Vec::new();
        for value in headers.get_all(header::ACCEPT) {
            let Ok(text) = value.to_str() else {
                return Err(No::because(self.name, "the Accept header is not text"));
            };
            ranges.extend(text.split(',').map(str::trim));
        }
        let fine = match self.accept {
            Accept::Json => ranges.iter().all(|range| matches!(media(range), "application/json" | "*/*")),
            Accept::Text => {
                ranges.iter().all(|range| matches!(media(range), "application/json" | "*/*" | "text/plain"))
            }
            Accept::Metadata => matches!(*ranges, [range] if is_metadata(range, "PartialObjectMetadata")),
            Accept::MetadataList => matches!(*ranges, [range] if is_metadata(range, "PartialObjectMetadataList")),
        };
        if fine { Ok(()) } else { Err(No::because(self.name, self.wanted())) }
    }

    fn wanted(&self) -> &'static str {
        match self.accept {
            Accept::Json | Accept::Text => "the answer would not be JSON and could not be redacted",
            Accept::Metadata | Accept::MetadataList => {
                "a Secret is read by its metadata only (`Accept: application/json;as=PartialObjectMetadata…`)"
            }
        }
    }
}

/// Built-in groups whose name has no dot; every other group is a domain name.
const GROUPS_WITHOUT_A_DOT: &[&str] = &["apps", "batch", "autoscaling", "policy", "extensions"];

fn undeclared_key(key: &str) -> String {
    match key {
        "watch" | "allowWatchBookmarks" | "sendInitialEvents" => {
            format!("`{key}`: watches are not declared; they will be a rule of their own")
        }
        "follow" => "`follow`: logs are read, not followed".to_owned(),
        "insecureSkipTLSVerifyBackend" => format!("`{key}` would trust any kubelet"),
        _ => format!("the query key `{key}` is not declared for this path"),
    }
}

/// `owner=helm` as one of the requirements, which all must hold, and the type, exactly. Sets (`in (…)`) are refused
/// because a comma inside of them does not separate requirements.
fn helm_selectors(target: &Target<'_>) -> bool {
    let labels = target.value("labelSelector").unwrap_or_default();
    let fields = target.value("fieldSelector").unwrap_or_default();
    !labels.contains(['(', ')'])
        && labels.split(',').any(|one| one == "owner=helm")
        && fields == "type=helm.sh/release.v1"
}

fn media(range: &str) -> &str {
    range.split(';').next().unwrap_or_default().trim()
}

fn is_metadata(range: &str, shape: &str) -> bool {
    let mut parts: Vec<&str> = range.split(';').map(str::trim).collect();
    parts.sort_unstable();
    let mut want =
        ["application/json".to_owned(), format!("as={shape}"), "g=meta.k8s.io".to_owned(), "v=v1".to_owned()];
    want.sort_unstable();
    parts.iter().eq(want.iter())
}

fn is_resource(word: &str) -> bool {
    is_name(word) && !word.contains('.') && !NOT_RESOURCES.contains(&word)
}

fn is_version(word: &str) -> bool {
    word.starts_with('v') && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// A DNS subdomain.
fn is_name(word: &str) -> bool {
    let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    word.len() <= 253
        && edge(word.bytes().next())
        && edge(word.bytes().last())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
}
