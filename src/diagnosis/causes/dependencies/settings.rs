//! `MissingEnvironmentVariable` and `ConfigurationInvalid`: settings that the program does not find or understand, proven
//! from the pod template.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::dependencies::brought::{self, Brought};
use crate::diagnosis::causes::dependencies::catalogue;
use crate::diagnosis::causes::dependencies::gather::{Heard, heard};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::logs::voices::Meaning;
use crate::diagnosis::objects::container::Container;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// `MissingEnvironmentVariable`.
pub fn missing(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        let name =
            complaint.voice.name.as_deref().filter(|_| complaint.voice.meaning == Meaning::MissingEnvironment)?;
        match brought::variable(container, name) {
            Brought::No(fact) => Some(sign.strong("nothing in the pod sets it", Some(fact))),
            Brought::Empty(fact) => Some(sign.strong("it is set to nothing", Some(fact))),
            // A Secret's keys are never read.
            Brought::Perhaps => Some(sign.strong("nothing in the pod sets it", None)),
            Brought::Yes(_) => None,
        }
    });
    found.iter().filter_map(missing_hypothesis).collect()
}

fn missing_hypothesis(heard: &Heard<'_, '_>) -> Option<Hypothesis> {
    let name = heard.complaint.voice.name.as_deref()?;
    let container = &heard.finding.container;
    let near = brought::near(container, name);
    let why = match (&near, brought::variable(container, name)) {
        (_, Brought::Empty(_)) => "the pod sets it to nothing".to_owned(),
        (Some((other, _, _)), _) => format!("the pod sets {other}, which is almost that name"),
        (None, Brought::Perhaps) => "env does not set it, and what envFrom brings from a Secret is not read".to_owned(),
        (None, _) => "nothing in the pod sets it".to_owned(),
    };
    let text = format!(
        "{} wants the variable {name}, and {why}: \"{}\"; {}.",
        heard.who(),
        heard.complaint.quote(),
        heard.extent()
    );
    let mut hypothesis = heard.conclude(&catalogue::MISSING_ENVIRONMENT_VARIABLE, text);
    hypothesis = match near {
        Some((other, pointer, fact)) => heard
            .finding
            .asked(hypothesis, format!("sets {other}"), Some(fact))
            .blames(Some(container.name), &pointer, &other)
            .advise(heard.edit(&format!("Rename the variable {other} of container {} to {name}.", container.name))),
        None => hypothesis
            .blames(Some(container.name), "/env", "environment")
            .advise(heard.edit(&format!("Set the variable {name} in env of container {}.", container.name))),
    };
    Some(
        hypothesis
            .advise(heard.read_log("Read what else it wants; programs often name one missing variable at a time.")),
    )
}

/// What is to blame for a setting that is not understood.
struct Blame {
    /// What it is, for a sentence.
    what: String,
    pointer: String,
    fact: Fact,
    more: Option<Fact>,
}

/// `ConfigurationInvalid`.
pub fn invalid(case: &Case<'_>) -> Vec<Hypothesis> {
    let blame = |container: &Container<'_>, voice: &crate::diagnosis::logs::voices::Voice| match voice.meaning {
        Meaning::ConfigInvalid => by_name(container, voice.name.as_deref())
            .or_else(|| by_file(container, voice.file.as_deref().or(voice.name.as_deref()), true)),
        Meaning::FileMissing => by_file(container, voice.file.as_deref().or(voice.name.as_deref()), false),
        // It is set, and the program does not like what it is set to.
        Meaning::MissingEnvironment => match brought::variable(container, voice.name.as_deref()?) {
            Brought::Yes(Some(fact)) => {
                let name = voice.name.clone().unwrap_or_default();
                Some(Blame { what: format!("variable {name}"), pointer: "/env".to_owned(), fact, more: None })
            }
            _ => None,
        },
        _ => None,
    };
    let found = heard(case, |_, container, complaint, sign| {
        let blame = blame(container, &complaint.voice)?;
        let sign = sign.strong("what is written there", Some(blame.fact));
        Some(match blame.more {
            Some(more) => sign.weak("the mount that brings it", Some(more)),
            None => sign,
        })
    });
    found
        .iter()
        .filter_map(|heard| {
            let container = &heard.finding.container;
            let blame = blame(container, &heard.complaint.voice)?;
            let text = format!(
                "{} does not accept its configuration, {}: \"{}\"; {}.",
                heard.who(),
                blame.what,
                heard.complaint.quote(),
                heard.extent()
            );
            let hypothesis = heard.conclude(&catalogue::CONFIGURATION_INVALID, text);
            let hypothesis = hypothesis.support(Weight::Strong, "what is written there", Some(blame.fact));
            Some(
                hypothesis
                    .blames(Some(container.name), &blame.pointer, &blame.what)
                    .advise(heard.edit(&format!("Correct {}.", blame.what)))
                    .advise(heard.read_log("Read what exactly it does not understand.")),
            )
        })
        .collect()
}

/// A variable with a value, or an option of the command line.
fn by_name(container: &Container<'_>, name: Option<&str>) -> Option<Blame> {
    let name = name?;
    if name.starts_with('-') {
        let bare = name.trim_start_matches('-');
        return ["/args", "/command"].into_iter().find_map(|field| {
            let words = container.spec.items(field);
            let (at, word) = words.iter().enumerate().find(|(_, word)| has_option(word, bare))?;
            let what = format!("option {name} of its command line");
            Some(Blame { what, pointer: format!("{field}/{at}"), fact: word.spec(), more: None })
        });
    }
    match brought::variable(container, name) {
        Brought::Yes(Some(fact)) => {
            Some(Blame { what: format!("variable {name}"), pointer: "/env".to_owned(), fact, more: None })
        }
        _ => None,
    }
}

fn has_option(word: &View<'_>, bare: &str) -> bool {
    word.str().is_some_and(|text| {
        text.split_whitespace().any(|part| {
            let option = part.trim_start_matches('-');
            part.starts_with('-') && option.split('=').next() == Some(bare)
        })
    })
}

/// A file below the mount of a ConfigMap: one that it brings and that is wrong, or one that it does not bring.
fn by_file(container: &Container<'_>, file: Option<&str>, there: bool) -> Option<Blame> {
    let mounted = brought::file(container, file?)?;
    if mounted.key.is_some() != there {
        return None;
    }
    let what = match &mounted.key {
        Some(_) => format!("file {} of ConfigMap {}", mounted.name, mounted.config_map),
        None => format!("the mount of ConfigMap {}, which has no key {}", mounted.config_map, mounted.name),
    };
    let fact = mounted.key.unwrap_or(mounted.data);
    Some(Blame { what, pointer: mounted.pointer, fact, more: Some(mounted.mount) })
}
