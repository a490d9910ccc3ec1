//! Causes that lie between pods: anti-affinity, affinity, spread, ports of the node.

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::scheduling::scene::{Scene, scenes};
use crate::diagnosis::causes::scheduling::{catalogue, mend};
use crate::diagnosis::hypothesis::{self, Hypothesis};
use crate::diagnosis::placement::bars::{Bar, Class};
use crate::diagnosis::placement::peers::terms;
use crate::diagnosis::placement::sieve::{self, Seen};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;

/// What of a pod's spec requires that it stands alone.
const ANTI: &str = "/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution";
/// What of it requires company.
const BESIDE: &str = "/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution";
/// What of it requires an even spread.
const SPREAD: &str = "/topologySpreadConstraints";

/// Where another pod runs, as a fact.
fn place_of(case: &Case<'_>, pod: &EntityKey) -> Vec<Fact> {
    let place = case.graph.view(pod).and_then(|view| view.at("/spec/nodeName"));
    place.map(|place| place.spec()).into_iter().collect()
}

/// `PodAntiAffinityConflict`.
pub fn anti_affinity(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::AntiAffinity).iter().map(|scene| apart(case, scene)).collect()
}

fn apart(case: &Case<'_>, scene: &Scene<'_, '_>) -> Hypothesis {
    let first = scene.nodes().iter().find_map(|seen| match seen.bar(&Class::AntiAffinity) {
        Some(Bar::AntiAffinity { by, topology, theirs }) => Some((by.clone(), topology.clone(), *theirs)),
        _ => None,
    });
    let own = first.as_ref().is_some_and(|(by, ..)| case.graph.top_owner(by) == scene.app.key);
    let name = &scene.app.key.name;
    let topology = first.as_ref().map(|(_, topology, _)| topology.clone());
    let per = per(topology.as_deref().or_else(|| raw_topology(scene)).unwrap_or("kubernetes.io/hostname"));
    let theirs = first.as_ref().filter(|(_, _, theirs)| *theirs).map(|(by, ..)| by.clone());
    let open = scene.nodes().len();
    let statement = match (&theirs, own || first.is_none()) {
        (Some(by), _) => format!(
            "Pod {} (and others like it) may not stand beside pods of {name}, by its own anti-affinity, and is on every node that is open to them; {}.",
            by.path(),
            scene.extent()
        ),
        (None, true) => format!(
            "{name} requires that no two of its pods share a {per}, and each {per} that is open to it already has one{}; {}.",
            if open > 0 { format!(" ({open} node{})", if open == 1 { "" } else { "s" }) } else { String::new() },
            scene.extent()
        ),
        (None, false) => format!(
            "{name} requires that its pods share no {per} with Pod {} and others like it, and each {per} that is open to it has one; {}.",
            first.as_ref().map(|(by, ..)| by.path()).unwrap_or_default(),
            scene.extent()
        ),
    };
    let asked = match &theirs {
        Some(by) => case.graph.view(by).and_then(|view| view.at(&format!("/spec{ANTI}"))).map(|place| place.spec()),
        None => scene.asked(ANTI),
    };
    let asks =
        if theirs.is_some() { "is kept apart by the other pod's anti-affinity" } else { "requires anti-affinity" };
    let hypothesis = scene
        .hypothesis(&catalogue::POD_ANTI_AFFINITY_CONFLICT, statement, (asks.to_owned(), asked), |seen| {
            match seen.bar(&Class::AntiAffinity) {
                Some(Bar::AntiAffinity { by, .. }) => place_of(case, by),
                _ => Vec::new(),
            }
        })
        .blames(None, "/affinity/podAntiAffinity", "podAntiAffinity");
    mend_apart(hypothesis, scene, own, per)
}

fn raw_topology<'g>(scene: &Scene<'_, 'g>) -> Option<&'g str> {
    scene.spec().pointer(ANTI)?.get(0)?.get("topologyKey")?.as_str()
}

fn mend_apart(mut hypothesis: Hypothesis, scene: &Scene<'_, '_>, own: bool, per: &str) -> Hypothesis {
    let now = "affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution: …\n";
    let wanted = "affinity:\n  podAntiAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 100\n      podAffinityTerm: …\n";
    let placed = scene.app.pods.iter().filter(|pod| pod.node().is_some() && pod.deleted().is_none()).count();
    if own && let Some(fewer) = mend::scale(scene.app, placed, &format!("one for each {per} that is open to it")) {
        hypothesis = hypothesis.advise(fewer);
    }
    let text = "Make the anti-affinity preferred, so that pods share a place where there is no other.";
    hypothesis.advise(mend::template(scene.app, text, now, wanted)).advise(hypothesis::look(
        format!("Or add a {per}, or open those that are cordoned or tainted."),
        Some("kubectl get nodes".to_owned()),
    ))
}

/// What a topology key stands for.
fn per(key: &str) -> &str {
    match key {
        "kubernetes.io/hostname" => "node",
        "topology.kubernetes.io/zone" | "failure-domain.beta.kubernetes.io/zone" => "zone",
        "topology.kubernetes.io/region" | "failure-domain.beta.kubernetes.io/region" => "region",
        other => other,
    }
}

/// `PodAffinityUnsatisfied`.
pub fn affinity(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::PodAffinity).iter().map(beside).collect()
}

fn beside(scene: &Scene<'_, '_>) -> Hypothesis {
    let body = scene.pods.first().map(|pod| pod.view.value());
    let wanted = body.and_then(|body| terms(body, "podAffinity").into_iter().next());
    let labels = wanted.and_then(|term| term.get("labelSelector")).map_or("any pod".to_owned(), labels_of);
    let key = wanted.and_then(|term| term.get("topologyKey")?.as_str()).unwrap_or("kubernetes.io/hostname");
    let statement = format!(
        "{} must stand on a {} with a pod of {labels}, and no such pod runs where it could; {}.",
        scene.who(),
        per(key),
        scene.extent()
    );
    let asks = (format!("requires to stand beside {labels}"), scene.asked(BESIDE));
    scene
        .hypothesis(&catalogue::POD_AFFINITY_UNSATISFIED, statement, asks, |seen| {
            seen.node.view.at("/metadata/name").map(|name| name.state()).into_iter().collect()
        })
        .blames(None, "/affinity/podAffinity", "podAffinity")
        .advise(mend::template(
            scene.app,
            "Correct the labels in the pod affinity, start the app that it must stand beside, or make it preferred.",
            "affinity:\n  podAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution: …\n",
            "affinity:\n  podAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 100\n      podAffinityTerm: …\n",
        ))
}

fn labels_of(selector: &serde_json::Value) -> String {
    let plain = selector.get("matchLabels").and_then(serde_json::Value::as_object);
    let pairs: Vec<String> =
        plain.into_iter().flatten().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or_default())).collect();
    if pairs.is_empty() { "the app that it names".to_owned() } else { pairs.join(",") }
}

/// `TopologySpreadUnsatisfiable`.
pub fn spread(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::Spread).iter().map(uneven).collect()
}

fn uneven(scene: &Scene<'_, '_>) -> Hypothesis {
    let key = scene.nodes().iter().find_map(|seen| match seen.bar(&Class::Spread) {
        Some(Bar::Spread { topology }) => Some(topology.clone()),
        _ => None,
    });
    let constraints = scene.spec().get("topologySpreadConstraints").and_then(serde_json::Value::as_array);
    let constraint = constraints.into_iter().flatten().enumerate().find(|(_, c)| {
        let own = c.get("topologyKey").and_then(serde_json::Value::as_str);
        key.is_none() || own == key.as_deref()
    });
    let skew = constraint.and_then(|(_, c)| c.get("maxSkew")?.as_i64()).unwrap_or(1);
    let key = key.or_else(|| constraint.and_then(|(_, c)| c.get("topologyKey")?.as_str().map(str::to_owned)));
    let label = key.unwrap_or_else(|| "kubernetes.io/hostname".to_owned());
    let lacking = !scene.nodes().is_empty() && scene.nodes().iter().all(|seen| seen.node.label(&label).is_none());
    let why = if lacking {
        format!("no node that is open to it has the label {label}")
    } else {
        format!("one more on any open node would make the numbers differ by more than {skew}")
    };
    let statement = format!(
        "{} must be spread evenly over {label} (maxSkew {skew}, DoNotSchedule), and {why}; {}.",
        scene.who(),
        scene.extent()
    );
    let place = constraint.map_or(SPREAD.to_owned(), |(index, _)| format!("{SPREAD}/{index}"));
    let asks = (format!("must be spread over {label}"), scene.asked(&place));
    let of_node = |seen: &Seen<'_>| {
        let has = seen.node.label(&label).is_some();
        let view = &seen.node.view;
        let place = if has { view.key_at("/metadata/labels", &label) } else { view.at("/metadata/labels") };
        place.map(|place| place.spec()).into_iter().collect()
    };
    scene
        .hypothesis(&catalogue::TOPOLOGY_SPREAD_UNSATISFIABLE, statement, asks, of_node)
        .blames(None, SPREAD, "topologySpreadConstraints")
        .advise(mend::template(
            scene.app,
            "Let the constraint be a wish (ScheduleAnyway), or raise maxSkew.",
            &format!("topologySpreadConstraints:\n- topologyKey: {label}\n  whenUnsatisfiable: DoNotSchedule\n"),
            &format!("topologySpreadConstraints:\n- topologyKey: {label}\n  whenUnsatisfiable: ScheduleAnyway\n"),
        ))
        .advise(hypothesis::look(
            "Or bring back nodes in the place that has too few pods; those that are cordoned or tainted count as empty.",
            Some(format!("kubectl get nodes -L {label}")),
        ))
}

/// `HostPortConflict`.
pub fn port(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::Port).iter().filter_map(|scene| taken(case, scene)).collect()
}

fn taken(case: &Case<'_>, scene: &Scene<'_, '_>) -> Option<Hypothesis> {
    let clash = scene.nodes().iter().find_map(|seen| match seen.bar(&Class::Port) {
        Some(Bar::Port { port, by }) => Some((*port, Some(by.clone()))),
        _ => None,
    });
    let (number, by) = clash.or_else(|| Some((sieve::host_ports(scene.spec()).first()?.0, None)))?;
    let (place, container) = port_field(scene, number)?;
    let whose = by.map_or("another pod".to_owned(), |by| {
        if case.graph.top_owner(&by) == scene.app.key {
            "a pod of the same app".to_owned()
        } else {
            format!("Pod {}", by.path())
        }
    });
    let statement = format!(
        "{} wants port {number} of its node (hostPort), and on every node that is open to it {whose} has that port; {}.",
        scene.who(),
        scene.extent()
    );
    let asks = (format!("wants port {number} of its node"), scene.asked(&place));
    let of_node = |seen: &Seen<'_>| match seen.bar(&Class::Port) {
        Some(Bar::Port { by, .. }) => place_of(case, by),
        _ => Vec::new(),
    };
    let placed = scene.app.pods.iter().filter(|pod| pod.node().is_some() && pod.deleted().is_none()).count();
    let cause: &'static Cause = &catalogue::HOST_PORT_CONFLICT;
    let hypothesis = scene
        .hypothesis(cause, statement, asks, of_node)
        .blames(Some(&container), "/ports", "ports")
        .advise(mend::template(
            scene.app,
            "Remove hostPort and reach the app through a Service, or choose a port that is free.",
            &format!("containers:\n- name: {container}\n  ports:\n  - hostPort: {number}\n"),
            &format!("containers:\n- name: {container}\n  ports: []\n"),
        ));
    let fewer = mend::scale(scene.app, placed, "one a node");
    Some(match fewer {
        Some(fewer) => hypothesis.advise(fewer),
        None => hypothesis,
    })
}

/// Where the pod's spec asks for a port of the node, and for which container.
fn port_field(scene: &Scene<'_, '_>, number: i64) -> Option<(String, String)> {
    let containers = scene.spec().get("containers")?.as_array()?;
    containers.iter().enumerate().find_map(|(at, container)| {
        let ports = container.get("ports")?.as_array()?;
        let index = ports.iter().position(|p| p.get("hostPort").and_then(serde_json::Value::as_i64) == Some(number))?;
        Some((format!("/containers/{at}/ports/{index}/hostPort"), container.get("name")?.as_str()?.to_owned()))
    })
}
