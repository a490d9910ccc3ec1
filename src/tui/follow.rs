//! What a follow-up question is about: what the last answer was about, unless the question names something.

use super::intent::Names;
use super::state::Run;
use crate::diagnosis::subject::words::Words;
use crate::report::model::{ObjectRef, Report, Scope};

/// Objects of an answer that a follow-up may be about; an answer about more is about their namespace.
const MOST: usize = 3;

/// What a follow-up keeps of the answer before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Kept {
    /// The objects, in words that the engine takes for names.
    pub(super) about: Option<String>,
    /// The namespace.
    pub(super) namespace: Option<String>,
}

/// What to keep for a question; nothing where it names something itself or there was no answer.
pub(super) fn kept(question: &str, last: Option<&Run>, names: &Names) -> Kept {
    let Some(report) = last.and_then(|run| run.report.as_deref()) else { return Kept::default() };
    if names_something(question, names) { Kept::default() } else { of(report) }
}

/// Whether a question names something: by its form, or because that name exists.
fn names_something(question: &str, names: &Names) -> bool {
    let words = Words::of(question);
    words.candidates.iter().any(|candidate| {
        let exists = names
            .namespaces
            .iter()
            .chain(&names.objects)
            .any(|name| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&candidate.word)));
        candidate.certain || exists || candidate.namespace_place
    })
}

fn of(report: &Report) -> Kept {
    let objects = report.subject.objects.as_slice();
    match report.subject.scope {
        Scope::Cluster => Kept::default(),
        Scope::Namespace => Kept { about: None, namespace: objects.first().map(|object| object.name.clone()) },
        Scope::Object => {
            let first = objects.first().and_then(|object| object.namespace.clone());
            let same = objects.iter().all(|object| object.namespace == first);
            let named: Vec<String> = objects.iter().take(MOST + 1).map(name).collect();
            let few = (1..=MOST).contains(&named.len()) && same;
            Kept { about: few.then(|| named.join(", ")), namespace: first.filter(|_| same) }
        }
    }
}

/// `deployment/cart`: a form that can only be a name.
fn name(object: &ObjectRef) -> String {
    format!("{}/{}", object.kind.to_lowercase(), object.name)
}
