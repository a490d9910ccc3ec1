//! What a recording holds: a collector has rights too, and what it could not read is not in it.

use super::checks::{Checks, some};
use super::model::{Allowed, Area, Check, Right};
use crate::cluster::fetch::Fetcher;
use crate::cluster::open::Opened;
use crate::cluster::read::Read;
use crate::evidence::declared::{Declared, READS};
use crate::evidence::observation::Outcome;

/// Files that could not be used and are named.
const SHOWN: usize = 12;
/// Namespaces of one line that are named.
const NAMED: usize = 4;

pub(super) async fn check(opened: &Opened, fetcher: &Fetcher, checks: &mut Checks) {
    checks.add(files(opened));
    let mut lines = Vec::new();
    for read in READS.iter().filter(|read| read.subresource.is_none()) {
        let listed = fetcher.fetch(&Read::list(read.kind, None).metadata()).await;
        let (allowed, line) = match &listed.outcome {
            Outcome::Read if listed.partial.is_empty() => (Allowed::Yes, None),
            Outcome::Read => (Allowed::Partly, Some(format!("not in the namespaces {}", some(&listed.partial, NAMED)))),
            // The cluster had no such kind.
            Outcome::Absent => (Allowed::Yes, None),
            Outcome::NotCollected(_) | Outcome::Forbidden(_) => (Allowed::No, Some("not collected".to_owned())),
            Outcome::Failed(why) => (Allowed::Unknown, Some(why.clone())),
        };
        lines.extend(line.map(|line| format!("{} {line}: {}", read.full_name(), read.blind)));
        checks.reads.push(right(read, allowed));
    }
    let count = checks.reads.len();
    let none = checks.reads.iter().all(|right| matches!(right.allowed, Allowed::No | Allowed::Unknown));
    checks.add(if none {
        Check::failed(Area::Reads, "nothing that is read was collected")
            .advise("collect it again, with an identity that may read: `sre rbac` prints its role")
    } else if lines.is_empty() {
        Check::ok(Area::Reads, "everything that is read was collected")
    } else {
        let missing = lines.len();
        Check::warning(Area::Reads, format!("{missing} of {count} resources were not collected, or not everywhere"))
            .because("what was not collected is not the same as what was not there, and answers tell the two apart")
            .list(lines)
    });
}

fn files(opened: &Opened) -> Check {
    let what = format!("{} can be read, as of {}", opened.label, opened.now);
    if opened.problems.is_empty() {
        return Check::ok(Area::Source, what);
    }
    let more = opened.problems.len().saturating_sub(SHOWN);
    Check::warning(Area::Source, what)
        .because(format!("{} of its files could not be used", opened.problems.len()))
        .list(opened.problems.iter().take(SHOWN).cloned())
        .list((more > 0).then(|| format!("and {more} more")))
}

fn right(read: &Declared, allowed: Allowed) -> Right {
    Right {
        group: read.kind.group.to_string(),
        resource: read.resource(),
        verb: "list".to_owned(),
        allowed,
        namespaces: Vec::new(),
        blind: read.blind.to_owned(),
    }
}
