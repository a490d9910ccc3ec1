//! The folder that holds the runs: which there are, which is meant, and which may go.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use jiff::Timestamp;

use super::manifest::RunStatus;
use super::{RunError, RunId, RunReader};

const STAMP: &str = ".pruned";
const PRUNE_EVERY: Duration = Duration::from_hours(24);
const STILL_RUNNING: Duration = Duration::from_hours(24);

/// The runs of a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// What can be read, newest first.
    pub runs: Vec<RunReader>,
    /// What looks like a run and cannot be read, and why.
    pub unreadable: Vec<(RunId, RunError)>,
}

/// How long and how much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Runs that began earlier than this many days ago go.
    pub days: u32,
    /// The oldest go until what is left takes this many bytes.
    pub bytes: u64,
}

/// What a pruning removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pruned {
    /// The runs, newest first.
    pub removed: Vec<RunId>,
    /// The space they took.
    pub bytes: u64,
}

/// Every run below `runs`, newest first. A folder that does not exist holds none.
pub fn list(runs: &Path) -> Result<Listing, RunError> {
    let mut listing = Listing::default();
    for id in ids(runs)? {
        match RunReader::open(&runs.join(id.as_str())) {
            Ok(run) => listing.runs.push(run),
            Err(error) => listing.unreadable.push((id, error)),
        }
    }
    Ok(listing)
}

/// The newest run that can be read.
pub fn latest(runs: &Path) -> Result<RunReader, RunError> {
    ids(runs)?
        .iter()
        .find_map(|id| RunReader::open(&runs.join(id.as_str())).ok())
        .ok_or_else(|| RunError::NoRuns(runs.to_owned()))
}

/// The one run whose id begins with `prefix`.
pub fn find(runs: &Path, prefix: &str) -> Result<RunReader, RunError> {
    let mut matching: Vec<RunId> = ids(runs)?.into_iter().filter(|id| id.as_str().starts_with(prefix)).collect();
    match (matching.pop(), matching.is_empty()) {
        (Some(id), true) => RunReader::open(&runs.join(id.as_str())),
        (Some(id), false) => {
            matching.push(id);
            let ids = matching.iter().map(ToString::to_string).collect();
            Err(RunError::Ambiguous { prefix: prefix.to_owned(), ids })
        }
        (None, _) => Err(RunError::Unknown(prefix.to_owned())),
    }
}

/// Removes old runs, by age and then by size. The newest run, those in `pinned`, those that may still be running and
/// whatever is not a run stay.
pub fn prune(runs: &Path, keep: Keep, now: Timestamp, pinned: &[&str]) -> Result<Pruned, RunError> {
    let mut pruned = Pruned::default();
    let mut kept = 0_u64;
    for (position, id) in ids(runs)?.into_iter().enumerate() {
        let dir = runs.join(id.as_str());
        let size = size(&dir);
        let fits = kept.saturating_add(size) <= keep.bytes;
        let recent = age(&id, now) <= Duration::from_hours(24) * keep.days;
        let held = position == 0 || pinned.contains(&id.as_str()) || is_busy(&dir, &id, now);
        if held || (fits && recent) {
            kept = kept.saturating_add(size);
        } else if is_run(&dir) && fs::remove_dir_all(&dir).is_ok() {
            pruned.bytes += size;
            pruned.removed.push(id);
        }
    }
    Ok(pruned)
}

/// [`prune`], at most once a day: walking over every run is not worth it more often.
pub fn prune_if_due(runs: &Path, keep: Keep, now: Timestamp, pinned: &[&str]) -> Result<Pruned, RunError> {
    let stamp = runs.join(STAMP);
    let last = fs::read_to_string(&stamp).ok().and_then(|text| text.trim().parse::<Timestamp>().ok());
    if last.is_some_and(|last| last <= now && since(last, now) < PRUNE_EVERY) {
        return Ok(Pruned::default());
    }
    super::files::write_whole(&stamp, now.to_string().as_bytes())?;
    prune(runs, keep, now, pinned)
}

/// The names below `runs` that are ids of runs, newest first. Links are not followed.
fn ids(runs: &Path) -> Result<Vec<RunId>, RunError> {
    let entries = match fs::read_dir(runs) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut ids: Vec<RunId> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| RunId::parse(entry.file_name().to_str()?))
        .collect();
    let started = |id: &RunId| RunReader::open(&runs.join(id.as_str())).map(|run| run.manifest().head.started_at).ok();
    // An id knows the second only; which of two runs of one second is the newer, their manifests tell.
    ids.sort_by(|a, b| b.began().cmp(&a.began()).then_with(|| started(b).cmp(&started(a))).then_with(|| b.cmp(a)));
    Ok(ids)
}

fn is_run(dir: &Path) -> bool {
    !matches!(RunReader::open(dir), Err(RunError::Foreign { .. }))
}

fn is_busy(dir: &Path, id: &RunId, now: Timestamp) -> bool {
    age(id, now) < STILL_RUNNING && RunReader::open(dir).is_ok_and(|run| run.manifest().status == RunStatus::Running)
}

fn age(id: &RunId, now: Timestamp) -> Duration {
    since(id.began(), now)
}

fn since(earlier: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(earlier)).unwrap_or_default()
}

fn size(dir: &Path) -> u64 {
    let mut total = 0;
    let mut pending: Vec<PathBuf> = vec![dir.to_owned()];
    while let Some(dir) = pending.pop() {
        let Ok(entries) = fs::read_dir(&dir) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => pending.push(entry.path()),
                Ok(_) => total += entry.metadata().map_or(0, |found| found.len()),
                Err(_) => {}
            }
        }
    }
    total
}
