//! Custom resources: columns from their definition, values by JSON path.

use serde::Deserialize;
use serde_json::Value;

use super::column::{self, AGE_DESCRIPTION, NAME};
use super::jsonpath::Path;
use super::row::Row;

/// A column that a definition asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct CustomColumn {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    priority: i64,
    /// `JSONPath` is how the first version of definitions spelt it.
    #[serde(alias = "JSONPath")]
    json_path: String,
}

impl CustomColumn {
    /// What a resource shows whose definition asks for nothing.
    fn age() -> Self {
        Self {
            name: "Age".to_owned(),
            kind: "date".to_owned(),
            format: String::new(),
            description: AGE_DESCRIPTION.to_owned(),
            priority: 0,
            json_path: ".metadata.creationTimestamp".to_owned(),
        }
    }

    fn definition(&self) -> Value {
        let path = format!("Custom resource definition column (in JSONPath format): {}", self.json_path);
        let description = if self.description.is_empty() { &path } else { &self.description };
        column::definition(&self.name, &self.kind, &self.format, description, self.priority)
    }

    /// The cell of an object. What the path finds nothing for, or what has another type than the column, is `null`.
    fn cell(&self, path: &Path, row: &Row<'_>) -> Value {
        let Some(value) = path.first(row.value()) else { return Value::Null };
        match (self.kind.as_str(), value) {
            ("string", Value::String(text)) => text.as_str().into(),
            ("string", Value::Null) => "<nil>".into(),
            ("string", other) => other.to_string().into(),
            ("integer", Value::Number(number)) => whole(number),
            ("number", Value::Number(number)) => number.as_f64().into(),
            ("boolean", Value::Bool(flag)) => (*flag).into(),
            ("date", Value::String(text)) => match text.parse() {
                Ok(then) => row.ago(Some(then)).into(),
                Err(_) if text.is_empty() => "<unknown>".into(),
                Err(_) => "<invalid>".into(),
            },
            _ => Value::Null,
        }
    }
}

/// The columns of a custom resource, ready to use.
pub(super) struct Custom(Vec<(CustomColumn, Path)>);

impl Custom {
    /// The columns of a definition; a path that cannot be read leaves only the age, as on the server.
    pub(super) fn new(columns: &[CustomColumn]) -> Self {
        let parse = |column: &CustomColumn| Some((column.clone(), Path::parse(&column.json_path)?));
        let parsed: Option<Vec<_>> = columns.iter().map(parse).collect();
        Self(
            parsed
                .filter(|columns| !columns.is_empty())
                .unwrap_or_else(|| parse(&CustomColumn::age()).into_iter().collect()),
        )
    }

    pub(super) fn definitions(&self) -> Vec<Value> {
        std::iter::once(NAME.definition()).chain(self.0.iter().map(|(column, _)| column.definition())).collect()
    }

    pub(super) fn cells(&self, row: &Row<'_>) -> Vec<Value> {
        let own = self.0.iter().map(|(column, path)| column.cell(path, row));
        std::iter::once(row.name().into()).chain(own).collect()
    }
}

fn whole(number: &serde_json::Number) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a fraction is cut off, as the server does it")]
    let cut = || number.as_f64().map(|float| float as i64);
    number.as_i64().or_else(cut).into()
}
