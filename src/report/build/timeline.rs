//! What happened when, of the objects that the causes are about: changes first, then the first warnings.

use crate::diagnosis::case::CITED_PODS;
use crate::diagnosis::changes;
use crate::diagnosis::objects::event::Event;
use crate::evidence::entity::EntityKey;
use crate::report::build::Material;
use crate::report::build::cite::Citer;
use crate::report::model::TimelineEntry;

/// Moments that a report has at most.
const MAX_ENTRIES: usize = 16;
/// Causes that are followed.
const MAX_CAUSES: usize = 3;

/// The timeline, oldest first.
pub(super) fn of(material: &Material<'_>, citer: &mut Citer<'_>) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    for cause in material.diagnosis.ranked.root_causes.iter().take(MAX_CAUSES) {
        for change in changes::history(material.graph, &cause.object) {
            entries.push(TimelineEntry {
                at: change.at,
                object: citer.object(&change.entity),
                what: change.what,
                evidence: citer.all(&change.facts),
            });
        }
        let told: Vec<&EntityKey> =
            cause.explains.iter().filter(|key| key.kind != "Service").take(CITED_PODS + 2).collect();
        for key in told {
            entries.extend(warnings(material, key, citer));
        }
    }
    entries.sort_by(|a, b| (a.at, &a.object, &a.what).cmp(&(b.at, &b.object, &b.what)));
    entries.dedup_by(|a, b| a.at == b.at && a.object == b.object && a.what == b.what);
    if entries.len() > MAX_ENTRIES {
        // The newest moments are the ones that explain the present.
        entries.drain(..entries.len() - MAX_ENTRIES);
    }
    entries
}

/// The first time of each kind of warning about an object.
fn warnings(material: &Material<'_>, key: &EntityKey, citer: &mut Citer<'_>) -> Vec<TimelineEntry> {
    let mut seen: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    for event in Event::about(material.graph, key).iter().filter(|e| e.is_warning()) {
        if seen.contains(&event.reason) {
            continue;
        }
        seen.push(event.reason);
        let Some(at) = event.first() else { continue };
        let times = if event.count() > 1 { format!(" ({} times since)", event.count()) } else { String::new() };
        entries.push(TimelineEntry {
            at,
            object: citer.object(key),
            what: format!("{}{times}: {}", event.reason, first_line(event.message)),
            evidence: citer.all(&[event.fact()]),
        });
    }
    entries
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > 160 {
        format!("{}…", line.chars().take(160).collect::<String>())
    } else {
        line.to_owned()
    }
}
