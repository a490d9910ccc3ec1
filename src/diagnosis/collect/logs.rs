//! Logs: only of containers that are not well, in the first few troubled pods of each app; current and previous.

use crate::cluster::read::Read;
use crate::diagnosis::collect::{FOLLOWED_APPS, FOLLOWED_PODS, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::subject::Subject;
use crate::evidence::graph::Graph;

/// The reads of logs for the subject.
pub fn plan(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let apps = scope::apps(subject, graph);
    apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS).flat_map(of_app).collect()
}

/// The logs of an app's troubled pods.
pub fn of_app(app: &App<'_>) -> Vec<Read> {
    app.troubled().into_iter().take(FOLLOWED_PODS).flat_map(of_pod).collect()
}

/// The logs of one pod.
pub fn of_pod(pod: &Pod<'_>) -> Vec<Read> {
    if matches!(pod.trouble(), Some(Trouble::Unscheduled)) || pod.node().is_none() {
        return Vec::new();
    }
    let mut reads = Vec::new();
    for container in pod.containers().iter().filter(|c| is_unwell(c)) {
        let ended_before = container.restarts() > 0 && container.last_terminated().is_some();
        let waits = container.waits_for(&["CrashLoopBackOff"]);
        // While a container waits, its current log is that of the run before: one of the two is enough.
        let missing = pod.view.graph().coverage.logs.contains_key(&container.log_key(true));
        if container.running().is_some() || container.terminated().is_some() || waits && (!ended_before || missing) {
            reads.push(Read::log(container.log_key(false)));
        }
        if ended_before {
            reads.push(Read::log(container.log_key(true)));
        }
    }
    reads
}

fn is_unwell(container: &Container<'_>) -> bool {
    let ended_badly = container.exit_code().and_then(|code| code.i64()).is_some_and(|code| code != 0);
    match container.role {
        // An init container that ended well is not ready, and fine.
        Role::Init => ended_badly || container.running().is_some(),
        Role::Sidecar | Role::Main => !container.ready() || ended_badly,
    }
}
