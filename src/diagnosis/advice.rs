//! Advice that many causes give: which field to change, where, and how it would look. Nothing is ever done.

use similar::TextDiff;

use crate::diagnosis::case::Finding;
use crate::diagnosis::managed;
use crate::diagnosis::objects::app::App;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::report::model::{Remediation, RemediationKind};

/// The API server refuses every change of a Job's template.
const MADE_AGAIN: &str = "A Job's template cannot be changed: it has to be deleted and made again.";
/// A `CronJob` is only what its Jobs are made from.
const ONLY_LATER: &str = "none to running pods and Jobs; only later Jobs are made from it";

/// `deployment/web`, as kubectl takes it.
pub fn kubectl_name(key: &EntityKey) -> String {
    format!("{}/{}", key.kind.to_lowercase(), key.name)
}

/// `kubectl -n shop`, or `kubectl` for what has no namespace.
pub fn kubectl(key: &EntityKey) -> String {
    key.namespace.as_ref().map_or("kubectl".to_owned(), |ns| format!("kubectl -n {ns}"))
}

/// Sets the image of a container.
pub fn set_image(finding: &Finding<'_, '_>, wanted: &str) -> Remediation {
    let name = finding.container.name;
    let app = finding.app;
    let now = finding.container.image().and_then(|image| image.str()).unwrap_or_default();
    let can_set = !app.key.is(&kinds::JOB) && !app.key.is(&kinds::POD);
    let line = can_set.then(|| format!("{} set image {} {name}='{wanted}'", kubectl(&app.key), kubectl_name(&app.key)));
    edit(
        app,
        &format!("Set the image of container {name} to one that exists."),
        line,
        container_diff(app, name, "image", now, wanted),
    )
}

/// Sets a plain field of a container.
pub fn set_field(finding: &Finding<'_, '_>, field: &str, wanted: &str) -> Remediation {
    let (app, name) = (finding.app, finding.container.name);
    let place =
        app.container_field(name, &format!("/{field}")).or_else(|| finding.container.spec.at(&format!("/{field}")));
    let now = place.as_ref().map(|place| crate::evidence::view::excerpt(place.value())).unwrap_or_default();
    let line = format!("{} edit {}", kubectl(&app.key), kubectl_name(&app.key));
    edit(
        app,
        &format!("Set {field} of container {name} to {wanted}."),
        Some(line),
        container_diff(app, name, field, &now, wanted),
    )
}

/// Creates or renews a pull secret.
pub fn create_pull_secret(app: &App<'_>, registry: &str, name: Option<&str>) -> Remediation {
    let secret = name.unwrap_or("registry-credentials");
    let text = match name {
        Some(_) => format!("Create (or renew) the pull secret {secret} in the pod's namespace."),
        None => format!(
            "Create a pull secret and name it in the pod's imagePullSecrets (or its ServiceAccount), e.g. {secret}."
        ),
    };
    Remediation {
        kind: RemediationKind::Command,
        text,
        command: Some(format!(
            "{} create secret docker-registry {secret} --docker-server={registry} --docker-username=\"$USERNAME\" --docker-password=\"$PASSWORD\"",
            kubectl(&app.key)
        )),
        diff: None,
        risk: "none to running pods; the credentials should only be able to pull".to_owned(),
    }
}

/// A change of what an app starts: where it is managed from if something manages it, else by a command.
pub fn edit(app: &App<'_>, text: &str, line: Option<String>, diff: Option<String>) -> Remediation {
    let manager = app.view.as_ref().and_then(|view| managed::of(view.graph(), &app.key));
    let (text, line, risk) = match &app.key {
        job if job.is(&kinds::JOB) => {
            let line = format!("{} replace --force -f <manifest of {}>", kubectl(job), kubectl_name(job));
            (format!("{text} {MADE_AGAIN}"), Some(line), risk_of_job(app))
        }
        key if key.is(&kinds::CRON_JOB) => (text.to_owned(), line, ONLY_LATER.to_owned()),
        _ => (text.to_owned(), line, risk_of_rollout(app)),
    };
    match manager {
        Some(manager) => Remediation {
            kind: RemediationKind::Gitops,
            text: format!("{text} {}", manager.advice()),
            command: None,
            diff,
            risk,
        },
        None => Remediation { kind: RemediationKind::Command, text, command: line, diff, risk },
    }
}

/// A new template rolls out, and with it all pods.
fn risk_of_rollout(app: &App<'_>) -> String {
    match app.ready() {
        0 => "none to running pods, there are none ready".to_owned(),
        n => format!("the app rolls out anew; {n} ready pod{} will be replaced", if n == 1 { "" } else { "s" }),
    }
}

/// A Job that is deleted takes its pods with it.
fn risk_of_job(app: &App<'_>) -> String {
    let runs = app.pods.iter().any(|pod| !matches!(pod.phase(), "Succeeded" | "Failed"));
    let ends = if runs { "its pods are ended, and " } else { "" };
    format!("{ends}the Job begins from the start; be sure that it may run again")
}

/// A unified diff of one field of a container in the app's manifest; a dot leads into a field (`resources.limits.memory`).
pub fn container_diff(app: &App<'_>, container: &str, field: &str, now: &str, wanted: &str) -> Option<String> {
    let init = app
        .template()
        .is_some_and(|t| t.items("/spec/initContainers").iter().any(|c| c.str_at("/name") == Some(container)));
    let list = if init { "initContainers" } else { "containers" };
    let path: Vec<&str> = if app.key.is(&kinds::CRON_JOB) {
        vec!["spec", "jobTemplate", "spec", "template", "spec", list]
    } else if app.key.is(&kinds::POD) {
        vec!["spec", list]
    } else {
        vec!["spec", "template", "spec", list]
    };
    let manifest = |value: &str| {
        let mut text = String::new();
        for (depth, word) in path.iter().enumerate() {
            text.push_str(&format!("{}{word}:\n", "  ".repeat(depth)));
        }
        let indent = "  ".repeat(path.len());
        text.push_str(&format!("{indent}- name: {container}\n"));
        let steps: Vec<&str> = field.split('.').collect();
        for (depth, step) in steps.iter().enumerate().filter(|_| !value.is_empty()) {
            let value = if depth + 1 == steps.len() { format!(" {value}") } else { String::new() };
            text.push_str(&format!("{indent}  {}{step}:{value}\n", "  ".repeat(depth)));
        }
        text
    };
    diff(&app.key, &manifest(now), &manifest(wanted))
}

/// A unified diff of two texts of an object's manifest; none if they are the same.
pub fn diff(key: &EntityKey, now: &str, wanted: &str) -> Option<String> {
    if now == wanted {
        return None;
    }
    let name = format!("{} {}", key.kind, key.path());
    Some(TextDiff::from_lines(now, wanted).unified_diff().context_radius(10).header(&name, &name).to_string())
}
