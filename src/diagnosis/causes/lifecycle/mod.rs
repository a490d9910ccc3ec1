//! The family *containers*, third part: what a workload's life is told to be. Scaled to nothing, a rollout that does
//! not get on, Jobs that gave up, `CronJobs` that do not run, and what was deleted and does not go away.
//!
//! Most of it is the controllers' own word, read from conditions that hold now. What somebody may have done on purpose
//! (nothing scaled up, a `CronJob` suspended) is a cause only where something needs it or where it was asked about.

pub mod asked;
pub mod beside;
pub mod blocked;
pub mod catalogue;
pub mod cronjob;
pub mod finalizer;
pub mod job;
pub mod namespace;
pub mod needs;
pub mod pod;
pub mod rollout;
pub mod said;
pub mod scaled;
pub mod schedule;

use crate::diagnosis::causes::Rule;

/// The rules of this part of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::SCALED_TO_ZERO, prove: scaled::to_zero },
    Rule { cause: &catalogue::ROLLOUT_STUCK, prove: rollout::stuck },
    Rule { cause: &catalogue::JOB_BACKOFF_LIMIT_EXCEEDED, prove: job::backoff_limit_exceeded },
    Rule { cause: &catalogue::JOB_DEADLINE_EXCEEDED, prove: job::deadline_exceeded },
    Rule { cause: &catalogue::JOB_KEPT_BY_SIDECAR, prove: beside::kept },
    Rule { cause: &catalogue::CRON_JOB_SUSPENDED, prove: cronjob::suspended },
    Rule { cause: &catalogue::CRON_JOB_SCHEDULE_INVALID, prove: cronjob::schedule_invalid },
    Rule { cause: &catalogue::CRON_JOB_BLOCKED, prove: blocked::blocked },
    Rule { cause: &catalogue::POD_STUCK_TERMINATING, prove: pod::stuck },
    Rule { cause: &catalogue::NAMESPACE_STUCK_TERMINATING, prove: namespace::stuck },
];
