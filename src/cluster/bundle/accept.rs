//! In which form a client wants its answer. Tables are not rendered yet: a client that asks for one gets the next form
//! that it accepts.

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Objects as they are.
    Full,
    /// `metadata` only, as `PartialObjectMetadata` or a list of them.
    Metadata,
    /// All groups, versions and resources in one document.
    Discovery,
}

/// The first form of an `Accept` header that can be given; `None` when there is none.
pub(super) fn form(accept: Option<&str>) -> Option<Form> {
    let accept = accept.map(str::trim).filter(|accept| !accept.is_empty()).unwrap_or("application/json");
    accept.split(',').find_map(one)
}

fn one(accept: &str) -> Option<Form> {
    let mut parts = accept.split(';').map(str::trim);
    if !matches!(parts.next()?, "application/json" | "application/*" | "*/*") {
        return None;
    }
    let mut wanted = (None, None, None);
    for part in parts {
        match part.split_once('=') {
            Some(("as", value)) => wanted.0 = Some(value),
            Some(("g", value)) => wanted.1 = Some(value),
            Some(("v", value)) => wanted.2 = Some(value),
            _ => {}
        }
    }
    match wanted {
        (None, _, _) => Some(Form::Full),
        (Some("PartialObjectMetadata" | "PartialObjectMetadataList"), Some("meta.k8s.io"), Some("v1")) => {
            Some(Form::Metadata)
        }
        (Some("APIGroupDiscoveryList"), Some("apidiscovery.k8s.io"), Some("v2")) => Some(Form::Discovery),
        _ => None,
    }
}
