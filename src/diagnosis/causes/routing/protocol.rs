//! `ServiceProtocolWrong`: a Service forwards UDP where the pods speak TCP, or the other way round.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{catalogue, mend, scene};
use crate::diagnosis::changes::fields;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::ports::{self, Declared};
use crate::diagnosis::objects::service::Service;
use crate::evidence::view::View;

/// `ServiceProtocolWrong`.
pub fn wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    scene::services(case).iter().filter_map(|service| one(case, service, &apps)).collect()
}

fn one(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let app = scene::behind(service, apps)?;
    let shape = scene::shape(app)?;
    let declared = ports::declared(&shape);
    let all = service.view.items("/spec/ports");
    let (port, container) = all.iter().find_map(|port| Some((port, opposed(port, &all, &declared)?)))?;
    let (key, from) = (service.key(), port.i64_at("/port").unwrap_or_default());
    let protocol = protocol(port);
    let text = format!(
        "Service {} forwards {protocol} on port {from}, and the pods of {} speak {} on port {}: connections find nobody although the pods are there.",
        key.path(),
        scene::called(app),
        container.protocol,
        container.called(),
    );
    let place = port.at("/protocol").or_else(|| port.at("/port"))?;
    let tcp = container.protocol == "TCP";
    let probe = ports::witness(&shape).filter(|_| tcp).map(|probe| probe.spec());
    let mut own = vec![container.view.spec()];
    own.extend(probe.clone());
    Some(
        Hypothesis::new(&catalogue::SERVICE_PROTOCOL_WRONG, &app.key, text)
            .support(Weight::Proof, "the protocol of the Service's port", Some(place.spec()))
            .support(Weight::Strong, "the protocol of the container's port", Some(container.view.spec()))
            .support(Weight::Weak, "a probe that speaks TCP", probe)
            .link(&app.key, format!("listens on {} port {}", container.protocol, container.called()), own)
            .link(key, format!("forwards {protocol} on port {from}"), vec![place.spec()])
            .explaining(key)
            .since(fields::owner(&service.view, "/spec/ports").map(|owner| owner.at))
            .rules_out("the port's number: it is the container's", Vec::new())
            .advise(fix(case, service, port, container.protocol)),
    )
}

fn protocol<'g>(port: &View<'g>) -> &'g str {
    port.str_at("/protocol").unwrap_or("TCP")
}

/// The container's port that is meant and speaks another protocol; none where either side has the right one too.
fn opposed<'d, 'g>(port: &View<'_>, all: &[View<'_>], declared: &'d [Declared<'g>]) -> Option<&'d Declared<'g>> {
    let target = ports::target(port)?;
    let is_meant =
        |d: &&Declared<'_>| target.i64() == Some(d.number) || (target.str().is_some() && target.str() == d.name);
    let meant: Vec<&Declared<'_>> = declared.iter().filter(is_meant).collect();
    if meant.iter().any(|d| d.protocol == protocol(port)) {
        return None;
    }
    let other = meant.into_iter().next()?;
    let number = port.i64_at("/port");
    // A name server, or HTTP/3: both protocols on one number.
    let both = all.iter().any(|p| p.i64_at("/port") == number && protocol(p) == other.protocol);
    (!both).then_some(other)
}

fn fix(case: &Case<'_>, service: &Service<'_>, port: &View<'_>, wanted: &str) -> crate::report::model::Remediation {
    let key = service.key();
    let from = port.i64_at("/port").unwrap_or_default();
    let manifest = |protocol: &str| format!("spec:\n  ports:\n  - port: {from}\n    protocol: {protocol}\n");
    let index =
        service.view.items("/spec/ports").iter().position(|p| p.full_pointer() == port.full_pointer()).unwrap_or(0);
    let line = format!(
        "{} patch service {} --type=json -p '[{{\"op\":\"replace\",\"path\":\"/spec/ports/{index}/protocol\",\"value\":\"{wanted}\"}}]'",
        advice::kubectl(key),
        key.name
    );
    let text = format!("Set the protocol of port {from} of Service {} to {wanted}.", key.path());
    let diff = advice::diff(key, &manifest(protocol(port)), &manifest(wanted));
    mend::object(case.graph, key, &text, line, diff, "new connections reach the pods; none do now")
}
