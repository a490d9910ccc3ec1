//! The loop of the session on a screen: one `select!`, one drawing, sixty drawings a second at most and none where
//! nothing changed.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{DisableMouseCapture, EnableMouseCapture, Event as Input, EventStream, KeyEventKind};
use crossterm::execute;
use futures::StreamExt;
use ratatui_core::terminal::Terminal;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::intent::{Intent, Message};
use super::record::{Sessions, Stored};
use super::state::{Entry, State};
use super::terminal::{Screen, sequence, take_terminal};
use super::update::update;
use super::view;
use super::work::{Setup, Work};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::evidence::run::RunId;

/// Messages that may wait to be taken in.
const WAITING: usize = 4096;
/// Messages that are taken in before the screen is looked at again.
const AT_ONCE: usize = 512;
/// The time between two drawings.
const FRAME: Duration = Duration::from_millis(17);
/// The time between two beats of what goes on.
const BEAT: Duration = Duration::from_millis(super::state::BEAT);

/// Runs a session on the terminal until it is left; returns its id if there is something to resume.
pub async fn run(setup: Setup, resumed: Option<Stored>) -> Result<Option<String>> {
    let mut stop = Box::pin(told_to_stop()?);
    let guard = take_terminal().map_err(|error| Error::usage("the terminal cannot be used").caused_by(error))?;
    let mut session = Session::begin(setup, resumed, Screen::new())?;
    let result = session.run(&mut stop).await;
    // The terminal comes first: whoever left wants it back, whatever is still to be closed.
    drop(guard);
    let Session { state, work, .. } = session;
    work.end().await;
    result?;
    Ok((!state.runs.is_empty()).then_some(state.id))
}

struct Session {
    state: State,
    work: Work,
    keeper: Keeper,
    messages: mpsc::Receiver<Message>,
    terminal: Terminal<Screen>,
    left: bool,
}

/// A session that begins, or goes on.
pub(super) fn begin(setup: &Setup, resumed: Option<Stored>) -> (State, Keeper) {
    let now = Clock::Wall.now();
    let id = RunId::new(now, format!("session {} {now}", std::process::id()).as_bytes());
    let mut state = State::new(id.as_str(), setup.place.clone(), setup.look);
    state.model =
        setup.llm.lead.name.value.clone().filter(|_| setup.llm.model(crate::config::llm::Role::Lead).is_some());
    let mut keeper = Keeper { sessions: setup.runs().as_deref().map(Sessions::beside), started_at: now, failed: false };
    if let (Some(stored), Some(runs)) = (resumed, setup.runs()) {
        keeper.started_at = stored.started_at;
        stored.restore(&mut state, &runs);
    }
    (state, keeper)
}

/// Keeps a session on disk.
pub(super) struct Keeper {
    sessions: Option<Sessions>,
    started_at: jiff::Timestamp,
    failed: bool,
}

impl Keeper {
    /// Writes the session, once there is something to resume. That it cannot be written is said once.
    pub(super) fn keep(&mut self, state: &mut State) {
        let Some(sessions) = self.sessions.as_ref().filter(|_| !state.runs.is_empty()) else { return };
        if let Err(error) = sessions.write(&Stored::of(state, self.started_at))
            && !std::mem::replace(&mut self.failed, true)
        {
            state.say(Entry::Note(format!("this session cannot be resumed: {}", error.chain().join(": "))));
        }
    }
}

impl Session {
    fn begin(setup: Setup, resumed: Option<Stored>, screen: Screen) -> Result<Self> {
        let (state, keeper) = begin(&setup, resumed);
        let (sender, messages) = mpsc::channel(WAITING);
        let work = Work::new(Arc::new(setup), sender);
        let terminal = Terminal::new(screen)?;
        Ok(Self { state, work, keeper, messages, terminal, left: false })
    }

    async fn run(&mut self, stop: &mut (impl Future<Output = ()> + Unpin)) -> Result<()> {
        let mut input = EventStream::new();
        let size = crossterm::terminal::size()?;
        self.take(Message::Resize(size.0, size.1))?;
        for intent in super::update::watch(&mut self.state) {
            self.do_it(intent)?;
        }
        let mut drawn = Instant::now();
        let mut beaten = Instant::now();
        self.draw()?;
        let mut dirty = false;
        while !self.left {
            let moving = self.state.is_busy();
            tokio::select! {
                biased;
                () = &mut *stop => break,
                read = input.next() => match read {
                    Some(Ok(read)) => dirty |= self.input(read)?,
                    // The terminal is gone.
                    Some(Err(_)) | None => break,
                },
                message = self.messages.recv() => {
                    if let Some(message) = message {
                        self.take(message)?;
                    }
                    for _ in 0..AT_ONCE {
                        let Ok(message) = self.messages.try_recv() else { break };
                        self.take(message)?;
                    }
                    dirty = true;
                }
                () = sleep_until(drawn + FRAME), if dirty => {
                    self.draw()?;
                    drawn = Instant::now();
                    dirty = false;
                }
                () = sleep_until(beaten + BEAT), if moving => {
                    beaten = Instant::now();
                    self.take(Message::Beat)?;
                    dirty = true;
                }
            }
        }
        self.keeper.keep(&mut self.state);
        Ok(())
    }

    /// Takes in what came from the terminal; says whether it may have changed something.
    fn input(&mut self, read: Input) -> Result<bool> {
        let message = match read {
            Input::Key(key) if key.kind == KeyEventKind::Release => return Ok(false),
            Input::Key(key) => Message::Key(key),
            Input::Paste(text) => Message::Paste(text),
            Input::Mouse(event) => Message::Mouse(event),
            Input::Resize(columns, rows) => Message::Resize(columns, rows),
            Input::FocusGained | Input::FocusLost => return Ok(false),
        };
        self.take(message)?;
        Ok(true)
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
            Intent::Redraw => self.terminal.clear()?,
            Intent::Copy(text) => match sequence(&text) {
                Some(sequence) => self.terminal.backend_mut().raw(&sequence)?,
                None => self.state.note = Some("that is longer than terminals copy; /save writes a file".to_owned()),
            },
            Intent::Mouse(true) => execute!(std::io::stdout(), EnableMouseCapture)?,
            Intent::Mouse(false) => execute!(std::io::stdout(), DisableMouseCapture)?,
            work => self.work.begin(work),
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<()> {
        let state = &self.state;
        let mut seen = view::Seen::default();
        self.terminal.draw(|frame| {
            let area = frame.area();
            seen = view::draw(state, area, frame.buffer_mut());
            if let Some(cursor) = seen.cursor {
                frame.set_cursor_position(cursor);
            }
        })?;
        self.state.seen = seen;
        Ok(())
    }
}

/// SIGTERM, SIGHUP or an interrupt from elsewhere: the session ends in order.
#[cfg(unix)]
pub(super) fn told_to_stop() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| Error::internal("cannot listen for signals").caused_by(error));
    let mut hangup = listen(SignalKind::hangup())?;
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = hangup.recv() => {}
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ctrl-C from elsewhere: the session ends in order.
#[cfg(not(unix))]
pub(super) fn told_to_stop() -> Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
