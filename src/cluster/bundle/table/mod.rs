//! Tables as the API server prints them: what `kubectl get` and browsers of clusters show.
//!
//! One file a family of resources; each lists columns and a function from an object to its cells. Every row is as wide as
//! the server's: clients leave columns out by their priority.

use serde_json::{Map, Value, json};

use super::accept::MetaVersion;
use super::layout::Key;
use super::status::Status;
use super::store::Store;
use super::target::Query;
use crate::evidence::kinds::Kind;
use column::Printer;
use row::Row;

mod access;
mod age;
mod cluster;
mod column;
mod config;
mod custom;
mod events;
mod jobs;
mod jsonpath;
mod network;
mod pods;
mod row;
mod server;
mod storage;
mod workloads;

pub(super) use custom::CustomColumn;

/// How much of its object a row carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Include {
    Nothing,
    Metadata,
    Object,
}

impl Include {
    /// What a query asks for.
    pub(super) fn of(query: &Query) -> Result<Self, Status> {
        match query.get("includeObject") {
            Some("None") => Ok(Self::Nothing),
            None | Some("Metadata") => Ok(Self::Metadata),
            Some("Object") => Ok(Self::Object),
            Some(other) => Err(Status::bad_request(format!("unrecognized includeObject value: {other:?}"))),
        }
    }
}

/// The columns of one resource.
enum Columns {
    Own(&'static Printer),
    Custom(custom::Custom),
    /// A resource that nobody wrote a printer for.
    Plain,
}

/// A table of one resource.
pub(super) struct Table {
    columns: Columns,
    version: MetaVersion,
    include: Include,
    now: Option<jiff::Timestamp>,
}

impl Table {
    /// The table of a resource in a version.
    pub(super) fn new(store: &Store, key: &Key, version: &str, form: MetaVersion, include: Include) -> Self {
        let columns = match printer(key) {
            Some(printer) => Columns::Own(printer),
            None if super::builtin::is_group(&key.group) => Columns::Plain,
            None => Columns::Custom(custom::Custom::new(store.api().columns(key, version))),
        };
        Self { columns, version: form, include, now: store.now() }
    }

    /// The whole of it. The objects come as they are, each with the kind and version that its list leaves out.
    pub(super) fn body(&self, metadata: &Value, objects: impl Iterator<Item = Value>) -> Value {
        self.with(metadata, &self.definitions().into(), &objects.map(|object| self.row(object)).collect::<Vec<_>>())
    }

    /// One object as an event of a watch carries it: only the first event says what the columns are.
    pub(super) fn event(&self, object: Value, first: bool) -> Value {
        let version = object.pointer("/metadata/resourceVersion").cloned();
        let metadata: Map<String, Value> = version.into_iter().map(|v| ("resourceVersion".to_owned(), v)).collect();
        let definitions = if first { self.definitions().into() } else { Value::Null };
        self.with(&metadata.into(), &definitions, &[self.row(object)])
    }

    fn with(&self, metadata: &Value, definitions: &Value, rows: &[Value]) -> Value {
        json!({
            "kind": "Table",
            "apiVersion": self.version.api_version(),
            "metadata": metadata,
            "columnDefinitions": definitions,
            "rows": rows,
        })
    }

    fn definitions(&self) -> Vec<Value> {
        match &self.columns {
            Columns::Own(printer) => printer.columns.iter().map(column::Column::definition).collect(),
            Columns::Custom(custom) => custom.definitions(),
            Columns::Plain => vec![column::NAME.definition(), column::CREATED_AT.definition()],
        }
    }

    fn row(&self, object: Value) -> Value {
        let row = Row::new(&object, self.now);
        let cells = match &self.columns {
            Columns::Own(printer) => (printer.cells)(&row),
            Columns::Custom(custom) => custom.cells(&row),
            Columns::Plain => vec![row.name().into(), row.text("/metadata/creationTimestamp").into()],
        };
        let mut out = json!({"cells": cells});
        if let Columns::Own(Printer { group: "", plural: "pods", .. }) = self.columns
            && let (Some(conditions), Some(out)) = (pods::conditions(&row), out.as_object_mut())
        {
            out.insert("conditions".to_owned(), conditions);
        }
        let carried = match self.include {
            Include::Nothing => Value::Null,
            Include::Object => object,
            Include::Metadata => json!({
                "kind": "PartialObjectMetadata",
                "apiVersion": self.version.api_version(),
                "metadata": object.get("metadata"),
            }),
        };
        if let Some(out) = out.as_object_mut() {
            out.insert("object".to_owned(), carried);
        }
        out
    }
}

/// An object as `kubectl get` shows it: its columns and cells, in order. None for a resource that nobody wrote a printer
/// for.
pub fn shown(kind: &Kind, object: &Value, now: jiff::Timestamp, wide: bool) -> Option<Vec<(&'static str, String)>> {
    let printer = printer(&Key { group: kind.group.to_string(), plural: kind.plural.to_string() })?;
    let cells = (printer.cells)(&Row::new(object, Some(now)));
    let text = |cell: Value| match cell {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let shown = printer.columns.iter().zip(cells).filter(|(column, _)| wide || !column.is_wide());
    Some(shown.map(|(column, cell)| (column.heading(), text(cell))).collect())
}

/// The printer of a resource of Kubernetes itself.
fn printer(key: &Key) -> Option<&'static Printer> {
    let families = [
        pods::PRINTERS,
        workloads::PRINTERS,
        jobs::PRINTERS,
        network::PRINTERS,
        cluster::PRINTERS,
        events::PRINTERS,
        config::PRINTERS,
        storage::PRINTERS,
        access::PRINTERS,
        server::PRINTERS,
    ];
    families.into_iter().flatten().find(|printer| printer.group == key.group && printer.plural == key.plural)
}
