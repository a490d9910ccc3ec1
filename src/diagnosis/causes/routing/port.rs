//! `ServicePortMappingWrong`: a Service sends traffic to a port on which nobody listens.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{catalogue, mend, scene};
use crate::diagnosis::changes::fields;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::ports::{self, Declared};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// Names of ports that are served beside the app's own and seldom declared.
const ASIDE: &[&str] =
    &["metric", "prom", "admin", "debug", "health", "manage", "actuator", "profil", "monitor", "status"];

/// `ServicePortMappingWrong`.
pub fn wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    let services = scene::services(case);
    services
        .iter()
        .filter(|service| !scene::is_headless(service))
        .filter_map(|service| one(case, service, &apps))
        .collect()
}

fn one(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let app = scene::behind(service, apps)?;
    let shape = scene::shape(app)?;
    let declared = ports::declared(&shape);
    if declared.is_empty() || app.replicas() == Some(0) {
        return None;
    }
    let all = service.view.items("/spec/ports");
    let port = all.iter().find(|port| is_wrong(port, &all, &shape, &declared))?;
    let target = ports::target(port)?;
    let meant = meant(port, &declared)?;
    Some(conclude(case, service, app, &Wrong { port, target, meant, shape: &shape }))
}

/// Whether a port leads where nobody listens, as far as objects can tell.
fn is_wrong(port: &View<'_>, all: &[View<'_>], shape: &View<'_>, declared: &[Declared<'_>]) -> bool {
    let Some(target) = ports::target(port) else { return false };
    if let Some(name) = target.str() {
        // Endpoints are made of names that are there: a number as text is no name.
        return !declared.iter().any(|d| d.name == Some(name)) && name.parse::<i64>().is_err();
    }
    let Some(number) = target.i64() else { return false };
    let known = |number: i64| declared.iter().any(|d| d.number == number) || probed(shape, number);
    if known(number) || !ports::all_declare(shape) {
        return false;
    }
    let name = port.str_at("/name").unwrap_or_default();
    // A port need not be declared to be served: beside one that is, this proves nothing.
    let other = all.iter().any(|other| {
        let target = ports::target(other);
        target.is_some_and(|t| {
            t.i64().is_some_and(known) || declared.iter().any(|d| t.str().is_some() && d.name == t.str())
        })
    });
    let own =
        port.i64_at("/port").is_some_and(known) || declared.iter().any(|d| !name.is_empty() && d.name == Some(name));
    (!other || own) && !ASIDE.iter().any(|word| name.contains(word))
}

fn probed(shape: &View<'_>, number: i64) -> bool {
    ports::probes(shape).iter().any(|place| place.i64() == Some(number))
}

/// The port that is meant: of the same name, of the number that callers use, else the only or first one.
fn meant<'d, 'g>(port: &View<'_>, declared: &'d [Declared<'g>]) -> Option<&'d Declared<'g>> {
    let name = port.str_at("/name");
    let number = port.i64_at("/port");
    let protocol = port.str_at("/protocol").unwrap_or("TCP");
    let fits = |d: &&Declared<'_>| d.protocol == protocol;
    declared
        .iter()
        .find(|d| d.name.is_some() && d.name == name)
        .or_else(|| declared.iter().find(|d| Some(d.number) == number))
        .or_else(|| declared.iter().find(fits))
        .or_else(|| declared.first())
}

struct Wrong<'a, 'g> {
    port: &'a View<'g>,
    target: View<'g>,
    meant: &'a Declared<'g>,
    shape: &'a View<'g>,
}

fn conclude(case: &Case<'_>, service: &Service<'_>, app: &App<'_>, wrong: &Wrong<'_, '_>) -> Hypothesis {
    let key = service.key();
    let from = wrong.port.i64_at("/port").unwrap_or_default();
    let target = crate::evidence::view::excerpt(wrong.target.value());
    let (said, effect) = match wrong.target.str() {
        Some(_) => (
            format!("the port named {target}"),
            "no container has a port of that name, so the Service has no endpoint for it",
        ),
        None => (format!("port {target}"), "no container declares or is probed on that port, so callers are refused"),
    };
    let text = format!(
        "Service {} sends its port {from} to {said} of the pods of {}, and {effect}; they listen on {}.",
        key.path(),
        scene::called(app),
        wrong.meant.called(),
    );
    let lists = port_lists(wrong.shape);
    let witness = ports::witness(wrong.shape).filter(|_| app.ready() > 0);
    let mut hypothesis = Hypothesis::new(&catalogue::SERVICE_PORT_MAPPING_WRONG, &app.key, text)
        .support(Weight::Proof, "where the Service sends its traffic", Some(wrong.target.spec()))
        .explaining(key)
        .since(fields::owner(&service.view, "/spec/ports").map(|owner| owner.at));
    for fact in &lists {
        hypothesis = hypothesis.support(Weight::Strong, "the ports that the containers declare", Some(fact.clone()));
    }
    let probe = witness.as_ref().map(View::spec);
    let mut own = lists;
    own.extend(probe.clone());
    hypothesis
        .support(Weight::Weak, "a probe that is answered on another port", probe)
        .link(&app.key, format!("listens on {}", wrong.meant.called()), own)
        .link(key, format!("sends port {from} to {said}"), vec![wrong.target.spec()])
        .rules_out("the selector: it finds the pods", Vec::new())
        .advise(fix(case, key, wrong, from, &target))
}

/// The lists of ports of the containers, each as a fact.
fn port_lists(shape: &View<'_>) -> Vec<Fact> {
    shape.items("/spec/containers").iter().filter_map(|container| Some(container.at("/ports")?.spec())).collect()
}

fn fix(
    case: &Case<'_>,
    key: &EntityKey,
    wrong: &Wrong<'_, '_>,
    from: i64,
    now: &str,
) -> crate::report::model::Remediation {
    let wanted = wrong.meant.name.map_or(wrong.meant.number.to_string(), str::to_owned);
    let manifest = |target: &str| {
        let name = wrong
            .port
            .str_at("/name")
            .map(|name| format!("  - name: {name}\n    port: {from}\n"))
            .unwrap_or(format!("  - port: {from}\n"));
        format!("spec:\n  ports:\n{name}    targetPort: {target}\n")
    };
    let value = if wrong.meant.name.is_some() { format!("\"{wanted}\"") } else { wanted.clone() };
    let line = format!(
        "{} patch service {} -p '{{\"spec\":{{\"ports\":[{{\"port\":{from},\"targetPort\":{value}}}]}}}}'",
        advice::kubectl(key),
        key.name
    );
    let text = format!("Set targetPort of port {from} of Service {} to {wanted}.", key.path());
    let diff = advice::diff(key, &manifest(now), &manifest(&wanted));
    mend::object(case.graph, key, &text, line, diff, "new connections go to the right port; none work now")
}
