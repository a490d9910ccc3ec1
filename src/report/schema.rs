//! The JSON Schema of the contract, generated from the types of [`super::model`] so that the two cannot differ.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::changes::model::{self as changes, Changes};
use super::fleet::model::{self as fleet, Fleet};
use super::model::{Report, SCHEMA};

/// The `$id` of the schema: a name, not an address that would have to answer.
pub const SCHEMA_ID: &str = "urn:sre:report:v1";

/// JSON Schema (2020-12) of `sre.report/v1`. Fields that it does not name are allowed: readers must bear what a later
/// version adds.
pub fn schema() -> Value {
    of::<Report>(SCHEMA, SCHEMA_ID)
}

/// JSON Schema (2020-12) of `sre.fleet/v1`.
pub fn fleet() -> Value {
    of::<Fleet>(fleet::SCHEMA, "urn:sre:fleet:v1")
}

/// JSON Schema (2020-12) of `sre.changes/v1`.
pub fn changes() -> Value {
    of::<Changes>(changes::SCHEMA, "urn:sre:changes:v1")
}

pub(crate) fn of<T: JsonSchema>(name: &str, id: &str) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!(name));
    let mut schema = schema.to_value();
    if let Some(Value::Object(property)) = schema.pointer_mut("/properties/schema") {
        property.insert("const".to_owned(), json!(name));
    }
    schema
}
