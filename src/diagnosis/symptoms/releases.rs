//! Symptoms of releases and applications that did not come through.

use super::{Scope, Symptom};
use crate::diagnosis::causes::releases::helm::UNDER_WAY;
use crate::diagnosis::causes::releases::{applications, sync};
use crate::diagnosis::objects::release::Release;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found: Vec<Symptom> = Release::all(scope.graph).iter().filter_map(|release| helm(scope, release)).collect();
    for app in applications::all(scope.graph).filter(|app| scope.entities.contains(app.key())) {
        for message in applications::errors(&app).iter().filter_map(|condition| condition.at("/message")) {
            let text = format!("cannot be compared with what is declared: \"{}\"", message.str().unwrap_or_default());
            found.push(Symptom::new(app.key(), text, vec![message.state()]));
        }
        if let Some((_, message)) = sync::failure(&app) {
            let text = format!("was not synced: \"{}\"", message.str().unwrap_or_default());
            found.push(Symptom::new(app.key(), text, vec![message.state()]));
        }
        let status = app.at("/status/sync/status").filter(|status| status.str() == Some("OutOfSync"));
        if let Some(status) = status.filter(|_| sync::is_asked(scope.subject, app.key())) {
            found.push(Symptom::new(app.key(), "is not what Git declares", vec![status.state()]));
        }
    }
    found
}

/// Records are read where the question is about releases.
fn helm(scope: &Scope<'_, '_>, release: &Release<'_>) -> Option<Symptom> {
    let status = release.status()?;
    let text = match status.str()? {
        "failed" => format!("revision {} failed", release.revision),
        word if word.starts_with("pending-") => {
            let age = scope.graph.now.duration_since(release.modified()?);
            (age >= UNDER_WAY).then(|| format!("has been {word} for long"))?
        }
        _ => return None,
    };
    Some(Symptom::new(&release.key, text, vec![status.state()]))
}
