//! `VirtualService`s that lead to a subset, a host or a gateway that is not there.

use std::collections::BTreeSet;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::mesh::{catalogue, faults};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, look};
use crate::diagnosis::objects::mesh;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Faults of one route that are cited.
const CITED: usize = 3;

/// `VirtualServiceSubsetNotFound`.
pub fn subset_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    faults::routes(case.graph).filter_map(|route| without_subset(case, &route)).collect()
}

fn without_subset(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let mut faults = faults::without_subset(case.graph, route);
    // A rule that defines it for a host that is not there is the deeper fault.
    faults.retain(|fault| fault.astray.is_none());
    let first = faults.first()?;
    let name = first.subset.str().unwrap_or_default();
    let names: BTreeSet<&str> = faults.iter().filter_map(|fault| fault.subset.str()).collect();
    let list = names.into_iter().collect::<Vec<_>>().join(" and ");
    let known = match first.rules.first() {
        None => format!("there is no DestinationRule for {}", first.service.name),
        Some(rule) => {
            let there: Vec<&str> = rule.items("/spec/subsets").iter().filter_map(|s| s.str_at("/name")).collect();
            let there = if there.is_empty() { "no subset".to_owned() } else { format!("only {}", there.join(" and ")) };
            format!("the DestinationRule {} defines {there}", rule.key().name)
        }
    };
    let text = format!(
        "The VirtualService {} sends traffic to subset {list} of {}, and {known}: such requests find nobody and are answered with 503.",
        route.key().name,
        first.service.name
    );
    let mut hypothesis =
        Hypothesis::new(&catalogue::VIRTUAL_SERVICE_SUBSET_NOT_FOUND, route.key(), text).since(written(route));
    for fault in faults.iter().take(CITED) {
        let places = vec![fault.subset.spec(), fault.to.host.spec()];
        let shows =
            format!("sends traffic to subset {} of {}", fault.subset.str().unwrap_or_default(), fault.service.name);
        hypothesis = hypothesis
            .support(Weight::Proof, "the subset that it names", Some(fault.subset.spec()))
            .support(Weight::Strong, "of which host", Some(fault.to.host.spec()))
            .link(route.key(), shows, places)
            .explaining(&fault.service);
    }
    for rule in &first.rules {
        let subsets = rule.at("/spec/subsets").map(|list| list.spec());
        let none = subsets.is_none() && rule.value().pointer("/spec/subsets").is_none();
        let place = if none { rule.at("/spec/host").map(|host| host.spec()) } else { subsets };
        hypothesis = hypothesis.support(Weight::Strong, "what the rule defines", place.clone());
        hypothesis = hypothesis.link(rule.key(), format!("does not define {name}"), place.into_iter().collect());
    }
    if first.rules.is_empty() {
        hypothesis = hypothesis.support(Weight::Strong, "no rule is there", first.absence.clone());
        let nobody = EntityKey::new(&kinds::DESTINATION_RULE, Some(first.service.ns()), &first.service.name);
        hypothesis = hypothesis.link(&nobody, "is not there", first.absence.clone().into_iter().collect());
    }
    Some(with_subset_advice(hypothesis, first, name).explaining(route.key()))
}

fn with_subset_advice(hypothesis: Hypothesis, fault: &faults::NoSubset<'_>, name: &str) -> Hypothesis {
    let risk = "none to what works now; requests to the subset begin to arrive at its pods";
    let hypothesis = if let Some(rule) = fault.rules.first() {
        let now: Vec<&str> = rule.items("/spec/subsets").iter().filter_map(|s| s.str_at("/name")).collect();
        let before = now.iter().fold(String::new(), |text, name| text + "  - name: " + name + "\n");
        let after = format!("spec:\n  subsets:\n{before}  - name: {name}\n    labels:\n      version: {name}\n");
        let diff = advice::diff(rule.key(), &format!("spec:\n  subsets:\n{before}"), &after);
        let text = format!(
            "Define subset {name} in DestinationRule {} with the labels of its pods, or send the traffic to a subset that exists.",
            rule.key().path()
        );
        hypothesis.advise(change(text, diff, risk))
    } else {
        let text = format!("Create a DestinationRule for {} that defines subset {name}.", fault.service.name);
        hypothesis.advise(change(text, None, risk))
    };
    hypothesis.advise(look(
        "See which labels the pods carry before you define the subset.",
        Some(format!("{} get pods --show-labels", advice::kubectl(&fault.service))),
    ))
}

/// `VirtualServiceHostNotFound`.
pub fn host_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    faults::routes(case.graph).filter_map(|route| without_host(case, &route)).collect()
}

fn without_host(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let mut found: Vec<(View<'_>, Fact)> = Vec::new();
    for to in mesh::destinations(route) {
        if let Some(proof) = faults::unknown_host(case.graph, &to.host) {
            found.push((to.host, proof));
        }
    }
    let (first, _) = found.first()?;
    let host = first.str().unwrap_or_default();
    let nobody = match mesh::service_of(first) {
        Some(key) => format!("there is no Service {}", key.path()),
        None => "it is neither the full name of a Service nor known by a ServiceEntry".to_owned(),
    };
    let text = format!(
        "The VirtualService {} sends traffic to host {host}, and {nobody}: such requests are answered with 503.",
        route.key().name
    );
    let mut hypothesis =
        Hypothesis::new(&catalogue::VIRTUAL_SERVICE_HOST_NOT_FOUND, route.key(), text).since(written(route));
    for (place, proof) in found.iter().take(CITED) {
        hypothesis = hypothesis
            .support(Weight::Proof, "the host that it names", Some(place.spec()))
            .support(Weight::Strong, "nobody has that name", Some(proof.clone()))
            .link(route.key(), format!("sends traffic to {}", place.str().unwrap_or_default()), vec![place.spec()])
            .link(&proof.entity, "is not there", vec![proof.clone()]);
    }
    let diff = dotted(host).map(|full| {
        advice::diff(
            route.key(),
            &format!("destination:\n  host: {host}\n"),
            &format!("destination:\n  host: {full}\n"),
        )
    });
    Some(
        hypothesis
            .explaining(route.key())
            .advise(change(
                "Correct the host, best as NAME.NAMESPACE.svc.cluster.local, or create the Service (or ServiceEntry) that is meant.",
                diff.flatten(),
                "none to what works now",
            ))
            .advise(look("See which Services there are.", Some(format!("{} get services", advice::kubectl(route.key()))))),
    )
}

/// `ledger.books` was probably meant as the Service ledger in books.
fn dotted(host: &str) -> Option<String> {
    let (name, namespace) = host.split_once('.')?;
    (!namespace.contains('.')).then(|| format!("{name}.{namespace}.svc.cluster.local"))
}

/// `VirtualServiceGatewayNotFound`.
pub fn gateway_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    faults::routes(case.graph).filter_map(|route| without_gateway(case, &route)).collect()
}

fn without_gateway(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let mut absent = mesh::gateways(route)
        .into_iter()
        .filter_map(|(key, place)| Some((case.graph.lookup(&key).absent()?, key, place)));
    let (proof, key, place) = absent.next()?;
    let elsewhere = case
        .graph
        .of_kind(&kinds::ISTIO_GATEWAY)
        .find(|other| other.key.name == key.name && other.key.namespace != key.namespace);
    let hint = elsewhere
        .map(|other| {
            format!("; there is one of that name in {}, which has to be written {}", other.key.ns(), other.key.path())
        })
        .unwrap_or_default();
    let text = format!(
        "The VirtualService {} is bound to Gateway {}, and there is none{hint}: what comes in from outside finds no route and is answered with 404.",
        route.key().name,
        key.path()
    );
    let wanted = elsewhere.map_or_else(|| "<the gateway's namespace>/<its name>".to_owned(), |other| other.key.path());
    let now = place.str().unwrap_or_default();
    let diff = advice::diff(
        route.key(),
        &format!("spec:\n  gateways:\n  - {now}\n"),
        &format!("spec:\n  gateways:\n  - {wanted}\n"),
    );
    Some(
        Hypothesis::new(&catalogue::VIRTUAL_SERVICE_GATEWAY_NOT_FOUND, route.key(), text)
            .support(Weight::Proof, "the gateway that it names", Some(place.spec()))
            .support(Weight::Strong, "there is none", Some(proof.clone()))
            .link(route.key(), format!("is bound to Gateway {now}"), vec![place.spec()])
            .link(&key, "is not there", vec![proof])
            .explaining(route.key())
            .since(written(route))
            .advise(change(
                "Name the Gateway that exists, with its namespace, or create it.",
                diff,
                "none to what works now",
            ))
            .advise(look(
                "See which Gateways there are.",
                Some("kubectl get gateways.networking.istio.io -A".to_owned()),
            )),
    )
}

/// When a mesh object was written last, as far as its managers tell.
pub fn written(view: &View<'_>) -> Option<jiff::Timestamp> {
    let managed = view.items("/metadata/managedFields");
    let last = managed.iter().filter_map(|entry| entry.time_at("/time")).max();
    last.or_else(|| view.time_at("/metadata/creationTimestamp"))
}
