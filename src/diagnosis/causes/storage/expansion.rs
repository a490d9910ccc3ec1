//! A claim that asks for more than it has: somebody had it grow, and it has not, or not yet. One that was just bound has at
//! least what it asked for.

use serde_json::Value;

use crate::diagnosis::causes::lifecycle::said;
use crate::diagnosis::objects::claim::Claim;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::fact::Fact;
use crate::evidence::view::{View, excerpt};

const ASKED: &str = "/spec/resources/requests/storage";
const HAS: &str = "/status/capacity/storage";
/// With what resizers tell that they could not make a volume larger.
const FAILED: &[&str] = &["VolumeResizeFailed", "FileSystemResizeFailed"];
/// The conditions of an expansion, the most telling first.
const STAGES: &[(&str, Stage)] = &[
    ("ControllerResizeError", Stage::Refused),
    ("NodeResizeError", Stage::Refused),
    ("FileSystemResizePending", Stage::FileSystem),
    ("Resizing", Stage::UnderWay),
];

/// How far an expansion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It fails, and is tried again.
    Refused,
    /// The volume has grown; its file system does when a pod mounts it.
    FileSystem,
    /// A resizer has taken it up.
    UnderWay,
    /// Nobody has taken it up.
    Unheard,
}

/// An expansion that was asked for and is not done.
#[derive(Debug, Clone)]
pub struct Expansion {
    /// The size that is asked for.
    pub asked: String,
    /// How far it has come.
    pub stage: Stage,
    /// Why it is not done, in the words of who should do it.
    pub words: Option<String>,
    /// What is asked for, and what is there.
    pub sizes: [Option<Fact>; 2],
    /// How far it has come, and who says why it is not done.
    pub said: [Option<Fact>; 2],
}

/// Whether a claim asks for more than it has. By the raw values, so that one that is hidden is missed and not denied.
pub fn is_asked(claim: &View<'_>) -> bool {
    let amount = |pointer: &str| claim.value().pointer(pointer).and_then(Quantity::of);
    amount(ASKED).zip(amount(HAS)).is_some_and(|(asked, has)| asked > has)
}

/// The expansion that a claim waits for.
pub fn of(claim: &Claim<'_>) -> Option<Expansion> {
    let view = &claim.view;
    let asked = view.value().pointer(ASKED).filter(|_| is_asked(view)).map(excerpt)?;
    let condition = condition(view);
    let stage = condition.as_ref().map_or(Stage::Unheard, |condition| condition.stage);
    let event = said::last(view.graph(), claim.key(), FAILED, |_| true);
    // What failed before the volume grew is over.
    let event = event.filter(|event| stage != Stage::FileSystem || event.reason == "FileSystemResizeFailed");
    let own = condition.as_ref().and_then(|condition| condition.words.clone());
    Some(Expansion {
        asked,
        stage: if event.is_some() { Stage::Refused } else { stage },
        words: event.as_ref().map(|event| event.message.trim().to_owned()).or(own),
        sizes: [view.at(ASKED).map(|asked| asked.spec()), view.at(HAS).map(|has| has.state())],
        said: [condition.and_then(|condition| condition.fact), event.as_ref().map(Event::fact)],
    })
}

/// A condition of an expansion.
struct Condition {
    stage: Stage,
    words: Option<String>,
    fact: Option<Fact>,
}

fn condition(claim: &View<'_>) -> Option<Condition> {
    let list = claim.value().pointer("/status/conditions")?.as_array()?;
    let text = |condition: &Value, field: &str| {
        condition.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    STAGES.iter().find_map(|(kind, stage)| {
        let is = |condition: &Value| {
            text(condition, "type").as_deref() == Some(kind) && text(condition, "status").as_deref() == Some("True")
        };
        let index = list.iter().position(is)?;
        let words = text(list.get(index)?, "message");
        let place = if words.is_some() { "message" } else { "type" };
        let fact = claim.at(&format!("/status/conditions/{index}/{place}")).map(|place| place.state());
        Some(Condition { stage: *stage, words, fact })
    })
}

/// The end of a chain of errors, which is where the storage itself speaks.
pub fn last_words(message: &str) -> &str {
    let after = |mark: &str| message.rfind(mark).and_then(|at| message.get(at + mark.len()..));
    after("api error ").or_else(|| after("desc = ")).unwrap_or(message).trim()
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn the_storage_speaks_last() {
        let long = "resize volume \"pvc-1\" by resizer \"ebs.csi.aws.com\" failed: rpc error: code = Internal desc = Could not resize volume \"vol-1\": rpc error: code = Internal desc = Could not modify volume \"vol-1\": operation error EC2: ModifyVolume, https response error StatusCode: 400, api error VolumeModificationRateExceeded: Wait at least 6 hours";
        assert_eq!(last_words(long), "VolumeModificationRateExceeded: Wait at least 6 hours");
        assert_eq!(last_words("rpc error: code = OutOfRange desc = too large"), "too large");
        assert_eq!(last_words("no quota"), "no quota");
    }
}
