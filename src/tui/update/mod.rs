//! What a message does to the session: a changed state, and intents for what has to be done outside of it.
//!
//! Nothing here waits, reads or draws. An answer whose request nobody waits for any more changes nothing.

mod alerts;
mod answers;
mod asking;
mod commands;
mod keys;
mod mouse;
mod movement;
mod opening;

pub(super) use commands::watch;

use super::intent::{Intent, Message};
use super::state::State;

/// Takes in a message.
pub fn update(state: &mut State, message: Message) -> Vec<Intent> {
    match message {
        Message::Key(key) => keys::pressed(state, key),
        Message::Paste(text) => {
            keys::pasted(state, &text);
            Vec::new()
        }
        Message::Mouse(event) => mouse::moved(state, event),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            Vec::new()
        }
        Message::Beat => {
            state.beat = state.beat.wrapping_add(1);
            Vec::new()
        }
        Message::Line(line) => {
            state.prompt.remember(line.trim());
            asking::entered(state, &line)
        }
        Message::Told(job, event) => answers::told(state, job, &event),
        Message::Answered(job, answer) => answers::answered(state, job, answer),
        Message::Opened(job, document) => answers::opened(state, job, document),
        Message::Related(job, topology) => answers::related(state, job, topology),
        Message::Felt(job, health) => answers::felt(state, job, health),
        Message::Named(job, names) => {
            if job == state.watch {
                state.names = names;
            }
            Vec::new()
        }
        Message::Saved(_, result) => answers::saved(state, result),
        Message::Shown(_, result) => answers::shown(state, result),
    }
}
