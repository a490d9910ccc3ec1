//! `discovery`: what the cluster serves, and what of it is read.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::cluster::read::Read;
use crate::evidence::declared;
use crate::tools::{Context, Function, Page, Wrong};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "discovery",
    "Lists the kinds that the other tools can read, or the API groups or resources that the cluster serves.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// A version of a group, e.g. v1 or apps/v1: its resources
    version: Option<String>,
    /// The groups that the cluster serves, instead of the kinds that can be read
    groups: Option<bool>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    if let Some(version) = &arguments.version {
        let read = Read::resources(checked(version)?);
        for document in documents(read, context, &mut page).await {
            resources(&document, version, &mut page);
        }
    } else if arguments.groups == Some(true) {
        for document in documents(Read::groups(), context, &mut page).await {
            groups(&document, &mut page);
        }
    } else {
        page.line(0, "kinds that the tools read:");
        for read in declared::READS.iter().filter(|read| read.subresource.is_none()) {
            page.line(1, format!("{} ({}): {}", read.kind.kind, read.full_name(), read.need));
        }
    }
    Ok(page)
}

/// Anything else would change the path of the request.
fn checked(version: &str) -> Result<&str, Wrong> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains("..")
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
    };
    let parts: Vec<&str> = version.split('/').collect();
    let fine =
        matches!(parts.as_slice(), ["v1"]) || matches!(parts.as_slice(), [group, name] if plain(group) && plain(name));
    if fine {
        return Ok(version);
    }
    Err(Wrong::new(format!("`{version}` is no version of a group"), "write v1, or group/version as in apps/v1"))
}

async fn documents(read: Read, context: &Context, page: &mut Page) -> Vec<std::sync::Arc<Value>> {
    let answers = context.read(vec![read], page).await;
    answers.iter().filter_map(|(_, observation)| observation.body.json().cloned()).collect()
}

fn groups(document: &Value, page: &mut Page) {
    let list = document.get("groups").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    page.line(0, format!("{} groups beside the core one (v1):", list.len()));
    for group in list {
        let versions = group.get("versions").and_then(Value::as_array).into_iter().flatten();
        let names: Vec<&str> =
            versions.filter_map(|version| version.get("groupVersion").and_then(Value::as_str)).collect();
        page.line(1, names.join(", "));
    }
}

fn resources(document: &Value, version: &str, page: &mut Page) {
    let list = document.get("resources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    page.line(0, format!("{} resources in {version}:", list.len()));
    for resource in list {
        let text = |field: &str| resource.get(field).and_then(Value::as_str).unwrap_or_default();
        let scope =
            if resource.get("namespaced").and_then(Value::as_bool) == Some(true) { "namespaced" } else { "cluster" };
        let known = declared::of_resource(group, text("name")).is_some();
        page.line(1, format!("{} {} ({scope}){}", text("name"), text("kind"), if known { ", read" } else { "" }));
    }
}
