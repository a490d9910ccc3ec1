//! How a pod that no node takes is brought to run: what to change in its template, or on a node.

use crate::diagnosis::advice;
use crate::diagnosis::objects::app::App;
use crate::evidence::kinds;
use crate::report::model::Remediation;

/// A change of the pod's own spec: the lines as they are and as they should be, without indentation of their own.
pub fn template(app: &App<'_>, text: &str, now: &str, wanted: &str) -> Remediation {
    let path: &[&str] = if app.key.is(&kinds::CRON_JOB) {
        &["spec", "jobTemplate", "spec", "template", "spec"]
    } else if app.key.is(&kinds::POD) {
        &["spec"]
    } else {
        &["spec", "template", "spec"]
    };
    let manifest = |lines: &str| {
        let mut text = String::new();
        for (depth, word) in path.iter().enumerate() {
            text.push_str(&format!("{}{word}:\n", "  ".repeat(depth)));
        }
        for line in lines.lines() {
            text.push_str(&format!("{}{line}\n", "  ".repeat(path.len())));
        }
        text
    };
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    advice::edit(app, text, Some(line), advice::diff(&app.key, &manifest(now), &manifest(wanted)))
}

/// Fewer replicas, where the app has a number of them.
pub fn scale(app: &App<'_>, to: usize, why: &str) -> Option<Remediation> {
    let scales = app.key.is(&kinds::DEPLOYMENT) || app.key.is(&kinds::STATEFUL_SET);
    let now = app.replicas().filter(|_| scales && to > 0)?;
    let line = format!("{} scale {} --replicas={to}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let manifest = |n: &str| format!("spec:\n  replicas: {n}\n");
    let diff = advice::diff(&app.key, &manifest(&now.to_string()), &manifest(&to.to_string()));
    Some(advice::edit(app, &format!("Run {to} replica{}: {why}.", if to == 1 { "" } else { "s" }), Some(line), diff))
}
