//! What an investigation is doing while it does it: one moving line for a person who waits, plain lines for a log that
//! is read later, nothing for a quiet run. It goes to standard error and never into an answer.

use std::fmt;
use std::io::Write;

use super::spinner::Spinner;
use super::trace::{TraceLine, TraceState};

/// A listener of the steps of an investigation.
#[derive(Debug)]
pub struct Progress(Face);

enum Face {
    Silent,
    Lines(Box<dyn Write + Send>),
    Spinner(Spinner),
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Silent => "Silent",
            Self::Lines(_) => "Lines",
            Self::Spinner(_) => "Spinner",
        })
    }
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Self {
        Self(Face::Silent)
    }

    /// Writes one line for each step that has ended.
    pub fn lines(out: Box<dyn Write + Send>) -> Self {
        Self(Face::Lines(out))
    }

    /// Keeps one line moving on standard error, which must be a terminal.
    pub fn spinner() -> Self {
        Self(Face::Spinner(Spinner::start()))
    }

    /// Shows a step.
    pub fn step(&mut self, line: &TraceLine) {
        match &mut self.0 {
            Face::Silent => {}
            Face::Lines(_) if line.state == TraceState::Started => {}
            // Nobody reads it any more: that is no reason to stop the investigation.
            Face::Lines(out) => drop(writeln!(out, "{}", line.plain())),
            Face::Spinner(spinner) => spinner.step(line),
        }
    }

    /// Clears the moving line. Dropping does the same; a report is printed after either.
    pub fn finish(self) {}
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_has_one_line_for_each_step_that_ended() {
        let out = Shared::default();
        let mut progress = Progress::lines(Box::new(out.clone()));
        let started = TraceLine {
            state: TraceState::Started,
            id: "o1".into(),
            label: "GET pods".into(),
            detail: String::new(),
            millis: None,
            bytes: None,
        };
        progress.step(&started);
        progress.step(&TraceLine { state: TraceState::Finished, millis: Some(2), ..started });
        assert_eq!(String::from_utf8(out.0.lock().unwrap().clone()).unwrap(), "  o1  GET pods  2 ms\n");
    }
}
