//! Apps that others call and that have no Service, where a quota allows no more Services: the refusal leaves no trace.

use std::collections::BTreeSet;

use crate::diagnosis::causes::admission::unserved;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::view::View;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let namespaces: BTreeSet<&str> = scope.apps.iter().map(|app| app.key.ns()).collect();
    let full = namespaces.into_iter().filter(|namespace| unserved::full_quota(scope.graph, namespace).is_some());
    full.flat_map(|namespace| unserved::unserved(scope.graph, scope.apps, namespace, false))
        .map(|each| {
            let port = each.app.template().and_then(|t| t.at(&each.port));
            let text = "is called by name, and has no Service of that name";
            Symptom::new(&each.app.key, text, port.iter().map(View::spec).collect())
        })
        .collect()
}
