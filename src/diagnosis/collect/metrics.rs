//! Reads what was measured, and who calls whom, where a bundle holds it; then the apps outside of the subject that
//! became slow, and those whom the slow ones call. Somebody slow is asked about, and one whom it calls is why.

use std::collections::BTreeSet;

use crate::cluster::monitoring::Monitoring;
use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, objects, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::telemetry::meaning::{Quantity, Share};
use crate::diagnosis::telemetry::readings::Readings;
use crate::diagnosis::telemetry::slow::Slow;
use crate::diagnosis::telemetry::{edges, queries, readings};
use crate::evidence::documents::PROMETHEUS;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Namespaces whose series are asked for.
const NAMESPACES: usize = 2;
/// Apps outside of the subject that are read: slow ones, and those whom the slow ones call.
const FOLLOWED: usize = 8;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if !graph.documents.has(readings::METRICS) {
        return live(aim, graph);
    }
    let both = [readings::METRICS, edges::PATH].into_iter().filter(|path| graph.documents.has(path));
    both.map(Read::document).collect()
}

/// What Prometheus measured in the namespaces of the subject. A question about the whole cluster is not about series.
fn live(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    // Whoever did not answer for its alerts is not asked ten times more.
    let silent = || graph.documents.unseen().any(|(what, _)| what == Monitoring::RuleAlerts.server());
    if !graph.documents.has(PROMETHEUS) || *aim.subject == Subject::Cluster || silent() {
        return Vec::new();
    }
    let namespaces: BTreeSet<String> = match aim.subject {
        Subject::Namespace(namespace) => BTreeSet::from([namespace.clone()]),
        subject => scope::entities(subject, graph).into_iter().filter_map(|key| key.namespace).collect(),
    };
    let asked = namespaces.iter().take(NAMESPACES).flat_map(|namespace| queries::of(namespace, graph.now));
    asked.map(Read::monitoring).collect()
}

/// Those that became slow, and whom they call, as if they had been asked about.
pub fn slow(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if !matches!(aim.subject, Subject::Objects(_)) || !readings::are_there(graph) {
        return Vec::new();
    }
    let own = scope::entities(aim.subject, graph);
    let readings = Readings::of(graph);
    let measured = [Share::Typical, Share::Tail].map(Quantity::Latency).into_iter().flat_map(|q| readings.measured(q));
    let mut slow: Vec<Slow<'_>> = measured.filter_map(|key| Slow::of(&readings, key)).collect();
    if !slow.iter().any(|slow| own.contains(&slow.key)) {
        return Vec::new();
    }
    let rise = |slow: &Slow<'_>| slow.main().map_or(0.0, |(_, shift)| shift.times());
    slow.sort_by(|a, b| rise(b).total_cmp(&rise(a)).then_with(|| a.key.cmp(&b.key)));
    slow.dedup_by(|a, b| a.key == b.key);
    let slow: Vec<EntityKey> = slow.into_iter().map(|slow| slow.key).collect();
    let mut others: Vec<EntityKey> = slow.iter().filter(|key| !own.contains(*key)).take(FOLLOWED).cloned().collect();
    let called = App::all(graph).into_iter().filter(|app| slow.contains(&app.key)).flat_map(|app| called(&app, graph));
    others.extend(called.filter(|key| !own.contains(key)).take(FOLLOWED));
    if others.is_empty() {
        return Vec::new();
    }
    let subject = Subject::Objects(others);
    objects::plan(Aim { subject: &subject, words: aim.words }, graph)
}

/// The Services that an app calls: by its own settings, and by the map.
fn called(app: &App<'_>, graph: &Graph) -> Vec<EntityKey> {
    let mut services: Vec<EntityKey> = calls::of_app(app, graph).into_iter().map(|call| call.service).collect();
    let told = edges::Edge::all(graph).into_iter().filter(|edge| edge.caller == app.key.name);
    services.extend(told.map(|edge| EntityKey::new(&kinds::SERVICE, app.key.namespace.as_deref(), edge.callee)));
    services.retain(|service| graph.lookup(service).absent().is_none());
    services.sort();
    services.dedup();
    services
}
