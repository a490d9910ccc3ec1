//! The listeners of a run: its steps on standard error, and the trace file.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use fs_err as fs;

use super::terminal::{Printer, Progress, TraceLine, TraceState};
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
    let mut steps = Steps { progress: printer.progress(), labels: HashMap::new() };
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
    labels: HashMap<String, String>,
}

impl Steps {
    fn show(&mut self, event: &Event) {
        let line = match event {
            Event::Requested { observation, label, .. } => {
                self.labels.insert(observation.clone(), label.clone());
                TraceLine { id: observation.clone(), ..step(TraceState::Started, label.clone(), String::new()) }
            }
            Event::Observed { observation, status, outcome, bytes, millis } => {
                let label = self.labels.remove(observation).unwrap_or_default();
                TraceLine {
                    id: observation.clone(),
                    millis: Some(*millis),
                    bytes: Some(*bytes),
                    ..step(state(*status), label, outcome.clone())
                }
            }
            Event::Resolved { objects, by } => step(TraceState::Finished, subject(objects), by.clone()),
            Event::Hypothesis { cause, object, confidence } => {
                let label = format!("{cause} at {}", named(object));
                step(TraceState::Finished, label, format!("confidence {confidence:.2}"))
            }
            Event::Started { .. } | Event::Warned { .. } | Event::Reported { .. } => return,
        };
        self.progress.step(&line);
    }
}

fn step(state: TraceState, label: String, detail: String) -> TraceLine {
    TraceLine { state, id: String::new(), label, detail, millis: None, bytes: None }
}

/// That something does not exist is an answer; that we may not know is none.
fn state(status: u16) -> TraceState {
    match status {
        200..=399 | 404 | 410 => TraceState::Finished,
        _ => TraceState::Failed,
    }
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

    #[test]
    fn absence_is_an_answer_and_refusal_is_none() {
        assert_eq!(state(200), TraceState::Finished);
        assert_eq!(state(404), TraceState::Finished);
        for status in [0, 401, 403, 429, 503] {
            assert_eq!(state(status), TraceState::Failed, "{status}");
        }
    }
}
