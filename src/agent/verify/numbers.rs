//! Numbers in a sentence: each stands in what is cited, or follows from it by counting, adding, subtracting, dividing
//! or measuring time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::agent::draft::Named;
use crate::agent::verify::connect::family;
use crate::agent::verify::names::{kind_of, kind_of_many, trimmed};
use crate::agent::verify::place::Fault;
use crate::agent::verify::quantity::{self, Quantity, Unit, equal};
use crate::agent::verify::sentence::Ground;
use crate::report::model::Rule;

/// Numbers that may be added and subtracted; of more of them every number would be a sum.
const ADDED: usize = 8;
/// Words of technology that have digits and are no names.
const WORDS: &[&str] = &[
    "x509", "k8s", "http2", "http/2", "http/1.1", "ipv4", "ipv6", "sha256", "md5", "utf8", "utf-8", "oauth2", "s3",
    "e2e", "l4", "l7", "i/o", "h2c", "h2", "tls1.2", "tls1.3", "base64", "amd64", "arm64", "p50", "p90", "p95", "p99",
];

/// The first number that is not borne out.
pub(super) fn fault(sentence: &str, ground: &Ground<'_, '_>) -> Option<Fault> {
    let words: Vec<&str> = sentence.split_whitespace().map(trimmed).filter(|it| !it.is_empty()).collect();
    let mut pool = None;
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1).copied().unwrap_or_default();
        let digits = word.chars().any(|c| c.is_ascii_digit());
        let spelled =
            quantity::spelled(word).is_some() && (quantity::unit(next).is_some() || noun(&words, index).is_some());
        if !(digits || spelled) || WORDS.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        if told_by_engine(&words, index, ground) {
            continue;
        }
        let meanings = quantity::meanings(word, next);
        if meanings.is_empty() {
            if !stands(word, ground) {
                return Some((Rule::UnknownNumber, format!("{word} does not stand in what is cited")));
            }
            continue;
        }
        let pool = pool.get_or_insert_with(|| Pool::of(ground));
        if !pool.has(&meanings, &words, index) && !in_duration(pool, &words, index) {
            let why = format!("{word} {next} does not stand in what is cited and does not follow from it");
            return Some((Rule::UnknownNumber, why.replace("  ", " ")));
        }
    }
    None
}

/// A word with digits that is no number: a version, an address, a time, a name.
fn stands(word: &str, ground: &Ground<'_, '_>) -> bool {
    let cited = ground.places.iter().any(|place| place.text.contains(word));
    cited || ground.advises || is_time(word, ground) || ground.seen.knows(word)
}

/// A time of day (`14:20`, `14:20:49Z`) of a moment in what is cited.
fn is_time(word: &str, ground: &Ground<'_, '_>) -> bool {
    let clock = word.trim_end_matches('Z');
    let is_clock = clock.len() >= 5 && clock.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
    is_clock && times(ground).iter().any(|at| at.to_string().split('T').nth(1).is_some_and(|it| it.starts_with(clock)))
}

/// The engine has said the same number of the same thing: it has worked it out from the same evidence.
fn told_by_engine(words: &[&str], index: usize, ground: &Ground<'_, '_>) -> bool {
    let lower = |it: Option<&&str>| it.map(|it| it.to_lowercase()).unwrap_or_default();
    let (before, word) = (lower(index.checked_sub(1).and_then(|it| words.get(it))), lower(words.get(index)));
    let after = lower(words.get(index + 1));
    ground.seen.sentences.iter().any(|sentence| {
        let all: Vec<String> =
            sentence.split_whitespace().map(|it| trimmed(it).to_lowercase()).filter(|it| !it.is_empty()).collect();
        all.iter().enumerate().any(|(at, it)| {
            let same = |offset: usize, other: &str| all.get(offset).is_some_and(|it| it == other);
            let left = at.checked_sub(1).map_or(before.is_empty(), |it| same(it, &before));
            let right = same(at + 1, &after) || (after.is_empty() && all.get(at + 1).is_none());
            let telling = (right && after.len() > 2) || (left && before.len() > 3);
            *it == word && (telling || (left && right))
        })
    })
}

/// The kind that is counted by a number, by the words after it.
fn noun(words: &[&str], index: usize) -> Option<&'static str> {
    words.get(index + 1..words.len().min(index + 5))?.iter().find_map(|it| kind_of_many(it).or_else(|| kind_of(it)))
}

/// `3 h 26 min`: a duration in parts.
fn in_duration(pool: &Pool, words: &[&str], index: usize) -> bool {
    let part = |at: usize| {
        let word = words.get(at)?;
        let next = words.get(at + 1).copied().unwrap_or_default();
        quantity::meanings(word, next).into_iter().find(|it| it.unit == Unit::Seconds)
    };
    let pair = |at: usize| Some((part(at)?, part(at + 2)?));
    let sums = [Some(index), index.checked_sub(2)];
    sums.into_iter()
        .flatten()
        .filter_map(pair)
        .any(|(one, two)| pool.lasted(&Quantity { value: one.value + two.value, unit: Unit::Seconds, step: two.step }))
}

/// What numbers may be taken from.
struct Pool {
    cited: Vec<Quantity>,
    keyed: Vec<(String, Quantity)>,
    durations: Vec<f64>,
    counts: Vec<(&'static str, BTreeSet<usize>)>,
}

impl Pool {
    fn of(ground: &Ground<'_, '_>) -> Self {
        let mut cited: Vec<Quantity> = ground.places.iter().flat_map(|place| quantity::all(&place.text)).collect();
        let names = ground.others.iter().chain(ground.object).map(|it| it.name.as_str());
        cited.extend(names.flat_map(quantity::all));
        let mut keyed = Vec::new();
        for item in ground.places.iter().filter_map(|place| place.item) {
            numbers(item, "", &mut keyed);
        }
        let all = times(ground);
        let seconds = |one: &Timestamp, other: &Timestamp| one.duration_since(*other).as_secs_f64().abs();
        let durations = all.iter().flat_map(|one| all.iter().map(|other| seconds(one, other))).collect();
        Self { cited, keyed, durations, counts: counts(ground) }
    }

    fn has(&self, meanings: &[Quantity], words: &[&str], index: usize) -> bool {
        let near = words.get(index.saturating_sub(5)..words.len().min(index + 5)).unwrap_or_default().join(" ");
        let near = near.to_lowercase();
        meanings.iter().any(|it| {
            self.cited.iter().any(|cited| equal(it, cited))
                || self.keyed.iter().any(|(key, value)| equal(it, value) && is_near(key, &near))
                || self.lasted(it)
                || self.counted(it, words, index)
                || self.worked_out(it)
        })
    }

    fn lasted(&self, it: &Quantity) -> bool {
        let fits = |duration: &f64| *duration > it.value - it.step / 2.0 && *duration < it.value + it.step;
        it.unit == Unit::Seconds && it.value > 0.0 && self.durations.iter().any(fits)
    }

    fn counted(&self, it: &Quantity, words: &[&str], index: usize) -> bool {
        let Some(kind) = noun(words, index).filter(|_| it.unit == Unit::Plain) else { return false };
        let sets = self.counts.iter().filter(|(of, _)| *of == kind);
        sets.flat_map(|(_, set)| set).any(|count| is_count(*count, it.value))
    }

    fn worked_out(&self, it: &Quantity) -> bool {
        let mut few: Vec<f64> = self.cited.iter().filter(|it| it.unit != Unit::Percent).map(|it| it.value).collect();
        few.sort_by(f64::total_cmp);
        few.dedup();
        if few.len() > ADDED {
            return false;
        }
        let close = |value: f64, step: f64| (value - it.value).abs() <= step;
        let apart = |one: f64, two: f64| (one - two).abs() > f64::EPSILON;
        let pairs = || {
            few.iter()
                .flat_map(|one| few.iter().map(move |two| (*one, *two)))
                .filter(move |(one, two)| apart(*one, *two))
        };
        match it.unit {
            Unit::Percent => pairs().any(|(one, two)| two != 0.0 && close(one / two, it.step / 2.0)),
            _ => pairs()
                .any(|(one, two)| one > 0.0 && two > 0.0 && (close(one + two, 1e-9) || close((one - two).abs(), 1e-9))),
        }
    }
}

/// Whether a number is that count.
fn is_count(count: usize, value: f64) -> bool {
    u32::try_from(count).is_ok_and(|count| (f64::from(count) - value).abs() < f64::EPSILON)
}

/// Numbers of an object by their keys.
fn numbers(value: &Value, key: &str, found: &mut Vec<(String, Quantity)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|it| numbers(it, key, found)),
        Value::Object(map) => map.iter().for_each(|(key, it)| numbers(it, key, found)),
        Value::Number(number) => {
            let value = number.as_f64().unwrap_or_default();
            let unit = if key.ends_with("Seconds") { Unit::Seconds } else { Unit::Plain };
            found.push((key.to_owned(), Quantity { value, unit, step: 1.0 }));
        }
        Value::String(text) if text.len() < 16 => {
            found.extend(quantity::meanings(text, "").into_iter().map(|it| (key.to_owned(), it)));
        }
        _ => {}
    }
}

/// Whether a sentence speaks of a field: a word of its name, or its stem, is near the number.
fn is_near(key: &str, near: &str) -> bool {
    let mut stem = String::new();
    let mut stems = Vec::new();
    for c in key.chars() {
        if c.is_uppercase() && !stem.is_empty() {
            stems.push(std::mem::take(&mut stem));
        }
        stem.extend(c.to_lowercase());
    }
    stems.push(stem);
    let plain = ["count", "seconds", "number", "value", "period", "name", "ready"];
    let telling = |it: &&String| it.len() >= 4 && !plain.contains(&it.as_str());
    stems.iter().filter(telling).any(|it| {
        let stem: String = it.chars().take(5).collect();
        near.contains(&stem)
    })
}

/// Moments in what is cited, beside it and in the whole object, and now.
fn times(ground: &Ground<'_, '_>) -> Vec<Timestamp> {
    let mut all = BTreeSet::from([ground.seen.evidence.graph.now]);
    for place in ground.places {
        all.extend(quantity::moments(&place.text));
        let above = place.pointer.rsplit_once('/').map_or("", |(above, _)| above);
        let document = place.observation.body.json();
        if let Some(beside) = document.and_then(|it| it.pointer(above)).and_then(Value::as_object) {
            all.extend(beside.values().filter_map(Value::as_str).flat_map(quantity::moments));
        }
        let own = ["/metadata/creationTimestamp", "/metadata/deletionTimestamp"];
        let texts = own.iter().filter_map(|it| place.item?.pointer(it)?.as_str());
        all.extend(texts.flat_map(quantity::moments));
    }
    all.into_iter().collect()
}

/// How many there are of each kind, as far as the sentence may speak of them.
fn counts(ground: &Ground<'_, '_>) -> Vec<(&'static str, BTreeSet<usize>)> {
    let graph = ground.seen.evidence.graph;
    let objects: Vec<&Named> = ground.object.into_iter().chain(ground.others).collect();
    let mut all: Vec<(&'static str, BTreeSet<usize>)> = Vec::new();
    for kind in crate::evidence::kinds::ALL {
        let mut set = BTreeSet::new();
        set.insert(objects.iter().filter(|it| it.kind == kind.kind).collect::<BTreeSet<_>>().len());
        set.insert(graph.of_kind(kind).count());
        for namespace in objects.iter().filter_map(|it| it.namespace.as_deref()).collect::<BTreeSet<_>>() {
            set.insert(graph.of_namespace(kind, namespace).count());
        }
        if kind.kind == "Pod" {
            for object in &objects {
                let pods: Vec<_> = family(object, ground.seen).into_iter().filter(|key| key.kind == "Pod").collect();
                let ready = pods.iter().filter(|key| is_ready(key, graph)).count();
                set.extend([pods.len(), ready, pods.len() - ready]);
            }
        }
        all.push((&kind.kind, set));
    }
    all
}

fn is_ready(pod: &crate::evidence::entity::EntityKey, graph: &crate::evidence::graph::Graph) -> bool {
    let conditions = graph.view(pod).map(|view| view.items("/status/conditions")).unwrap_or_default();
    conditions.iter().any(|it| it.str_at("/type") == Some("Ready") && it.str_at("/status") == Some("True"))
}
