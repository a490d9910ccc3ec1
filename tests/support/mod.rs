//! What the tests of promises share: the recording, a way to ask it inside the test, hostile archives, a slow server and a
//! strict one.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::disallowed_methods, reason = "servers of the tests' own need sockets, processes and the time")]

pub(crate) mod apiserver;
pub(crate) mod archive;
pub(crate) mod asking;
pub(crate) mod kubectl;
pub(crate) mod limited;
pub(crate) mod llm;
pub(crate) mod monitoring;
pub(crate) mod recording;
pub(crate) mod served;
pub(crate) mod server;
pub(crate) mod table;
