//! Is the port wrong?
//!
//! Declared ports are documentation: an application may listen on others. So a refusal on an undeclared port is weighed
//! with what else names a port: the log, the other probes, the environment. A refusal on the declared port means that
//! the application does not listen (yet), unless its log says that it listens elsewhere.

use serde_json::{Value, json};

use crate::diagnosis::causes::probes::kind::Fault;
use crate::diagnosis::causes::probes::log;
use crate::diagnosis::causes::probes::probe::{Handler, Port, Probe};
use crate::diagnosis::causes::probes::scene::{Scene, Verdict};
use crate::diagnosis::causes::probes::words::Answer;
use crate::diagnosis::hypothesis::Weight;
use crate::evidence::fact::Fact;

/// Whether it is, and what shows it.
pub fn wrong(scene: &Scene<'_, '_>) -> Option<Verdict> {
    match (scene.failure.answer, &scene.probe().port) {
        (Answer::NoSuchPort, Port::Unnamed(name)) => Some(unnamed(scene, name)),
        (Answer::Status(404), Port::Number(number)) => same_path_elsewhere(scene, *number),
        (answer, Port::Number(number)) if answer.unreached() => elsewhere(scene, *number),
        _ => None,
    }
}

fn unnamed(scene: &Scene<'_, '_>, name: &str) -> Verdict {
    let probe = scene.probe();
    let own: Vec<_> = scene.own_ports().into_iter().filter(|port| !port.udp).collect();
    let names: Vec<_> = own.iter().filter(|port| !port.name.is_empty()).map(|port| port.name).collect();
    let because = match names.as_slice() {
        [] => "and none of the container's ports has that name".to_owned(),
        names => format!("and the container's ports are named {}", names.join(", ")),
    };
    let wanted = match own.as_slice() {
        [only] if !only.name.is_empty() => json!(only.name),
        [only] => json!(only.number),
        _ => json!(format!("<the name of a port of container {}>", scene.container.name)),
    };
    let asked = probe.port_pointer().and_then(|pointer| probe.view.at(pointer));
    let ports = scene.container.spec.at("/ports");
    scene
        .verdict(Fault::Port, Weight::Weak, because, probe.port_pointer().unwrap_or_default())
        .looked(Weight::Proof, "the port's name that the probe asks for", asked.map(|n| n.spec()))
        .looked(Weight::Strong, "the container's ports, none with that name", ports.map(|p| p.spec()))
        .mend(format!("Name a port that the container declares instead of {name}."), port_patch(probe, &wanted))
}

/// The same path answers another probe on another port: the port that says 404 belongs to something else.
fn same_path_elsewhere(scene: &Scene<'_, '_>, number: i64) -> Option<Verdict> {
    let probe = scene.probe();
    let path = probe.path().filter(|path| path.len() > 1)?;
    let other = scene.quiet_others().into_iter().find(|o| o.path() == Some(path) && o.number() != Some(number))?;
    let port = other.port_pointer().and_then(|pointer| other.view.at(pointer))?;
    let works = other.number()?;
    let because = format!(
        "where something else answers (404): the {} gets the same path on port {works}, and passes",
        other.kind.name()
    );
    Some(
        scene
            .verdict(Fault::Port, Weight::Strong, because, probe.port_pointer()?)
            .looked(Weight::Proof, "another probe gets the same path on another port, and passes", Some(port.spec()))
            .mend(format!("Ask port {works}, as the {} does.", other.kind.name()), port_patch(probe, &json!(works))),
    )
}

/// What names another port.
struct Named {
    log: Option<(i64, Fact)>,
    probe: Option<(i64, String, Fact)>,
    env: Option<(i64, Fact)>,
}

fn elsewhere(scene: &Scene<'_, '_>, number: i64) -> Option<Verdict> {
    let probe = scene.probe();
    let said = log::ports(scene.container);
    if probe.rewritten() || said.iter().any(|(port, _)| *port == number) {
        return None;
    }
    let own: Vec<_> = scene.own_ports().into_iter().filter(|port| !port.udp).collect();
    let named = Named {
        log: said.into_iter().next(),
        probe: other_probe(scene, number),
        env: scene.env_ports().into_iter().find(|(port, _)| *port != number).map(|(port, v)| (port, v.spec())),
    };
    let env_agrees = scene.env_ports().iter().any(|(port, _)| *port == number);
    let declares_it = own.iter().any(|port| port.number == number);
    let beside = scene.declared_beside(number);
    let holds = if declares_it {
        named.log.is_some()
    } else if beside {
        named.log.is_some() || scene.quiet_others().iter().any(|o| o.number().is_some_and(|port| port != number))
    } else if own.is_empty() {
        named.log.is_some() || (named.env.is_some() && !env_agrees) || quiet_on_another(scene, number)
    } else {
        named.log.is_some() || named.probe.is_some() || !env_agrees
    };
    holds.then(|| refused(scene, number, &own.iter().map(|port| port.number).collect::<Vec<_>>(), declares_it, named))
}

fn quiet_on_another(scene: &Scene<'_, '_>, number: i64) -> bool {
    scene.quiet_others().iter().any(|other| other.number().is_some_and(|port| port != number))
}

fn refused(scene: &Scene<'_, '_>, number: i64, own: &[i64], declares_it: bool, named: Named) -> Verdict {
    let probe = scene.probe();
    let sole = own.iter().copied().filter(|port| *port != number).collect::<Vec<_>>();
    let wanted = named
        .log
        .as_ref()
        .map(|(port, _)| *port)
        .or_else(|| named.probe.as_ref().map(|(port, ..)| *port))
        .or_else(|| named.env.as_ref().map(|(port, _)| *port).filter(|port| own.is_empty() || own.contains(port)))
        .or(if let [only] = sole.as_slice() { Some(*only) } else { None });
    let mut why = Vec::new();
    if let Some((port, _)) = &named.log {
        why.push(format!("its log says that it listens on {port}"));
    }
    if !declares_it && !own.is_empty() {
        let list = own.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        why.push(format!("it declares port{} {list}", if own.len() == 1 { "" } else { "s" }));
    }
    if let Some((port, name, _)) = &named.probe {
        why.push(format!("its {name} asks {port}"));
    }
    if let Some((port, _)) = &named.env
        && why.is_empty()
    {
        why.push(format!("its environment names port {port}"));
    }
    let because = format!("where nothing listens: {}", listed(&why));
    let value = wanted.map_or_else(|| json!("<the port that the application listens on>"), |port| json!(port));
    let advice = match wanted {
        Some(port) => format!("Let the {} ask port {port} instead of {number}.", probe.kind.name()),
        None => format!("Let the {} ask the port that the application listens on.", probe.kind.name()),
    };
    let ports = if declares_it { None } else { scene.container.spec.at("/ports").map(|p| p.spec()) };
    let mut verdict = scene
        .verdict(Fault::Port, Weight::Proof, because, probe.port_pointer().unwrap_or("/exec/command"))
        .looked(Weight::Strong, "the ports that the container declares, not this one", ports)
        .looked(Weight::Weak, "its log names another port", named.log.map(|(_, fact)| fact))
        .looked(Weight::Weak, "another probe asks another port", named.probe.map(|(_, _, fact)| fact))
        .looked(Weight::Weak, "its environment names another port", named.env.map(|(_, fact)| fact))
        .mend(advice, port_patch(probe, &value));
    if scene.failure.answer == Answer::Refused {
        verdict = verdict.not("a network policy or firewall: those drop, and this was refused");
    }
    verdict
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => "no port of it is known".to_owned(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Another probe of the container on another port: one that does not fail, or at least one on a declared port.
fn other_probe(scene: &Scene<'_, '_>, number: i64) -> Option<(i64, String, Fact)> {
    let own = scene.own_ports();
    let differs = |probe: &Probe<'_>| probe.number().is_some_and(|port| port != number);
    let declared = |probe: &Probe<'_>| own.iter().any(|port| Some(port.number) == probe.number());
    let quiet = scene.quiet_others().into_iter().find(|probe| differs(probe));
    let other = quiet.or_else(|| scene.others().into_iter().find(|probe| differs(probe) && declared(probe)))?;
    let place = other.view.at(other.port_pointer().unwrap_or(other.handler_pointer()))?;
    Some((other.number()?, other.kind.name().to_owned(), place.spec()))
}

/// The change of a probe's port; none for a command.
fn port_patch(probe: &Probe<'_>, port: &Value) -> Option<Value> {
    let handler = match probe.handler {
        Handler::Http => "httpGet",
        Handler::Tcp => "tcpSocket",
        Handler::Grpc => "grpc",
        Handler::Exec(_) | Handler::Unknown => return None,
    };
    Some(json!({ probe.kind.field(): { handler: { "port": port } } }))
}
