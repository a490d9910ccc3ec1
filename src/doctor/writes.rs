//! What the identity could change. `sre` never does: the guard has no such rule. But a credential that can write is more
//! than this program needs, and whoever takes it has it all.

use super::checks::some;
use super::model::{Area, Check};
use crate::cluster::rights::{Rights, Rules, Write};

/// Lines that are shown.
const SHOWN: usize = 12;
/// Resources and names of one line that are shown.
const NAMED: usize = 8;

/// The namespace that is asked about where none is named. Rights on the whole cluster show in every one.
const SOME: &str = "default";

pub(super) async fn check(rights: &Rights, namespace: Option<&str>) -> Check {
    let namespace = namespace.unwrap_or(SOME);
    match rights.rules(namespace).await {
        Ok(rules) => judged(&rules, namespace),
        Err(trouble) => Check::warning(Area::Writes, "whether this identity could write is not known")
            .because(format!("the server does not list its rights: {}", trouble.why())),
    }
}

fn judged(rules: &Rules, namespace: &str) -> Check {
    let writes = rules.writes();
    let lines: Vec<String> = writes.iter().map(line).collect();
    let check = if !writes.is_empty() {
        Check::warning(Area::Writes, format!("this identity could write in the namespace {namespace}"))
            .because("sre does not: its guard refuses every write. But whoever gets hold of the credential could")
            .advise("`sre rbac --service-account NAMESPACE/NAME` prints an identity that only reads")
    } else if rules.incomplete {
        Check::warning(Area::Writes, format!("no right to write is known in the namespace {namespace}"))
    } else {
        Check::ok(Area::Writes, format!("this identity cannot write in the namespace {namespace}"))
    };
    let more = lines.len().saturating_sub(SHOWN);
    let check = check.list(lines.into_iter().take(SHOWN)).list((more > 0).then(|| format!("and {more} more")));
    if rules.incomplete {
        let why =
            if rules.evaluation_error.is_empty() { String::new() } else { format!(": {}", rules.evaluation_error) };
        return check.list([format!("the server could not list all rights{why}; there may be more")]);
    }
    check
}

/// `create, delete: pods, deployments.apps`
fn line(write: &Write) -> String {
    let names = match write.names.as_slice() {
        [] => String::new(),
        names => format!(" (only {})", some(names, NAMED)),
    };
    // Who may GET these gets a connection to a process or a server.
    let connects = if write.verbs == ["get"] { ", which lets through exec and proxies" } else { "" };
    format!(
        "{}: {}{names}{connects}",
        some(&write.verbs, NAMED).replace('*', "every verb"),
        some(&write.resources, NAMED)
    )
}
