//! `ConfigDrift`: a setting that differs from what was declared, and that the failing pods speak of, or fail since.

use serde_json::Value;

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::drift::{catalogue, regression};
use crate::diagnosis::causes::references::naming;
use crate::diagnosis::declared::drift::{self, Drift};
use crate::diagnosis::declared::mend;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::logs::decisive;
use crate::diagnosis::logs::severity::{self, Severity};
use crate::diagnosis::objects::app::App;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::log::LogKey;
use crate::evidence::view::excerpt;

/// Drifted fields that are told.
const TOLD: usize = 3;
/// Lines at the end of a log that are looked at.
const TAIL: usize = 60;
/// A shorter value says nothing where it is found in a log.
const TELLING: usize = 4;

/// A drifted field, and the line that names it.
struct Named<'g> {
    drift: Drift<'g>,
    said: Option<Fact>,
}

/// `ConfigDrift`.
pub fn drifted(case: &Case<'_>) -> Vec<Hypothesis> {
    case.troubled().filter_map(|app| of_app(case, app)).collect()
}

fn of_app(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    app.view.as_ref()?;
    let all = settings(case, app);
    let mut told: Vec<Named<'_>> = all
        .into_iter()
        .map(|drift| Named { said: said(case, app, &needles(&drift)), drift })
        .filter(|named| named.said.is_some())
        .collect();
    let since = regression::of(case.graph, app);
    if told.is_empty() {
        // Nothing names it: only a change that the pods fail since, while those before it work, makes it more than a
        // difference.
        let since = since.as_ref()?;
        let brought =
            |drift: &Drift<'_>| drift.object.key() == &app.key && since.changed(drift.difference.names.as_slice());
        told = settings(case, app).into_iter().filter(brought).map(|drift| Named { drift, said: None }).collect();
    }
    told.truncate(TOLD);
    (!told.is_empty()).then(|| conclude(app, &told, since.as_ref()))
}

/// What differs of the app's template and of the ConfigMaps that it names.
fn settings<'g>(case: &Case<'g>, app: &App<'g>) -> Vec<Drift<'g>> {
    let mut found: Vec<Drift<'g>> = drift::of(case.graph, &app.key);
    found.retain(|drift| {
        let place = &drift.difference.live_at;
        let marks = ["/metadata/labels", "/metadata/annotations"].iter().any(|mark| place.contains(mark));
        (place.contains("/template/spec/") || app.key.is(&kinds::POD)) && !marks
    });
    let spec = app.template().and_then(|template| template.at("/spec"));
    let references = spec.iter().flat_map(naming::references).filter(|r| *r.kind == kinds::CONFIG_MAP);
    let mut names: Vec<&str> = references.map(|reference| reference.name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        found.extend(drift::of(case.graph, &EntityKey::new(&kinds::CONFIG_MAP, Some(app.key.ns()), name)));
    }
    found
}

/// The words by which a log would name a field: a variable's name, a key, the value itself.
fn needles(drift: &Drift<'_>) -> Vec<String> {
    let names = &drift.difference.names;
    let mut found: Vec<String> = Vec::new();
    if let Some(at) = names.iter().position(|name| name == "env" || name == "data") {
        found.extend(names.get(at + 1).cloned());
    }
    match &drift.difference.live {
        Some(Value::Array(items)) => found.extend(items.iter().map(excerpt)),
        Some(value) if !value.is_object() => found.push(excerpt(value)),
        _ => {}
    }
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    found.retain(|word| word.chars().count() >= TELLING && !number(word) && !word.contains(['\n', '[']));
    found
}

/// The line of trouble in the logs of the failing pods that names one of these words.
fn said(case: &Case<'_>, app: &App<'_>, words: &[String]) -> Option<Fact> {
    for pod in app.troubled().into_iter().take(CITED_PODS) {
        for container in pod.containers() {
            for previous in [true, false] {
                let key = LogKey { pod: pod.key().clone(), container: container.name.to_owned(), previous };
                let Some(log) = case.graph.log(&key) else { continue };
                let last = decisive::of(&log);
                let serious = |text: &str| severity::of(text) >= Severity::Error;
                let line = log.lines.iter().rev().take(TAIL).find(|line| {
                    let decides =
                        last.as_ref().is_some_and(|last| last.line == **line || last.after.as_ref() == Some(*line));
                    (decides || serious(&line.text)) && words.iter().any(|word| mentions(&line.text, word))
                });
                if let Some(line) = line {
                    return Some(log.fact(line));
                }
            }
        }
    }
    None
}

/// Whether a line holds a word that is not part of a longer one.
fn mentions(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

fn conclude(app: &App<'_>, told: &[Named<'_>], since: Option<&regression::Since<'_>>) -> Hypothesis {
    let words: Vec<String> = told.iter().map(|named| format!("{}{}", named.drift.words(), named.drift.by())).collect();
    let why = if told.iter().any(|named| named.said.is_some()) {
        "and its failing pods speak of it"
    } else {
        "and its pods fail since"
    };
    let text = format!("{} {} does not run as declared: {}, {why}.", app.key.kind, app.key.name, words.join("; "));
    let mut hypothesis = Hypothesis::new(&catalogue::CONFIG_DRIFT, &app.key, text);
    for named in told {
        hypothesis = hypothesis
            .support(Weight::Proof, "what is declared", named.drift.declared.clone())
            .support(Weight::Proof, "what is there", named.drift.live.clone())
            .link(named.drift.object.key(), named.drift.words(), named.drift.facts());
        if let Some(said) = &named.said {
            let line = format!("says \"{}\"", decisive::shorten(&said.excerpt));
            hypothesis = hypothesis.support(Weight::Strong, "the failing pods speak of it", Some(said.clone())).link(
                &said.entity.clone(),
                line,
                vec![said.clone()],
            );
        }
    }
    match since {
        Some(since) => hypothesis = since.tell(hypothesis),
        None => {
            for pod in app.troubled() {
                hypothesis = hypothesis.explaining(pod.key());
            }
        }
    }
    let advice = told.iter().map(|named| mend::again(&named.drift)).collect::<Vec<_>>();
    advice.into_iter().fold(hypothesis, Hypothesis::advise)
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_word_is_named_whole() {
        assert!(mentions("invalid value for LEDGER_MODE: fast", "LEDGER_MODE"));
        assert!(mentions("cannot reach ledger-old:8080", "ledger-old:8080"));
        assert!(!mentions("LEDGER_MODE_V2 is set", "LEDGER_MODE"));
    }
}
