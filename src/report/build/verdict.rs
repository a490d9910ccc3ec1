//! Which kind of answer it is, and the answer in a sentence.

use crate::evidence::observation::Outcome;
use crate::report::build::{Material, healthy};
use crate::report::model::{RootCause, Verdict};
use crate::report::words;

/// The kind of answer.
pub(super) fn of(material: &Material<'_>) -> Verdict {
    let diagnosis = material.diagnosis;
    if material.unclear.is_some() {
        return if saw_nothing(material) { Verdict::NoAccess } else { Verdict::Inconclusive };
    }
    if !diagnosis.ranked.root_causes.is_empty() {
        return Verdict::RootCause;
    }
    if saw_nothing(material) {
        return Verdict::NoAccess;
    }
    let blinded = material.cut_short || diagnosis.not_seen.iter().any(|seen| seen.blinding);
    let sound = healthy::anything(material);
    if diagnosis.symptoms.is_empty() && diagnosis.ranked.hypotheses.is_empty() && !blinded && sound {
        return Verdict::Healthy;
    }
    Verdict::Inconclusive
}

/// Whether not a single read of objects came back.
fn saw_nothing(material: &Material<'_>) -> bool {
    let reads = material.observations.iter().filter(|o| o.request != "GET /version");
    let mut any = false;
    for observation in reads {
        any = true;
        if matches!(observation.outcome, Outcome::Read | Outcome::Absent) {
            return false;
        }
    }
    any
}

/// Whether every read of objects was refused for want of rights.
fn may_read_nothing(material: &Material<'_>) -> bool {
    let mut reads = material.observations.iter().filter(|o| o.request != "GET /version").peekable();
    reads.peek().is_some() && reads.all(|o| matches!(o.outcome, Outcome::Forbidden(_)) && o.status == 403)
}

/// The answer in a sentence or two.
pub(super) fn summary(material: &Material<'_>, verdict: Verdict, causes: &[RootCause]) -> String {
    let diagnosis = material.diagnosis;
    match verdict {
        Verdict::RootCause => match causes {
            [] => String::new(),
            [only] => only.statement.clone(),
            [first, rest @ ..] => format!(
                "{} {} more cause{} below.",
                first.statement,
                rest.len(),
                if rest.len() == 1 { "" } else { "s" }
            ),
        },
        Verdict::Healthy => healthy::sentence(material),
        Verdict::NoAccess if may_read_nothing(material) => {
            "This identity may not read anything that the question needs; `sre rbac` prints the rights that it takes."
                .to_owned()
        }
        Verdict::NoAccess => "Nothing that would answer the question could be read.".to_owned(),
        Verdict::Inconclusive => {
            match (material.unclear, super::together(&diagnosis.unexplained, material.graph).len()) {
                (Some(unclear), _) => words::capital(&format!("{}.", unclear.why)),
                (None, 0) if diagnosis.ranked.hypotheses.is_empty() && !healthy::anything(material) => {
                    "Nothing was seen there that could be called healthy or broken.".to_owned()
                }
                (None, 0) if diagnosis.ranked.hypotheses.is_empty() => {
                    "Nothing wrong was found, but not everything that the question is about could be looked at."
                        .to_owned()
                }
                (None, 0) => {
                    "Nothing is visibly wrong; there is only an idea that the evidence does not prove.".to_owned()
                }
                (None, 1) => "One thing is wrong, and no cause for it is proven.".to_owned(),
                (None, n) => format!("{n} things are wrong, and no cause for them is proven."),
            }
        }
    }
}
