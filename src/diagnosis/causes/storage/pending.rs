//! Claims that are not bound, by who needs them: the app whose pods name them, or the claim where nobody does.

use std::collections::BTreeMap;

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::storage::why::{self, Why};
use crate::diagnosis::causes::storage::words::{self, Said};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{Claim, uses};
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// The unbound claims of one app, or one that no app of the subject uses.
pub struct Pending<'c, 'g> {
    /// The app.
    pub app: Option<&'c App<'g>>,
    /// The claims with what keeps them, by name.
    pub claims: Vec<(Claim<'g>, Option<Why<'g>>)>,
}

/// The hypotheses of one cause: the claims whose answer is this one.
pub fn prove(case: &Case<'_>, cause: &'static Cause) -> Vec<Hypothesis> {
    pending(case).iter().filter_map(|each| each.conclude(cause)).collect()
}

fn pending<'c, 'g>(case: &'c Case<'g>) -> Vec<Pending<'c, 'g>> {
    let mut by_object: BTreeMap<EntityKey, Pending<'c, 'g>> = BTreeMap::new();
    for claim in Claim::all(case.graph).into_iter().filter(|claim| claim.phase() == "Pending") {
        let users: Vec<&App<'g>> =
            case.apps.iter().filter(|app| app.pods.iter().any(|pod| uses(pod, claim.key()))).collect();
        let why = why::why(&claim, !users.is_empty());
        let mut add = |object: &EntityKey, app| {
            let entry = by_object.entry(object.clone()).or_insert_with(|| Pending { app, claims: Vec::new() });
            entry.claims.push((claim.clone(), why.clone()));
        };
        for app in &users {
            add(&app.key, Some(*app));
        }
        if users.is_empty() {
            add(claim.key(), None);
        }
    }
    by_object.into_values().collect()
}

impl<'g> Pending<'_, 'g> {
    fn conclude(&self, cause: &'static Cause) -> Option<Hypothesis> {
        let shown: Vec<(&Claim<'g>, Said)> = self
            .claims
            .iter()
            .filter_map(|(claim, why)| Some((claim, words::of(claim, why.as_ref()?, self.app))))
            .filter(|(_, said)| said.cause.code == cause.code)
            .collect();
        let (first, said) = shown.first()?;
        let object = self.app.map_or(first.key(), |app| &app.key);
        let mut hypothesis = Hypothesis::new(cause, object, self.statement(first, said, shown.len()));
        for advice in &said.advice {
            hypothesis = hypothesis.advise(advice.clone());
        }
        for (claim, said) in shown.iter().take(CITED_PODS) {
            hypothesis = of_claim(hypothesis, claim, said);
        }
        let silent = self.claims.iter().take(CITED_PODS).filter(|(claim, _)| !has(&shown, claim)).count();
        for _ in 0..silent {
            hypothesis = hypothesis.support(Weight::Weak, "the same of the app's other claims", None);
        }
        for (claim, _) in &shown {
            hypothesis = self.with_pods(hypothesis.explaining(claim.key()), claim);
        }
        Some(hypothesis)
    }

    fn statement(&self, first: &Claim<'_>, said: &Said, count: usize) -> String {
        let more = match count {
            1 => String::new(),
            2 => " Another claim of it is in the same state.".to_owned(),
            n => format!(" {} more claims of it are in the same state.", n - 1),
        };
        match self.app {
            Some(app) => format!(
                "{} {} cannot run: its claim {} is not bound, because {}.{more}",
                app.key.kind,
                app.key.name,
                first.key().name,
                said.because
            ),
            None => format!("The claim {} is not bound, because {}.", first.key().name, said.because),
        }
    }

    /// The pods that wait for a claim.
    fn with_pods(&self, mut hypothesis: Hypothesis, claim: &Claim<'_>) -> Hypothesis {
        let Some(app) = self.app else { return hypothesis };
        let waits = |pod: &&Pod<'_>| uses(pod, claim.key()) && pod.trouble().is_some_and(is_waiting);
        for (at, pod) in app.pods.iter().filter(waits).enumerate() {
            hypothesis = hypothesis.explaining(pod.key());
            hypothesis.onset = hypothesis.onset.into_iter().chain(pod.created()).min();
            if at >= CITED_PODS {
                continue;
            }
            let shown = pod.condition("PodScheduled").and_then(|c| c.at("/message")).as_ref().map(View::state);
            hypothesis = hypothesis.support(Weight::Weak, "its pod cannot be placed", shown.clone());
            if let Some(shown) = shown {
                hypothesis =
                    hypothesis.link(pod.key(), format!("waits for a node: \"{}\"", shown.excerpt), vec![shown]);
            }
        }
        hypothesis
    }
}

fn has(shown: &[(&Claim<'_>, Said)], claim: &Claim<'_>) -> bool {
    shown.iter().any(|(other, _)| other.key() == claim.key())
}

fn is_waiting(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::Unscheduled | Trouble::NotStarted)
}

/// What one claim adds: its state, and what keeps it.
fn of_claim(mut hypothesis: Hypothesis, claim: &Claim<'_>, said: &Said) -> Hypothesis {
    let phase = claim.view.at("/status/phase").map(|phase| phase.state());
    let mut facts = Vec::new();
    for (weight, what, fact) in &said.support {
        hypothesis = hypothesis.support(*weight, what, fact.clone());
        facts.extend(fact.clone());
    }
    hypothesis = hypothesis.support(Weight::Strong, "the claim is not bound", phase.clone());
    for (entity, statement) in &said.chain {
        let own: Vec<_> = facts.iter().filter(|fact| fact.entity == *entity).cloned().collect();
        hypothesis = hypothesis.link(entity, statement.clone(), own);
    }
    hypothesis.link(claim.key(), "is not bound".to_owned(), phase.into_iter().collect())
}
