//! Configuration and what a namespace may use.

use std::collections::BTreeMap;

use serde_json::Value;

use super::column::{AGE, Column, NAME, Printer, text};
use super::row::Row;

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "", plural: "configmaps", columns: CONFIG_MAPS, cells: config_map },
    Printer { group: "", plural: "secrets", columns: SECRETS, cells: secret },
    Printer { group: "", plural: "serviceaccounts", columns: ACCOUNTS, cells: account },
    Printer { group: "", plural: "resourcequotas", columns: QUOTAS, cells: quota },
];

const CONFIG_MAPS: &[Column] = &[
    NAME,
    text(
        "Data",
        "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. \
        Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not \
        overlap with the keys in the BinaryData field, this is enforced during validation process.",
    ),
    AGE,
];

fn config_map(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), (row.len("/data") + row.len("/binaryData")).into(), row.age().into()]
}

const SECRETS: &[Column] = &[
    NAME,
    text(
        "Type",
        "Used to facilitate programmatic handling of secret data. More info: \
        https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
    ),
    text(
        "Data",
        "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The \
        serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly \
        non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
    ),
    AGE,
];

/// How many values a Secret has is told; the values were never kept.
fn secret(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.text("/type").into(), row.len("/data").into(), row.age().into()]
}

const ACCOUNTS: &[Column] = &[
    NAME,
    text(
        "Secrets",
        "Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are \
        allowed to use. Pods are only limited to this list if this service account has a \
        \"kubernetes.io/enforce-mountable-secrets\" annotation set to \"true\". The \
        \"kubernetes.io/enforce-mountable-secrets\" annotation is deprecated since v1.32. Prefer separate \
        namespaces to isolate access to mounted secrets. This field should not be used to find auto-generated \
        service account token secrets for use outside of pods. Instead, tokens can be requested directly using \
        the TokenRequest API, or service account token secrets can be manually created. More info: \
        https://kubernetes.io/docs/concepts/configuration/secret",
    ),
    AGE,
];

fn account(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.len("/secrets").into(), row.age().into()]
}

const QUOTAS: &[Column] = &[
    NAME,
    text("Request", "Request represents a minimum amount of cpu/memory that a container may consume."),
    text(
        "Limit",
        "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.",
    ),
    AGE,
];

fn quota(row: &Row<'_>) -> Vec<Value> {
    let hard: BTreeMap<&str, &Value> = row.entries("/status/hard").collect();
    let used: BTreeMap<&str, &Value> = row.entries("/status/used").collect();
    let amount = |value: Option<&&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => "0".to_owned(),
    };
    let (mut requests, mut limits) = (Vec::new(), Vec::new());
    for (name, most) in &hard {
        let text = format!("{name}: {}/{}", amount(used.get(name)), amount(Some(most)));
        let column = if name.starts_with("limits.") { &mut limits } else { &mut requests };
        column.push(text);
    }
    vec![row.name().into(), requests.join(", ").into(), limits.join(", ").into(), row.age().into()]
}
