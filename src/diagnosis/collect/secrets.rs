//! Reads where Secrets lead, for apps in trouble that take settings from them. Only a bundle that holds Secrets with
//! their values has such a document; of a live cluster nothing of the kind is ever asked.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::environment;
use crate::evidence::documents::SECRET_SETTINGS;
use crate::evidence::graph::Graph;

/// One read a namespace.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if graph.documents.below(SECRET_SETTINGS).next().is_none() {
        return Vec::new();
    }
    let apps = scope::apps(aim.subject, graph);
    let troubled = apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS);
    let namespaces: BTreeSet<&str> = troubled.filter(|app| takes_settings(app)).map(|app| app.key.ns()).collect();
    let paths = namespaces.into_iter().map(|namespace| format!("{SECRET_SETTINGS}{namespace}"));
    paths.filter(|path| graph.documents.has(path)).map(|path| Read::document(&path)).collect()
}

fn takes_settings(app: &App<'_>) -> bool {
    app.troubled().iter().any(|pod| pod.containers().iter().any(environment::takes_from_secrets))
}
