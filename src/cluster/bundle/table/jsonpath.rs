//! The JSON paths of printer columns: Kubernetes' own dialect, which is older than the standard and differs from it (no
//! `$`, dots escaped by backslashes). Only what can yield a value for a cell is here; ranges and unions cannot be read.

use serde_json::Value;

/// A parsed path.
pub(super) struct Path(Vec<Step>);

enum Step {
    Field(String),
    Index(i64),
    All,
    Deep,
    Filter { left: Vec<Step>, test: Option<(Compare, Value)> },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How many values a step may yield; a cell shows the first.
const MOST: usize = 10_000;

impl Path {
    /// Reads a path such as `.status.conditions[?(@.type=="Ready")].status`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
        steps(text.strip_prefix('$').unwrap_or(text)).map(Self)
    }

    /// The first value that the path leads to.
    pub(super) fn first<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        walk(&self.0, value).into_iter().next()
    }
}

fn walk<'a>(steps: &[Step], value: &'a Value) -> Vec<&'a Value> {
    let mut found = vec![value];
    for step in steps {
        found = found.into_iter().flat_map(|value| step.take(value)).take(MOST).collect();
    }
    found
}

impl Step {
    fn take<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match self {
            Self::Field(name) => value.get(name).into_iter().collect(),
            Self::Index(at) => {
                value.as_array().and_then(|items| items.get(index(*at, items.len())?)).into_iter().collect()
            }
            Self::All => children(value),
            Self::Deep => {
                let mut all = vec![value];
                let mut at = 0;
                while let Some(next) = all.get(at).filter(|_| all.len() < MOST) {
                    all.extend(children(next));
                    at += 1;
                }
                all
            }
            Self::Filter { left, test } => {
                let holds = |item: &&Value| match (walk(left, item).first(), test) {
                    (None, _) => false,
                    (Some(_), None) => true,
                    (Some(value), Some((compare, wanted))) => compare.holds(value, wanted),
                };
                value.as_array().into_iter().flatten().filter(holds).collect()
            }
        }
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

fn index(at: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if at < 0 { at + len } else { at }).ok()
}

impl Compare {
    fn holds(self, left: &Value, right: &Value) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = match (left, right) {
            (Value::Number(left), Value::Number(right)) => {
                left.as_f64().zip(right.as_f64()).and_then(|(left, right)| left.partial_cmp(&right))
            }
            (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
            (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
            _ => None,
        };
        match (self, order) {
            (Self::Equal, order) => order == Some(Equal),
            (Self::NotEqual, order) => order.is_some_and(|order| order != Equal),
            (Self::Less, order) => order == Some(Less),
            (Self::Greater, order) => order == Some(Greater),
            (Self::LessOrEqual, order) => matches!(order, Some(Less | Equal)),
            (Self::GreaterOrEqual, order) => matches!(order, Some(Greater | Equal)),
        }
    }
}

/// Reads steps up to the end of the text.
fn steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut all = Vec::new();
    while !rest.is_empty() {
        rest = if let Some(after) = rest.strip_prefix('[') {
            let end = closing(after)?;
            all.push(bracket(after.get(..end)?.trim())?);
            after.get(end + 1..)?
        } else if let Some(after) = rest.strip_prefix("..") {
            all.push(Step::Deep);
            field(after, &mut all)
        } else {
            field(rest.strip_prefix('.').unwrap_or(rest), &mut all)
        };
    }
    Some(all)
}

/// A field name up to the next dot or bracket that no backslash stands before.
fn field<'a>(text: &'a str, all: &mut Vec<Step>) -> &'a str {
    let mut name = String::new();
    let mut chars = text.char_indices();
    let mut rest = "";
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => name.extend(chars.next().map(|(_, c)| c)),
            '.' | '[' => {
                rest = text.get(at..).unwrap_or_default();
                break;
            }
            c => name.push(c),
        }
    }
    match name.as_str() {
        "" => {}
        "*" => all.push(Step::All),
        _ => all.push(Step::Field(name)),
    }
    rest
}

/// Where the bracket closes that is already open: not inside quotes, not inside another one.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Some(at),
            (None, ']') => depth -= 1,
            _ => {}
        }
    }
    None
}

fn bracket(inside: &str) -> Option<Step> {
    if inside == "*" {
        return Some(Step::All);
    }
    if let Some(name) = quoted(inside) {
        return Some(Step::Field(name.replace("\\.", ".")));
    }
    if let Some(filter) = inside.strip_prefix("?(").and_then(|filter| filter.strip_suffix(')')) {
        return condition(filter);
    }
    match inside.parse() {
        Ok(at) => Some(Step::Index(at)),
        Err(_) => (inside == "-1:").then_some(Step::Index(-1)),
    }
}

fn quoted(text: &str) -> Option<&str> {
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"'))
}

/// `@.type=="Ready"`, or `@.type` alone, which asks whether it is there.
fn condition(text: &str) -> Option<Step> {
    let comparisons = [
        ("==", Compare::Equal),
        ("!=", Compare::NotEqual),
        ("<=", Compare::LessOrEqual),
        (">=", Compare::GreaterOrEqual),
        ("<", Compare::Less),
        (">", Compare::Greater),
    ];
    let parts = comparisons.iter().find_map(|(sign, compare)| Some((text.split_once(sign)?, *compare)));
    let (left, test) = match parts {
        None => (text, None),
        Some(((left, right), compare)) => {
            let right = right.trim();
            let right = quoted(right).map(Value::from).or_else(|| serde_json::from_str(right).ok())?;
            (left, Some((compare, right)))
        }
    };
    Some(Step::Filter { left: steps(left.trim().strip_prefix('@')?)?, test })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Path;

    #[test]
    fn paths_of_definitions_find_their_values() {
        let object = json!({
            "metadata": {"name": "x", "annotations": {"a.b/c": "dotted"}},
            "spec": {"list": [{"n": 1}, {"n": 2}, {"n": 3}], "map": {"k": [7]}},
            "status": {"conditions": [{"type": "Synced", "status": "False"}, {"type": "Ready", "status": "True"}]},
        });
        for (path, value) in [
            (".metadata.name", json!("x")),
            ("metadata.name", json!("x")),
            ("{.metadata.name}", json!("x")),
            (r".metadata.annotations.a\.b/c", json!("dotted")),
            (r".metadata.annotations['a\.b/c']", json!("dotted")),
            (".metadata.annotations['a.b/c']", json!("dotted")),
            (".spec.list[1].n", json!(2)),
            (".spec.list[-1].n", json!(3)),
            (".spec.list[-1:].n", json!(3)),
            (".spec.list[*].n", json!(1)),
            (".spec.map.*[0]", json!(7)),
            (".spec..k", json!([7])),
            (".spec.list[?(@.n>=2)].n", json!(2)),
            (".spec.list[?(@.n)].n", json!(1)),
            (r#".status.conditions[?(@.type=="Ready")].status"#, json!("True")),
            (".status.conditions[?(@.type=='Ready')].status", json!("True")),
            (r#".status.conditions[?(@.type != "Ready")].status"#, json!("False")),
            (".spec.absent.deeper", Value::Null),
            (".spec.list[9].n", Value::Null),
        ] {
            let found = Path::parse(path).map(|path| path.first(&object).cloned().unwrap_or_default());
            assert_eq!(found, Some(value), "{path}");
        }
        for broken in [".a[", ".a[?(b)]", ".a[x]", ".a[?(@.b==)]"] {
            assert!(Path::parse(broken).is_none(), "{broken}");
        }
    }
}
