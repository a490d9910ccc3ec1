//! Whether a reference keeps a pod from starting now, and what the kubelet says of it.

use crate::diagnosis::causes::references::naming::{Reference, Via};
use crate::diagnosis::objects::container::{Container, Words};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// The waiting reason of a container whose configuration could not be put together.
pub const CONFIG_ERROR: &[&str] = &["CreateContainerConfigError"];
/// Waiting reasons of containers whose turn has not come: volumes are being mounted.
const BEFORE: &[&str] = &["ContainerCreating", "PodInitializing"];

/// What a pod shows of a reference that it waits for.
#[derive(Debug, Clone)]
pub struct Stall {
    /// The kubelet's words.
    pub words: Option<(Fact, String)>,
    /// That it waits.
    pub waits: Option<Fact>,
}

impl Stall {
    /// The kubelet's words as a fact.
    pub fn said(&self) -> Option<Fact> {
        self.words.as_ref().map(|(fact, _)| fact.clone())
    }

    /// Everything that it shows.
    pub fn facts(&self) -> Vec<Fact> {
        self.said().into_iter().chain(self.waits.clone()).collect()
    }

    /// What it shows, in a few words.
    pub fn shows(&self) -> String {
        match &self.words {
            Some((_, words)) => format!("waits: \"{words}\""),
            None => "waits for it".to_owned(),
        }
    }
}

/// Whether a pod may wait for this reference; none where it has got past it, or waits for something else. `says` tells
/// the kubelet's words about it from others.
pub fn of(pod: &Pod<'_>, reference: &Reference<'_>, says: impl Fn(&str) -> bool) -> Option<Stall> {
    if pod.node().is_none() || matches!(pod.trouble(), None | Some(Trouble::Unscheduled | Trouble::StuckTerminating)) {
        return None;
    }
    let containers = pod.containers();
    match reference.via {
        Via::Variable(_) | Via::Environment => {
            let container = containers.iter().find(|c| Some(c.name) == reference.container)?;
            of_container(pod, container, says)
        }
        Via::Volume(_) => of_volume(pod, &containers, says),
    }
}

fn of_container(pod: &Pod<'_>, container: &Container<'_>, says: impl Fn(&str) -> bool) -> Option<Stall> {
    if container.running().is_some() || container.terminated().is_some() {
        return None;
    }
    let reason = container.waiting_reason();
    if reason.is_some() && !container.waits_for(CONFIG_ERROR) {
        return None;
    }
    let words = match container.waiting_words() {
        Words::None => event(pod, &["Failed"], says),
        Words::Hidden => None,
        Words::Said(view, text) if says(text) => Some((view.state(), text.to_owned())),
        Words::Said(..) => return None,
    };
    Some(Stall { words, waits: reason.map(|r| r.state()) })
}

fn of_volume(pod: &Pod<'_>, containers: &[Container<'_>], says: impl Fn(&str) -> bool) -> Option<Stall> {
    let before = |c: &Container<'_>| {
        let started = c.running().is_some() || c.terminated().is_some() || c.last_terminated().is_some();
        !started && (c.waiting_reason().is_none() || c.waits_for(BEFORE))
    };
    if !containers.iter().all(before) {
        return None;
    }
    let waits = containers.iter().find_map(Container::waiting_reason).map(|r| r.state());
    Some(Stall { words: event(pod, &["FailedMount"], says), waits })
}

fn event(pod: &Pod<'_>, reasons: &[&str], says: impl Fn(&str) -> bool) -> Option<(Fact, String)> {
    let event = Event::last(pod.view.graph(), pod.key(), reasons, says)?;
    let text = event.message.strip_prefix("Error: ").unwrap_or(event.message);
    Some((event.fact(), text.to_owned()))
}

/// Whether the kubelet says that this thing does not exist.
pub fn says_absent(message: &str, reference: &Reference<'_>) -> bool {
    let name = reference.name;
    let kind = reference.kind.kind.to_lowercase();
    let lower = message.to_lowercase();
    ["", "s"].iter().any(|plural| lower.contains(&format!("{kind}{plural} \"{name}\" not found")))
}

/// Whether the kubelet says that this thing lacks this key.
pub fn says_keyless(message: &str, reference: &Reference<'_>) -> bool {
    let Some(key) = reference.key_name() else { return false };
    let (kind, namespace, name) = (&reference.kind.kind, reference.at.key().ns(), reference.name);
    let word = if reference.kind == &kinds::SECRET { "secret" } else { "config" };
    match reference.via {
        Via::Volume(volume) => {
            // One that names its volume must name ours.
            (!message.contains(" for volume \"") || message.contains(&format!(" for volume \"{volume}\"")))
                && has_word(message, &format!("references non-existent {word} key: {key}"))
        }
        Via::Variable(_) | Via::Environment => {
            has_word(message, &format!("couldn't find key {key} in {kind} {namespace}/{name}"))
        }
    }
}

/// Whether a text holds these words and the last one ends there: `web` is not in `web-2`.
fn has_word(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let rest = text.get(at + found.len()..).unwrap_or_default();
        let mut after = rest.chars();
        match after.next() {
            // A full stop may end the sentence.
            Some('.') => !after.next().is_some_and(char::is_alphanumeric),
            Some(c) => !(c.is_alphanumeric() || c == '-' || c == '_'),
            None => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn a_name_ends_where_it_ends() {
        assert!(has_word("couldn't find key a in ConfigMap shop/web", "in ConfigMap shop/web"));
        assert!(has_word("references non-existent config key: a]", "config key: a"));
        assert!(!has_word("couldn't find key a in ConfigMap shop/web-2", "in ConfigMap shop/web"));
        assert!(!has_word("references non-existent config key: a.conf", "config key: a"));
        assert!(has_word("references non-existent config key: a.", "config key: a"));
    }
}
