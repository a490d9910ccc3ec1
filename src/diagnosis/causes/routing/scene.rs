//! What the rules of the family share: the Services that were read, who stands behind one and who calls it.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::logs::network::{self, Trouble};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::topics;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Services that were read whole, select pods by labels and are not about to go.
pub fn services<'g>(case: &Case<'g>) -> Vec<Service<'g>> {
    all(case).into_iter().filter(|service| service.selector().is_some() && !is_external(service)).collect()
}

/// Every Service that was read whole and is not about to go.
pub fn all<'g>(case: &Case<'g>) -> Vec<Service<'g>> {
    case.graph
        .of_kind(&kinds::SERVICE)
        .filter(|object| !object.metadata_only)
        .map(|object| Service::new(case.graph, object))
        .filter(|service| service.view.at("/metadata/deletionTimestamp").is_none())
        .collect()
}

/// Whether it is only another name for something.
pub fn is_external(service: &Service<'_>) -> bool {
    service.view.str_at("/spec/type") == Some("ExternalName")
}

/// Whether it has no address of its own: its ports are only names then.
pub fn is_headless(service: &Service<'_>) -> bool {
    service.view.str_at("/spec/clusterIP") == Some("None")
}

/// Every app that was read, of the subject or not: those behind a Service may be somebody else's.
pub fn apps<'g>(case: &Case<'g>) -> Vec<App<'g>> {
    App::all(case.graph)
}

/// The one app behind a Service; none where there are several, or none.
pub fn behind<'a, 'g>(service: &Service<'g>, apps: &'a [App<'g>]) -> Option<&'a App<'g>> {
    let found = calls::behind(service.key(), apps, service.view.graph());
    let mut found = found.into_iter().filter(|app| !app.runs_to_end());
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// A pod of an app, or its template where it has none: what it listens on is written there.
pub fn shape<'g>(app: &App<'g>) -> Option<View<'g>> {
    app.template()
}

/// Whether somebody misses something: the question says so.
pub fn complains(case: &Case<'_>) -> bool {
    asked::complains(case.words) || topics::traffic(case.words)
}

/// Whether the question is about traffic, and about this object by name.
pub fn asked_for(case: &Case<'_>, key: &EntityKey) -> bool {
    complains(case) && asked::by_name(case, key)
}

/// The last line in which an app says that it has such trouble with a host.
pub fn complaint(app: &App<'_>, call: &Call, sorts: &[Trouble]) -> Option<Fact> {
    said(app, sorts, |line| network::names(line, &call.address.host))
}

/// The last line of an app's logs that says such trouble and passes a test.
pub fn said(app: &App<'_>, sorts: &[Trouble], test: impl Fn(&str) -> bool) -> Option<Fact> {
    let pods = app.pods.iter().filter(|pod| pod.deleted().is_none());
    pods.flat_map(Pod::containers).flat_map(|container| container.logs()).find_map(|log| {
        let line = network::last(&log, sorts, &test)?;
        Some(log.fact(line))
    })
}

/// Who calls a Service, of the apps that were read: by name, each once.
pub fn callers<'a, 'g>(case: &Case<'g>, apps: &'a [App<'g>], service: &EntityKey) -> Vec<(&'a App<'g>, Call)> {
    apps.iter()
        .filter(|app| !app.runs_to_end() && app.replicas() != Some(0))
        .filter_map(|app| {
            let call = calls::of_app(app, case.graph).into_iter().find(|call| call.service == *service)?;
            Some((app, call))
        })
        .collect()
}

/// `Deployment ledger`.
pub fn called(app: &App<'_>) -> String {
    format!("{} {}", app.key.kind, app.key.name)
}
