//! Captures: a cluster, or a part of it, as a support bundle that answers like it later.
//!
//! A capture reads through the same guarded client as an investigation and writes what `cluster::bundle` reads. What
//! could not be read is written down as such, so that it stays "not collected" and never becomes "not there".

mod archive;
mod discovery;
mod helm;
mod logs;
mod monitoring;
mod objects;
mod options;
mod record;
mod run;
mod scope;
mod session;
mod staging;
mod summary;

pub use archive::Form;
pub use options::{Logs, Options};
pub use run::run;
pub use summary::{Missed, Summary};
