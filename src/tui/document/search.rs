//! Finds words in a document, whether they are folded away or not.

use serde_json::Value;

use super::json::entries;

/// Matches that are kept.
const MOST: usize = 1_000;

/// The pointers of what holds the words, in the order of the document. Case does not matter.
pub(super) fn pointers(value: &Value, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !words.is_empty() {
        below(value, "", &words.to_lowercase(), &mut found);
    }
    found
}

fn below(value: &Value, pointer: &str, words: &str, found: &mut Vec<String>) {
    for (key, name, child) in entries(value) {
        if found.len() >= MOST {
            return;
        }
        let place = format!("{pointer}/{key}");
        let named = matches!(value, Value::Object(_)) && holds(&name, words);
        if named || says(child, words) {
            found.push(place.clone());
        }
        below(child, &place, words, found);
    }
}

fn says(value: &Value, words: &str) -> bool {
    match value {
        Value::String(text) => holds(text, words),
        Value::Number(_) | Value::Bool(_) => holds(&value.to_string(), words),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The numbers of the lines that hold the words, counted from 0.
pub(super) fn lines(lines: &[String], words: &str) -> Vec<usize> {
    let words = words.to_lowercase();
    let numbered = lines.iter().enumerate().filter(|(_, line)| !words.is_empty() && holds(line, &words));
    numbered.map(|(at, _)| at).take(MOST).collect()
}

fn holds(text: &str, lower: &str) -> bool {
    text.to_lowercase().contains(lower)
}
