//! What the tests of promises share: the recording, a way to ask it inside the test, hostile archives, a slow server.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod apiserver;
pub(crate) mod archive;
pub(crate) mod asking;
pub(crate) mod recording;
pub(crate) mod served;
pub(crate) mod server;
pub(crate) mod table;
