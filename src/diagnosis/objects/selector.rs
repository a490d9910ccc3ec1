//! Label selectors as objects hold them, applied to labels.

use crate::evidence::view::View;

/// Whether a `LabelSelector` (`matchLabels`, `matchExpressions`) selects an object. An empty one selects everything.
pub fn selects(selector: &View<'_>, object: &View<'_>) -> bool {
    let label = |key: &str| object.key_at("/metadata/labels", key).and_then(|v| v.str());
    let labels = selector.entries("/matchLabels").into_iter().all(|(key, value)| label(key) == value.str());
    labels
        && selector.items("/matchExpressions").iter().all(|expression| {
            let Some(key) = expression.str_at("/key") else { return false };
            let values: Vec<_> = expression.items("/values").iter().filter_map(View::str).collect();
            match (expression.str_at("/operator"), label(key)) {
                (Some("In"), value) => value.is_some_and(|v| values.contains(&v)),
                (Some("NotIn"), value) => !value.is_some_and(|v| values.contains(&v)),
                (Some("Exists"), value) => value.is_some(),
                (Some("DoesNotExist"), value) => value.is_none(),
                _ => false,
            }
        })
}

/// Whether a plain map of labels (a Service's selector) selects an object, or a pod template below `labels`. An empty
/// map selects nothing.
pub fn map_selects(selector: &View<'_>, object: &View<'_>, labels: &str) -> bool {
    let wanted = selector.entries("");
    !wanted.is_empty()
        && wanted.iter().all(|(key, value)| object.key_at(labels, key).and_then(|v| v.str()) == value.str())
}

/// A selector as a query: `app=shop,tier in (a,b)`. None if it is empty or not understood.
pub fn as_query(selector: &View<'_>) -> Option<String> {
    let mut parts: Vec<String> =
        selector.entries("/matchLabels").iter().filter_map(|(k, v)| Some(format!("{k}={}", v.str()?))).collect();
    for expression in selector.items("/matchExpressions") {
        let key = expression.str_at("/key")?;
        let values: Vec<_> = expression.items("/values").iter().filter_map(View::str).collect();
        parts.push(match expression.str_at("/operator")? {
            "In" => format!("{key} in ({})", values.join(",")),
            "NotIn" => format!("{key} notin ({})", values.join(",")),
            "Exists" => key.to_owned(),
            "DoesNotExist" => format!("!{key}"),
            _ => return None,
        });
    }
    (!parts.is_empty()).then(|| parts.join(","))
}
