//! Whether a question is about one object in particular, and whether it complains. Some states (scaled to zero,
//! suspended) are faults only for someone who misses something.

use crate::diagnosis::case::Case;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;

/// Words with which people say that something is wrong.
const COMPLAINTS: &[&str] = &[
    "why",
    "not",
    "no",
    "nothing",
    "down",
    "broken",
    "wrong",
    "missing",
    "gone",
    "stuck",
    "dead",
    "cannot",
    "never",
    "stopped",
    "empty",
    "unreachable",
    "unavailable",
    "503",
    "502",
    "refused",
    "outage",
    "vanished",
    "disappeared",
];
/// The same contractions without their apostrophe.
const HASTY: &[&str] = &[
    "arent", "cant", "couldnt", "didnt", "doesnt", "dont", "hasnt", "havent", "isnt", "wasnt", "werent", "wont",
    "wouldnt",
];
/// Words about runs that did not happen.
const RUNS: &[&str] =
    &["run", "runs", "ran", "running", "cron", "cronjob", "cronjobs", "schedule", "scheduled", "suspended", "executed"];

/// Whether the question names this object: as its subject, or in its words.
pub fn by_name(case: &Case<'_>, key: &EntityKey) -> bool {
    match case.subject {
        Subject::Objects(objects) => objects.iter().any(|object| object == key || case.graph.top_owner(object) == *key),
        Subject::Namespace(_) | Subject::Cluster => named(case.words, key),
    }
}

/// Whether the question complains, rather than asks whether all is well.
pub fn complains(words: &[String]) -> bool {
    words.iter().any(|word| {
        COMPLAINTS.contains(&word.as_str())
            || word.starts_with("fail")
            || word.starts_with("crash")
            || word.ends_with("n't")
            || word.ends_with("n’t")
            || HASTY.contains(&word.as_str())
    })
}

/// Whether the words name an object: its name, all parts of it, or one part together with words about runs. The
/// namespace's own name does not count.
fn named(words: &[String], key: &EntityKey) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != key.ns()).collect();
    let has = |part: &str| words.iter().any(|word| *word == part || word.strip_suffix('s') == Some(part));
    if has(&key.name) {
        return true;
    }
    let parts: Vec<&str> = key.name.split(['-', '.', '_']).filter(|part| part.len() > 2).collect();
    let about_runs = words.iter().any(|word| RUNS.contains(word));
    !parts.is_empty()
        && (parts.iter().all(|part| has(part)) || (about_runs && parts.iter().any(|part| part.len() > 3 && has(part))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::kinds;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn an_object_is_named_by_its_parts_but_not_by_its_namespace() {
        let key = EntityKey::new(&kinds::CRON_JOB, Some("backups"), "nightly-backup");
        assert!(named(&words("why is there no nightly-backup any more"), &key));
        assert!(named(&words("where is the nightly backup"), &key));
        assert!(named(&words("why did the backup not run"), &key));
        assert!(!named(&words("is everything fine in backups"), &key));
        assert!(!named(&words("what runs in backups"), &key));
    }

    #[test]
    fn a_complaint_is_heard() {
        assert!(complains(&words("soap-bridge is unreachable")));
        assert!(complains(&words("sender cant deliver")) && complains(&words("sender can't deliver")));
        assert!(!complains(&words("is everything fine here")));
    }
}
