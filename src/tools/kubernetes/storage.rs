//! `storage`: the chain of a claim: volume, class, driver, attachments, and the pods that use it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::events;
use crate::cluster::read::Read;
use crate::diagnosis::objects::claim::{Claim, Class, StorageClass, Volume};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "storage",
    "Follows a PersistentVolumeClaim: its class and driver, its volume, where that is attached, which \
     pods use it, events.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Name of the claim
    claim: String,
    /// Its namespace; without it that of the question, else the claim is looked for in all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let key = find::object(&kinds::PVC, arguments.namespace.as_ref(), &arguments.claim, context, &mut page).await?;
    let namespace = key.namespace.as_deref();
    let listed = [&kinds::PV, &kinds::STORAGE_CLASS, &kinds::VOLUME_ATTACHMENT, &kinds::CSI_DRIVER];
    let mut graph = context.lists(&listed, None, &mut page).await;
    let reads =
        vec![Read::object(&kinds::PVC, namespace, &key.name), Read::list(&kinds::POD, namespace), events::about(&key)];
    context.take(reads, &mut page, &mut graph).await;
    if find::present(&key, &graph, &mut page).is_none() {
        return Ok(page);
    }
    tell(&key, &graph, context, &mut page);
    events::tell(&graph, std::slice::from_ref(&key), context, &mut page);
    Ok(page)
}

fn tell(key: &EntityKey, graph: &Graph, context: &Context, page: &mut Page) {
    let Some(claim) = Claim::get(graph, key) else { return };
    page.table(0, &show::rows(&kinds::PVC, std::slice::from_ref(&claim.view), context.now(), true));
    class(&claim, graph, page);
    match claim.volume() {
        None => unbound(&claim, graph, page),
        Some(volume) => match Volume::get(graph, &volume) {
            None => page.line(0, format!("volume {} was not found", volume.name)),
            Some(found) => {
                page.table(0, &show::rows(&kinds::PV, std::slice::from_ref(&found.view), context.now(), true));
                attachments(&volume, graph, page);
            }
        },
    }
    let pods: Vec<Pod<'_>> = graph.of_kind(&kinds::POD).map(|pod| Pod::new(graph, pod)).collect();
    let users: Vec<&Pod<'_>> = pods.iter().filter(|pod| claim.is_used_by(pod)).collect();
    page.line(0, format!("used by {}", counted(users.len(), "pod")));
    for pod in users {
        let ready = if pod.ready() { "ready" } else { "not ready" };
        page.line(1, format!("{}: {}, {ready}, on {}", pod.key().name, pod.phase(), pod.node().unwrap_or("no node")));
    }
}

fn class(claim: &Claim<'_>, graph: &Graph, page: &mut Page) {
    let all = StorageClass::all(graph);
    let found = match claim.class() {
        Class::Named(name) => {
            let found = all.iter().find(|class| class.name() == name);
            if found.is_none() {
                let known: Vec<&str> = all.iter().map(StorageClass::name).collect();
                page.line(0, format!("class {name}: there is none of this name; there are {}", known.join(", ")));
            }
            found
        }
        Class::Empty => {
            page.line(0, "class: none on purpose, only a volume without a class will do");
            None
        }
        Class::Unset => {
            page.line(0, "class: not said, the default one if there is one");
            all.iter().find(|class| class.is_default())
        }
    };
    let Some(class) = found else { return };
    let waits = if class.waits_for_pod() { "waits for a pod" } else { "binds at once" };
    let driver = EntityKey::new(&kinds::CSI_DRIVER, None, class.provisioner());
    let installed = if graph.get(&driver).is_some() { ", its driver is registered" } else { "" };
    page.line(0, format!("class {}: provisioner {}, {waits}{installed}", class.name(), class.provisioner()));
}

/// Why volumes that are there were not taken.
fn unbound(claim: &Claim<'_>, graph: &Graph, page: &mut Page) {
    page.line(0, "it is bound to no volume");
    let class = claim.class();
    for volume in Volume::all(graph).iter().take(8) {
        let obstacles: Vec<String> =
            volume.obstacles(claim, class.name()).iter().map(|one| format!("{one:?}")).collect();
        page.line(1, format!("volume {} ({}): {}", volume.key().name, volume.phase(), obstacles.join("; ")));
    }
}

fn attachments(volume: &EntityKey, graph: &Graph, page: &mut Page) {
    for object in graph.of_kind(&kinds::VOLUME_ATTACHMENT) {
        let view = View::root(graph, object);
        if view.str_at("/spec/source/persistentVolumeName") != Some(&volume.name) {
            continue;
        }
        let attached = view.bool_at("/status/attached") == Some(true);
        let node = view.str_at("/spec/nodeName").unwrap_or("?");
        let error = view.str_at("/status/attachError/message").map(|why| format!(": {why}")).unwrap_or_default();
        page.line(1, format!("attached to {node}: {attached}{error}"));
    }
}
