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
        Event::Requested { .. }
        | Event::Observed { .. }
        | Event::Started { .. }
        | Event::Warned { .. }
        | Event::Reported { .. } => return None,
    };
    Some(TraceLine { state: TraceState::Finished, id: String::new(), label, detail, millis: None, bytes: None })
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
