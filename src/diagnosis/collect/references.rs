//! What pods in trouble refer to: configuration, identities, volumes, nodes; and who declares their app.

use crate::cluster::read::Read;
use crate::diagnosis::collect::{FOLLOWED_APPS, FOLLOWED_PODS, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::subject::Subject;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// The reads of references that the graph does not know yet.
pub fn plan(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let mut followed = 0;
    for app in scope::apps(subject, graph) {
        let troubled = app.troubled();
        let short = is_short_of_pods(&app) || is_refused_pods(&app);
        if troubled.is_empty() && !short {
            continue;
        }
        followed += 1;
        if followed > FOLLOWED_APPS {
            break;
        }
        let namespace = app.key.ns();
        for (number, pod) in troubled.iter().take(FOLLOWED_PODS).enumerate() {
            reads.extend(of_spec(&pod.view, "/spec", namespace, pulls_badly(pod)));
            // A process that ends by itself is seldom the node's doing; one node tells what sort of machines they are.
            let runs = pod.containers().iter().any(|c| {
                let ended = c.exit_code().and_then(|code| code.i64()).is_some_and(|code| code != 0);
                (c.running().is_some() && !c.ready()) || (ended && pod.trouble() == Some(Trouble::Failed))
            });
            let by_itself =
                matches!(pod.trouble(), Some(Trouble::Restarting | Trouble::Initializing)) || pulls_badly(pod);
            let node = pod.node().filter(|_| !runs && (number == 0 || !by_itself));
            reads.extend(node.map(|node| Read::object(&kinds::NODE, None, node)));
        }
        if let Some(template) = app.template().filter(|_| short) {
            reads.extend(of_spec(&template, "/spec", namespace, true));
        }
    }
    if followed > 0 {
        reads.push(Read::list(&kinds::ARGO_APPLICATION, None));
    }
    reads.retain(|read| !known(read, graph));
    reads
}

/// Whether an image does not come: an account may bring the secrets for it.
fn pulls_badly(pod: &Pod<'_>) -> bool {
    pod.containers().iter().any(|container| container.waits_for(&["ErrImagePull", "ImagePullBackOff"]))
}

/// Whether an app should have pods and has fewer.
pub fn is_short_of_pods(app: &App<'_>) -> bool {
    let pods = i64::try_from(app.pods.len()).unwrap_or(i64::MAX);
    match app.replicas() {
        // A list of pods that was reduced does not show those that work.
        Some(wanted) => pods < wanted && (pods > 0 || available(app) < wanted),
        None => {
            app.key.is(&kinds::JOB)
                && app.pods.is_empty()
                && app.view.as_ref().is_some_and(|v| v.at("/status/completionTime").is_none())
        }
    }
}

/// The pods that its controller counts as available.
fn available(app: &App<'_>) -> i64 {
    let count = |pointer: &&str| app.view.as_ref().and_then(|view| view.i64_at(pointer));
    ["/status/availableReplicas", "/status/numberAvailable", "/status/readyReplicas"]
        .iter()
        .find_map(count)
        .unwrap_or(0)
}

/// Whether its controller says that pods cannot be created: a new version may get none while the old one runs.
pub fn is_refused_pods(app: &App<'_>) -> bool {
    app.view.as_ref().is_some_and(|view| {
        view.items("/status/conditions")
            .iter()
            .any(|c| c.str_at("/type") == Some("ReplicaFailure") && c.str_at("/status") == Some("True"))
    })
}

fn known(read: &Read, graph: &Graph) -> bool {
    match &read.target {
        crate::cluster::read::Target::Object { key, .. } => {
            graph.get(key).is_some_and(|o| !o.metadata_only || read.metadata_only)
                || graph.coverage.gets.contains_key(key)
        }
        _ => false,
    }
}

/// What a pod spec refers to by name; the account that pods have without naming one only if it is `wanted`.
pub fn of_spec(view: &View<'_>, at: &str, namespace: &str, wanted: bool) -> Vec<Read> {
    let mut named: Vec<(&Kind, &str)> = Vec::new();
    let Some(spec) = view.at(at) else { return Vec::new() };
    let mut containers = spec.items("/containers");
    containers.extend(spec.items("/initContainers"));
    for container in &containers {
        for env in container.items("/env") {
            named.extend(env.str_at("/valueFrom/configMapKeyRef/name").map(|n| (&kinds::CONFIG_MAP, n)));
            named.extend(env.str_at("/valueFrom/secretKeyRef/name").map(|n| (&kinds::SECRET, n)));
        }
        for from in container.items("/envFrom") {
            named.extend(from.str_at("/configMapRef/name").map(|n| (&kinds::CONFIG_MAP, n)));
            named.extend(from.str_at("/secretRef/name").map(|n| (&kinds::SECRET, n)));
        }
    }
    for volume in spec.items("/volumes") {
        named.extend(volume.str_at("/configMap/name").map(|n| (&kinds::CONFIG_MAP, n)));
        named.extend(volume.str_at("/secret/secretName").map(|n| (&kinds::SECRET, n)));
        named.extend(volume.str_at("/persistentVolumeClaim/claimName").map(|n| (&kinds::PVC, n)));
        for source in volume.items("/projected/sources") {
            named.extend(source.str_at("/configMap/name").map(|n| (&kinds::CONFIG_MAP, n)));
            named.extend(source.str_at("/secret/name").map(|n| (&kinds::SECRET, n)));
        }
    }
    for secret in spec.items("/imagePullSecrets") {
        named.extend(secret.str_at("/name").map(|n| (&kinds::SECRET, n)));
    }
    let account = spec.str_at("/serviceAccountName").filter(|n| !n.is_empty()).unwrap_or("default");
    if wanted || account != "default" {
        named.push((&kinds::SERVICE_ACCOUNT, account));
    }
    // The bundle of the cluster's own CA is in every namespace and never the cause of anything.
    named.retain(|(_, name)| *name != "kube-root-ca.crt");
    named.into_iter().map(|(kind, name)| Read::object(kind, Some(namespace), name)).collect()
}
