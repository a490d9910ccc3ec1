//! Events, in both of their forms.

use serde_json::Value;

use super::column::{Column, NAME, Printer, text, wide};
use super::row::Row;

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "", plural: "events", columns: EVENTS, cells: core },
    Printer { group: "events.k8s.io", plural: "events", columns: EVENTS, cells: newer },
];

const EVENTS: &[Column] = &[
    text("Last Seen", "The time at which the most recent occurrence of this event was recorded."),
    text("Type", "Type of this event (Normal, Warning), new types could be added in the future"),
    text(
        "Reason",
        "This should be a short, machine understandable string that gives the reason for the transition into the \
        object's current status.",
    ),
    text("Object", "The object that this event is about."),
    wide(
        "Subobject",
        "If referring to a piece of an object instead of an entire object, this string should contain a valid \
        JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object \
        reference is to a container within a pod, this would take on a value like: \"spec.containers{name}\" \
        (where \"name\" refers to the name of the container that triggered the event) or if no container name is \
        specified \"spec.containers[2]\" (container with index 2 in this pod). This syntax is chosen only to \
        have some well-defined way of referencing a part of an object.",
    ),
    wide("Source", "The component reporting this event. Should be a short machine understandable string."),
    text("Message", "A human-readable description of the status of this operation."),
    wide("First Seen", "The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)"),
    wide("Count", "The number of times this event has occurred."),
    NAME.priority(1),
];

/// The names that the two forms give to the same things.
struct Names {
    first: &'static str,
    last: &'static str,
    count: &'static str,
    about: &'static str,
    source: &'static str,
    reporter: &'static str,
    message: &'static str,
}

fn core(row: &Row<'_>) -> Vec<Value> {
    event(
        row,
        &Names {
            first: "/firstTimestamp",
            last: "/lastTimestamp",
            count: "/count",
            about: "/involvedObject",
            source: "/source",
            reporter: "/reportingComponent",
            message: "/message",
        },
    )
}

fn newer(row: &Row<'_>) -> Vec<Value> {
    event(
        row,
        &Names {
            first: "/deprecatedFirstTimestamp",
            last: "/deprecatedLastTimestamp",
            count: "/deprecatedCount",
            about: "/regarding",
            source: "/deprecatedSource",
            reporter: "/reportingController",
            message: "/note",
        },
    )
}

fn event(row: &Row<'_>, names: &Names) -> Vec<Value> {
    let first = if row.has(names.first) { row.since(names.first) } else { row.since("/eventTime") };
    let (last, count) = if row.has("/series") {
        (row.since("/series/lastObservedTime"), row.int("/series/count"))
    } else {
        let last = if row.has(names.last) { row.since(names.last) } else { first.clone() };
        (last, row.int(names.count).max(1))
    };
    let about = row.at(names.about);
    let kind = about.text("/kind").to_lowercase();
    let target = if about.text("/name").is_empty() { kind } else { format!("{kind}/{}", about.text("/name")) };
    vec![
        last.into(),
        row.text("/type").into(),
        row.text("/reason").into(),
        target.into(),
        about.text("/fieldPath").into(),
        source(row, names).into(),
        row.text(names.message).trim().into(),
        first.into(),
        count.into(),
        row.name().into(),
    ]
}

/// Who says so, and where it runs.
fn source(row: &Row<'_>, names: &Names) -> String {
    let source = row.at(names.source);
    let component = source.text_or("/component", row.text(names.reporter));
    match source.text_or("/host", row.text("/reportingInstance")) {
        "" => component.to_owned(),
        host => format!("{component}, {host}"),
    }
}
