//! `DestinationRule`s about a host that is not there, or with a subset that no pod is in.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::causes::mesh::routes::written;
use crate::diagnosis::causes::mesh::{catalogue, faults};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, look};
use crate::diagnosis::objects::mesh;
use crate::evidence::view::{View, escape};

/// `DestinationRuleHostNotFound`.
pub fn host_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    faults::rules(case.graph).filter_map(|rule| astray(case, &rule)).collect()
}

fn astray(case: &Case<'_>, rule: &View<'_>) -> Option<Hypothesis> {
    let host = rule.at("/spec/host")?;
    let absence = faults::unknown_host(case.graph, &host)?;
    let needed: Vec<(View<'_>, View<'_>)> = faults::routes(case.graph)
        .flat_map(|route| faults::without_subset(case.graph, &route).into_iter().map(move |f| (route.clone(), f)))
        .filter(|(_, fault)| fault.astray.as_ref().is_some_and(|by| by.key() == rule.key()))
        .map(|(route, fault)| (route, fault.subset))
        .collect();
    if needed.is_empty() && !asked::by_name(case, rule.key()) {
        return None;
    }
    let effect = match needed.first() {
        Some((route, subset)) => format!(
            "so subset {}, to which the VirtualService {} sends traffic, does not exist",
            subset.str().unwrap_or_default(),
            route.key().name
        ),
        None => "so its subsets and its traffic policy hold for nothing".to_owned(),
    };
    let name = host.str().unwrap_or_default();
    let text = format!("The DestinationRule {} is about host {name}, which does not exist, {effect}.", rule.key().name);
    let mut hypothesis = Hypothesis::new(&catalogue::DESTINATION_RULE_HOST_NOT_FOUND, rule.key(), text)
        .support(Weight::Proof, "the host that it names", Some(host.spec()))
        .support(Weight::Strong, "nobody has that name", Some(absence.clone()))
        .link(rule.key(), format!("is about host {name}"), vec![host.spec()])
        .link(&absence.entity, "is not there", vec![absence.clone()])
        .explaining(rule.key())
        .since(written(rule));
    let mut wanted = "<the Service that is meant>".to_owned();
    if let Some((route, subset)) = needed.first() {
        // Each subset of the rule, so that a use that is hidden counts against.
        for defined in rule.items("/spec/subsets").iter().filter_map(|s| s.str_at("/name")) {
            let used = needed.iter().find(|(_, used)| used.str() == Some(defined)).map(|(_, used)| used.spec());
            hypothesis = hypothesis.support(Weight::Weak, "a route needs its subset", used);
        }
        hypothesis = hypothesis
            .support(Weight::Strong, "a route needs its subset", Some(subset.spec()))
            .link(
                route.key(),
                format!("sends traffic to subset {}", subset.str().unwrap_or_default()),
                vec![subset.spec()],
            )
            .explaining(route.key());
        if let Some(service) = mesh::destinations(route).iter().find_map(|to| mesh::service_of(&to.host)) {
            wanted = format!("{}.{}.svc.cluster.local", service.name, service.ns());
        }
    }
    let diff = advice::diff(rule.key(), &format!("spec:\n  host: {name}\n"), &format!("spec:\n  host: {wanted}\n"));
    Some(hypothesis.advise(change(
        "Correct spec.host of the rule.",
        diff,
        "its traffic policy begins to hold for that host",
    )))
}

/// `DestinationRuleSubsetEmpty`.
pub fn subset_empty(case: &Case<'_>) -> Vec<Hypothesis> {
    faults::rules(case.graph)
        .filter_map(|rule| {
            let empty = faults::empty_subsets(case.graph, &rule);
            empty.first().and_then(|first| without_pods(&rule, first))
        })
        .collect()
}

fn without_pods(rule: &View<'_>, fault: &faults::EmptySubset<'_>) -> Option<Hypothesis> {
    let labels = fault.subset.at("/labels")?;
    let entries = labels.entries("");
    let (key, wanted) = entries
        .iter()
        .find(|(key, value)| {
            !fault.pods.iter().any(|pod| pod.key_at("/metadata/labels", key).and_then(|v| v.str()) == value.str())
        })
        .or(entries.first())?;
    let all: Vec<String> = entries.iter().map(|(k, v)| format!("{k}={}", v.str().unwrap_or_default())).collect();
    let name = fault.subset.str_at("/name").unwrap_or_default();
    let text = format!(
        "Subset {name} of DestinationRule {} is the pods of {} with {}, and none of its {} has that: what the VirtualService {} sends there is answered with 503.",
        rule.key().name,
        fault.service.name,
        all.join(","),
        match fault.pods.len() {
            1 => "only pod".to_owned(),
            n => format!("{n} pods"),
        },
        fault.route.name
    );
    let mut hypothesis = Hypothesis::new(&catalogue::DESTINATION_RULE_SUBSET_EMPTY, rule.key(), text)
        .support(Weight::Proof, "the labels of the subset", Some(wanted.spec()))
        .support(Weight::Strong, "a route sends traffic there", Some(fault.used.spec()))
        .link(rule.key(), format!("defines subset {name} by {}", all.join(",")), vec![wanted.spec()])
        .explaining(rule.key())
        .explaining(&fault.route)
        .explaining(&fault.service)
        .since(written(rule));
    for pod in fault.pods.iter().take(CITED_PODS) {
        let pointer = format!("/metadata/labels/{}", escape(key));
        let carried = pod.value().pointer(&pointer).is_some();
        let place = if carried { pod.key_at("/metadata/labels", key) } else { pod.at("/metadata/name") };
        let value = place.as_ref().filter(|_| carried).and_then(View::str);
        let shows = value.map_or_else(|| format!("has no label {key}"), |value| format!("has {key}={value}"));
        let fact = place.map(|place| place.state());
        hypothesis = hypothesis.support(Weight::Weak, "what a pod carries", fact.clone());
        hypothesis = hypothesis.link(pod.key(), shows, fact.into_iter().collect());
    }
    hypothesis = hypothesis.link(&fault.route, format!("sends traffic to subset {name}"), vec![fault.used.spec()]);
    let now = wanted.str().unwrap_or_default();
    let there = fault.pods.iter().find_map(|pod| pod.key_at("/metadata/labels", key)?.str());
    let to = there.unwrap_or("<the label of the pods>");
    let manifest = |value: &str| format!("spec:\n  subsets:\n  - name: {name}\n    labels:\n      {key}: {value}\n");
    Some(
        hypothesis
            .advise(change(
                format!("Make the labels of subset {name} those of the pods that are meant, or put {key}={now} into their pod template."),
                advice::diff(rule.key(), &manifest(now), &manifest(to)),
                "requests to the subset begin to arrive at those pods",
            ))
            .advise(look(
                "See which labels the pods carry.",
                Some(format!("{} get pods --show-labels", advice::kubectl(&fault.service))),
            )),
    )
}
