//! The wire to a model: any endpoint that speaks `OpenAI`'s chat completions, with the quirks of each.
//!
//! A [`Client`] takes a [`Request`] and gives a [`Turning`], which tells what comes as [`Delta`]s and ends in a whole
//! [`Turn`] or in a [`Failure`]. It holds no conversation and knows no tools: who asks keeps the messages and runs
//! what is called. Dropping a `Turning` ends the request.

mod assemble;
mod body;
mod calls;
mod chunk;
mod client;
mod connector;
mod failure;
mod json;
mod list;
mod probe;
mod provider;
mod request;
mod retry;
mod textual;
mod turn;
mod turning;
mod windows;

pub use client::Client;
pub use failure::{Failure, Kind, Quirk};
pub use json::object as json_object;
pub use list::Listed;
pub use probe::{Ability, Probe};
pub use request::{Format, Message, Request, ToolChoice, ToolSpec};
pub use turn::{Arguments, Delta, Finish, ToolCall, Turn, Usage};
pub use turning::Turning;
pub use windows::Windows;
