//! The listeners of a run: its steps on standard error, and the trace file.

use std::io::Write;
use std::path::Path;

use fs_err as fs;

use super::terminal::{Printer, Progress, TraceBook, TraceLine, TraceState};
use crate::clock::Stopwatch;
use crate::error::{Error, Result};
use crate::evidence::event::{Event, EventReceiver};
use crate::evidence::run::TimedEvent;
use crate::report::model::ObjectRef;

/// Creates the file of `--trace`; one that cannot be written is an error before anything is asked.
pub(super) fn create(path: &Path) -> Result<fs::File> {
    fs::File::create(path).map_err(|error| Error::usage("the trace cannot be written").caused_by(error))
}

/// Listens until the run closes its end, then says what went wrong on the way.
pub(super) async fn listen(mut events: EventReceiver, file: Option<fs::File>, printer: &Printer) {
    let began = Stopwatch::start();
    let mut file = file;
    let mut steps = Steps { progress: printer.progress(), reads: TraceBook::default() };
    let mut warnings = Vec::new();
    while let Some(event) = events.recv().await {
        if let Event::Warned { message } = &event {
            warnings.push(message.clone());
        }
        steps.show(&event);
        if let Some(open) = &mut file
            && let Err(error) = write(open, &TimedEvent::new(began.millis(), event))
        {
            warnings.push(format!("the trace ends early: {error}"));
            file = None;
        }
    }
    // The moving line would be torn by them.
    drop(steps);
    for warning in &warnings {
        printer.warn(warning);
    }
}

fn write(file: &mut fs::File, event: &TimedEvent) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    file.write_all(&line)
}

struct Steps {
    progress: Progress,
    reads: TraceBook,
}

impl Steps {
    fn show(&mut self, event: &Event) {
        if let Some(line) = self.reads.line(event).or_else(|| understood(event)) {
            self.progress.step(&line);
        }
    }
}

/// What was understood on the way; that is no read.
fn understood(event: &Event) -> Option<TraceLine> {
    let (label, detail) = match event {
        Event::Resolved { objects, by } => (subject(objects), by.clone()),
        Event::Hypothesis { cause, object, confidence } => {
            (format!("{cause} at {}", named(object)), format!("confidence {confidence:.2}"))
        }
        Event::Asking { model, host } => (format!("{model} at {host} is asked"), "what was read goes there".to_owned()),
        Event::Delegated { agent, task, .. } => (format!("{agent} is to find out"), one_line(task)),
        Event::ToolAnswered { agent, call, observations, bytes, millis, failed } => {
            return Some(answered(agent, call, observations, *bytes, *millis, *failed));
        }
        Event::AskedAgain { agent, why, .. } => (format!("{agent} asks again"), why.clone()),
        Event::TurnEnded { agent, turn, input, output, .. } => {
            (format!("{agent} turn {turn}"), format!("{input} tokens in, {output} out"))
        }
        Event::Finished { agent, outcome, .. } => (format!("{agent} is done"), one_line(outcome)),
        Event::Verified { agent, struck, repair } => {
            (format!("what {agent} says is checked"), checked(struck, *repair))
        }
        Event::Requested { .. }
        | Event::Observed { .. }
        | Event::ToolCalled { .. }
        | Event::Said { .. }
        | Event::Started { .. }
        | Event::Warned { .. }
        | Event::Reported { .. } => return None,
    };
    Some(TraceLine { state: TraceState::Finished, id: String::new(), label, detail, millis: None, bytes: None })
}

/// A call of a tool and its answer, under the call's own id.
fn answered(agent: &str, call: &str, observations: &[String], bytes: u64, millis: u64, failed: bool) -> TraceLine {
    let rests = match observations {
        [] => String::new(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    TraceLine {
        state: if failed { TraceState::Failed } else { TraceState::Finished },
        id: call.to_owned(),
        label: format!("{agent} called"),
        detail: rests,
        millis: Some(millis),
        bytes: Some(bytes),
    }
}

fn checked(struck: &[String], repair: bool) -> String {
    match (struck.len(), repair) {
        (0, _) => "the evidence bears it out".to_owned(),
        (count, true) => format!("{count} struck, it is asked to mend them"),
        (count, false) => format!("{count} struck"),
    }
}

/// A text on one line, as long as a line may be.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= 100 { line } else { line.chars().take(99).chain(['…']).collect() }
}

fn subject(objects: &[ObjectRef]) -> String {
    match objects {
        [] => "the question is about everything readable".to_owned(),
        [only] => format!("the question is about {}", named(only)),
        [first, rest @ ..] => format!("the question is about {} and {} more", named(first), rest.len()),
    }
}

fn named(object: &ObjectRef) -> String {
    match &object.namespace {
        Some(namespace) => format!("{} {namespace}/{}", object.kind, object.name),
        None => format!("{} {}", object.kind, object.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::terminal::{ColorWhen, TerminalEnv, Terminals};
    use crate::evidence::event::channel;

    fn events() -> Vec<Event> {
        let object = ObjectRef {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: Some("shop".into()),
            name: "web".into(),
        };
        vec![
            Event::Started { run: "r".into(), question: "why?".into(), source: "demo:echo-pod".into() },
            Event::Resolved { objects: vec![object], by: "its name".into() },
            Event::Warned { message: "no metrics".into() },
        ]
    }

    #[test]
    fn the_trace_is_every_event_and_when_it_happened() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("trace.jsonl");
        let printer = Printer::new(ColorWhen::Never, true, TerminalEnv::default(), Terminals::default());
        let file = create(&path).unwrap();
        crate::cli::runtime::block_on(async {
            let (sender, receiver) = channel();
            let sending = async {
                for event in events() {
                    sender.send(event).await.unwrap();
                }
                drop(sender);
            };
            tokio::join!(sending, listen(receiver, Some(file), &printer));
            Ok(())
        })
        .unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let traced: Vec<TimedEvent> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(traced.iter().all(|timed| (0.0..10.0).contains(&timed.at)));
        assert_eq!(traced.into_iter().map(|timed| timed.event).collect::<Vec<_>>(), events());
        assert!(text.starts_with(r#"{"at":0"#) && text.contains(r#""type":"started""#), "{text}");
    }
}
