//! Columns of tables, as the API server defines them.

use serde_json::{Value, json};

use super::row::Row;

/// A column of a table.
pub(super) struct Column {
    name: &'static str,
    kind: &'static str,
    format: &'static str,
    priority: u8,
    description: &'static str,
}

/// The columns of a resource, and the cells of one of its objects.
pub(super) struct Printer {
    pub(super) group: &'static str,
    pub(super) plural: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) cells: fn(&Row<'_>) -> Vec<Value>,
}

/// The name of an object.
pub(super) const NAME: Column = Column { format: "name", ..text("Name", NAME_DESCRIPTION) };

/// How long an object exists.
pub(super) const AGE: Column = text("Age", AGE_DESCRIPTION);

/// When an object was created: the column of resources that nobody wrote a printer for.
pub(super) const CREATED_AT: Column = Column { kind: "date", ..text("Created At", AGE_DESCRIPTION) };

/// The columns of names, images and selectors that most workloads end with.
pub(super) const CONTAINERS: Column = wide("Containers", "Names of each container in the template.");
/// See [`CONTAINERS`].
pub(super) const IMAGES: Column = wide("Images", "Images referenced by each container in the template.");

/// What the API says about names.
pub(super) const NAME_DESCRIPTION: &str = "Name must be unique within a namespace. Is required when creating resources, although some resources may \
        allow a client to request the generation of an appropriate name automatically. Name is primarily \
        intended for creation idempotence and configuration definition. Cannot be updated. More info: \
        https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

/// What the API says about the moment of creation.
pub(super) const AGE_DESCRIPTION: &str = "CreationTimestamp is a timestamp representing the server time when this object was created. It is not \
        guaranteed to be set in happens-before order across separate operations. Clients may not set this value. \
        It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. \
        More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/// A column of text that is always shown.
pub(super) const fn text(name: &'static str, description: &'static str) -> Column {
    Column { name, kind: "string", format: "", priority: 0, description }
}

/// A column of text that only the wide form shows.
pub(super) const fn wide(name: &'static str, description: &'static str) -> Column {
    Column { priority: 1, ..text(name, description) }
}

/// A column of whole numbers.
pub(super) const fn integer(name: &'static str, description: &'static str) -> Column {
    Column { kind: "integer", ..text(name, description) }
}

/// A column of switches.
pub(super) const fn boolean(name: &'static str, description: &'static str) -> Column {
    Column { kind: "boolean", ..text(name, description) }
}

/// A column of names, which clients may follow.
pub(super) const fn name(name: &'static str, description: &'static str) -> Column {
    Column { format: "name", ..text(name, description) }
}

impl Column {
    /// Its heading.
    pub(super) fn heading(&self) -> &'static str {
        self.name
    }

    /// Whether only the wide form shows it.
    pub(super) fn is_wide(&self) -> bool {
        self.priority > 0
    }

    /// The definition as a table carries it.
    pub(super) fn definition(&self) -> Value {
        let Self { name, kind, format, priority, description } = self;
        definition(name, kind, format, description, i64::from(*priority))
    }

    /// This column, shown in the wide form only.
    pub(super) const fn priority(self, priority: u8) -> Self {
        Self { priority, ..self }
    }
}

/// A definition of a column.
pub(super) fn definition(name: &str, kind: &str, format: &str, description: &str, priority: i64) -> Value {
    json!({"name": name, "type": kind, "format": format, "description": description, "priority": priority})
}
