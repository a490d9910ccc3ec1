//! The probe does what it should: it says that the application is not well. Why is for others to find; here stands what
//! happened, with the last word of the application.

use crate::diagnosis::causes::probes::kind::Fault;
use crate::diagnosis::causes::probes::log;
use crate::diagnosis::causes::probes::probe::Handler;
use crate::diagnosis::causes::probes::scene::{Scene, Verdict};
use crate::diagnosis::causes::probes::words::Answer;
use crate::diagnosis::hypothesis::Weight;

/// Words of an application in trouble.
const TROUBLE: &[&str] = &[
    "error",
    "fatal",
    "exception",
    "panic",
    "failed",
    "cannot",
    "unable to",
    "unavailable",
    "unhealthy",
    "refused",
    "timed out",
    "timeout",
    "deadlock",
    "not ready",
    "exhausted",
    "warn",
];

/// What the probe says.
pub fn says(scene: &Scene<'_, '_>) -> Verdict {
    let probe = scene.probe();
    let line = log::says(scene.container, TROUBLE);
    let quote = scene.failure.quote().unwrap_or_default();
    let what = match scene.failure.answer {
        Answer::Status(code) => format!("and the application answers with status {code}"),
        Answer::Refused | Answer::NoConnection => {
            "and nothing takes the connection: the application does not listen there".to_owned()
        }
        Answer::Slow | Answer::CommandSlow => format!("and no answer comes within {} s", probe.timeout()),
        Answer::Dropped => "and the connection is closed without an answer".to_owned(),
        Answer::CommandMissing => "and that command does not exist in the container".to_owned(),
        Answer::NoSuchPort => "and that port has no number".to_owned(),
        _ if quote.is_empty() => "and it fails; the kubelet's words were not seen".to_owned(),
        _ => format!("and that fails: \"{quote}\""),
    };
    let because = match &line {
        Some(line) => format!("{what} (its log: \"{}\")", line.text.trim()),
        None => what,
    };
    let weight = if scene.failure.says.is_some() { Weight::Proof } else { Weight::Strong };
    let advice = match (&probe.handler, scene.failure.answer) {
        (Handler::Exec(_), Answer::CommandMissing) => {
            "Use a command that the image has, or an httpGet, tcpSocket or grpc probe."
        }
        _ => "Find out from the application's log why it does not answer well; the probe only reports it.",
    };
    scene
        .verdict(Fault::Other, weight, because, probe.handler_pointer())
        .looked(Weight::Weak, "the application's log tells of trouble", line.map(|line| line.fact))
        .mend(advice, None)
}
