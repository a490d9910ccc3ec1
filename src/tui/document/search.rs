//! Finds words in a document, whether they are folded away or not. It walks all of it while a person waits, so it keeps
//! what it finds only.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Matches that are kept.
const MOST: usize = 1_000;

/// The pointers of what holds the words, in the order of the document. Case does not matter.
pub(super) fn pointers(text: &str, words: &str) -> Vec<String> {
    let mut search = Search { words: Words::new(words), path: String::new(), found: Vec::new() };
    if !words.is_empty() {
        // What ends it early is that enough was found.
        let _ = Walk(&mut search).deserialize(&mut serde_json::Deserializer::from_str(text));
    }
    search.found
}

struct Search {
    words: Words,
    path: String,
    found: Vec<String>,
}

impl Search {
    fn says(&mut self, text: &str) {
        // Its key may have been what was found.
        if self.words.are_in(text) && self.found.last() != Some(&self.path) {
            self.found.push(self.path.clone());
        }
    }
}

/// Walks a value as it is read, without making anything of it.
struct Walk<'s>(&'s mut Search);

impl Walk<'_> {
    /// Goes below a key or a number; says whether there is a need to go on.
    fn step<E>(&mut self, step: &str, named: bool, below: impl FnOnce(Walk<'_>) -> Result<(), E>) -> Result<bool, E> {
        let before = self.0.path.len();
        self.0.path.push('/');
        self.0.path.push_str(step);
        if named {
            self.0.found.push(self.0.path.clone());
        }
        below(Walk(self.0))?;
        self.0.path.truncate(before);
        Ok(self.0.found.len() < MOST)
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let named = self.0.words.are_in(&key);
            let escaped = if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1") } else { key };
            if !self.step(&escaped, named, |walk| map.next_value_seed(walk))? {
                return Err(A::Error::custom("enough was found"));
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        for at in 0_usize.. {
            let mut there = false;
            let go_on = self.step(&at.to_string(), false, |walk| {
                there = items.next_element_seed(walk)?.is_some();
                Ok(())
            })?;
            if !there {
                break;
            }
            if !go_on {
                return Err(A::Error::custom("enough was found"));
            }
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.says(text);
        Ok(())
    }

    fn visit_bool<E>(self, truth: bool) -> Result<(), E> {
        self.0.says(if truth { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.0.says(&number.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.0.says(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.0.says(&number.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The numbers of the lines that hold the words, counted from 0.
pub(super) fn lines(lines: &[String], words: &str) -> Vec<usize> {
    let words = Words::new(words);
    let numbered = lines.iter().enumerate().filter(|(_, line)| !words.lower.is_empty() && words.are_in(line));
    numbered.map(|(at, _)| at).take(MOST).collect()
}

/// What is looked for.
struct Words {
    lower: String,
    ascii: bool,
}

impl Words {
    fn new(words: &str) -> Self {
        Self { lower: words.to_lowercase(), ascii: words.is_ascii() }
    }

    fn are_in(&self, text: &str) -> bool {
        if !self.ascii {
            return text.to_lowercase().contains(&self.lower);
        }
        let words = self.lower.as_bytes();
        let Some(first) = words.first() else { return false };
        let begins = |window: &[u8]| window.first().is_some_and(|byte| byte.eq_ignore_ascii_case(first));
        text.as_bytes().windows(words.len()).any(|window| begins(window) && window.eq_ignore_ascii_case(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_found_whatever_their_case() {
        let text = r#"{"a/b": [{"Name": "WEB"}, 42, true, null], "web": {"x": "Grüße", "webs": "web"}}"#;
        assert_eq!(pointers(text, "web"), ["/a~1b/0/Name", "/web", "/web/webs"]);
        assert_eq!(pointers(text, "4"), ["/a~1b/1"]);
        assert_eq!(pointers(text, "grÜ"), ["/web/x"]);
        assert!(pointers(text, "").is_empty() && pointers(text, "none").is_empty());
        let many = format!("[{}1]", "1,".repeat(5_000));
        assert_eq!(pointers(&many, "1").len(), MOST);
        assert_eq!(lines(&["a".into(), "bA".into()], "A"), [0, 1]);
    }
}
