//! Sessions on disk: which runs belong to one, and what is needed to go on with it. What was found is in the runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs_err as fs;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::place::Origin;
use super::state::{Asked, Entry, Place, Question, Run, State, Status};
use crate::error::{Error, Result};
use crate::evidence::run::{RunId, RunReader};
use crate::report::fleet;

const SCHEMA: &str = "sre.session/v1";
/// Sessions that are kept; older ones are forgotten, their runs are not.
const KEPT: usize = 200;
/// Bytes of a session's file.
const LIMIT: u64 = 8 * 1024 * 1024;

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    schema: String,
    /// Its id.
    pub id: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Where questions go, in words.
    pub source: String,
    origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    namespace: Option<String>,
    #[serde(default)]
    all_namespaces: bool,
    /// Its questions.
    pub asked: Vec<Past>,
    #[serde(default)]
    history: Vec<String>,
}

/// One question of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The run.
    pub run: String,
    /// The question as it was typed.
    pub question: String,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    about: Option<String>,
    origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    namespace: Option<String>,
    #[serde(default)]
    all_namespaces: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Question,
    Scan,
    Changes,
    Tool,
    Rest,
}

impl Stored {
    /// What is worth keeping of a session.
    pub(super) fn of(state: &State, started_at: Timestamp) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            id: state.id.clone(),
            started_at,
            source: state.place.label(),
            origin: Origin::from(&state.place.source),
            namespace: state.place.namespace.clone(),
            all_namespaces: state.place.all_namespaces,
            asked: state.runs.iter().filter(|run| !run.id.is_empty()).map(past).collect(),
            history: state.prompt.history.clone(),
        }
    }

    /// Where questions went.
    pub fn place(&self) -> Place {
        place(&self.origin, self.namespace.clone(), self.all_namespaces)
    }

    /// Puts into a session what is still on disk of it.
    pub fn restore(&self, state: &mut State, runs: &Path) {
        state.id.clone_from(&self.id);
        state.prompt.history.clone_from(&self.history);
        for past in &self.asked {
            restore(state, past, runs);
        }
        let last = state.runs.iter().rposition(|run| run.report.is_some());
        state.shown = last.or(state.runs.len().checked_sub(1));
        let count = state.runs.len();
        state.say(Entry::Note(format!("resumed session {} with {count} of its runs", self.id)));
    }
}

fn place(origin: &Origin, namespace: Option<String>, all_namespaces: bool) -> Place {
    Place { source: origin.clone().into(), namespace, all_namespaces }
}

fn past(run: &Run) -> Past {
    let question = &run.question;
    let (kind, about) = match &question.kind {
        Asked::Question(about) => (Kind::Question, about.clone()),
        Asked::Scan => (Kind::Scan, None),
        Asked::Changes(words) => (Kind::Changes, Some(words.clone())),
        Asked::Tool(..) => (Kind::Tool, None),
        Asked::Rest(run) => (Kind::Rest, Some(run.clone())),
    };
    Past {
        run: run.id.clone(),
        question: question.text.clone(),
        kind,
        about,
        origin: Origin::from(&question.place.source),
        namespace: question.place.namespace.clone(),
        all_namespaces: question.place.all_namespaces,
    }
}

fn restore(state: &mut State, past: &Past, runs: &Path) {
    let kind = match past.kind {
        Kind::Question => Asked::Question(past.about.clone()),
        Kind::Scan => Asked::Scan,
        Kind::Changes => Asked::Changes(past.about.clone().unwrap_or_default()),
        Kind::Tool => Asked::Tool(String::new(), String::new()),
        Kind::Rest => Asked::Rest(past.about.clone().unwrap_or_default()),
    };
    let about = past.about.clone().filter(|_| past.kind == Kind::Question);
    if past.kind != Kind::Rest {
        state.say(Entry::Asked { text: past.question.clone(), about });
    }
    // Only what has the form of a run's id becomes a path.
    let reader = RunId::parse(&past.run).map(|id| RunReader::open(&runs.join(id.as_str())));
    let Some(Ok(reader)) = reader else {
        state.say(Entry::Note(format!("run {} is not there any more", crate::report::printable(&past.run))));
        return;
    };
    let place = place(&past.origin, past.namespace.clone(), past.all_namespaces);
    let mut run = Run::new(Question { text: past.question.clone(), kind, place }, 0);
    run.id.clone_from(&past.run);
    for timed in reader.events().unwrap_or_default() {
        run.take(&timed.event);
    }
    run.report = reader.report().ok().flatten().map(Arc::new);
    run.status = if run.report.is_some() { Status::Done } else { Status::Stopped };
    run.tree.stop();
    let at = state.runs.len();
    let entry = match (&run.report, past.kind) {
        (Some(report), Kind::Scan) => {
            Entry::Findings(Arc::new(fleet::of(vec![report.as_ref().clone()], Vec::new())), at)
        }
        (Some(_), Kind::Question | Kind::Rest | Kind::Changes) => Entry::Answer(at),
        (_, Kind::Tool) => Entry::Note("a call of a tool; its reads are in the investigation".to_owned()),
        (None, _) => Entry::Note(format!("stopped after {} reads", run.tree.reads)),
    };
    state.runs.push(run);
    state.say(entry);
}

/// The folder of the sessions.
#[derive(Debug, Clone)]
pub struct Sessions {
    dir: PathBuf,
}

impl Sessions {
    /// The sessions beside the runs of a folder.
    pub fn beside(runs: &Path) -> Self {
        Self { dir: runs.join("sessions") }
    }

    /// Writes a session, whole or not at all.
    pub(super) fn write(&self, session: &Stored) -> Result<()> {
        fs::create_dir_all(&self.dir)?;
        let text = serde_json::to_vec_pretty(session)
            .map_err(|error| Error::internal("the session cannot be written").caused_by(error))?;
        let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
        file.write_all(&text)?;
        let path = self.dir.join(format!("{}.json", session.id));
        let fresh = !path.exists();
        file.persist(path).map_err(|error| Error::internal("the session cannot be written").caused_by(error))?;
        if fresh {
            for id in self.ids().into_iter().skip(KEPT) {
                let _ = fs::remove_file(self.dir.join(format!("{id}.json")));
            }
        }
        Ok(())
    }

    /// Every session that can be read, newest first.
    pub fn list(&self) -> Vec<Stored> {
        self.ids().iter().filter_map(|id| self.read(id).ok()).collect()
    }

    /// The session whose id begins so; the newest where nothing is said.
    pub fn find(&self, begins: &str) -> Result<Stored> {
        let ids = self.ids();
        let mut matching = ids.iter().filter(|id| id.starts_with(begins));
        let Some(first) = matching.next() else {
            let error = if ids.is_empty() {
                Error::usage("there is no session to resume")
            } else {
                Error::usage(format!("no session begins with `{begins}`"))
            };
            return Err(error.hint("`sre sessions` lists them"));
        };
        if !begins.is_empty() && matching.next().is_some() {
            return Err(
                Error::usage(format!("several sessions begin with `{begins}`")).hint("`sre sessions` lists them")
            );
        }
        self.read(first)
    }

    fn read(&self, id: &str) -> Result<Stored> {
        let path = self.dir.join(format!("{id}.json"));
        if fs::metadata(&path)?.len() > LIMIT {
            return Err(Error::usage(format!("session {id} is larger than a session is")));
        }
        let bytes = fs::read(&path)?;
        let stored: Stored = serde_json::from_slice(&bytes)
            .map_err(|error| Error::usage(format!("session {id} is damaged")).caused_by(error))?;
        if stored.schema == SCHEMA {
            Ok(stored)
        } else {
            Err(Error::usage(format!("session {id} has another form than this program reads")))
        }
    }

    /// The ids, newest first.
    fn ids(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.dir) else { return Vec::new() };
        let id = |entry: fs::DirEntry| {
            let name = entry.file_name();
            RunId::parse(name.to_str()?.strip_suffix(".json")?).map(|id| id.as_str().to_owned())
        };
        let mut ids: Vec<String> = entries.flatten().filter_map(id).collect();
        ids.sort();
        ids.reverse();
        ids
    }
}
