//! An API server on a real socket that holds to roles: it answers from a bundle what they grant, and the rest as a real
//! server does, with the bodies of one (`tests/data/rights/`). It writes down what it is asked.

#![allow(clippy::disallowed_methods, reason = "a server of the test's own, on the loopback address")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sre::cluster::bundle::{self, Limits, Store};

/// What the server is like beside its roles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// It is of a time before self-subject reviews told who somebody is.
    pub(crate) old: bool,
    /// It cannot list all rights.
    pub(crate) incomplete: bool,
    /// It knows nobody: every request is 401.
    pub(crate) locked: bool,
}

/// A server and what it was asked.
pub(crate) struct Limited {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    resources: Arc<Mutex<BTreeSet<String>>>,
}

struct Shared {
    store: Store,
    rules: Vec<Rule>,
    manner: Manner,
    asked: Arc<Mutex<Vec<String>>>,
    resources: Arc<Mutex<BTreeSet<String>>>,
}

/// One rule of a role, in one namespace or everywhere.
#[derive(Debug, Clone)]
struct Rule {
    namespace: Option<String>,
    rule: Value,
}

/// What a path asks for.
#[derive(Debug, Default)]
struct Asked<'a> {
    group: &'a str,
    namespace: Option<&'a str>,
    resource: &'a str,
    name: Option<&'a str>,
    below: Option<&'a str>,
}

/// Serves a bundle under roles, as YAML documents, until the test ends.
pub(crate) fn serve(bundle: &Path, roles: &str, manner: Manner) -> Limited {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, resources) = (Arc::default(), Arc::default());
    let store = bundle::open(bundle, &Limits::default()).unwrap();
    let shared = Arc::new(Shared {
        store,
        rules: rules(roles),
        manner,
        asked: Arc::clone(&asked),
        resources: Arc::clone(&resources),
    });
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let shared = shared.clone();
            std::thread::spawn(move || converse(&connection, &shared));
        }
    });
    Limited { address, asked, resources }
}

impl Limited {
    /// Methods and paths, in the order in which they arrived.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked for since this was last called, by resource: `pods/log`, `deployments.apps`.
    pub(crate) fn resources(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.resources.lock().unwrap())
    }

    /// A kubeconfig for it; `user` is the entry of the one user, as YAML in one line.
    pub(crate) fn kubeconfig(&self, folder: &Path, namespace: &str, user: &str) -> PathBuf {
        let path = folder.join("kubeconfig");
        let text = format!(
            "{{apiVersion: v1, kind: Config, current-context: a, contexts: [{{name: a, context: {{cluster: a, user: me, \
             namespace: {namespace}}}}}], clusters: [{{name: a, cluster: {{server: 'http://{}'}}}}], \
             users: [{{name: me, user: {user}}}]}}",
            self.address
        );
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn rules(roles: &str) -> Vec<Rule> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(roles).unwrap();
    let mut rules = Vec::new();
    for role in documents.iter().filter(|d| matches!(d["kind"].as_str(), Some("Role" | "ClusterRole"))) {
        let namespace = role["metadata"]["namespace"].as_str().map(str::to_owned);
        for rule in role["rules"].as_array().unwrap() {
            rules.push(Rule { namespace: namespace.clone(), rule: rule.clone() });
        }
    }
    rules
}

fn has(list: &Value, wanted: &str) -> bool {
    list.as_array().unwrap().iter().any(|one| one == wanted || one == "*")
}

impl Shared {
    fn allows(&self, verb: &str, group: &str, resource: &str, namespace: Option<&str>) -> bool {
        self.rules.iter().any(|Rule { namespace: within, rule }| {
            (within.is_none() || within.as_deref() == namespace)
                && has(&rule["verbs"], verb)
                && has(&rule["apiGroups"], group)
                && has(&rule["resources"], resource)
        })
    }

    fn review(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let spec = &body["spec"];
        let mut answer: Value;
        match path.rsplit('/').next()? {
            "selfsubjectaccessreviews" => {
                let asked = &spec["resourceAttributes"];
                let text = |key: &str| asked[key].as_str();
                let below = text("subresource").map_or(String::new(), |below| format!("/{below}"));
                let resource = format!("{}{below}", text("resource")?);
                let allowed = self.allows(text("verb")?, text("group")?, &resource, text("namespace"));
                answer = recorded(if allowed {
                    include_str!("../data/rights/ssar-allowed.json")
                } else {
                    include_str!("../data/rights/ssar-denied.json")
                });
                answer["spec"] = spec.clone();
            }
            "selfsubjectrulesreviews" => {
                let namespace = spec["namespace"].as_str();
                answer = recorded(include_str!("../data/rights/ssrr-readonly.json"));
                let holds = |rule: &&Rule| rule.namespace.is_none() || rule.namespace.as_deref() == namespace;
                answer["status"]["resourceRules"] = self.rules.iter().filter(holds).map(|r| r.rule.clone()).collect();
                if self.manner.incomplete {
                    answer["status"]["incomplete"] = json!(true);
                    answer["status"]["evaluationError"] =
                        json!("webhook authorizer does not support user rule resolution");
                }
            }
            "selfsubjectreviews" if self.manner.old => return None,
            "selfsubjectreviews" => answer = recorded(include_str!("../data/rights/ssr-whoami.json")),
            _ => return None,
        }
        Some((201, answer))
    }

    fn answer(&self, method: &str, target: &str, accept: Option<&str>, body: &Value) -> (u16, String, Vec<u8>) {
        let json = |status: u16, body: &Value| (status, "application/json".to_owned(), body.to_string().into_bytes());
        let path = target.split('?').next().unwrap();
        if self.manner.locked {
            return json(401, &recorded(include_str!("../data/rights/unauthorized-bad-token.json")));
        }
        if method == "POST" {
            return match self.review(path, body) {
                Some((status, body)) => json(status, &body),
                None => (404, "text/plain".to_owned(), include_bytes!("../data/rights/notfound-path.json").to_vec()),
            };
        }
        if let Some(asked) = Asked::of(path) {
            let verb = if asked.name.is_some() { "get" } else { "list" };
            let resource = asked.below.map_or(asked.resource.to_owned(), |b| format!("{}/{b}", asked.resource));
            let dot = if asked.group.is_empty() { "" } else { "." };
            self.resources.lock().unwrap().insert(format!("{resource}{dot}{}", asked.group));
            if !self.allows(verb, asked.group, &resource, asked.namespace) {
                return json(403, &asked.forbidden(verb, &resource));
            }
        }
        let response = self.store.respond(&http::Method::GET, target, accept);
        let kind = response.headers().get("content-type").map_or("application/json", |kind| kind.to_str().unwrap());
        (response.status().as_u16(), kind.to_owned(), response.body().to_vec())
    }
}

fn recorded(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

impl<'a> Asked<'a> {
    /// What a path asks for, if it is a resource.
    fn of(path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let (group, rest) = match segments.as_slice() {
            ["api", "v1", rest @ ..] => ("", rest),
            ["apis", group, _, rest @ ..] => (*group, rest),
            _ => return None,
        };
        let (namespace, rest) = match rest {
            ["namespaces", name] => (Some(*name), rest),
            ["namespaces", name, rest @ ..] => (Some(*name), rest),
            rest => (None, rest),
        };
        let resource = rest.first()?;
        Some(Self { group, namespace, resource, name: rest.get(1).copied(), below: rest.get(2).copied() })
    }

    /// The words of a real server.
    fn forbidden(&self, verb: &str, resource: &str) -> Value {
        let mut body = recorded(include_str!("../data/rights/forbidden-secrets.json"));
        let full =
            if self.group.is_empty() { self.resource.to_owned() } else { format!("{}.{}", self.resource, self.group) };
        let object = self.name.map_or(full.clone(), |name| format!("{full} \"{name}\""));
        let place = self.namespace.map_or("at the cluster scope".to_owned(), |ns| format!("in the namespace \"{ns}\""));
        body["message"] = json!(format!(
            "{object} is forbidden: User \"system:serviceaccount:k8s-reader:readonly\" cannot {verb} resource \
             \"{resource}\" in API group \"{}\" {place}",
            self.group
        ));
        body["details"] = json!({ "name": self.name, "group": self.group, "kind": self.resource });
        body
    }
}

/// Requests of one connection, one after the other.
fn converse(connection: &TcpStream, shared: &Shared) -> Option<()> {
    let mut reader = BufReader::new(connection);
    let mut out = connection;
    loop {
        let mut request = String::new();
        reader.read_line(&mut request).ok().filter(|size| *size > 0)?;
        let (mut accept, mut length) = (None, 0);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            let Some((name, value)) = header.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "accept" => accept = Some(value.trim().to_owned()),
                "content-length" => length = value.trim().parse().unwrap(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let mut words = request.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        shared.asked.lock().unwrap().push(format!("{method} {target}"));
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let (status, kind, body) = shared.answer(method, target, accept.as_deref(), &body);
        let length = body.len();
        let head = format!("HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
        // In one piece: a head that waits for its body costs 40 ms.
        out.write_all(&[head.as_bytes(), &body].concat()).ok()?;
    }
}
