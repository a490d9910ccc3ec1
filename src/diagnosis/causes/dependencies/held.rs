//! Wrong ports and credentials that Secrets hold, of apps whose log says nothing: what a bundle tells of its Secrets
//! against the store's Service, and against what apps that are well hold for the same store.
//!
//! A log that says so itself is the stronger proof and comes first: apps that complain are left to it.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case, Finding, Sign};
use crate::diagnosis::causes::dependencies::address::{self, Setting};
use crate::diagnosis::causes::dependencies::catalogue;
use crate::diagnosis::causes::exits;
use crate::diagnosis::causes::exits::exit::Ending;
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::environment::{self, Variable};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;

/// Others that have to agree on a credential before one that differs is wrong.
const AGREEING: usize = 2;
/// Exit codes of those who were ended by others, or well.
const ENDED: &[i64] = &[0, 137, 143];

/// The exit of a container that ended by itself, and badly, and whose log does not say why.
fn silent_end<'g>(case: &Case<'g>, app: &App<'g>, container: &Container<'g>) -> Option<Ending<'g>> {
    let complains = case.complaints().iter().any(|entry| case.apps.get(entry.app).is_some_and(|of| of.key == app.key));
    Ending::of(container).filter(|end| !complains && !container.ready() && !ENDED.contains(&end.number))
}

/// `DatabasePortWrong`: a Secret names a port that the store's Service does not have.
pub fn port(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = exits::gather::endings(case, |pod, container, _| {
        let app = case.apps.iter().find(|app| app.pods.iter().any(|of| of.key() == pod.key()))?;
        silent_end(case, app, container)?;
        let (setting, service, port) = wrong_port(container)?;
        let place = service.view.at("/spec/ports")?.spec();
        let held = setting.port.clone().unwrap_or_else(|| setting.host.clone());
        let exit = container.exit_code().map(|code| code.state());
        let mut sign = Sign::new(format!("is told port {port}, and ends"), "the port in the Secret", Some(held));
        sign = sign.strong("the ports of the Service", Some(place)).strong("its log says so", None);
        Some(sign.weak("its exit code", exit).weak("the host in the Secret", Some(setting.host)))
    });
    found.iter().filter_map(conclude_port).collect()
}

/// The first store's setting out of a Secret whose port its Service does not have, while somebody serves there.
fn wrong_port<'g>(container: &Container<'g>) -> Option<(Setting, Service<'g>, i64)> {
    let settings = address::settings(container).into_iter();
    settings.filter(|setting| setting.secret.is_some() && setting.is_store()).find_map(|setting| {
        let service = address::service(container.spec.graph(), &setting.peer, container.pod().ns())?;
        let port = setting.peer.port?;
        let headless = service.view.str_at("/spec/clusterIP") == Some("None");
        address::serving(&service).filter(|_| !headless && !address::has_port(&service, port))?;
        Some((setting, service, port))
    })
}

fn conclude_port(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (setting, service, port) = wrong_port(&finding.container)?;
    let secret = setting.secret.as_ref()?;
    let all = environment::of_secrets(&finding.container);
    let place = setting.port.as_ref().unwrap_or(&setting.host).place();
    let variable = all.iter().find(|told| told.fact.place() == place).map_or(&*setting.variable, |told| &*told.name);
    let ports: Vec<String> =
        service.view.items("/spec/ports").iter().filter_map(|p| Some(p.i64_at("/port")?.to_string())).collect();
    let text = format!(
        "Container {} of {} is told by Secret {} to reach its data store {} on port {port} ({}), which that Service does not have (it has {}); the store itself is ready. No log says what it ends of; {}.",
        finding.container.name,
        exits::gather::called(finding.app),
        secret.name,
        service.key().name,
        variable,
        ports.join(", "),
        exits::gather::extent(finding)
    );
    let hypothesis = exits::gather::conclude(finding, &catalogue::DATABASE_PORT_WRONG, text);
    let place = service.view.at("/spec/ports").map(|place| place.spec());
    let shows = format!("has port {}, and ready pods behind it", ports.join(", "));
    let hypothesis = hypothesis.link(service.key(), shows, place.into_iter().collect());
    let wanted = ports.first().cloned().unwrap_or_default();
    Some(hypothesis.blames(Some(finding.container.name), &setting.pointer, variable).advise(mend(
        secret,
        &format!("Set what Secret {} brings as {} to port {wanted}, then restart the app.", secret.name, variable),
    )))
}

fn mend(secret: &EntityKey, text: &str) -> crate::report::model::Remediation {
    look(text, Some(format!("{} edit {}", advice::kubectl(secret), advice::kubectl_name(secret))))
}

/// What a container holds for a store, out of one Secret.
struct Held<'g> {
    store: EntityKey,
    secret: EntityKey,
    host: Variable<'g>,
    user: Option<Variable<'g>>,
    password: Option<Variable<'g>>,
}

fn held<'g>(container: &Container<'g>) -> Vec<Held<'g>> {
    let all = environment::of_secrets(container);
    let mut found: Vec<Held<'g>> = Vec::new();
    for setting in address::settings(container).into_iter().filter(Setting::is_store) {
        let Some(host) = all.iter().find(|variable| variable.fact.place() == setting.host.place()) else { continue };
        let Some(secret) = host.secret.clone() else { continue };
        let Some(service) = address::service(container.spec.graph(), &setting.peer, container.pod().ns()) else {
            continue;
        };
        // Two hosts in one Secret leave open whose password it is.
        if address::serving(&service).is_none() || found.iter().any(|known| known.secret == secret) {
            continue;
        }
        let only = |words: &[&str]| {
            let mut named =
                all.iter().filter(|variable| variable.secret.as_ref() == Some(&secret)).filter(|variable| {
                    let name = variable.name.to_lowercase();
                    words.iter().any(|word| name.ends_with(word))
                });
            named.next().filter(|_| named.next().is_none()).cloned()
        };
        found.push(Held {
            store: service.key().clone(),
            host: host.clone(),
            user: only(&["user", "username"]),
            password: only(&["password", "passwd", "pass", "pwd"]),
            secret,
        });
    }
    found
}

/// What apps that are well hold for a store, in Secrets of their own, in the order of the apps.
fn others<'g>(case: &Case<'g>, mine: &Held<'g>) -> Vec<(String, Held<'g>)> {
    let well = case.apps.iter().filter(|app| app.troubled().is_empty() && app.ready() > 0);
    well.filter_map(|app| {
        let containers = app.pods.first()?.containers();
        let mut all = containers.iter().flat_map(held);
        let same = all.find(|other| other.store == mine.store && other.secret != mine.secret)?;
        Some((exits::gather::called(app), same))
    })
    .collect()
}

/// What of an app's credentials differs from what all others agree on. Where the users differ too, it is an account of
/// its own; where others disagree, each has one.
fn differs<'a, 'g>(mine: &'a Held<'g>, others: &[(String, Held<'g>)]) -> Option<&'a Variable<'g>> {
    let common = |of: for<'x> fn(&'x Held<'g>) -> Option<&'x Variable<'g>>| {
        let mut texts = others.iter().filter_map(|(_, other)| of(other)).map(|variable| variable.text);
        let first = texts.next()?;
        let count = 1 + texts.try_fold(0, |count, text| (text == first).then_some(count + 1))?;
        (count >= AGREEING).then_some(first)
    };
    let password = common(|held| held.password.as_ref())?;
    let user = common(|held| held.user.as_ref())?;
    let (own, name) = (mine.password.as_ref()?, mine.user.as_ref()?);
    match (own.text == password, name.text == user) {
        (false, true) => Some(own),
        (true, false) => Some(name),
        _ => None,
    }
}

/// `DatabaseCredentialsRejected`: an app that ends without a word holds other credentials for a store than all the apps
/// that are well.
pub fn credentials(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = exits::gather::endings(case, |pod, container, _| {
        let app = case.apps.iter().find(|app| app.pods.iter().any(|of| of.key() == pod.key()))?;
        silent_end(case, app, container)?;
        let (mine, others) = odd_one(case, container)?;
        let own = differs(&mine, &others)?;
        let shows = format!("holds another {} than they do, and ends", own.name);
        // Equal tags are a hint, different tags are a proof.
        let mine_fact = mine.password.as_ref().map(|held| held.fact.clone());
        let mut sign = Sign::new(shows, "what its Secret holds", mine_fact);
        for (_, other) in others.iter().take(CITED_PODS) {
            sign = sign.strong("what others hold", other.password.as_ref().map(|held| held.fact.clone()));
        }
        sign = sign.strong("its log says that the store turns it away", None);
        sign = sign.weak("for which user", mine.user.as_ref().map(|held| held.fact.clone()));
        sign = sign.weak("its exit code", container.exit_code().map(|code| code.state()));
        Some(sign.weak("for which store", Some(mine.host.fact)))
    });
    found.iter().filter_map(|finding| conclude_credentials(case, finding)).collect()
}

fn odd_one<'g>(case: &Case<'g>, container: &Container<'g>) -> Option<(Held<'g>, Vec<(String, Held<'g>)>)> {
    held(container).into_iter().find_map(|mine| {
        let others = others(case, &mine);
        differs(&mine, &others)?;
        Some((mine, others))
    })
}

fn conclude_credentials(case: &Case<'_>, finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (mine, others) = odd_one(case, &finding.container)?;
    let own = differs(&mine, &others)?;
    let names: Vec<&str> = others.iter().take(CITED_PODS).map(|(name, _)| name.as_str()).collect();
    let text = format!(
        "Container {} of {} takes {} for data store {} from Secret {}, and it is not what {} apps hold that reach the same store and are well (among them {}). No log says what it ends of; {}.",
        finding.container.name,
        exits::gather::called(finding.app),
        own.name,
        mine.store.name,
        mine.secret.name,
        others.len(),
        names.join(", "),
        exits::gather::extent(finding)
    );
    let hypothesis = exits::gather::conclude(finding, &catalogue::DATABASE_CREDENTIALS_REJECTED, text);
    Some(hypothesis.blames(Some(finding.container.name), &own.pointer, &own.name).advise(mend(
        &mine.secret,
        &format!(
            "Write what the store knows into Secret {} (it comes as {}), then restart the app.",
            mine.secret.name, own.name
        ),
    )))
}
