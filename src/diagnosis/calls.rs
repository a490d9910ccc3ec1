//! Causes at those whom an app calls: the deepest one explains the trouble of its callers.
//!
//! A caller is tied to a callee by evidence only: its own words about it, an init container that waits for it, or a
//! question about this very way. That it calls something that happens to be broken is not enough.

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Depth;
use crate::diagnosis::causes::admission::webhook;
use crate::diagnosis::causes::dependencies::gather;
use crate::diagnosis::causes::routing::scene;
use crate::diagnosis::complaints::{self, Complaint};
use crate::diagnosis::hypothesis::{Hypothesis, Link, Weight};
use crate::diagnosis::logs::network::{self, Trouble};
use crate::diagnosis::objects::address::Address;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Trouble as PodTrouble;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::{Subject, topics};
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;

/// How far callers are followed.
const STEPS: usize = 4;
/// Apps that are followed to those whom they call.
const FOLLOWED: usize = 40;
/// Pods of one app whose words are taken.
const SPEAKERS: usize = 3;
/// What callers say of those whom they don't reach.
const ANY: &[Trouble] = &[Trouble::Unresolved, Trouble::NoNameServer, Trouble::TimedOut, Trouble::Refused];

/// The apps behind the Services that these apps call, or that have to let their pods in, and behind those that they call
/// in turn.
pub fn followed<'g>(own: Vec<App<'g>>, graph: &'g Graph, words: &[String]) -> Vec<App<'g>> {
    let asked = topics::traffic(words);
    let all = App::all(graph);
    let mut apps = own;
    let mut from = 0;
    for _ in 0..STEPS {
        let mut next: Vec<App<'g>> = Vec::new();
        let looked_at = apps.iter().skip(from).map(|app| (app, asked || suffers(app), webhook::asked_by(app, graph)));
        let follow = looked_at.filter(|(_, calls, refused)| *calls || refused.is_some());
        for (app, calls, refused) in follow.take(FOLLOWED) {
            let calls = if calls { of_app(app, graph) } else { Vec::new() };
            for service in calls.into_iter().map(|call| call.service).chain(refused) {
                let unknown = |other: &&App<'g>| !apps.iter().chain(&next).any(|known| known.key == other.key);
                let new: Vec<_> = calls::behind(&service, &all, graph).into_iter().filter(unknown).cloned().collect();
                next.extend(new);
            }
        }
        if next.is_empty() {
            break;
        }
        from = apps.len();
        apps.extend(next);
    }
    apps.sort_by(|a, b| a.key.cmp(&b.key));
    apps
}

/// What an app is told to call, and what its own words say that it calls: addresses often come from where nobody looks.
fn of_app(app: &App<'_>, graph: &Graph) -> Vec<Call> {
    let mut all = calls::of_app(app, graph);
    let well = app.pods.iter().filter(|pod| pod.trouble().is_none());
    for pod in app.troubled().into_iter().chain(well).take(SPEAKERS) {
        for container in pod.containers() {
            let complaint = complaints::of(pod, &container).filter(|complaint| complaint.peer.is_some());
            let Some(call) = complaint.and_then(|complaint| spoken(&container, &complaint)) else { continue };
            if !all.iter().any(|known| known.service == call.service) {
                all.push(call);
            }
        }
    }
    all
}

fn spoken(container: &Container<'_>, complaint: &Complaint) -> Option<Call> {
    let (peer, line) = complaint.peer.as_ref()?;
    let service = gather::other_side(container, complaint)?.key().clone();
    let line = line.as_ref().or(complaint.lines.first())?;
    Some(Call {
        service,
        address: Address { host: peer.host.clone(), port: peer.port, implied: false },
        fact: complaint.log.fact(line),
        port: None,
        place: "its log".to_owned(),
        container: container.name.to_owned(),
        init: container.role == Role::Init,
        field: None,
    })
}

/// Whether something is wrong with an app, or it is ready and says again and again that something is.
fn suffers(app: &App<'_>) -> bool {
    !app.troubled().is_empty() || !complaints::all(std::slice::from_ref(app)).is_empty()
}

/// A caller, the Service that it calls, and what ties its trouble to it.
struct Tie<'a, 'g> {
    caller: &'a App<'g>,
    call: Call,
    behind: Vec<&'a App<'g>>,
    said: Option<Fact>,
}

/// Lets hypotheses explain the trouble of callers. What these show of it themselves is taken in by the ranking.
pub fn carry(all: &mut [Hypothesis], case: &Case<'_>) {
    let ties = ties(case);
    if ties.is_empty() {
        return;
    }
    for hypothesis in all.iter_mut().filter(|h| h.cause.depth > Depth::Surface && h.proven()) {
        for _ in 0..STEPS {
            let mut more = false;
            for tie in &ties {
                more |= reaches(hypothesis, tie) && extend(hypothesis, tie);
            }
            if !more {
                break;
            }
        }
    }
}

/// Whether a hypothesis is about what stands behind the call.
fn reaches(hypothesis: &Hypothesis, tie: &Tie<'_, '_>) -> bool {
    hypothesis.object != tie.caller.key
        && (hypothesis.explains.contains(&tie.call.service)
            || tie.behind.iter().any(|app| {
                app.key == hypothesis.object
                    || hypothesis.explains.contains(&app.key)
                    || takes_all_down(hypothesis, app)
            }))
}

/// Whether nobody of an app serves, and that explains why: a node that is down with all of its pods.
fn takes_all_down(hypothesis: &Hypothesis, app: &App<'_>) -> bool {
    let pods = app.troubled();
    app.ready() == 0 && !pods.is_empty() && pods.iter().all(|pod| hypothesis.explains.contains(pod.key()))
}

/// Adds a caller to what a hypothesis explains; whether that was news.
fn extend(hypothesis: &mut Hypothesis, tie: &Tie<'_, '_>) -> bool {
    if !hypothesis.explains.insert(tie.caller.key.clone()) {
        return false;
    }
    if tie.said.is_some() || tie.call.init {
        // The question alone does not say that the caller's own trouble comes from there.
        hypothesis.explains.extend(tie.caller.troubled().iter().map(|pod| pod.key().clone()));
    }
    let mut facts = vec![tie.call.fact.clone()];
    facts.extend(tie.said.clone());
    for fact in &facts {
        *hypothesis = hypothesis.clone().support(Weight::Weak, "a caller that suffers", Some(fact.clone()));
    }
    let statement = match &tie.said {
        Some(said) => format!(
            "calls {} and says \"{}\"",
            tie.call.service.name,
            crate::diagnosis::logs::decisive::shorten(&said.excerpt)
        ),
        None => format!("calls {} ({})", tie.call.service.name, tie.call.place),
    };
    hypothesis.chain.push(Link { entity: tie.caller.key.clone(), statement, facts });
    true
}

fn ties<'a, 'g>(case: &'a Case<'g>) -> Vec<Tie<'a, 'g>> {
    let mut found = Vec::new();
    for caller in &case.apps {
        let asked =
            topics::traffic(case.words) && matches!(case.subject, Subject::Objects(keys) if keys.contains(&caller.key));
        if !asked && !suffers(caller) {
            continue;
        }
        for call in of_app(caller, case.graph) {
            let said = said(caller, &call, case.graph);
            let waits =
                call.init && caller.troubled().iter().any(|pod| pod.trouble() == Some(PodTrouble::Initializing));
            if said.is_none() && !asked && !waits {
                continue;
            }
            let behind = calls::behind(&call.service, &case.apps, case.graph);
            found.push(Tie { caller, call, behind, said });
        }
    }
    found
}

/// The caller's last words about the callee, by its name or its address.
fn said(caller: &App<'_>, call: &Call, graph: &Graph) -> Option<Fact> {
    let ip = graph.get(&call.service).and_then(|object| Service::new(graph, object).view.str_at("/spec/clusterIP"));
    let address = ip.filter(|ip| ip.contains(['.', ':'])).map(|ip| format!("{ip}:"));
    scene::said(caller, ANY, |line| {
        network::names(line, &call.address.host)
            || address.as_ref().is_some_and(|address| line.contains(address.as_str()))
    })
}
