//! `HeadlessServiceMisused`: a port of a headless Service is called as if somebody translated it.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{mend, scene, sides};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::logs::network::Trouble;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::Call;
use crate::diagnosis::objects::ports::{self, Declared};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// What a caller says of a port on which nobody listens.
const REFUSED: &[Trouble] = &[Trouble::Refused, Trouble::TimedOut];

/// `HeadlessServiceMisused`.
pub fn misused(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    let services = scene::services(case);
    services
        .iter()
        .filter(|service| scene::is_headless(service))
        .filter_map(|service| one(case, service, &apps))
        .collect()
}

fn one(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let callee = scene::behind(service, apps)?;
    let shape = scene::shape(callee)?;
    let declared = ports::declared(&shape);
    if declared.is_empty() || !ports::all_declare(&shape) || callee.ready() == 0 {
        return None;
    }
    let listed = service.view.items("/spec/ports");
    let found = scene::callers(case, apps, service.key()).into_iter().find_map(|(app, call)| {
        let port = call.address.port?;
        // Names lead to the pods themselves: whatever number is called has to be one that they listen on.
        let open =
            declared.iter().any(|d| d.number == port) || ports::probes(&shape).iter().any(|p| p.i64() == Some(port));
        let entry = listed.iter().find(|entry| entry.i64_at("/port") == Some(port)).filter(|_| !open)?;
        let meant = meant(entry, &declared)?;
        let said = scene::complaint(app, &call, REFUSED);
        let asked =
            scene::complains(case) && (scene::asked_for(case, &app.key) || scene::asked_for(case, service.key()));
        (said.is_some() || asked).then_some((app, call, entry.clone(), meant, said))
    })?;
    let (app, call, entry, meant, said) = found;
    Some(conclude(case, service, &Misuse { app, call: &call, entry: &entry, meant, callee }, said))
}

/// The port that the Service means by one of its own.
fn meant<'d, 'g>(entry: &View<'_>, declared: &'d [Declared<'g>]) -> Option<&'d Declared<'g>> {
    let target = ports::target(entry)?;
    declared.iter().find(|d| target.i64() == Some(d.number) || (target.str().is_some() && d.name == target.str()))
}

struct Misuse<'a, 'g> {
    app: &'a App<'g>,
    call: &'a Call,
    entry: &'a View<'g>,
    meant: &'a Declared<'g>,
    callee: &'a App<'g>,
}

fn conclude(
    case: &Case<'_>,
    service: &Service<'_>,
    misuse: &Misuse<'_, '_>,
    said: Option<crate::evidence::fact::Fact>,
) -> Hypothesis {
    let key: &EntityKey = service.key();
    let from = misuse.entry.i64_at("/port").unwrap_or_default();
    let text = format!(
        "Service {} is headless (clusterIP: None): its name leads to the pods themselves, and nobody turns its port {from} into {}. {} calls port {from}, on which the pods of {} do not listen.",
        key.path(),
        misuse.meant.called(),
        scene::called(misuse.app),
        scene::called(misuse.callee),
    );
    let headless = service.view.at("/spec/clusterIP").map(|ip| ip.spec());
    let port = misuse.entry.at("/port").map(|port| port.spec());
    let mut hypothesis = Hypothesis::new(&sides::HEADLESS_SERVICE_MISUSED, key, text)
        .support(Weight::Proof, "it has no address of its own", headless.clone())
        .support(Weight::Strong, "the port that is called", port.clone())
        .support(Weight::Strong, "where the pods listen", Some(misuse.meant.view.spec()))
        .support(Weight::Strong, "who calls it so", Some(misuse.call.fact.clone()))
        .support(Weight::Weak, "the caller says that it is refused", said.clone())
        .link(&misuse.callee.key, format!("listens on {}", misuse.meant.called()), vec![misuse.meant.view.spec()])
        .link(key, format!("is headless, and lists port {from}"), headless.into_iter().chain(port).collect())
        .link(&misuse.app.key, misuse.call.shows(), vec![misuse.call.fact.clone()])
        .explaining(key)
        .explaining(&misuse.app.key);
    if let Some(said) = said {
        hypothesis = hypothesis.link(&misuse.app.key, format!("says \"{}\"", said.excerpt), vec![said]);
    }
    for pod in misuse.app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    let fix = format!(
        "Call port {} of the pods, list that number as the port of Service {}, or give the Service an address (a new Service without clusterIP: None).",
        misuse.meant.number, key.name
    );
    let manifest = |port: i64| format!("spec:\n  ports:\n  - port: {port}\n    targetPort: {}\n", misuse.meant.number);
    let diff = advice::diff(key, &manifest(from), &manifest(misuse.meant.number));
    hypothesis.advise(mend::object(
        case.graph,
        key,
        &fix,
        mend::edit(key),
        diff,
        "callers have to use the port that is then listed",
    ))
}
