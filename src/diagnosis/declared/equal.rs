//! Whether two values mean the same to Kubernetes, though they are written differently.
//!
//! Servers default, convert and drop what is empty; webhooks pin and mirror images; pipelines fill templates in. Where it
//! cannot be told, two values are the same: a difference that is not one is worse than one that is missed.

use serde_json::Value;

use crate::diagnosis::declared::place::Place;
use crate::diagnosis::objects::quantities::Quantity;

/// Fields below which every value is a quantity.
const AMOUNTS: &[&str] = &["requests", "limits", "capacity", "hard", "min", "max", "default", "defaultRequest"];
/// Fields that are a quantity themselves.
const AMOUNT: &[&str] = &["sizeLimit", "divisor", "averageValue", "value"];
/// What stands for a value that was redacted.
const REDACTED: &str = "[redacted:";
/// What a template or a pipeline fills in.
const FILLED_IN: &[&str] = &["{{", "${", "<%"];

/// Whether a declared value asks for nothing: servers drop it, or keep what they have.
pub fn is_nothing(declared: &Value) -> bool {
    match declared {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(is_nothing),
    }
}

/// Whether two plain values are the same at a place.
pub fn same(place: &Place, declared: &Value, live: &Value) -> bool {
    if declared == live {
        return true;
    }
    let (Some(one), Some(other)) = (text(declared), text(live)) else { return false };
    one == other
        || cannot_tell(&one, &other)
        || (is_amount(place) && Quantity::of(declared).is_some_and(|amount| Quantity::of(live) == Some(amount)))
        || (place.last() == "image" && same_image(&one, &other))
        || is_rewritten(place, &other)
}

/// A plain value as text; none for lists and maps.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn cannot_tell(declared: &str, live: &str) -> bool {
    declared.contains(REDACTED) != live.contains(REDACTED) || FILLED_IN.iter().any(|sign| declared.contains(sign))
}

fn is_amount(place: &Place) -> bool {
    // The value of a variable is a text, whatever it looks like.
    let variable = place.is_below(&["env", "data"]);
    !variable && (place.is_below(AMOUNTS) || AMOUNT.contains(&place.last()))
}

/// An image is the same if it was only pinned to a digest, pulled from a mirror, or if the declaration leaves the tag to
/// whoever deploys.
fn same_image(declared: &str, live: &str) -> bool {
    let (repository, tag, digest) = parts(declared);
    let (live_repository, live_tag, live_digest) = parts(live);
    let base = |repository: &str| repository.rsplit('/').next().unwrap_or_default().to_owned();
    if tag.is_none() && digest.is_none() {
        // `nginx` means `nginx:latest` to the kubelet; in a manifest it is mostly a name that a pipeline replaces.
        return base(repository) == base(live_repository);
    }
    let mirrored = live_repository == repository || live_repository.ends_with(&format!("/{}", path(repository)));
    let pinned = match (tag, digest) {
        (_, Some(digest)) => live_digest == Some(digest),
        (Some(tag), None) => live_tag == Some(tag) || (live_tag.is_none() && live_digest.is_some()),
        (None, None) => false,
    };
    mirrored && pinned
}

/// Repository, tag and digest.
fn parts(image: &str) -> (&str, Option<&str>, Option<&str>) {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    match name.rsplit_once(':') {
        // A colon before a slash is that of a registry's port.
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag), digest),
        _ => (name, None, digest),
    }
}

/// A repository without its registry, and without the name of Docker Hub's own.
fn path(repository: &str) -> &str {
    let path = match repository.split_once('/') {
        Some((registry, rest)) if registry.contains(['.', ':']) || registry == "localhost" => rest,
        _ => repository,
    };
    path.strip_prefix("library/").unwrap_or(path)
}

/// Whether a mesh's injector put its own probe in the place of the app's.
fn is_rewritten(place: &Place, live: &str) -> bool {
    let probe = place.is_below(&["livenessProbe", "readinessProbe", "startupProbe"]);
    probe
        && ((place.last() == "path" && live.starts_with("/app-health/")) || (place.last() == "port" && live == "15020"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(names: &[&str]) -> Place {
        names.iter().fold(Place::default(), |place, name| place.field(name))
    }

    #[test]
    fn what_is_written_differently_and_means_the_same() {
        let image = at(&["spec", "containers", "image"]);
        for (declared, live) in [
            ("nginx:1.27", "nginx:1.27@sha256:ab"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("nginx:1.27", "mirror.acme.io:5000/hub/nginx:1.27"),
            ("quay.io/acme/web:2", "mirror.acme.io/acme/web:2"),
            ("web", "registry.acme.io/shop/web:8f2c1d"),
            ("acme/web:{{ .Values.tag }}", "acme/web:7"),
            ("acme/web:1", "acme/web@sha256:ab"),
        ] {
            assert!(same(&image, &json!(declared), &json!(live)), "{declared} {live}");
        }
        for (declared, live) in [("web:1", "web:2"), ("acme/web:1", "acme/other:1"), ("a/web:1@sha256:a", "a/web:1")] {
            assert!(!same(&image, &json!(declared), &json!(live)), "{declared} {live}");
        }
    }

    #[test]
    fn amounts_are_compared_where_they_are_amounts() {
        let limit = at(&["spec", "resources", "limits", "cpu"]);
        let variable = at(&["spec", "env", "CPU", "value"]);
        assert!(same(&limit, &json!("1000m"), &json!("1")));
        assert!(same(&limit, &json!(1), &json!("1")));
        assert!(!same(&limit, &json!("100m"), &json!("1")));
        assert!(!same(&variable, &json!("1000m"), &json!("1")));
        assert!(same(&variable, &json!(8080), &json!("8080")));
    }

    #[test]
    fn a_secret_is_never_called_different_where_only_one_side_hides_it() {
        let place = at(&["spec", "env", "TOKEN", "value"]);
        assert!(same(&place, &json!("plain"), &json!("[redacted:secret:a1b2]")));
        assert!(!same(&place, &json!("[redacted:secret:aaaa]"), &json!("[redacted:secret:bbbb]")));
    }
}
