//! Paths into a JSON document, as JSON pointers (`/items/0/spec`) or JSON paths (`$.items[*].metadata.name`).
//! Whatever is found comes with its pointer, which is what a citation needs.

use serde_json::Value;

use crate::evidence::view::escape;

/// Places that one path may lead to.
pub(super) const PLACES: usize = 1_000;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Each,
}

/// A path that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

impl Path {
    /// Reads a path; else what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text == "$" || text == "." {
            return Ok(Self(Vec::new()));
        }
        if let Some(pointer) = text.strip_prefix('/') {
            let steps = pointer.split('/').map(|step| match step {
                "*" => Step::Each,
                key => Step::Key(key.replace("~1", "/").replace("~0", "~")),
            });
            return Ok(Self(steps.collect()));
        }
        let text = text.trim_start_matches('{').trim_end_matches('}');
        steps(text.strip_prefix('$').unwrap_or(text)).map(Self)
    }

    /// The places that it leads to, in order, and whether there are more of them.
    pub(super) fn places<'v>(&self, document: &'v Value) -> (Vec<(String, &'v Value)>, bool) {
        let mut at: Vec<(String, &Value)> = vec![(String::new(), document)];
        let mut more = false;
        for step in &self.0 {
            let mut next = Vec::new();
            for (pointer, value) in at {
                below(step, &pointer, value, &mut next);
            }
            more |= next.len() > PLACES;
            next.truncate(PLACES);
            at = next;
        }
        (at, more)
    }

    /// Where the path still leads somewhere, and what there is: for who took a wrong turn.
    pub(super) fn last_place<'v>(&self, document: &'v Value) -> (String, &'v Value) {
        let mut last = (String::new(), document);
        for length in 1..=self.0.len() {
            let shorter = Self(self.0.iter().take(length).cloned().collect());
            match shorter.places(document).0.into_iter().next() {
                Some(place) => last = place,
                None => break,
            }
        }
        last
    }
}

fn below<'v>(step: &Step, pointer: &str, value: &'v Value, found: &mut Vec<(String, &'v Value)>) {
    match (step, value) {
        (Step::Key(key), Value::Object(map)) => {
            found.extend(map.get(key).map(|value| (format!("{pointer}/{}", escape(key)), value)));
        }
        (Step::Key(key), Value::Array(list)) => {
            // `-1` is the last one, as JSON path has it.
            let index = match key.strip_prefix('-') {
                Some(back) => back.parse().ok().and_then(|back: usize| list.len().checked_sub(back)),
                None => key.parse().ok(),
            };
            let value = index.and_then(|index| Some((index, list.get(index)?)));
            found.extend(value.map(|(index, value)| (format!("{pointer}/{index}"), value)));
        }
        (Step::Each, Value::Object(map)) => {
            found.extend(map.iter().map(|(key, value)| (format!("{pointer}/{}", escape(key)), value)));
        }
        (Step::Each, Value::Array(list)) => {
            found.extend(list.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
        }
        _ => {}
    }
}

/// The steps of a JSON path after `$`.
fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, after) = bracket(inside)?;
            steps.push(step);
            rest = after;
            continue;
        }
        let plain = rest.strip_prefix('.').unwrap_or(rest);
        if plain.starts_with('.') {
            return Err("`..` is not understood, write the whole path or use `grep`".to_owned());
        }
        let end = plain.find(['.', '[']).unwrap_or(plain.len());
        let (key, after) = plain.split_at(end);
        match key {
            "" if after.starts_with('[') => {}
            "" => return Err("a step of the path is empty".to_owned()),
            "*" => steps.push(Step::Each),
            key => steps.push(Step::Key(key.to_owned())),
        }
        rest = after;
    }
    Ok(steps)
}

/// What stands in brackets: an index, `*`, or a key in quotes.
fn bracket(text: &str) -> Result<(Step, &str), String> {
    for quote in ['\'', '"'] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let end = quoted.find(quote).ok_or("a quote is not closed")?;
            let (key, after) = quoted.split_at(end);
            let after = after.get(1..).and_then(|after| after.strip_prefix(']')).ok_or("a bracket is not closed")?;
            return Ok((Step::Key(key.to_owned()), after));
        }
    }
    let (inside, after) = text.split_once(']').ok_or("a bracket is not closed")?;
    match inside.trim() {
        "*" | "" => Ok((Step::Each, after)),
        index if index.trim_start_matches('-').chars().all(|c| c.is_ascii_digit()) => {
            Ok((Step::Key(index.to_owned()), after))
        }
        other => Err(format!("`[{other}]` is not understood: write an index, `[*]`, or a key in quotes")),
    }
}
