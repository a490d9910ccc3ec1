//! `DependencyAddressWrong`: an app was given a port that the Service does not have, or a name with a slip.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::dependencies::address as stores;
use crate::diagnosis::causes::routing::{absent, catalogue, scene};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::logs::network::Trouble;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::report::model::Remediation;

/// What is said where a port leads nowhere.
const NO_ANSWER: &[Trouble] = &[Trouble::TimedOut, Trouble::Refused];

/// `DependencyAddressWrong`.
pub fn wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for app in case.apps.iter().filter(|app| app.replicas() != Some(0)) {
        for call in calls::of_app(app, case.graph).into_iter().filter(|call| !call.init) {
            found.extend(match case.graph.lookup(&call.service) {
                Lookup::Present(object) if !object.metadata_only => {
                    port(case, app, &call, &Service::new(case.graph, object))
                }
                Lookup::Absent(absence) => name(case, app, &call, &absence),
                Lookup::Present(_) | Lookup::Unseen(_) => None,
            });
        }
    }
    found
}

/// A port that the Service does not have. One that only follows from the scheme counts where somebody suffers.
fn port(case: &Case<'_>, app: &App<'_>, call: &Call, service: &Service<'_>) -> Option<Hypothesis> {
    let wanted = call.address.port?;
    let ports = service.view.at("/spec/ports")?;
    let has: Vec<i64> = ports.items("").iter().filter_map(|port| port.i64_at("/port")).collect();
    let misses = !has.is_empty() && !has.contains(&wanted);
    if !misses || scene::is_headless(service) || scene::is_external(service) {
        return None;
    }
    let host = call.address.host.as_str();
    let address = |line: &str| {
        let ip = service.view.str_at("/spec/clusterIP").unwrap_or("-");
        crate::diagnosis::logs::network::names(line, host) || line.contains(&format!("{ip}:{wanted}"))
    };
    let said = scene::said(app, NO_ANSWER, address);
    let suffers = said.is_some() || !app.troubled().is_empty() || scene::asked_for(case, &app.key);
    // A data store that the app misses aloud has a cause of its own.
    let store =
        stores::speaks_of_store(&call.place) || stores::speaks_of_store(host) || stores::is_store_port(Some(wanted));
    if store && said.is_some() && !app.troubled().is_empty() {
        return None;
    }
    if !suffers && (call.address.implied || !scene::complains(case)) {
        return None;
    }
    let listed = has.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "{} calls {host} on port {wanted} ({}), and Service {} has no such port: it serves {listed}.",
        scene::called(app),
        call.place,
        service.key().path(),
    );
    let meant = match has.as_slice() {
        [only] => Some(format!("{host}:{only}")),
        _ => None,
    };
    let hypothesis =
        conclude(app, call, text, &service.view.key().clone(), ports.spec(), "has the ports that it has", said);
    Some(hypothesis.advise(fix(app, call, meant)))
}

/// A name that is nearly that of a Service.
fn name(case: &Case<'_>, app: &App<'_>, call: &Call, absence: &Fact) -> Option<Hypothesis> {
    let said = scene::complaint(app, call, absent::UNKNOWN_NAME);
    let suffers = said.is_some() || scene::asked_for(case, &app.key) || absent::asked_about(case, app, call);
    if !suffers {
        return None;
    }
    let near = absent::near(case, app, call)?;
    let exists = case.graph.view(&near)?.at("/metadata/name")?;
    let text = format!(
        "{} calls {} ({}), and there is no such Service; {} exists and is probably meant.",
        scene::called(app),
        call.address.host,
        call.place,
        near.path(),
    );
    let meant = call.address.host.replacen(&call.service.name, &near.name, 1);
    let port = call.address.port.filter(|_| !call.address.implied).map(|port| format!(":{port}")).unwrap_or_default();
    let hypothesis = conclude(app, call, text, &call.service, absence.clone(), "does not exist", said)
        .support(Weight::Strong, "a Service of nearly that name", Some(exists.state()))
        .link(&near, "exists", vec![exists.state()]);
    Some(hypothesis.advise(fix(app, call, Some(format!("{meant}{port}")))))
}

fn conclude(
    app: &App<'_>,
    call: &Call,
    text: String,
    service: &EntityKey,
    shows: Fact,
    how: &str,
    said: Option<Fact>,
) -> Hypothesis {
    let mut own = vec![call.fact.clone()];
    own.extend(call.port.clone());
    let mut hypothesis = Hypothesis::new(&catalogue::DEPENDENCY_ADDRESS_WRONG, &app.key, text)
        .support(Weight::Proof, "the address that the caller was given", Some(call.fact.clone()))
        .support(Weight::Proof, "the Service as it is", Some(shows.clone()))
        .support(Weight::Weak, "the caller says that it gets no answer", said.clone())
        .link(&app.key, call.shows(), own)
        .link(service, how, vec![shows]);
    if let Some(port) = &call.port {
        hypothesis = hypothesis.support(Weight::Strong, "the port that the caller was given", Some(port.clone()));
    }
    if let Some(said) = said {
        let line = format!("says \"{}\"", crate::diagnosis::logs::decisive::shorten(&said.excerpt));
        hypothesis = hypothesis.link(&said.entity.clone(), line, vec![said]);
    }
    for pod in app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    let hypothesis = hypothesis.explaining(&app.key);
    match call.field {
        Some(field) => hypothesis.blames(Some(&call.container), field, field.trim_start_matches('/')),
        None => hypothesis,
    }
}

fn fix(app: &App<'_>, call: &Call, meant: Option<String>) -> Remediation {
    let wanted = meant.clone().unwrap_or_else(|| "the address of the Service".to_owned());
    let text = format!("Correct {} of {} to {wanted}.", call.place, scene::called(app));
    let edit = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let (Some(meant), Some("/env")) = (meant, call.field) else { return advice::edit(app, &text, Some(edit), None) };
    let written = |port: Option<i64>| {
        port.map_or_else(|| call.address.host.clone(), |port| format!("{}:{port}", call.address.host))
    };
    let now = if call.port.is_some() { None } else { Some(&call.fact.excerpt) };
    let corrected = now.map(|now| {
        let whole = written(call.address.port);
        if now.contains(&whole) { now.replacen(&whole, &meant, 1) } else { now.replacen(&call.address.host, &meant, 1) }
    });
    let line = corrected.as_ref().map_or(edit, |value| {
        format!(
            "{} set env {} -c {} {}='{value}'",
            advice::kubectl(&app.key),
            advice::kubectl_name(&app.key),
            call.container,
            call.place
        )
    });
    let diff = now.zip(corrected.as_ref()).and_then(|(now, value)| {
        let manifest = |value: &str| format!("env:\n- name: {}\n  value: {value}\n", call.place);
        advice::diff(&app.key, &manifest(now), &manifest(value))
    });
    advice::edit(app, &text, Some(line), diff)
}
