//! Advice of this family: correct the name if a near one exists, else create what is missing where the app is declared.

use crate::diagnosis::advice::{edit, kubectl, kubectl_name};
use crate::diagnosis::causes::references::keys::{Keys, keys_of};
use crate::diagnosis::causes::references::stopped::Stopped;
use crate::diagnosis::hypothesis::look;
use crate::diagnosis::managed;
use crate::diagnosis::objects::app::App;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::report::model::{Remediation, RemediationKind};

/// From which likeness on (0 to 1) a name is taken for a misspelling of another.
const ALIKE: f64 = 0.8;
/// What the control plane writes into every namespace.
const CLUSTER_CA: &str = "kube-root-ca.crt";

/// What to do where a ConfigMap or Secret is absent.
pub fn missing(graph: &Graph, stopped: &Stopped<'_, '_>) -> Vec<Remediation> {
    let (kind, name) = (stopped.reference.kind, stopped.reference.name);
    let namespace = stopped.app.key.ns();
    if kind == &kinds::CONFIG_MAP && name == CLUSTER_CA {
        let text = "kube-controller-manager writes this ConfigMap into every namespace: check that it runs and may.";
        return vec![look(
            text,
            Some("kubectl -n kube-system get pods -l component=kube-controller-manager".to_owned()),
        )];
    }
    let mut all = Vec::new();
    if let Some(near) = nearest(name, graph.of_kind(kind).filter(|o| o.key.ns() == namespace).map(|o| &*o.key.name)) {
        let text = format!("If {} {near} is meant, which exists, correct the name.", kind.kind);
        all.push(correct(stopped.app, &text));
    }
    let noun = if kind == &kinds::SECRET { "secret generic" } else { "configmap" };
    let line = format!("kubectl -n {namespace} create {noun} {name} --from-literal=KEY=VALUE");
    all.push(create(stopped.app, &format!("Create {} {name} in namespace {namespace}.", kind.kind), line));
    all
}

/// What to do where a key is absent.
pub fn keyless(graph: &Graph, stopped: &Stopped<'_, '_>, key: &str) -> Vec<Remediation> {
    let reference = &stopped.reference;
    let thing = stopped.thing();
    let mut all = Vec::new();
    if reference.kind == &kinds::CONFIG_MAP
        && let Some(view) = graph.view(&thing)
        && let Keys::Known(names, _) = keys_of(&view, true)
        && let Some(near) = nearest(key, names.iter().copied())
    {
        all.push(correct(stopped.app, &format!("If the key {near} is meant, which exists, correct the key.")));
    }
    let line = format!("{} edit {}", kubectl(&thing), kubectl_name(&thing));
    all.push(create(stopped.app, &format!("Add the key {key} to {} {}.", reference.kind.kind, thing.name), line));
    all
}

/// What to do where a ServiceAccount is absent.
pub fn account(graph: &Graph, app: &App<'_>, name: &str) -> Vec<Remediation> {
    let namespace = app.key.ns();
    let mut all = Vec::new();
    let accounts = of_namespace(graph, &kinds::SERVICE_ACCOUNT, namespace);
    if let Some(near) = nearest(name, accounts.iter().map(|key| key.name.as_str())) {
        let text = format!("If ServiceAccount {near} is meant, which exists, correct serviceAccountName.");
        all.push(correct(app, &text));
    }
    let line = format!("kubectl -n {namespace} create serviceaccount {name}");
    all.push(create(app, &format!("Create ServiceAccount {name} in namespace {namespace}."), line));
    all
}

/// A change of the app's own manifest.
fn correct(app: &App<'_>, text: &str) -> Remediation {
    let line = format!("{} edit {}", kubectl(&app.key), kubectl_name(&app.key));
    edit(app, text, Some(line), None)
}

/// Something new beside the app: declared where the app is, if something manages it.
fn create(app: &App<'_>, text: &str, line: String) -> Remediation {
    let manager = app.view.as_ref().and_then(|view| managed::of(view.graph(), &app.key));
    let risk = "none to running pods; the waiting ones start by themselves".to_owned();
    match manager {
        Some(manager) => Remediation {
            kind: RemediationKind::Gitops,
            text: format!("{text} {}", manager.advice()),
            command: None,
            diff: None,
            risk,
        },
        None => {
            Remediation { kind: RemediationKind::Command, text: text.to_owned(), command: Some(line), diff: None, risk }
        }
    }
}

fn of_namespace<'g>(graph: &'g Graph, kind: &'g Kind, namespace: &str) -> Vec<&'g EntityKey> {
    graph.of_kind(kind).map(|object| &object.key).filter(|key| key.ns() == namespace).collect()
}

/// The name that one may be a misspelling of; the first by name of those that are equally alike.
fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut best: Option<(f64, &str)> = None;
    for name in names.filter(|name| *name != wanted) {
        let like = strsim::normalized_damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase());
        if like >= ALIKE && best.is_none_or(|(known, _)| like > known) {
            best = Some((like, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn misspelt_names() {
        assert_eq!(nearest("web-confg", ["api-config", "web-config"].into_iter()), Some("web-config"));
        assert_eq!(nearest("web-config", ["postgres"].into_iter()), None);
    }
}
