//! Is the path wrong? The server answers, but has nothing there. For gRPC the name of the service is what a path is.

use serde_json::{Value, json};

use crate::diagnosis::causes::probes::kind::Fault;
use crate::diagnosis::causes::probes::log;
use crate::diagnosis::causes::probes::probe::Handler;
use crate::diagnosis::causes::probes::scene::{Scene, Verdict};
use crate::diagnosis::causes::probes::words::Answer;
use crate::diagnosis::hypothesis::Weight;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// Whether it is, and what shows it.
pub fn wrong(scene: &Scene<'_, '_>) -> Option<Verdict> {
    match scene.failure.answer {
        Answer::Status(code @ (404 | 405 | 410)) => Some(no_such_path(scene, code)),
        // A login in front of the path: wrong to ask only if another path is open.
        Answer::Status(code @ (401 | 403)) if other_path(scene).is_some() => Some(no_such_path(scene, code)),
        Answer::UnknownService => Some(no_such_service(scene)),
        _ => None,
    }
}

fn no_such_path(scene: &Scene<'_, '_>, code: i64) -> Verdict {
    let probe = scene.probe();
    let other = other_path(scene);
    let meaning = match code {
        405 => "it does not allow GET there",
        401 | 403 => "it wants a login there, and the kubelet has none",
        410 => "it has nothing there any more",
        _ => "it has no such path",
    };
    let passes = other.as_ref().map(|(path, name, _)| format!(" (the {name} gets {path}, and passes)"));
    let because = format!("which the server answers with status {code}: {meaning}{}", passes.unwrap_or_default());
    let wanted = other.as_ref().map_or("<a path that the application answers with 200>", |(path, ..)| *path);
    let advice = match &other {
        Some((path, ..)) => format!("Let the {} get a path that exists, such as {path}.", probe.kind.name()),
        None => format!(
            "Let the {} get a path that the application answers with a status from 200 to 399.",
            probe.kind.name()
        ),
    };
    let (pointer, patch) = match probe.handler {
        Handler::Http => ("/httpGet/path", Some(json!({ probe.kind.field(): { "httpGet": { "path": wanted } } }))),
        _ => ("/exec/command", None),
    };
    let logged = log::says(scene.container, logged_as(code));
    scene
        .verdict(Fault::Path, Weight::Proof, because, pointer)
        .looked(Weight::Weak, "another probe gets another path, and passes", other.map(|(.., fact)| fact))
        .looked(Weight::Weak, "the application's log shows the request", logged.map(|line| line.fact))
        .mend(advice, patch)
        .not("the port: the server on it answers")
        .not("a crash or a slow start: the server answers")
}

/// How access logs write such a request, in lower case.
fn logged_as(code: i64) -> &'static [&'static str] {
    match code {
        404 => &["response:404", "status=404", "\" 404", " 404 ", "status\":404", "404 not found", "| 404"],
        405 => &["\" 405", " 405 ", "status=405", "status\":405", "method not allowed"],
        401 => &["\" 401", " 401 ", "status=401", "status\":401", "unauthorized"],
        403 => &["\" 403", " 403 ", "status=403", "status\":403", "forbidden"],
        _ => &["\" 410", " 410 ", "status=410"],
    }
}

/// The path of another probe on the same port that does not fail.
fn other_path<'g>(scene: &Scene<'_, 'g>) -> Option<(&'g str, &'static str, Fact)> {
    let probe = scene.probe();
    scene.quiet_others().into_iter().find_map(|other| {
        let path = other.path().filter(|path| Some(*path) != probe.path())?;
        let same = other.number() == probe.number() || probe.rewritten();
        let place = other.view.at("/httpGet/path").filter(|_| same)?;
        Some((path, other.kind.name(), place.spec()))
    })
}

fn no_such_service(scene: &Scene<'_, '_>) -> Verdict {
    let probe = scene.probe();
    let service = probe.view.at("/grpc/service");
    let name = service.as_ref().and_then(View::str).unwrap_or_default().to_owned();
    let because = format!("but the health service does not know a service named \"{name}\"");
    let patch = json!({ probe.kind.field(): { "grpc": { "service": Value::Null } } });
    scene
        .verdict(Fault::Path, Weight::Proof, because, "/grpc/service")
        .looked(Weight::Strong, "the service's name that the probe asks for", service.map(|s| s.spec()))
        .mend(
            "Ask for a service that the server registers, or for none: that is the health of the whole server.",
            Some(patch),
        )
        .not("the port: a gRPC server answers on it")
}
