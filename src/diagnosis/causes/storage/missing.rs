//! Claims that do not exist, and claims whose volume is gone.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{self, Claim};
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `PvcNotFound`: pods name a claim that does not exist.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for app in case.troubled() {
        let mut missed: Vec<(EntityKey, Option<Fact>)> = Vec::new();
        for pod in app.troubled().into_iter().filter(|pod| waits(pod)) {
            for named in claim::named_by(pod) {
                if missed.iter().any(|(known, _)| *known == named.claim) {
                    continue;
                }
                match case.graph.lookup(&named.claim) {
                    Lookup::Absent(absent) => missed.push((named.claim, Some(absent))),
                    Lookup::Unseen(_) if misses(pod, &named.claim.name).is_some() => missed.push((named.claim, None)),
                    Lookup::Present(_) | Lookup::Unseen(_) => {}
                }
            }
        }
        found.extend(missed.into_iter().map(|(claim, absent)| of_app(app, &claim, absent)));
    }
    found
}

fn waits(pod: &Pod<'_>) -> bool {
    matches!(pod.trouble(), Some(Trouble::Unscheduled | Trouble::NotStarted))
}

/// The scheduler's words that miss this claim.
fn misses<'g>(pod: &Pod<'g>, claim: &str) -> Option<View<'g>> {
    let message = pod.condition("PodScheduled").filter(|c| c.str_at("/status") == Some("False"))?.at("/message")?;
    let text = message.str()?;
    (text.contains(&format!("persistentvolumeclaim \"{claim}\" not found"))).then_some(message)
}

fn of_app(app: &App<'_>, claim: &EntityKey, absent: Option<Fact>) -> Hypothesis {
    let text = format!(
        "{} {} cannot run: its pods need the PersistentVolumeClaim {}, which does not exist in namespace {}.",
        app.key.kind,
        app.key.name,
        claim.name,
        claim.ns()
    );
    let mut hypothesis = Hypothesis::new(&catalogue::PVC_NOT_FOUND, &app.key, text).support(
        Weight::Proof,
        "the claim does not exist",
        absent.clone(),
    );
    let users = || app.troubled().into_iter().filter(|pod| waits(pod) && claim::uses(pod, claim));
    let mut names: Vec<(EntityKey, Fact)> = Vec::new();
    let mut shown: Vec<(EntityKey, Fact)> = Vec::new();
    for (at, pod) in users().enumerate() {
        hypothesis = hypothesis.explaining(pod.key());
        hypothesis.onset = hypothesis.onset.into_iter().chain(pod.created()).min();
        if at >= CITED_PODS {
            continue;
        }
        let place =
            claim::named_by(pod).into_iter().find(|named| named.claim == *claim).map(|named| named.place.spec());
        hypothesis = hypothesis.support(Weight::Strong, "the pod names the claim", place.clone());
        names.extend(place.map(|place| (pod.key().clone(), place)));
        let weight = if absent.is_some() { Weight::Weak } else { Weight::Proof };
        let said = misses(pod, &claim.name).map(|message| message.state());
        hypothesis = hypothesis.support(weight, "the scheduler misses it", said.clone());
        shown.extend(said.map(|said| (pod.key().clone(), said)));
    }
    for (pod, place) in names {
        hypothesis = hypothesis.link(&pod, format!("needs claim {}", claim.name), vec![place]);
    }
    if let Some(absent) = absent {
        hypothesis = hypothesis.link(claim, "does not exist", vec![absent]);
    }
    for (pod, said) in shown {
        hypothesis = hypothesis.link(&pod, format!("waits for a node: \"{}\"", said.excerpt), vec![said]);
    }
    advised(hypothesis, app, claim)
}

fn advised(mut hypothesis: Hypothesis, app: &App<'_>, claim: &EntityKey) -> Hypothesis {
    let kubectl = advice::kubectl(&app.key);
    let graph = app.pods.first().map(|pod| pod.view.graph());
    let known: Vec<&str> = graph
        .into_iter()
        .flat_map(|graph| graph.of_kind(&kinds::PVC))
        .filter(|object| object.key.namespace == claim.namespace)
        .map(|object| &*object.key.name)
        .take(5)
        .collect();
    if app.key.is(&kinds::STATEFUL_SET) {
        return hypothesis.advise(look(
            "The StatefulSet controller makes claims from volumeClaimTemplates when it makes the pod: delete the waiting pod and it makes both.",
            Some(format!("{kubectl} describe statefulset {}", app.key.name)),
        ));
    }
    if !known.is_empty() {
        let text = format!("If one of the claims that exist is meant ({}), correct the name.", known.join(", "));
        let line = format!("{kubectl} edit {}", advice::kubectl_name(&app.key));
        hypothesis = hypothesis.advise(advice::edit(app, &text, Some(line), None));
    }
    let manifest = format!(
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {}\n  namespace: {}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: <size>\n",
        claim.name,
        claim.ns()
    );
    let line = format!("{kubectl} apply -f <manifest>");
    let text = format!("Create the claim {} where the app is declared.", claim.name);
    hypothesis.advise(advice::edit(app, &text, Some(line), advice::diff(claim, "", &manifest)))
}

/// `PvcLost`: the volume of a claim does not exist any more.
pub fn lost(case: &Case<'_>) -> Vec<Hypothesis> {
    let claims = Claim::all(case.graph).into_iter().filter(|claim| claim.phase() == "Lost");
    claims.flat_map(|claim| lost_of(case, &claim)).collect()
}

fn lost_of(case: &Case<'_>, claim: &Claim<'_>) -> Vec<Hypothesis> {
    let Some(volume) = claim.volume() else { return Vec::new() };
    let absent = case.graph.lookup(&volume).absent();
    let users: Vec<&App<'_>> =
        case.apps.iter().filter(|app| app.pods.iter().any(|pod| claim::uses(pod, claim.key()))).collect();
    let phase = claim.view.at("/status/phase").map(|phase| phase.state());
    let named = claim.view.at("/spec/volumeName").map(|name| name.spec());
    let build = |object: &EntityKey, whose: String| {
        let text =
            format!("{whose} {} has lost its volume: {} does not exist any more.", claim.key().name, volume.name);
        let mut hypothesis = Hypothesis::new(&catalogue::PVC_LOST, object, text)
            .support(Weight::Proof, "the claim is lost", phase.clone())
            .support(Weight::Proof, "its volume does not exist", absent.clone())
            .support(Weight::Weak, "the volume that it names", named.clone())
            .explaining(claim.key())
            .link(&volume, "does not exist any more", absent.clone().into_iter().collect())
            .link(claim.key(), "is Lost", phase.clone().into_iter().chain(named.clone()).collect());
        if absent.is_none() {
            hypothesis.chain.remove(0);
        }
        hypothesis
            .advise(look(
                format!(
                    "If the disk still exists, create volume {} anew for it, with a claimRef to this claim and reclaim policy Retain.",
                    volume.name
                ),
                Some(format!("{} get pvc {} -o yaml", advice::kubectl(claim.key()), claim.key().name)),
            ))
            .advise(command(
                "If the disk is gone: delete the claim, let it be made anew, and restore the data from a backup.",
                format!("{} delete pvc {}", advice::kubectl(claim.key()), claim.key().name),
                "what was on the disk is gone unless there is a backup",
            ))
    };
    if users.is_empty() {
        return vec![build(claim.key(), "The claim".to_owned())];
    }
    users
        .into_iter()
        .map(|app| {
            let mut hypothesis = build(&app.key, format!("{} {}: its claim", app.key.kind, app.key.name));
            for pod in app.troubled().into_iter().filter(|pod| claim::uses(pod, claim.key())) {
                hypothesis = hypothesis.explaining(pod.key());
            }
            hypothesis
        })
        .collect()
}
