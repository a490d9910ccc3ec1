//! The same session line by line: for screen readers, dumb terminals and pipes. It draws nothing and moves no cursor; what
//! is new is written below what was there.

use std::io::Write;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;

use super::document::{Content, Viewer};
use super::intent::{Intent, Message};
use super::record::Stored;
use super::session::{Keeper, begin, told_to_stop};
use super::state::{Loaded, NodeState, State};
use super::update::{update, watch};
use super::view;
use super::work::{Setup, Work};
use crate::error::Result;
use crate::report::{printable, words};

/// Messages that may wait.
const WAITING: usize = 1024;
/// Rows around the cited ones.
const AROUND: usize = 12;

/// Where the plain session writes, and how wide.
pub struct Lines<'a> {
    /// The writer.
    pub out: &'a mut dyn Write,
    /// Columns.
    pub width: usize,
    /// Whether a prompt is written: not where a program writes the lines.
    pub prompts: bool,
}

/// Runs a session by lines until its input ends; returns its id if there is something to resume.
pub async fn plain(setup: Setup, resumed: Option<Stored>, lines: Lines<'_>) -> Result<Option<String>> {
    let (state, keeper) = begin(&setup, resumed);
    let (sender, messages) = mpsc::channel(WAITING);
    let work = Work::new(Arc::new(setup), sender);
    let mut session = Plain { state, keeper, work, messages, lines, told: 0, health: false, ended: false, left: false };
    let result = session.run().await;
    let Plain { state, work, .. } = session;
    work.end().await;
    result?;
    Ok((!state.runs.is_empty()).then_some(state.id))
}

struct Plain<'a> {
    state: State,
    keeper: Keeper,
    work: Work,
    messages: mpsc::Receiver<Message>,
    lines: Lines<'a>,
    /// Entries of the conversation that were written.
    told: usize,
    health: bool,
    /// Whether there are no more lines to come.
    ended: bool,
    left: bool,
}

impl Plain<'_> {
    async fn run(&mut self) -> Result<()> {
        let mut stop = Box::pin(told_to_stop()?);
        let mut input = BufReader::new(tokio::io::stdin()).lines();
        self.say(&format!("sre, {}, {}", self.state.place.label(), self.state.place.scope()))?;
        self.say("Ask why something does not work, or /help. /quit or the end of the input ends the session.")?;
        for intent in watch(&mut self.state) {
            self.do_it(intent)?;
        }
        self.tell()?;
        self.prompt()?;
        while !self.left && (!self.ended || self.is_busy()) {
            tokio::select! {
                biased;
                () = &mut stop => break,
                message = self.messages.recv() => {
                    if let Some(message) = message {
                        self.heard(message)?;
                    }
                }
                line = input.next_line(), if !self.ended && (self.lines.prompts || !self.is_busy()) => match line {
                    Ok(Some(line)) => {
                        self.take(Message::Line(line))?;
                        self.after()?;
                    }
                    Ok(None) | Err(_) => self.ended = true,
                },
            }
        }
        self.keeper.keep(&mut self.state);
        Ok(())
    }

    fn is_busy(&self) -> bool {
        self.state.is_busy()
    }

    fn heard(&mut self, message: Message) -> Result<()> {
        let opened = matches!(message, Message::Opened(..));
        let was_busy = self.is_busy();
        let news = step(&self.state, &message);
        self.take(message)?;
        if let Some(news) = news {
            self.say(&news)?;
        }
        self.tell_health()?;
        if opened {
            self.tell_evidence()?;
        }
        if was_busy && !self.is_busy() { self.after() } else { Ok(()) }
    }

    /// What follows a line or an answer.
    fn after(&mut self) -> Result<()> {
        self.tell()?;
        if let Some(note) = self.state.note.take() {
            self.say(&note)?;
        }
        if self.is_busy() || self.left { Ok(()) } else { self.prompt() }
    }

    fn take(&mut self, message: Message) -> Result<()> {
        for intent in update(&mut self.state, message) {
            self.do_it(intent)?;
        }
        Ok(())
    }

    fn do_it(&mut self, intent: Intent) -> Result<()> {
        match intent {
            Intent::Quit => self.left = true,
            Intent::Keep => self.keeper.keep(&mut self.state),
            Intent::Redraw | Intent::Mouse(_) => {}
            Intent::Copy(text) => {
                self.state.note = None;
                self.say(&text)?;
            }
            work => self.work.begin(work),
        }
        Ok(())
    }

    /// Writes what is new in the conversation.
    fn tell(&mut self) -> Result<()> {
        let text = view::talk_plain(&self.state, self.told, self.lines.width);
        self.told = self.state.talk.len();
        self.write(&text)
    }

    fn tell_health(&mut self) -> Result<()> {
        let Loaded::Here(health) = &self.state.health else { return Ok(()) };
        if std::mem::replace(&mut self.health, true) {
            return Ok(());
        }
        let text = format!(
            "health: {} of {} unwell, {} of {} not ready, {}",
            health.unwell.len(),
            words::count(health.workloads as u64, "workload"),
            health.nodes_unready,
            words::count(health.nodes as u64, "node"),
            words::count(health.warnings as u64, "warning event"),
        );
        self.say(&text)?;
        if self.is_busy() { Ok(()) } else { self.prompt() }
    }

    /// Writes what was opened: what is known about it, and its cited place with what is around.
    fn tell_evidence(&mut self) -> Result<()> {
        let text = match &self.state.evidence {
            Loaded::Here(viewer) => document(viewer),
            Loaded::Failed(trouble) => {
                trouble.chain.iter().chain(&trouble.hints).map(|text| printable(text) + "\n").collect()
            }
            Loaded::Empty | Loaded::Loading(_) => return Ok(()),
        };
        self.write(&text)
    }

    fn say(&mut self, text: &str) -> Result<()> {
        let lines: Vec<String> = crate::report::printable_lines(text);
        self.write(&(lines.join("\n") + "\n"))
    }

    fn prompt(&mut self) -> Result<()> {
        if self.lines.prompts { self.write("> ") } else { Ok(()) }
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.lines.out.write_all(text.as_bytes())?;
        self.lines.out.flush()?;
        Ok(())
    }
}

/// A step that is worth a line: a phase that begins, a read that failed.
fn step(state: &State, message: &Message) -> Option<String> {
    let Message::Told(job, event) = message else { return None };
    let run = state.active.filter(|active| active.job == *job).and_then(|active| state.runs.get(active.run))?;
    match event {
        crate::evidence::event::Event::Requested { phase, .. } if !run.tree.has_phase(phase) => {
            Some(format!("reading {}", printable(phase)))
        }
        crate::evidence::event::Event::Observed { observation, outcome, status: 0 | 500.., .. } => {
            let at = run.tree.of_observation(observation);
            let label =
                at.and_then(|at| run.tree.node(at)).filter(|node| node.state == NodeState::Waiting)?.label.clone();
            Some(format!("{observation} {label}: {}", printable(outcome)))
        }
        _ => None,
    }
}

fn document(viewer: &Viewer) -> String {
    let document = viewer.document();
    let mut lines = vec![document.title.clone()];
    lines.extend(document.facts.iter().map(|fact| format!("{:<8} {}", fact.name, fact.value)));
    let first = viewer.cursor.saturating_sub(AROUND / 3);
    match &document.body {
        Content::Nothing => lines.push("nothing came back".to_owned()),
        Content::Json(_) => {
            if viewer.lacks_cited() {
                lines.push("what is cited is that nothing stands there".to_owned());
            }
            lines.extend(viewer.rows().iter().skip(first).take(AROUND * 2).map(|row| {
                let mark = if viewer.is_cited(row) { '>' } else { ' ' };
                let shown = viewer.shown(row);
                format!("{mark} {}{}: {}", "  ".repeat(row.depth), shown.key, shown.value)
            }));
        }
        Content::Text(text) => {
            let cited = document.lines.unwrap_or((0, 0));
            lines.extend(text.iter().enumerate().skip(first).take(AROUND * 2).map(|(at, line)| {
                let mark = if (cited.0..=cited.1).contains(&(at + 1)) { '>' } else { ' ' };
                format!("{mark}{:>5}  {line}", at + 1)
            }));
        }
    }
    let left = viewer.len().saturating_sub(first + AROUND * 2);
    if left > 0 {
        lines.push(format!("{left} more; `sre evidence {} --full` prints all", document.title));
    }
    lines.join("\n") + "\n\n"
}
