//! What the server serves: with it a bundle can tell a kind that is absent from one that was not collected.

use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use super::record::Record;
use super::session::Session;
use crate::cluster::read::Read;
use crate::evidence::observation::Outcome;

const CONCURRENCY: usize = 8;
/// Versions of groups that are asked for.
const VERSIONS: usize = 500;

/// Records the server's version and its groups, and returns the lists of its resources; none where the server said
/// nothing at all.
pub(super) async fn collect(session: &Session, record: &mut Record) -> Option<Vec<Value>> {
    let version = session.read(&Read::version()).await;
    let answered = version.outcome == Outcome::Read;
    match version.body.json().filter(|_| answered) {
        Some(info) => {
            let string = info.get("gitVersion").cloned().unwrap_or_default();
            record.document("cluster-info/cluster_version.json", &json!({"info": **info, "string": string}));
        }
        None => record.miss("the server's version", version.outcome.blindness().map_or("it has none", |(_, why)| why)),
    }
    let groups = match session.document("/apis").await {
        Ok(groups) => groups,
        Err(why) => {
            record.miss("the server's groups and resources", why);
            return answered.then(Vec::new);
        }
    };
    let mut lists = Vec::new();
    let mut asked = stream::iter(paths(&groups))
        .map(|path| async move { (session.document(&path).await, path) })
        .buffered(CONCURRENCY);
    while let Some((answer, path)) = asked.next().await {
        match answer {
            Ok(list) => lists.push(list),
            // One dead aggregated API is no reason to go without the others.
            Err(why) => record.miss(format!("the resources of {path}"), why),
        }
    }
    record.document("cluster-resources/groups.json", &groups);
    Some(lists)
}

/// Records the resources. What an old server has in an older form is in the bundle in that of today, so today's form is
/// among them.
pub(super) fn finish(mut lists: Vec<Value>, record: &mut Record) {
    if lists.is_empty() {
        return;
    }
    let text = |value: &Value, field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let recorded = std::mem::take(&mut record.kinds);
    for kind in recorded {
        let version = kind.api_version();
        let listed = lists.iter().filter(|list| text(list, "groupVersion") == version).any(|list| {
            let resources = list.get("resources").and_then(Value::as_array);
            resources.is_some_and(|resources| resources.iter().any(|resource| text(resource, "name") == kind.plural))
        });
        if !listed {
            lists.push(json!({
                "kind": "APIResourceList", "groupVersion": version, "resources": [{
                    "name": kind.plural, "singularName": kind.kind.to_lowercase(), "namespaced": kind.namespaced,
                    "kind": kind.kind, "verbs": ["get", "list"],
                }],
            }));
        }
    }
    record.document("cluster-resources/resources.json", &Value::Array(lists));
}

/// Where the resources of each version are listed. Names that could change a path are left out.
fn paths(groups: &Value) -> Vec<String> {
    let versions = groups.get("groups").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let versions = versions.iter().filter_map(|group| group.get("versions")?.as_array()).flatten();
    let named = versions.filter_map(|version| version.get("groupVersion")?.as_str());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    let fine = named.filter(|name| name.chars().all(plain) && name.split('/').count() == 2 && !name.contains(".."));
    let paths = fine.take(VERSIONS).map(|name| format!("/apis/{name}"));
    std::iter::once("/api/v1".to_owned()).chain(paths).collect()
}
