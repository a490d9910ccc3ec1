//! JSON objects inside of what a model writes: fenced, with prose around, with a comma too many.

use serde_json::{Map, Value};

/// Texts longer than this are not searched: no model writes so much.
const LONGEST: usize = 4 * 1024 * 1024;
/// Braces that are tried as the beginning of an object.
const TRIES: usize = 256;

/// The object in a text; of several the longest, since examples and afterthoughts are short.
pub fn object(text: &str) -> Option<Map<String, Value>> {
    objects(text).into_iter().max_by_key(|found| found.end - found.start).map(|found| found.object)
}

/// An object and the bytes where it stood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) object: Map<String, Value>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Every outermost object in a text.
pub(super) fn objects(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if text.len() > LONGEST {
        return found;
    }
    let mut from = 0;
    for (start, _) in text.match_indices('{').take(TRIES) {
        if start < from {
            continue;
        }
        let Some(length) = text.get(start..).and_then(balanced) else { continue };
        let end = start + length;
        let Some(object) = text.get(start..end).and_then(parse) else { continue };
        found.push(Found { object, start, end });
        from = end;
    }
    found
}

/// The length of what begins with a brace and ends with the one that closes it.
fn balanced(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn parse(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mended(text))).ok()
}

/// The same without commas before a closing bracket and with line breaks inside of texts escaped.
fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '\n' if in_string => {
                mended.push_str("\\n");
                continue;
            }
            '\r' | '\t' if in_string => {
                mended.push(' ');
                continue;
            }
            ',' if !in_string => {
                let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                if rest.starts_with(['}', ']']) {
                    continue;
                }
            }
            _ => {}
        }
        mended.push(c);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_found_in_whatever_stands_around_it() {
        for text in [
            r#"{"a": {"b": [1, 2]}, "c": "}"}"#,
            "Sure! Here it is:\n```json\n{\"a\": {\"b\": [1, 2]}, \"c\": \"}\"}\n```\nAnything else?",
            "{\"a\": {\"b\": [1, 2,],}, \"c\": \"}\",}",
            r#"For {x} in the set {"e": 1}: {"a": {"b": [1, 2]}, "c": "}"}"#,
            r#"{ not this { {"a": {"b": [1, 2]}, "c": "}"}"#,
        ] {
            let found = Value::Object(object(text).unwrap_or_else(|| panic!("{text}")));
            assert_eq!(found, serde_json::json!({"a": {"b": [1, 2]}, "c": "}"}), "{text}");
        }
        let text = "{\"a\": \"two\nlines, ]\"}";
        assert_eq!(object(text).unwrap()["a"], "two\nlines, ]");
    }

    #[test]
    fn what_is_no_object_is_none() {
        for text in ["", "{", "}{", "[1]", "{a: 1}", r#"{"a": 1"#, &"{".repeat(10_000), "{\"a\": \"\u{1F600}"] {
            assert_eq!(object(text), None, "{text:.20}");
        }
    }
}
