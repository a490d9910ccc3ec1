//! What a container waits for: the host, file or object that its command polls, or that its log says it waits for.
//!
//! Read from words, so it is a guess until the graph says what became of it: see [`State`].

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::objects::address::service_of;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Lines at the end of a log that may name what is waited for.
const TAIL: usize = 12;

/// Something that is polled, and where it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it is.
    pub target: Target,
    /// Where it is named.
    pub named: Fact,
    /// Whether the command goes by variables.
    pub by_variable: bool,
    /// The value of the variable that names it.
    pub value: Option<Fact>,
    /// Whether only its log names it.
    pub spoken: bool,
}

/// What is polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A host, with the port if one is named.
    Host(String, Option<i64>),
    /// A Job that is to end well.
    Job(String),
    /// A file.
    File(String),
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum State {
    /// A Service of that name is not there.
    Absent(EntityKey, Fact),
    /// The Service has no ready address; how many are not ready.
    NotReady(EntityKey, usize, Vec<Fact>),
    /// The Service does not have the port.
    NoSuchPort(EntityKey, Fact),
    /// The Service is there and has ready addresses.
    Ready(EntityKey, usize, Vec<Fact>),
    /// The Job failed, and the condition that says so.
    Failed(EntityKey, Fact),
    /// Nobody could tell.
    Unknown,
}

const HOST: &str = r"([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)";
/// Options of a command before what it takes: `-z -w 2 -v`.
const OPTIONS: &str = r"(?:-\S+\s+(?:\d+\s+)?)*";

fn patterns(list: &[String]) -> Vec<Regex> {
    list.iter().filter_map(|text| Regex::new(text).ok()).collect()
}

/// Commands that poll, with the host first and the port second.
static POLLS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        format!(r"\b(?:nc|ncat|netcat|telnet)\s+{OPTIONS}{HOST}[\s:]+(\d{{2,5}})\b"),
        format!(r"\b(?:nslookup|dig|getent\s+a?hosts(?:v4)?|ping|resolveip)\s+{OPTIONS}{HOST}"),
        format!(r"\b[a-z][a-z0-9+.]*://(?:[^@\s/]+@)?{HOST}(?::(\d{{2,5}}))?"),
        format!(r"/dev/tcp/{HOST}/(\d{{2,5}})"),
        format!(
            r"\b(?:pg_isready|psql|mysqladmin|mysql|mariadb-admin|redis-cli|mongosh?|mongo)\b.*?(?:\s-h\s*|--host[= ]){HOST}(?:.*?(?:\s-[pP]\s*|--port[= ])(\d{{2,5}}))?"
        ),
        format!(r"(?:^|[\s=,]){HOST}:(\d{{2,5}})\b"),
    ])
});
/// What logs say of a host that is waited for.
static SAYS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        format!(r"(?i)waiting (?:for|on|until)\s+(?:the\s+)?(?:service|host|database|db)?\s*['`]?{HOST}:(\d{{2,5}})"),
        format!(
            r"(?i)(?:bad address|can't resolve|could not resolve host:?|can't find|unknown host|no such host:?)\s+['`]?{HOST}"
        ),
        format!(r"(?i)lookup\s+{HOST}\s+on\s"),
        format!(r"(?i)(?:^|\s){HOST}:(\d{{2,5}}) - no response"),
        format!(r"(?i)waiting (?:for|on)\s+(?:the\s+)?(?:service\s+|host\s+)?['`]?{HOST}\b"),
    ])
});
/// Commands that wait for a Job: `kubectl wait … job/NAME`, `kubectl get job NAME`, `job NAME` of images made for it.
static JOBS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        format!(r"\bjobs?(?:\.batch)?/{HOST}"),
        format!(r"(?:^|\b(?:get|describe)\s+)jobs?(?:-wr|-we|\.batch)?\s+{OPTIONS}{HOST}"),
    ])
});
/// A shell that polls a file.
static FILES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        r"(?:\[+\s+(?:!\s+)?|\btest\s+(?:!\s+)?)-[efsrdS]\s+(/[^\s;\]]+)".to_owned(),
        r"\b(?:until|while\s+!)\s+(?:ls|cat|stat)\s+(/[^\s;]+)".to_owned(),
    ])
});
/// `$(NAME)`, `${NAME}`, `$NAME`.
static VARIABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$(?:\((\w+)\)|\{(\w+)[^}]*\}|([A-Za-z_]\w*))").ok());

/// What a container polls or says that it waits for, its command first. The first one is the best guess.
pub fn wanted(container: &Container<'_>) -> Vec<Wanted> {
    let mut found = Vec::new();
    for field in ["/command", "/args"] {
        let Some(place) = container.spec.at(field) else { continue };
        let items = place.items("");
        let words: Vec<&str> = items.iter().filter_map(View::str).collect();
        // Quotes stand between a command and what it takes.
        let written = words.join(" ").replace(['"', '\''], " ");
        let text = expand(&written, container);
        let jobs = jobs_in(&text).into_iter().map(Target::Job);
        for target in jobs.chain(hosts(&text, &POLLS)).chain(files(&text)) {
            let by_variable = written.contains('$');
            let value = variable(&target, container).filter(|_| by_variable);
            found.push(Wanted { target, named: place.spec(), by_variable, value, spoken: false });
        }
    }
    let jobs: Vec<String> = found.iter().filter_map(|wanted| wanted.job().map(str::to_owned)).collect();
    let log = container.spec.graph().log(&container.log_key(false));
    for line in log.iter().flat_map(|log| log.lines.iter().rev().take(TAIL)) {
        let fact = log.as_ref().map(|log| log.fact(line));
        let mut targets = hosts(&line.text, &SAYS);
        // What waits for a Job speaks of it as others do of a host.
        targets.retain(|target| !matches!(target, Target::Host(host, _) if jobs.contains(host)));
        found.extend(targets.into_iter().filter_map(|target| {
            Some(Wanted { target, named: fact.clone()?, by_variable: false, value: None, spoken: true })
        }));
    }
    found
}

impl Wanted {
    /// The Job that is waited for, if it is one.
    pub fn job(&self) -> Option<&str> {
        if let Target::Job(name) = &self.target { Some(name) } else { None }
    }
}

fn jobs_in(text: &str) -> Vec<String> {
    let names = JOBS.iter().flat_map(|pattern| pattern.captures_iter(text));
    names.filter_map(|found| Some(found.get(1)?.as_str().to_owned())).filter(|name| is_host(name)).collect()
}

/// The variable whose value names the target.
fn variable(target: &Target, container: &Container<'_>) -> Option<Fact> {
    let (Target::Host(host, _) | Target::Job(host)) = target else { return None };
    let env = container.spec.items("/env");
    env.iter()
        .filter(|v| v.str_at("/value").is_some_and(|v| v.contains(host.as_str())))
        .find_map(|v| Some(v.at("/value")?.spec()))
}

fn hosts(text: &str, patterns: &[Regex]) -> Vec<Target> {
    let mut found = Vec::new();
    for captures in patterns.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let Some(host) = captures.get(1).map(|m| m.as_str()) else { continue };
        let port = captures.get(2).and_then(|m| m.as_str().parse().ok());
        if is_host(host) {
            found.push(Target::Host(host.to_owned(), port));
        }
    }
    found
}

fn files(text: &str) -> Vec<Target> {
    let captures = FILES.iter().flat_map(|pattern| pattern.captures_iter(text));
    captures.filter_map(|c| Some(Target::File(c.get(1)?.as_str().trim_matches(['"', '\'']).to_owned()))).collect()
}

/// Whether a word can be the name of another host: not a number, not this one, not a file or an image.
fn is_host(word: &str) -> bool {
    let letters = word.chars().any(|c| c.is_ascii_alphabetic());
    let label = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.');
    let common = [
        "localhost",
        "the",
        "a",
        "it",
        "for",
        "to",
        "be",
        "pod",
        "pods",
        "job",
        "jobs",
        "service",
        "database",
        "connection",
        "condition",
    ];
    letters && label && !common.contains(&word)
}

/// The text with variables replaced by what the container's environment says, as far as it is written down.
fn expand(text: &str, container: &Container<'_>) -> String {
    let Some(pattern) = VARIABLE.as_ref() else { return text.to_owned() };
    let env = container.spec.items("/env");
    let replaced = pattern.replace_all(text, |found: &regex::Captures<'_>| {
        let name = [1, 2, 3].iter().find_map(|n| found.get(*n)).map_or("", |m| m.as_str());
        let variable = env.iter().find(|v| v.str_at("/name") == Some(name));
        let whole = found.get(0).map_or("", |m| m.as_str());
        variable.and_then(value_of).unwrap_or(whole).to_owned()
    });
    replaced.into_owned()
}

/// The value of a variable: written in the pod, or in a config map that was read.
fn value_of<'g>(variable: &View<'g>) -> Option<&'g str> {
    variable.str_at("/value").or_else(|| {
        let reference = variable.at("/valueFrom/configMapKeyRef")?;
        let key = EntityKey::new(&kinds::CONFIG_MAP, Some(variable.key().ns()), reference.str_at("/name")?);
        variable.graph().view(&key)?.key_at("/data", reference.str_at("/key")?)?.str()
    })
}

/// What became of a target, as far as the graph tells.
pub fn state(target: &Target, graph: &Graph, namespace: &str) -> State {
    if let Target::Job(name) = target {
        return state_of_job(EntityKey::new(&kinds::JOB, Some(namespace), name), graph);
    }
    let Target::Host(host, port) = target else { return State::Unknown };
    let Some(key) = service_of(host, namespace) else { return State::Unknown };
    let object = match graph.lookup(&key) {
        // `example.com` is a Service only where there is a namespace `com`.
        Lookup::Absent(_)
            if key.ns() != namespace && graph.get(&EntityKey::new(&kinds::NAMESPACE, None, key.ns())).is_none() =>
        {
            return State::Unknown;
        }
        Lookup::Absent(fact) => return State::Absent(key, fact),
        Lookup::Unseen(_) => return State::Unknown,
        Lookup::Present(object) => object,
    };
    let service = Service::new(graph, object);
    let ports = service.view.items("/spec/ports");
    if let (Some(wanted), Some(place)) = (port, service.view.at("/spec/ports")) {
        let headless = service.view.str_at("/spec/clusterIP") == Some("None");
        if !ports.is_empty() && !headless && !ports.iter().any(|p| p.i64_at("/port") == Some(*wanted)) {
            return State::NoSuchPort(key, place.spec());
        }
    }
    match service.endpoints() {
        Some(endpoints) if endpoints.ready == 0 => State::NotReady(key, endpoints.not_ready, endpoints.facts),
        Some(endpoints) => State::Ready(key, endpoints.ready, endpoints.facts),
        None => State::Unknown,
    }
}

fn state_of_job(key: EntityKey, graph: &Graph) -> State {
    match graph.lookup(&key) {
        Lookup::Absent(fact) => State::Absent(key, fact),
        Lookup::Unseen(_) => State::Unknown,
        Lookup::Present(object) => {
            let conditions = View::root(graph, object).items("/status/conditions");
            let failed =
                conditions.iter().find(|c| c.str_at("/type") == Some("Failed") && c.str_at("/status") == Some("True"));
            // By what is written: a message that may not be cited is none that a reason could stand in for.
            let field = |c: &View<'_>| if c.value().get("message").is_some() { "/message" } else { "/reason" };
            let told = failed.and_then(|condition| condition.at(field(condition)));
            told.map_or(State::Unknown, |told| State::Failed(key, told.state()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polled(text: &str) -> Vec<(String, Option<i64>)> {
        let host = |target| match target {
            Target::Host(host, port) => Some((host, port)),
            Target::File(_) | Target::Job(_) => None,
        };
        hosts(text, &POLLS).into_iter().filter_map(host).collect()
    }

    #[test]
    fn commands_that_poll() {
        let first = |text: &str| polled(text).into_iter().next();
        let host = |name: &str, port| Some((name.to_owned(), port));
        assert_eq!(first("sh -c until nc -z -w 2 orders-db 5432; do sleep 2; done"), host("orders-db", Some(5432)));
        assert_eq!(
            first("until nslookup mydb.shop.svc.cluster.local; do sleep 2; done"),
            host("mydb.shop.svc.cluster.local", None)
        );
        assert_eq!(first("until pg_isready -h db -p 5432 -U app; do sleep 1; done"), host("db", Some(5432)));
        assert_eq!(first("curl -sf http://auth:8080/health"), host("auth", Some(8080)));
        assert_eq!(first("./wait-for-it.sh kafka:9092 -t 0"), host("kafka", Some(9092)));
        assert_eq!(first("dockerize -wait tcp://rabbit:5672"), host("rabbit", Some(5672)));
        let job = |text: &str| jobs_in(text).into_iter().next();
        assert_eq!(job("job migrate-7f3c1d9").as_deref(), Some("migrate-7f3c1d9"));
        assert_eq!(job("kubectl wait --for=condition=complete --timeout=600s job/migrate").as_deref(), Some("migrate"));
        assert_eq!(job("sh -c until kubectl get job migrate -o json; do sleep 5; done").as_deref(), Some("migrate"));
        assert_eq!((job("wait for the job queue"), job("run-job migrate")), (None, None));
        assert_eq!(first("sleep 3600"), None);
        assert_eq!(first("nc -z 10.0.0.1 80"), None);
        assert_eq!(files("while [ ! -f /config/ready ]; do sleep 1; done"), [Target::File("/config/ready".to_owned())]);
    }
}
