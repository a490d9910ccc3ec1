//! The JSON Schema of the contract, generated from the types of [`super::model`] so that the two cannot differ.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::model::{Report, SCHEMA};

/// The `$id` of the schema: a name, not an address that would have to answer.
pub const SCHEMA_ID: &str = "urn:sre:report:v1";

/// JSON Schema (2020-12) of `sre.report/v1`. Fields that it does not name are allowed: readers must bear what a later
/// version adds.
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Report>();
    schema.insert("$id".to_owned(), json!(SCHEMA_ID));
    schema.insert("title".to_owned(), json!(SCHEMA));
    let mut schema = schema.to_value();
    if let Some(Value::Object(name)) = schema.pointer_mut("/properties/schema") {
        name.insert("const".to_owned(), json!(SCHEMA));
    }
    schema
}
