//! Reads an object without its managed fields and without what `kubectl apply` notes of it: both together are often half
//! of what servers send, and of most items of a long list nobody asks for them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The annotation in which `kubectl apply` keeps what was applied.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// An object from its text, without `metadata.managedFields` and [`APPLIED`].
pub(super) fn read(text: &[u8]) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let object = Part::Object.deserialize(&mut reader)?;
    reader.end()?;
    Ok(object)
}

/// Which part of an object is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Object,
    Metadata,
    Annotations,
}

impl<'de> DeserializeSeed<'de> for Part {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Part {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = match (self, &*name) {
                (Part::Object, "metadata") => fields.next_value_seed(Part::Metadata)?,
                (Part::Metadata, "annotations") => fields.next_value_seed(Part::Annotations)?,
                (Part::Metadata, "managedFields") | (Part::Annotations, APPLIED) => {
                    fields.next_value::<IgnoredAny>()?;
                    continue;
                }
                _ => fields.next_value()?,
            };
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bookkeeping_is_passed_over() {
        let text = br#"{"kind":"Pod","metadata":{"name":"a","managedFields":[{"x":1}],
            "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","team":"x"},"labels":{"managedFields":"b"}},
            "spec":{"metadata":{"managedFields":[1]}},"managedFields":2}"#;
        let mut whole: Value = serde_json::from_slice(text).expect("an object");
        if let Some(metadata) = whole.pointer_mut("/metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
            metadata.get_mut("annotations").and_then(Value::as_object_mut).map(|map| map.remove(APPLIED));
        }
        assert_eq!(read(text).expect("an object"), whole);
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        for text in [&b"[1]"[..], b"{\"metadata\":3}", b"{\"a\":1", b"{} {}", b""] {
            assert!(read(text).is_err(), "{}", String::from_utf8_lossy(text));
        }
    }
}
