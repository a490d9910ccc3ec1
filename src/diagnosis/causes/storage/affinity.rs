//! Volumes that are where the pod may not be.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::causes::storage::why::listing;
use crate::diagnosis::collect::volumes::says_conflict;
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{self, Claim, Volume};
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A volume that a pod needs and the node selector that says where it can be used.
struct Bound<'g> {
    claim: Claim<'g>,
    volume: Volume<'g>,
    place: View<'g>,
}

/// Why no node will do.
enum Reach<'g> {
    /// No node of the cluster is where the volume is.
    Gone,
    /// The nodes where it is are excluded by this field of the pod.
    Excluded(View<'g>),
    /// The nodes were not seen.
    Unknown,
}

/// `VolumeNodeAffinityConflict`.
pub fn conflict(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for finding in gather::pods(case, |app, pod| Some(judge(app, pod)?.0)) {
        let Some((_, because, volume)) = finding.pods.first().and_then(|(pod, _)| judge(finding.app, pod)) else {
            continue;
        };
        let text = format!("{} cannot run: {because}.", gather::called(finding.app));
        let line = format!("kubectl get pv {} -o yaml; kubectl get nodes --show-labels", volume.key().name);
        let advised = finding
            .hypothesis(&catalogue::VOLUME_NODE_AFFINITY_CONFLICT, text)
            .advise(look("Bring back a node where the volume is, or let the pod run there (nodeSelector, affinity).", Some(line)))
            .advise(look(
                "If that place is gone for good: delete the claim and its pod, let both be made anew, and restore the data from a backup.",
                Some(format!("{} get pvc", advice::kubectl(&finding.app.key))),
            ));
        found.push(advised);
    }
    found
}

fn judge<'g>(_: &App<'g>, pod: &Pod<'g>) -> Option<(Sign, String, Volume<'g>)> {
    if pod.trouble() != Some(Trouble::Unscheduled) {
        return None;
    }
    let message = pod.condition("PodScheduled").filter(|c| c.str_at("/status") == Some("False"))?.at("/message")?;
    let text = message.str().filter(|text| says_conflict(text))?;
    let graph = pod.view.graph();
    let (bound, reach) = bound(pod).into_iter().find_map(|bound| {
        let reach = reach(pod, &bound, text)?;
        Some((bound, reach))
    })?;
    let where_it_is = terms(&bound.place);
    let name = bound.volume.key().name.clone();
    let mut because = format!(
        "its claim {} is bound to volume {name}, which can only be used on nodes with {where_it_is}",
        bound.claim.key().name
    );
    let sign =
        Sign::new(format!("waits for a node: \"{text}\""), "where the volume can be used", Some(bound.place.spec()))
            .strong("the scheduler says so", Some(message.state()));
    let sign = match reach {
        Reach::Gone => {
            because.push_str(", and there is no such node");
            sign.strong("no node is there", listing(graph, &kinds::NODE, bound.volume.key()))
        }
        Reach::Excluded(field) => {
            because.push_str(", which the pod's own selector excludes");
            sign.strong("the pod's own selector", Some(field.spec()))
        }
        Reach::Unknown => sign.strong("no node is there", None),
    };
    Some((sign, because, bound.volume))
}

fn bound<'g>(pod: &Pod<'g>) -> Vec<Bound<'g>> {
    let graph = pod.view.graph();
    let of = |named: claim::Named<'g>| {
        let claim = Claim::get(graph, &named.claim).filter(|claim| claim.phase() == "Bound")?;
        let volume = Volume::get(graph, &claim.volume()?)?;
        let place = volume.view.at("/spec/nodeAffinity/required")?;
        Some(Bound { claim, volume, place })
    };
    claim::named_by(pod).into_iter().filter_map(of).collect()
}

/// Why the volume is out of the pod's reach; none where a node would do that something else keeps the pod from.
fn reach<'g>(pod: &Pod<'g>, bound: &Bound<'g>, text: &str) -> Option<Reach<'g>> {
    let graph = pod.view.graph();
    if listing(graph, &kinds::NODE, pod.key()).is_none() {
        let others = ["Insufficient", "taint", "unschedulable", "affinity/selector"];
        return (!others.iter().any(|word| text.contains(word))).then_some(Reach::Unknown);
    }
    let there: Vec<Machine<'_>> = Machine::all(graph).into_iter().filter(|node| node.fits(&bound.place)).collect();
    if there.is_empty() {
        return Some(Reach::Gone);
    }
    let plain = pod.view.at("/spec/nodeSelector");
    let required = pod.view.at("/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
    let labels = |node: &Machine<'_>, wanted: &View<'_>| {
        let of = |key: &str| node.view.key_at("/metadata/labels", key).and_then(|v| v.str());
        wanted.entries("").iter().all(|(key, value)| of(key) == value.str())
    };
    if let Some(wanted) = plain.filter(|wanted| !there.iter().any(|node| labels(node, wanted))) {
        return Some(Reach::Excluded(wanted));
    }
    let wanted = required.filter(|wanted| !there.iter().any(|node| node.fits(wanted)))?;
    Some(Reach::Excluded(wanted))
}

/// A node selector in words: `zone=a or b`.
fn terms(selector: &View<'_>) -> String {
    let mut parts = Vec::new();
    for term in selector.items("/nodeSelectorTerms") {
        let lists = [term.items("/matchExpressions"), term.items("/matchFields")];
        let each: Vec<String> = lists
            .iter()
            .flatten()
            .filter_map(|expression| {
                let values = expression.items("/values");
                let values: Vec<&str> = values.iter().filter_map(View::str).collect();
                Some(format!("{}={}", expression.str_at("/key")?, values.join(" or ")))
            })
            .collect();
        parts.push(each.join(" and "));
    }
    parts.join(", or ")
}
