//! What data stores answer: wrong credentials, no such database or table, no writes, no more connections, a wrong port.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::dependencies::address::{self, Setting};
use crate::diagnosis::causes::dependencies::gather::{self, Heard, heard, other_side};
use crate::diagnosis::causes::dependencies::{catalogue, credential, family, held, hidden_port};
use crate::diagnosis::causes::exits;
use crate::diagnosis::complaints::Complaint;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::voices::Meaning;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::Service;
use crate::evidence::fact::Fact;

fn meaning<'c, 'g>(case: &'c Case<'g>, wanted: Meaning) -> Vec<Heard<'c, 'g>> {
    heard(case, |_, _, complaint, sign| (complaint.voice.meaning == wanted).then_some(sign))
}

/// The Service's name, for a sentence.
fn store_name(heard: &Heard<'_, '_>) -> String {
    match (heard.other_side(), &heard.complaint.peer) {
        (Some(service), _) => format!("Service {}", service.key().name),
        (None, Some((peer, _))) => peer.host.clone(),
        (None, None) => "the data store".to_owned(),
    }
}

/// What the other side shows: its ports, as long as it serves.
fn with_store(heard: &Heard<'_, '_>, hypothesis: Hypothesis) -> Hypothesis {
    let Some(service) = heard.other_side() else { return hypothesis };
    let Some(endpoints) = address::serving(&service) else { return hypothesis };
    let place = service.view.at("/spec/ports").map(|ports| ports.spec());
    let shows = format!("answers: {} ready endpoint{}", endpoints.ready, if endpoints.ready == 1 { "" } else { "s" });
    gather::beside(hypothesis, service.key(), shows, place.into_iter().collect())
}

/// `DatabaseCredentialsRejected`.
pub fn credentials(case: &Case<'_>) -> Vec<Hypothesis> {
    meaning(case, Meaning::CredentialsRejected)
        .iter()
        .map(|heard| {
            let user = heard.complaint.voice.user.as_ref().map(|user| format!(" (user {user})")).unwrap_or_default();
            let sources = credential::sources(&heard.finding);
            let text = format!(
                "{} rejects the credentials{user} that container {} of {} presents: \"{}\"; {}.{}",
                capital(&store_name(heard)),
                heard.finding.container.name,
                exits::gather::called(heard.finding.app),
                heard.complaint.quote(),
                heard.extent(),
                sources.first().map(|source| format!(" They come from {}.", source.words)).unwrap_or_default(),
            );
            let mut hypothesis = with_store(heard, heard.conclude(&catalogue::DATABASE_CREDENTIALS_REJECTED, text));
            if let Some(source) = sources.first() {
                let shows = format!("takes its credentials from {}", source.words);
                hypothesis = heard.finding.asked(hypothesis, shows, Some(source.fact.clone()));
                hypothesis = hypothesis.blames(Some(heard.finding.container.name), &source.pointer, "credentials");
            }
            credential::advise(heard, sources.first(), hypothesis)
        })
        .chain(held::credentials(case))
        .collect()
}

/// `DatabaseNotFound`.
pub fn database(case: &Case<'_>) -> Vec<Hypothesis> {
    meaning(case, Meaning::DatabaseMissing)
        .iter()
        .map(|heard| {
            let named = heard.complaint.voice.name.clone();
            let which = named.as_ref().map_or("the database that is asked for".to_owned(), |n| format!("database {n}"));
            let text = format!(
                "{} has no such database: container {} of {} wants {which} (\"{}\"); {}.",
                capital(&store_name(heard)),
                heard.finding.container.name,
                exits::gather::called(heard.finding.app),
                heard.complaint.quote(),
                heard.extent()
            );
            let mut hypothesis = with_store(heard, heard.conclude(&catalogue::DATABASE_NOT_FOUND, text));
            if let Some((pointer, variable, fact)) = named.as_deref().and_then(|name| variable_with(heard, name)) {
                hypothesis = heard.finding.asked(hypothesis, format!("names it in {variable}"), Some(fact));
                hypothesis = hypothesis.blames(Some(heard.finding.container.name), &pointer, &variable);
            }
            hypothesis
                .advise(heard.edit(
                    "Correct the name of the database in the app's settings, or create the database in the store.",
                ))
                .advise(heard.read_log("Read which database and which host the app asks."))
        })
        .collect()
}

/// A variable of the container whose value holds a word of its own: pointer, name, place.
fn variable_with(heard: &Heard<'_, '_>, word: &str) -> Option<(String, String, Fact)> {
    let env = heard.finding.container.spec.items("/env");
    env.iter().enumerate().find_map(|(at, variable)| {
        let value = variable.at("/value")?;
        let holds =
            value.str()?.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).any(|w| w == word);
        let database = address::speaks_of_store(variable.str_at("/name")?) || value.str()?.contains("://");
        (holds && database).then(|| {
            let name = variable.str_at("/name").unwrap_or_default().to_owned();
            (format!("/env/{at}/value"), name, value.spec())
        })
    })
}

/// `DatabaseSchemaMissing`.
pub fn schema(case: &Case<'_>) -> Vec<Hypothesis> {
    meaning(case, Meaning::SchemaMissing)
        .iter()
        .map(|heard| {
            let what = heard.complaint.voice.name.as_ref().map_or("a table or column".to_owned(), |name| format!("\"{name}\""));
            let text = format!(
                "{} needs {what}, which the database does not have: \"{}\"; {}. A migration has not run there, or not in this order.",
                heard.who(),
                heard.complaint.quote(),
                heard.extent()
            );
            with_store(heard, heard.conclude(&catalogue::DATABASE_SCHEMA_MISSING, text))
                .advise(heard.read_log("Read which statement fails; run the migration that creates what is missing before this one, or roll back what expects it."))
        })
        .collect()
}

/// `DatabaseReadOnly`.
pub fn read_only(case: &Case<'_>) -> Vec<Hypothesis> {
    of_store(case, Meaning::ReadOnly, &catalogue::DATABASE_READ_ONLY, |store, callers, quote| {
        (
            format!("{store} takes no writes: {callers} hear from it \"{quote}\"."),
            "Make the primary writable again: look for a failed failover, a read_only setting or a full disk, and whether the Service leads to a replica.",
        )
    })
}

/// `DatabaseConnectionsExhausted`.
pub fn connections(case: &Case<'_>) -> Vec<Hypothesis> {
    of_store(case, Meaning::TooManyConnections, &catalogue::DATABASE_CONNECTIONS_EXHAUSTED, |store, callers, quote| {
        (
            format!("{store} has no connection left to give: {callers} hear from it \"{quote}\"."),
            "Find who holds the connections (pg_stat_activity, SHOW PROCESSLIST, CLIENT LIST), end idle ones and lower the clients' pool sizes; raise the limit of the store only then.",
        )
    })
}

/// A cause at the store itself, one hypothesis for all that hear the same of it.
fn of_store(
    case: &Case<'_>,
    wanted: Meaning,
    cause: &'static Cause,
    words: impl Fn(&str, &str, &str) -> (String, &'static str),
) -> Vec<Hypothesis> {
    let mut found: Vec<Hypothesis> = Vec::new();
    for heard in meaning(case, wanted) {
        let named = heard.other_side();
        let guess = if named.is_none() { family::meant(&heard.finding.container, heard.complaint) } else { None };
        let service = named.clone().or(guess.as_ref().map(|guess| guess.service.clone()));
        let object = service.as_ref().map_or_else(|| heard.finding.app.key.clone(), address::behind);
        let store = match &service {
            Some(_) => format!("{} {}", object.kind, object.name),
            None => format!("The data store of {}", exits::gather::called(heard.finding.app)),
        };
        let callers = format!("the pods of {}", exits::gather::called(heard.finding.app));
        let (text, advice) = words(&store, &callers, &heard.complaint.quote());
        let mut next = heard.conclude(cause, text);
        if service.is_some() {
            // Whose words they are is not the caller's container.
            next.container = None;
            next.callers.clone_from(&next.explains);
        }
        next.object = object.clone();
        if let Some(service) = &service {
            let place = service.view.at("/spec/ports").map(|ports| ports.spec());
            let why = guess.as_ref().map_or("is where they call", |guess| guess.why).to_owned();
            next = gather::beside(next, service.key(), why, place.into_iter().collect());
        }
        if let Some(guess) = &guess {
            next = next.support(Weight::Strong, "the store's own log", guess.line.clone());
            if let Some(line) = &guess.line {
                next = next.link(guess.service.key(), "says so itself".to_owned(), vec![line.clone()]);
            }
        }
        if let Some(known) = found.iter_mut().find(|known| known.object == object) {
            join(known, next);
        } else {
            let line = service
                .is_some()
                .then(|| format!("{} logs {}", advice::kubectl(&object), advice::kubectl_name(&object)));
            found.push(next.advise(look(advice, line)));
        }
    }
    found
}

/// Another caller that hears the same.
pub fn join(known: &mut Hypothesis, more: Hypothesis) {
    let mut joined = known.clone();
    // What was looked for in vain is told once; each caller more makes it surer.
    for support in more.support.into_iter().filter(|support| support.fact.is_some()) {
        joined = joined.support(Weight::Weak, support.what, support.fact);
    }
    joined.chain.extend(more.chain.into_iter().filter(|link| !known.chain.contains(link)));
    joined.explains.extend(more.explains);
    joined.callers.extend(more.callers);
    *known = joined;
}

/// `DatabasePortWrong`: refused or timed out on a port that the store's Service does not have.
pub fn port(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        let tried = matches!(
            complaint.voice.meaning,
            Meaning::ConnectionRefused | Meaning::TimedOut | Meaning::Unavailable | Meaning::PoolExhausted
        );
        let service = other_side(container, complaint).filter(|_| tried)?;
        let (port, setting) = wrong_port(container, complaint, &service)?;
        let store = setting.as_ref().is_some_and(Setting::is_store) || is_store(&service);
        let place = service.view.at("/spec/ports")?;
        address::serving(&service).filter(|_| store)?;
        let mut sign = sign.strong("the ports of the Service", Some(place.spec()));
        sign.shows = format!("calls port {port}: {}", sign.shows);
        Some(sign)
    });
    let mut all: Vec<Hypothesis> = found.iter().filter_map(port_hypothesis).collect();
    all.extend(hidden_port::refused(case));
    all.extend(held::port(case));
    all
}

fn is_store(service: &Service<'_>) -> bool {
    let ports = service.view.items("/spec/ports");
    address::speaks_of_store(&service.key().name)
        || ports.iter().any(|port| address::is_store_port(port.i64_at("/port")))
}

/// The port that the app calls and that its store's Service does not have, and the setting that says so.
fn wrong_port(
    container: &Container<'_>,
    complaint: &Complaint,
    service: &Service<'_>,
) -> Option<(i64, Option<Setting>)> {
    // A headless Service takes any port.
    if service.view.str_at("/spec/clusterIP") == Some("None") {
        return None;
    }
    let graph = service.view.graph();
    let setting = address::settings(container).into_iter().find(|setting| {
        address::service(graph, &setting.peer, container.pod().ns()).is_some_and(|other| other.key() == service.key())
            && setting.peer.port.is_some_and(|port| !address::has_port(service, port))
    });
    let spoken = complaint.peer.as_ref().and_then(|(peer, _)| peer.port);
    let port = spoken.or(setting.as_ref().and_then(|setting| setting.peer.port))?;
    (!address::has_port(service, port)).then_some((port, setting))
}

fn port_hypothesis(heard: &Heard<'_, '_>) -> Option<Hypothesis> {
    let service = heard.other_side()?;
    let container = &heard.finding.container;
    let (port, setting) = wrong_port(container, heard.complaint, &service)?;
    let ports: Vec<String> =
        service.view.items("/spec/ports").iter().filter_map(|p| Some(p.i64_at("/port")?.to_string())).collect();
    let text = format!(
        "{} calls its data store {} on port {port}, which that Service does not have (it has {}); the store itself is ready. {}.",
        heard.who(),
        service.key().name,
        ports.join(", "),
        capital(&heard.extent())
    );
    let mut hypothesis = heard.conclude(&catalogue::DATABASE_PORT_WRONG, text);
    let wanted = ports.first().cloned().unwrap_or_default();
    let shows = format!("has port {}, and ready pods behind it", ports.join(", "));
    let place = service.view.at("/spec/ports").map(|place| place.spec());
    hypothesis = hypothesis.link(service.key(), shows, place.into_iter().collect());
    let name = setting.as_ref().map_or("its settings".to_owned(), |setting| setting.variable.clone());
    if let Some(setting) = &setting {
        let fact = setting.port.clone().unwrap_or_else(|| setting.host.clone());
        hypothesis = heard.finding.asked(hypothesis, format!("points to port {port} in {name}"), Some(fact));
        hypothesis = hypothesis.blames(Some(container.name), &setting.pointer, &name);
    } else {
        hypothesis = hypothesis.support(Weight::Weak, "the setting that names the port", None);
    }
    Some(hypothesis.advise(heard.edit(&format!("Set the port to {wanted} where {name} names {port}."))))
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
