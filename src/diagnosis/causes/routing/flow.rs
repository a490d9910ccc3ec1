//! The flows that a case is about: who calls whom on which port, and how it is known that somebody misses it.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::causes::routing::scene;
use crate::diagnosis::logs::network::{self, Trouble};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::diagnosis::objects::policy::{End, Port};
use crate::diagnosis::objects::ports;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::{Subject, topics};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// One way that traffic should take.
pub struct Flow<'a, 'g> {
    /// Who calls; none where nobody in particular is known to.
    pub caller: Option<&'a App<'g>>,
    /// Who is called.
    pub callee: &'a App<'g>,
    /// The Service in between.
    pub service: Option<EntityKey>,
    /// Where the caller is told to call.
    pub call: Option<Call>,
    /// The port of the pod.
    pub port: Port,
    /// The caller's own word that nobody answers.
    pub said: Option<Fact>,
}

/// The flows that somebody misses.
pub fn missed<'a, 'g>(case: &Case<'g>, apps: &'a [App<'g>]) -> Vec<Flow<'a, 'g>> {
    let mut found = called(case, apps);
    found.extend(named(case, apps, &found));
    if found.is_empty() {
        found.extend(anybody(case, apps));
    }
    found
}

/// Flows along addresses that callers were given.
fn called<'a, 'g>(case: &Case<'g>, apps: &'a [App<'g>]) -> Vec<Flow<'a, 'g>> {
    let asked = topics::traffic(case.words);
    let mut found = Vec::new();
    for caller in apps.iter().filter(|app| in_case(case, app) && app.replicas() != Some(0)) {
        for call in calls::of_app(caller, case.graph) {
            let Some(service) = case.graph.get(&call.service).map(|object| Service::new(case.graph, object)) else {
                continue;
            };
            let Some(port) = port_of(&service, call.address.port, apps) else { continue };
            for callee in calls::behind(&call.service, apps, case.graph) {
                let said = unanswered(caller, &call, &service);
                let about = asked && is_asked(case, caller, callee);
                // An init container that runs and runs waits for whom it calls.
                let waits = call.init && !caller.troubled().is_empty() && callee.ready() > 0;
                if said.is_some() || about || waits {
                    let (service, call) = (Some(call.service.clone()), Some(call.clone()));
                    found.push(Flow { caller: Some(caller), callee, service, call, port: port.clone(), said });
                }
            }
        }
    }
    found
}

fn in_case(case: &Case<'_>, app: &App<'_>) -> bool {
    case.apps.iter().any(|own| own.key == app.key)
}

/// Whether the question is about one of the two, or about all of their namespace.
fn is_asked(case: &Case<'_>, caller: &App<'_>, callee: &App<'_>) -> bool {
    match case.subject {
        Subject::Objects(_) => asked::by_name(case, &caller.key) || asked::by_name(case, &callee.key),
        Subject::Namespace(ns) => caller.key.ns() == ns || callee.key.ns() == ns,
        Subject::Cluster => true,
    }
}

/// The caller's last words that nobody answers: time that ran out, by the callee's name or address.
fn unanswered(caller: &App<'_>, call: &Call, service: &Service<'_>) -> Option<Fact> {
    let ip = service.view.str_at("/spec/clusterIP").filter(|ip| ip.contains(['.', ':']));
    scene::said(caller, &[Trouble::TimedOut], |line| {
        network::names(line, &call.address.host) || ip.is_some_and(|ip| line.contains(&format!("{ip}:")))
    })
}

/// Two apps that a question names, one of which should reach the other.
fn named<'a, 'g>(case: &Case<'g>, apps: &'a [App<'g>], known: &[Flow<'a, 'g>]) -> Vec<Flow<'a, 'g>> {
    let Subject::Objects(keys) = case.subject else { return Vec::new() };
    if !topics::traffic(case.words) {
        return Vec::new();
    }
    let place = |app: &App<'_>| case.words.iter().position(|word| *word == app.key.name);
    let mut pair: Vec<(usize, &App<'g>)> =
        apps.iter().filter(|app| keys.contains(&app.key)).filter_map(|app| Some((place(app)?, app))).collect();
    pair.sort_by_key(|(at, app)| (*at, app.key.clone()));
    let [(_, first), (at, second)] = pair.as_slice() else { return Vec::new() };
    // "ledger is not reachable from teller"
    let before = at.checked_sub(1).and_then(|before| case.words.get(before)).map_or("", String::as_str);
    let (caller, callee) = if matches!(before, "from" | "by" | "for") { (*second, *first) } else { (*first, *second) };
    let same =
        |flow: &Flow<'_, '_>| flow.callee.key == callee.key && flow.caller.is_some_and(|app| app.key == caller.key);
    if known.iter().any(same) {
        return Vec::new();
    }
    let service =
        Service::in_namespace(case.graph, callee.key.ns()).into_iter().find(|service| is_for(service, callee));
    let port = service.as_ref().and_then(|service| port_of(service, None, apps)).or_else(|| own_port(callee));
    let service = service.map(|service| service.key().clone());
    port.map(|port| Flow { caller: Some(caller), callee, service, call: None, port, said: None }).into_iter().collect()
}

/// Whoever calls the apps that a question names.
fn anybody<'a, 'g>(case: &Case<'g>, apps: &'a [App<'g>]) -> Vec<Flow<'a, 'g>> {
    let asked = |app: &&App<'g>| {
        topics::traffic(case.words) && matches!(case.subject, Subject::Objects(_)) && asked::by_name(case, &app.key)
    };
    let mut found = Vec::new();
    for callee in apps.iter().filter(asked) {
        let service =
            Service::in_namespace(case.graph, callee.key.ns()).into_iter().find(|service| is_for(service, callee));
        let Some(service) = service else { continue };
        let Some(port) = port_of(&service, None, apps) else { continue };
        found.push(Flow { caller: None, callee, service: Some(service.key().clone()), call: None, port, said: None });
    }
    found
}

fn is_for(service: &Service<'_>, app: &App<'_>) -> bool {
    app.view.as_ref().is_some_and(|view| service.selects_template(view))
        || app.pods.iter().any(|pod| service.selects(&pod.view))
}

/// The port of the pods to which a port of a Service leads; its first one where none is asked for.
fn port_of(service: &Service<'_>, wanted: Option<i64>, apps: &[App<'_>]) -> Option<Port> {
    let all = service.view.items("/spec/ports");
    let port = match wanted {
        Some(wanted) if !scene::is_headless(service) => {
            all.into_iter().find(|port| port.i64_at("/port") == Some(wanted))?
        }
        Some(wanted) => return Some(Port { number: wanted, protocol: "TCP".to_owned() }),
        None => all.into_iter().next()?,
    };
    let protocol = port.str_at("/protocol").unwrap_or("TCP").to_owned();
    let target = ports::target(&port)?;
    let number = target.i64().or_else(|| {
        let app = scene::behind(service, apps)?;
        let declared = ports::declared(&scene::shape(app)?);
        declared.iter().find(|d| target.str().is_some() && d.name == target.str()).map(|d| d.number)
    })?;
    Some(Port { number, protocol })
}

fn own_port(app: &App<'_>) -> Option<Port> {
    let declared = ports::declared(&scene::shape(app)?);
    declared.first().map(|d| Port { number: d.number, protocol: d.protocol.to_owned() })
}

/// An app as an end of a flow: its first pod, else its template.
pub fn end<'g>(app: &'g App<'g>) -> End<'g> {
    let shape: Option<View<'g>> = app.pods.first().map(|pod| pod.view.clone()).or_else(|| app.template());
    let ip = shape.as_ref().and_then(|pod| pod.str_at("/status/podIP")).and_then(|ip| ip.parse().ok());
    End { namespace: app.key.ns(), shape, ip }
}
