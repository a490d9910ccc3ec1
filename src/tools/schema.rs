//! Schemas of arguments, and what a call gets wrong about them, told so that it can be put right.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Wrong;
use super::find::nearest;

/// The schema of a type, whole in itself: models follow no references.
pub fn of<A: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<A>().to_value();
    if let Some(map) = schema.as_object_mut() {
        map.remove("title");
        map.remove("description");
        map.entry("properties").or_insert_with(|| Value::Object(serde_json::Map::new()));
    }
    schema
}

/// Checks arguments: unknown, missing and misshapen ones are named.
pub(super) fn check(schema: &Value, arguments: &Value) -> Result<(), Wrong> {
    let Some(given) = arguments.as_object() else {
        return Err(Wrong::new(format!("the arguments are {}, not an object", shape(arguments)), summary(schema)));
    };
    let known = properties(schema);
    for (name, value) in given {
        let Some(wanted) = known.get(name.as_str()) else {
            let near = nearest(name, known.keys().copied());
            let near = near.first().map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            return Err(Wrong::new(format!("there is no argument `{name}`"), near + &summary(schema)));
        };
        fits(name, wanted, value)?;
    }
    for name in required(schema) {
        if given.get(name).is_none_or(Value::is_null) {
            return Err(Wrong::new(format!("the argument `{name}` is missing"), summary(schema)));
        }
    }
    Ok(())
}

/// The arguments in a line: `it takes kind (string), name (string, optional)`.
pub(super) fn summary(schema: &Value) -> String {
    let required: Vec<&str> = required(schema).collect();
    let all: Vec<String> = properties(schema)
        .into_iter()
        .map(|(name, property)| {
            let optional = if required.contains(&name) { "" } else { ", optional" };
            format!("{name} ({}{optional})", wanted(property))
        })
        .collect();
    if all.is_empty() { "it takes no arguments: {}".to_owned() } else { format!("it takes {}", all.join(", ")) }
}

fn properties(schema: &Value) -> BTreeMap<&str, &Value> {
    let map = schema.get("properties").and_then(Value::as_object);
    map.into_iter().flatten().map(|(name, property)| (name.as_str(), property)).collect()
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The types that a property may have.
fn types(property: &Value) -> Vec<&str> {
    match property.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn choices(property: &Value) -> Vec<&str> {
    let listed = property.get("enum").and_then(Value::as_array).into_iter().flatten();
    let below = property.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).chain(below.flat_map(choices)).collect()
}

fn fits(name: &str, property: &Value, value: &Value) -> Result<(), Wrong> {
    let (types, choices) = (types(property), choices(property));
    let optional = types.contains(&"null") || property.get("anyOf").is_some();
    let right_type = match value {
        Value::Null => optional,
        Value::Bool(_) => types.contains(&"boolean"),
        Value::Number(number) => types.contains(&"integer") && number.is_i64() && within(property, number.as_i64()),
        Value::String(text) if !choices.is_empty() => choices.contains(&text.as_str()),
        Value::String(_) => types.contains(&"string"),
        Value::Array(items) => types.contains(&"array") && items.iter().all(Value::is_string),
        Value::Object(_) => types.contains(&"object"),
    };
    if right_type {
        return Ok(());
    }
    let given = match value {
        Value::String(text) => format!("\"{}\"", text.chars().take(60).collect::<String>()),
        other => shape(other),
    };
    Err(Wrong::new(format!("the argument `{name}` is {given}"), format!("it takes {}", wanted(property))))
}

fn within(property: &Value, number: Option<i64>) -> bool {
    let bound = |field: &str| property.get(field).and_then(Value::as_i64);
    number.is_some_and(|number| {
        bound("minimum").is_none_or(|least| number >= least) && bound("maximum").is_none_or(|most| number <= most)
    })
}

/// What a property takes, in words.
fn wanted(property: &Value) -> String {
    let choices = choices(property);
    if !choices.is_empty() {
        return format!("one of {}", choices.join(", "));
    }
    let bound = |field: &str| property.get(field).and_then(Value::as_i64);
    match types(property).into_iter().find(|one| *one != "null") {
        Some("integer") => match (bound("minimum"), bound("maximum")) {
            (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
            _ => "a whole number".to_owned(),
        },
        Some("boolean") => "true or false".to_owned(),
        Some("array") => "a list of strings".to_owned(),
        _ => "a string".to_owned(),
    }
}

fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
