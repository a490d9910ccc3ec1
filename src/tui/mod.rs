//! The terminal session: ask, watch it investigate, look at the evidence.
//!
//! State is data (`state`), `update` turns a message into a changed state and intents, `view` draws the state and changes
//! nothing. `work` does what intents ask for and answers with messages that carry the request they answer. `session` is
//! the loop around them, `plain` the same session line by line. An investigation is `investigate`'s: this room calls it
//! and listens.

mod command;
mod document;
mod follow;
mod intent;
mod look;
mod markdown;
mod plain;
mod record;
mod session;
mod state;
mod terminal;
mod update;
mod view;
mod work;

pub use document::{Content, Document, Fact, Row, Shown, Viewer, load};
pub use intent::{Answer, Health, Intent, Job, Message, Names, Target, Trouble, Unwell};
pub use look::{Look, Shade, Sign, Tone};
pub use plain::{Lines, plain};
pub use record::{Past, Sessions, Stored};
pub use session::run;
pub use state::{
    Active, Asked, Entry, Focus, Loaded, Node, NodeState, Pane, Place, Prompt, Question, Run, State, Status, Tokens,
    Topology, TopologyRow, Tree,
};
pub use terminal::{Guard, take_terminal};
pub use update::update;
pub use view::{Seen, draw};
pub use work::{Setup, related};
