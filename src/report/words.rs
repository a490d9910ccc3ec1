//! The words that the faces share: how an object, a moment, a figure is written.

use jiff::Timestamp;

use super::model::{Cluster, ModelUse, NotSeen, ObjectRef, Scope, Severity, Stats, Subject, Verdict};

/// `ROOT CAUSE`, `HEALTHY` …
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RootCause => "ROOT CAUSE",
        Verdict::Healthy => "HEALTHY",
        Verdict::Inconclusive => "INCONCLUSIVE",
        Verdict::NoAccess => "NO ACCESS",
    }
}

/// `critical`, `warning`, `info`.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// `Deployment shop/cart`, or `Node worker-1`.
pub(crate) fn object(object: &ObjectRef) -> String {
    format!("{} {}", object.kind, path(object))
}

/// `shop/cart`, or `worker-1`.
pub(crate) fn path(object: &ObjectRef) -> String {
    match &object.namespace {
        Some(namespace) => format!("{namespace}/{}", object.name),
        None => object.name.clone(),
    }
}

/// Without the namespace where the reader is in it already.
pub(super) fn object_near(object_ref: &ObjectRef, home: Option<&str>) -> String {
    if object_ref.namespace.as_deref() == home {
        format!("{} {}", object_ref.kind, object_ref.name)
    } else {
        object(object_ref)
    }
}

/// What was asked about; empty if the words led to nothing.
pub(crate) fn subject(subject: &Subject) -> String {
    match (subject.scope, subject.objects.as_slice()) {
        (Scope::Cluster, _) => "the cluster".to_owned(),
        (Scope::Namespace, [namespace, ..]) => format!("namespace {}", namespace.name),
        (Scope::Namespace | Scope::Object, []) => String::new(),
        (Scope::Object, [one]) => object(one),
        (Scope::Object, [first, rest @ ..]) => format!("{} and {} more", object(first), rest.len()),
    }
}

/// `(recorded, Kubernetes 1.36.2)`: what is known of the source, in brackets.
pub(super) fn cluster_details(cluster: &Cluster) -> Vec<String> {
    let recorded = ["demo:", "bundle:", "replay:"].iter().any(|prefix| cluster.source.starts_with(prefix));
    let context = cluster.context.as_ref().filter(|context| !cluster.source.contains(context.as_str()));
    let mut details = Vec::new();
    details.extend(recorded.then(|| "recorded".to_owned()));
    details.extend(context.map(|context| format!("context {context}")));
    details.extend(cluster.server.clone());
    details.extend(cluster.version.as_ref().map(|version| format!("Kubernetes {}", version.trim_start_matches('v'))));
    details
}

/// `2026-11-22 14:29Z`
pub(crate) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// `2026-11-22 14:20:29Z`
pub(crate) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `14:20:29Z`, with the date where it is not the day of `now`.
pub(crate) fn moment(at: Timestamp, now: Timestamp) -> String {
    let day = |t: Timestamp| t.strftime("%Y-%m-%d").to_string();
    if day(at) == day(now) { at.strftime("%H:%M:%SZ").to_string() } else { second(at) }
}

/// `24 ms`, `2.4 s`, `3 min 5 s`.
pub(crate) fn duration(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1_000),
    }
}

/// How long ago, as briefly as `kubectl` says it: `8m`, `3h`, `5d`.
pub(crate) fn span(duration: jiff::SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..=119 => format!("{seconds}s"),
        120..=7199 => format!("{}m", seconds / 60),
        7200..=172_799 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86400),
    }
}

/// `812 B`, `14 kB`, `3.1 MB`.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{} kB", count / 1_000),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// `1 read`, `8 reads`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `8 reads, 24 ms, no model.`
pub(crate) fn cost(stats: &Stats) -> String {
    let model = stats.model.as_ref().map_or_else(|| "no model".to_owned(), |model| format!("model {model}"));
    let used = stats.usage.as_ref().map(used).unwrap_or_default();
    format!("{}, {}, {model}{used}.", count(stats.requests, "read"), duration(stats.duration_ms))
}

/// ` at api.openai.com, 4 turns, 9120 tokens in, 512 out, $0.0123`
fn used(model: &ModelUse) -> String {
    let turns = count(u64::from(model.total.turns), "turn");
    let (input, output) = (model.total.input_tokens, model.total.output_tokens);
    let cost = model.total.cost.map(|cost| format!(", ${cost:.4}")).unwrap_or_default();
    format!(" at {}, {turns}, {input} tokens in, {output} out{cost}", model.hosts.join(" and "))
}

/// Where in an observation a fact stands, as briefly as a person needs it: `waiting.message`, `lines 12-14`.
pub(crate) fn place(pointer: &str) -> String {
    if let Some(lines) = line_range(pointer) {
        return lines;
    }
    let names: Vec<String> = pointer
        .strip_prefix("/items")
        .unwrap_or(pointer)
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.chars().all(|c| c.is_ascii_digit()))
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect();
    let tail = names.len().saturating_sub(2);
    names.into_iter().skip(tail).collect::<Vec<_>>().join(".")
}

fn line_range(pointer: &str) -> Option<String> {
    let number = |text: &str| text.strip_prefix('L')?.parse::<u64>().ok();
    match pointer.split_once('-') {
        Some((first, last)) => match (number(first)?, number(last)?) {
            (first, last) if first == last => Some(format!("line {first}")),
            (first, last) => Some(format!("lines {first}-{last}")),
        },
        None => Some(format!("line {}", number(pointer)?)),
    }
}

/// What could not be seen, those with the same reason and effect on one line, in the order of their first appearance.
pub(crate) fn not_seen(entries: &[NotSeen]) -> Vec<String> {
    let mut groups: Vec<(Vec<&str>, &NotSeen)> = Vec::new();
    for entry in entries {
        match groups.iter_mut().find(|(_, first)| first.why == entry.why && first.effect == entry.effect) {
            Some((whats, _)) => whats.push(&entry.what),
            None => groups.push((vec![&entry.what], entry)),
        }
    }
    groups.into_iter().map(|(whats, first)| join_reason(&whats.join(", "), &first.why, &first.effect)).collect()
}

fn join_reason(what: &str, why: &str, effect: &str) -> String {
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    let effect = if effect.is_empty() { String::new() } else { format!("; {effect}") };
    format!("{what}{why}{effect}")
}

/// A text of at most so many characters; what is cut is marked.
pub(crate) fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A text that begins a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_brief() {
        assert_eq!(place("/status/containerStatuses/0/state/waiting/message"), "waiting.message");
        assert_eq!(place("/metadata/annotations/a~1b"), "annotations.a/b");
        assert_eq!(place("L12-L14"), "lines 12-14");
        assert_eq!(place("L7"), "line 7");
        assert_eq!(place(""), "");
    }

    #[test]
    fn figures_have_units() {
        assert_eq!(
            (duration(24), duration(2_450), duration(185_000)),
            ("24 ms".into(), "2.4 s".into(), "3 min 5 s".into())
        );
        assert_eq!((bytes(812), bytes(14_300), bytes(3_120_000)), ("812 B".into(), "14 kB".into(), "3.1 MB".into()));
    }

    #[test]
    fn the_unseen_is_grouped_by_reason_and_effect() {
        let entry = |what: &str, why: &str| NotSeen {
            what: what.into(),
            why: why.into(),
            effect: "no effect".into(),
            blinding: false,
        };
        let lines =
            not_seen(&[entry("metrics", "no backend"), entry("secrets", "forbidden"), entry("logs", "no backend")]);
        assert_eq!(lines, ["metrics, logs: no backend; no effect", "secrets: forbidden; no effect"]);
    }
}
