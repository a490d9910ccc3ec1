//! The family *containers*, first half: how containers end, or why they never come to run.
//!
//! The kubelet's status of a container is where every cause here begins: its last end, while that is still its trouble.
//! Logs and events say why. Who ended it is asked before it is called a crash: a probe, the memory limit, a hook, the
//! node. The second half, probes and rollouts, stands in its own folder.

pub mod catalogue;
pub mod command;
pub mod command_words;
pub mod completes;
pub mod crash;
pub mod evicted;
pub mod exit;
pub mod gate;
pub mod gather;
pub mod hook;
pub mod init_waiting;
pub mod memory;
pub mod port;
pub mod port_claims;
pub mod standing;
pub mod waits;

use crate::diagnosis::causes::Rule;

/// The rules of this half of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::OOM_KILLED, prove: memory::killed },
    Rule { cause: &catalogue::CONTAINER_COMMAND_NOT_FOUND, prove: command::not_found },
    Rule { cause: &catalogue::CONTAINER_COMMAND_NOT_EXECUTABLE, prove: command::not_executable },
    Rule { cause: &catalogue::APPLICATION_CRASH, prove: crash::crash },
    Rule { cause: &catalogue::CONTAINER_COMPLETES_REPEATEDLY, prove: completes::repeatedly },
    Rule { cause: &catalogue::READINESS_GATE_UNSET, prove: gate::unset },
    Rule { cause: &catalogue::INIT_CONTAINER_FAILING, prove: crash::init_failing },
    Rule { cause: &catalogue::INIT_CONTAINER_WAITING, prove: init_waiting::waiting },
    Rule { cause: &catalogue::POST_START_HOOK_FAILED, prove: hook::failed },
    Rule { cause: &catalogue::PORT_ALREADY_IN_USE, prove: port::already_in_use },
    Rule { cause: &catalogue::SIDECAR_PORT_CONFLICT, prove: port::sidecar_conflict },
    Rule { cause: &catalogue::POD_EVICTED, prove: evicted::evicted },
];
