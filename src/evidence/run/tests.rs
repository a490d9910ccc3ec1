//! The promises of the run directory, on a real file system.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::store::Keep;
use super::*;
use crate::evidence::event::Event;
use crate::report::model::{Cluster, Report, Scope, Stats, Subject, Verdict};

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn head() -> RunHead {
    RunHead {
        question: "why?".into(),
        source: "demo:echo-pod".into(),
        as_of: None,
        started_at: noon(),
        version: "0.1.0".into(),
        flags: BTreeMap::from([("namespace".to_owned(), "shop".to_owned())]),
        problems: vec!["pods/shop.json is no JSON".to_owned()],
    }
}

fn record(id: &str, body: Option<String>) -> ObservationRecord {
    ObservationRecord {
        id: id.into(),
        phase: "objects".into(),
        source: "kubernetes".into(),
        request: "GET /api/v1/namespaces/shop/pods".into(),
        status: 200,
        body,
        media_type: "application/json".into(),
        bytes: 2,
        truncated: false,
        reduced: None,
        partial: Vec::new(),
        observed_at: noon(),
    }
}

fn report() -> Report {
    Report {
        schema: crate::report::model::SCHEMA.into(),
        question: "why?".into(),
        verdict: Verdict::Healthy,
        summary: "all is well".into(),
        subject: Subject { scope: Scope::Cluster, objects: vec![], resolved_by: "nothing was named".into() },
        cluster: Cluster { source: "demo:echo-pod".into(), server: None, context: None, version: None, as_of: noon() },
        root_causes: vec![],
        hypotheses: vec![],
        notices: Vec::new(),
        history: vec![],
        candidates: vec![],
        ruled_out: vec![],
        unexplained: vec![],
        timeline: vec![],
        not_seen: vec![],
        cautions: vec![],
        struck: vec![],
        evidence: vec![],
        stats: Stats {
            run: "r".into(),
            requests: 1,
            bytes: 2,
            duration_ms: 3,
            model: None,
            usage: None,
            version: "0.1.0".into(),
        },
    }
}

fn started() -> Event {
    Event::Started { run: "r".into(), question: "why?".into(), source: "demo:echo-pod".into() }
}

/// A finished run that began `hours` ago, with a body of `size` bytes.
fn finished(runs: &Path, hours: i64, size: usize) -> RunId {
    let id = RunId::new(noon() - SignedDuration::from_hours(hours), b"seed");
    let writer = RunWriter::create(None, Some(runs), &id, head()).unwrap();
    writer.put_body(&vec![b'x'; size]);
    writer.finish(&report());
    id
}

#[test]
fn what_was_written_is_read_back() {
    let dir = TempDir::new().unwrap();
    let id = RunId::new(noon(), b"seed");
    let writer = RunWriter::create(None, Some(dir.path()), &id, head()).unwrap();
    writer.amend(|head| head.as_of = Some(noon()));
    let hash = writer.put_body(b"{}");
    assert_eq!(hash, writer.put_body(b"{}"), "equal bodies are stored once");
    for id in ["o10", "o2", "o1"] {
        writer.observation(&record(id, Some(hash.clone())));
    }
    writer.observation(&ObservationRecord { status: 404, ..record("o2", None) });
    writer.event(&started());
    assert_eq!(writer.body(&hash).as_deref(), Some(b"{}".as_slice()));
    writer.finish(&report());
    assert_eq!(writer.take_warning(), None);
    drop(writer);

    let run = store::find(dir.path(), "20261122T12").unwrap();
    let manifest = run.manifest();
    assert_eq!(manifest.status, RunStatus::Finished);
    assert_eq!(manifest.verdict, Some(Verdict::Healthy));
    assert_eq!(manifest.head, RunHead { as_of: Some(noon()), ..head() });
    let ids: Vec<_> = manifest.observations.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["o1", "o2", "o10"], "in the order of their numbers, not of their arrival");
    assert_eq!(run.observation("o2").unwrap().status, 404);
    assert_eq!(run.body_of(run.observation("o10").unwrap()).unwrap().as_deref(), Some(b"{}".as_slice()));
    assert_eq!(run.report().unwrap(), Some(report()));
    assert_eq!(run.events().unwrap().into_iter().map(|e| e.event).collect::<Vec<_>>(), [started()]);
}

#[test]
fn a_dropped_writer_leaves_an_interrupted_run_with_what_was_observed() {
    let dir = TempDir::new().unwrap();
    let id = RunId::new(noon(), b"seed");
    let writer = RunWriter::create(None, Some(dir.path()), &id, head()).unwrap();
    writer.observation(&record("o1", None));
    drop(writer);
    let run = store::latest(dir.path()).unwrap();
    assert_eq!(run.manifest().status, RunStatus::Interrupted);
    assert_eq!(run.manifest().observations.len(), 1);
    assert_eq!(run.report().unwrap(), None);
}

#[cfg(unix)]
#[test]
fn a_run_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    let runs = dir.path().join("runs");
    let id = finished(&runs, 0, 10);
    let mut pending = vec![runs.join(id.as_str())];
    let mut seen = 0;
    while let Some(path) = pending.pop() {
        seen += 1;
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    }
    assert_eq!(seen, 6, "the run, its bodies, one body, and three files; nothing temporary");
}

#[test]
fn a_place_that_cannot_be_written_costs_a_warning_and_not_the_run() {
    let dir = TempDir::new().unwrap();
    let blocked = dir.path().join("file");
    fs::write(&blocked, "").unwrap();
    let id = RunId::new(noon(), b"seed");
    let writer = RunWriter::create(None, Some(&blocked), &id, head()).unwrap();
    assert!(writer.take_warning().unwrap().contains("in memory"), "told");
    assert_eq!(writer.take_warning(), None, "once");
    let hash = writer.put_body(b"body");
    writer.event(&started());
    writer.finish(&report());
    assert_eq!(writer.body(&hash).as_deref(), Some(b"body".as_slice()));
    assert_eq!(writer.dir(), None);
}

#[test]
fn two_runs_are_never_mixed() {
    let dir = TempDir::new().unwrap();
    let id = finished(dir.path(), 0, 10);
    let second = RunWriter::create(None, Some(dir.path()), &id, head()).unwrap();
    assert!(second.take_warning().is_some());
    assert_eq!(store::latest(dir.path()).unwrap().manifest().status, RunStatus::Finished);
}

#[test]
fn a_disk_that_fails_half_way_costs_a_warning_and_not_the_run() {
    let dir = TempDir::new().unwrap();
    let id = RunId::new(noon(), b"seed");
    let writer = RunWriter::create(None, Some(dir.path()), &id, head()).unwrap();
    let early = writer.put_body(b"early");
    let bodies = writer.dir().unwrap().join("bodies");
    fs::rename(&bodies, dir.path().join("gone")).unwrap();
    let late = writer.put_body(b"late");
    assert!(writer.take_warning().is_some());
    assert_eq!(writer.body(&late).as_deref(), Some(b"late".as_slice()));
    assert_eq!(writer.body(&early), None, "what was lost is not made up");
    writer.finish(&report());
    assert_eq!(writer.take_warning(), None);
}

#[test]
fn a_named_directory_must_be_empty_and_writable() {
    let dir = TempDir::new().unwrap();
    let id = RunId::new(noon(), b"seed");
    let create = |path: &Path| RunWriter::create(Some(path.to_owned()), None, &id, head());

    let new = dir.path().join("a/b");
    drop(create(&new).unwrap());
    assert!(RunReader::open(&new).is_ok());
    assert!(matches!(create(&new), Err(RunError::NotEmpty(_))));
    fs::write(dir.path().join("file"), "").unwrap();
    assert!(matches!(create(&dir.path().join("file")), Err(RunError::Unwritable { .. })));
    let error: crate::error::Error = create(&new).unwrap_err().into();
    assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
}

#[test]
fn what_is_not_a_run_is_refused_with_the_reason() {
    let dir = TempDir::new().unwrap();
    let open = |manifest: &str| {
        fs::write(dir.path().join("manifest.json"), manifest).unwrap();
        RunReader::open(dir.path()).unwrap_err()
    };
    assert!(matches!(RunReader::open(&dir.path().join("none")), Err(RunError::Missing(_))));
    assert!(matches!(RunReader::open(dir.path()), Err(RunError::Foreign { .. })));
    assert!(matches!(open("{"), RunError::Corrupt { .. }));
    assert!(matches!(open("{}"), RunError::Foreign { .. }));
    assert!(open(r#"{"schema": "sre.run/v9"}"#).to_string().contains("sre.run/v9"));
    assert!(matches!(open(r#"{"schema": "sre.run/v1"}"#), RunError::Corrupt { .. }));
    assert!(matches!(RunReader::open(&dir.path().join("manifest.json")), Err(RunError::Foreign { .. })));
}

#[test]
fn bodies_that_were_tampered_with_are_refused() {
    let dir = TempDir::new().unwrap();
    let id = finished(dir.path(), 0, 3);
    let run = store::latest(dir.path()).unwrap();
    let hash = blake3::hash(b"xxx").to_hex().to_string();
    assert_eq!(run.body(&hash).unwrap(), b"xxx");
    let path = dir.path().join(id.as_str()).join("bodies").join(&hash);
    fs::write(&path, "yyy").unwrap();
    assert!(run.body(&hash).unwrap_err().to_string().contains("changed"));
    fs::remove_file(&path).unwrap();
    assert!(run.body(&hash).unwrap_err().to_string().contains("missing"));
    for hash in ["../report.json", "", "/etc/passwd", &"../".repeat(21), &hash.to_uppercase()] {
        assert!(run.body(hash).unwrap_err().to_string().contains("not a hash"), "{hash}");
    }

    let manifest = dir.path().join(id.as_str()).join("manifest.json");
    let mut value: serde_json::Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    value["observations"] = serde_json::to_value([record("o1", Some("../../secret".into()))]).unwrap();
    fs::write(&manifest, value.to_string()).unwrap();
    assert!(matches!(RunReader::open(run.dir()), Err(RunError::Corrupt { .. })));
}

#[test]
fn an_event_that_was_cut_short_is_left_out() {
    let dir = TempDir::new().unwrap();
    let id = RunId::new(noon(), b"seed");
    let writer = RunWriter::create(None, Some(dir.path()), &id, head()).unwrap();
    writer.event(&started());
    let run = RunReader::open(&writer.dir().unwrap()).unwrap();
    let path = run.dir().join("events.jsonl");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str(r#"{"at":0.5,"type":"War"#);
    fs::write(&path, text).unwrap();
    assert_eq!(run.events().unwrap().len(), 1);
}

#[test]
fn runs_are_found_by_the_beginning_of_their_id() {
    let dir = TempDir::new().unwrap();
    assert!(matches!(store::latest(dir.path()), Err(RunError::NoRuns(_))));
    assert!(store::list(&dir.path().join("none")).unwrap().runs.is_empty());
    let old = finished(dir.path(), 48, 1);
    let new = finished(dir.path(), 1, 1);
    fs::create_dir(dir.path().join("20261122T130000Z-00000000")).unwrap();
    fs::create_dir(dir.path().join("something else")).unwrap();

    let listing = store::list(dir.path()).unwrap();
    let ids: Vec<_> = listing.runs.iter().map(|run| run.manifest().id.as_str()).collect();
    assert_eq!(ids, [new.as_str(), old.as_str()]);
    assert_eq!(listing.unreadable.len(), 1);
    assert_eq!(store::latest(dir.path()).unwrap().manifest().id, new.as_str());
    assert_eq!(store::find(dir.path(), "20261120").unwrap().manifest().id, old.as_str());
    assert!(matches!(store::find(dir.path(), "202611"), Err(RunError::Ambiguous { .. })));
    assert!(matches!(store::find(dir.path(), "2025"), Err(RunError::Unknown(_))));
}

#[test]
fn of_two_runs_of_one_second_the_later_is_the_latest() {
    let dir = TempDir::new().unwrap();
    for (millis, seed) in [(900, "a"), (100, "b"), (500, "c")] {
        let started_at = noon() + SignedDuration::from_millis(millis);
        let id = RunId::new(started_at, seed.as_bytes());
        let head = RunHead { question: seed.into(), started_at, ..head() };
        RunWriter::create(None, Some(dir.path()), &id, head).unwrap().finish(&report());
    }
    assert_eq!(store::latest(dir.path()).unwrap().manifest().head.question, "a");
    let questions = store::list(dir.path()).unwrap().runs;
    let questions: Vec<_> = questions.iter().map(|run| run.manifest().head.question.as_str()).collect();
    assert_eq!(questions, ["a", "c", "b"]);
}

#[test]
fn pruning_goes_by_age_then_by_size_and_spares_what_is_held() {
    let dir = TempDir::new().unwrap();
    let newest = finished(dir.path(), 1, 4000);
    let day = finished(dir.path(), 30, 4000);
    let big = finished(dir.path(), 50, 100_000);
    let pinned = finished(dir.path(), 90 * 24, 4000);
    let ancient = finished(dir.path(), 100 * 24, 4000);
    let foreign = dir.path().join("20200101T000000Z-00000000");
    fs::create_dir(&foreign).unwrap();
    let keep = Keep { days: 30, bytes: 20_000 };

    let pruned = store::prune(dir.path(), keep, noon(), &[pinned.as_str()]).unwrap();
    assert_eq!(pruned.removed, [big, ancient]);
    assert!(pruned.bytes > 104_000);
    assert!(foreign.exists(), "what is not a run stays");
    let left: Vec<_> = store::list(dir.path()).unwrap().runs.iter().map(|run| run.manifest().id.clone()).collect();
    assert_eq!(left, [newest.to_string(), day.to_string(), pinned.to_string()]);

    let nothing = Keep { days: 0, bytes: 0 };
    store::prune_if_due(dir.path(), nothing, noon(), &[]).unwrap();
    let left = store::list(dir.path()).unwrap().runs;
    assert_eq!(left.len(), 1, "the newest run always stays");
    let soon = noon() + SignedDuration::from_hours(1);
    finished(dir.path(), -1, 1);
    assert!(store::prune_if_due(dir.path(), nothing, soon, &[]).unwrap().removed.is_empty(), "not due yet");
    let late = noon() + SignedDuration::from_hours(25);
    assert_eq!(store::prune_if_due(dir.path(), nothing, late, &[]).unwrap().removed.len(), 1);
}
