//! The course of an examination: from the login to what could be written. What depends on a check that failed is not
//! tried any more.

use std::path::PathBuf;
use std::time::Duration;

use super::checks::Checks;
use super::model::{Area, Check};
use super::{identity, monitoring, reads, recorded, source, writes};
use crate::clock::{Clock, Stopwatch};
use crate::cluster::fetch::Fetcher;
use crate::cluster::login::Login;
use crate::cluster::open::{self, Opened};
use crate::cluster::rights::Rights;
use crate::cluster::source::Source;
use crate::error::Result;
use crate::transport::audit::Audit;
use crate::transport::monitoring::Servers;
use crate::transport::redact::Redactor;

/// What is examined, and how long it may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// The source.
    pub source: Source,
    /// Prometheus and Alertmanager of a live cluster, where they are configured.
    pub servers: Servers,
    /// Its name in a report.
    pub label: String,
    /// The namespace that questions would be about; all where none is named.
    pub namespace: Option<String>,
    /// Where requests are written down.
    pub audit: Option<PathBuf>,
    /// How long one request may take.
    pub read_timeout: Duration,
    /// How long all of them may take.
    pub deadline: Duration,
}

/// Examines a source. `tell` is told what a person should know before it happens.
pub async fn examine(options: &Options, checks: &mut Checks, tell: impl Fn(&str)) -> Result<()> {
    let watch = Stopwatch::start();
    let audit = match &options.audit {
        Some(path) => Audit::file(path, Clock::Wall)?,
        None => Audit::counting(Clock::Wall),
    };
    checks.source.clone_from(&options.label);
    if tokio::time::timeout(options.deadline, all(options, checks, &audit, tell)).await.is_err() {
        let seconds = options.deadline.as_secs_f32();
        checks.add(
            Check::failed(Area::Source, format!("the checks did not end within {seconds} s"))
                .advise("`limits.deadline` sets how long they may take"),
        );
    }
    checks.stats.requests = audit.flush().requests;
    checks.stats.duration_ms = watch.millis();
    Ok(())
}

async fn all(options: &Options, checks: &mut Checks, audit: &Audit, tell: impl Fn(&str)) {
    let login = source::login(&options.source, checks, tell);
    let opened =
        match open::open_within(&options.source, &options.servers, Clock::Wall, audit, options.read_timeout).await {
            Ok(opened) => opened,
            Err(error) => {
                checks.add(Check::of_error(Area::Source, &error));
                return checks.skip(of_rights(&options.source), "the source cannot be asked");
            }
        };
    checks.source.clone_from(&opened.label);
    let fetcher = Fetcher::new(opened.client.clone(), Redactor::default());
    match &options.source {
        Source::Replay(_) => {
            checks.add(Check::ok(Area::Source, format!("{} can be read", options.label)));
            checks.skip(of_rights(&options.source), "a recorded run answers what was asked of it, and nothing else");
        }
        Source::Demo(_) | Source::Bundle(_) => recorded::check(&opened, &fetcher, checks).await,
        Source::Live { .. } => {
            let rights = Rights::new(opened.client.clone(), options.read_timeout);
            if source::reach(&rights, &opened, checks).await {
                live(options, &opened, &rights, &fetcher, login.as_ref(), checks).await;
            } else {
                checks.skip(of_rights(&options.source), "the source cannot be asked");
            }
        }
    }
}

/// What needs a source that answers. A recording has no identity and cannot be written to.
fn of_rights(source: &Source) -> &'static [Area] {
    match source {
        Source::Live { .. } => &[Area::Identity, Area::Reads, Area::Writes],
        Source::Demo(_) | Source::Bundle(_) | Source::Replay(_) => &[Area::Reads],
    }
}

async fn live(
    options: &Options,
    opened: &Opened,
    rights: &Rights,
    fetcher: &Fetcher,
    login: Option<&Login>,
    checks: &mut Checks,
) {
    let known = identity::check(rights, login).await;
    checks.add(known);
    let place = reads::Place { namespace: options.namespace.clone(), own: opened.default_namespace.clone() };
    reads::check(rights, fetcher, &place, checks).await;
    let could = writes::check(rights, place.some()).await;
    checks.add(could);
    monitoring::check(&options.servers, fetcher, checks).await;
}
