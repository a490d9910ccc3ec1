//! The moving line. It waits a moment before it shows itself, so that a quick answer does not flicker.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::trace::{TraceLine, TraceState};
use crate::report::{printable, words};

const PATIENCE: Duration = Duration::from_millis(200);
const TICK: Duration = Duration::from_millis(120);

/// One line on standard error; cleared when dropped.
#[derive(Debug)]
pub(super) struct Spinner {
    bar: ProgressBar,
    /// Id and label of the steps that have begun and not ended, oldest first.
    running: Vec<(String, String)>,
    ended: u64,
}

impl Spinner {
    pub(super) fn start() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        let later = bar.downgrade();
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            if let Some(bar) = later.upgrade().filter(|bar| !bar.is_finished()) {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(TICK);
            }
        });
        Self { bar, running: Vec::new(), ended: 0 }
    }

    pub(super) fn step(&mut self, line: &TraceLine) {
        match line.state {
            TraceState::Started => self.running.push((line.id.clone(), printable(&line.label))),
            // What was understood on the way is a step too, and no read.
            TraceState::Finished | TraceState::Failed if line.id.is_empty() => {}
            TraceState::Finished | TraceState::Failed => {
                self.ended += 1;
                self.running.retain(|(id, _)| *id != line.id);
            }
        }
        self.bar.set_message(message(&self.running, self.ended));
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// `5 reads, now GET pods in shop and 2 more`
fn message(running: &[(String, String)], ended: u64) -> String {
    let done = words::count(ended, "read");
    match running {
        [] => done,
        [(_, only)] => format!("{done}, now {only}"),
        [(_, first), rest @ ..] => format!("{done}, now {first} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_step_that_has_waited_longest() {
        assert_eq!(message(&[], 1), "1 read");
        let step = |id: &str, label: &str| (id.to_owned(), label.to_owned());
        assert_eq!(message(&[step("o1", "GET pods")], 0), "0 reads, now GET pods");
        let two = [step("o1", "GET pods"), step("o2", "GET events")];
        assert_eq!(message(&two, 5), "5 reads, now GET pods and 1 more");
    }

    #[test]
    fn steps_that_end_leave_the_line() {
        let mut spinner = Spinner::start();
        let line = |state| TraceLine {
            state,
            id: "o1".into(),
            label: "GET pods".into(),
            detail: String::new(),
            millis: None,
            bytes: None,
        };
        spinner.step(&line(TraceState::Started));
        assert_eq!(spinner.bar.message(), "0 reads, now GET pods");
        spinner.step(&line(TraceState::Finished));
        spinner.step(&TraceLine { id: String::new(), ..line(TraceState::Finished) });
        assert_eq!(spinner.bar.message(), "1 read");
    }
}
