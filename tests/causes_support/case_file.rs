//! One file: its first document says what is asked and expected, the others are the cluster.

use std::fmt;
use std::path::Path;

use serde_json::Value;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The cause holds.
    Holds,
    /// It looks alike and is something else.
    NearMiss,
    /// It held, and is over.
    Recovered,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Holds, Self::NearMiss, Self::Recovered];

    /// The name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Holds => "holds.yaml",
            Self::NearMiss => "near_miss.yaml",
            Self::Recovered => "recovered.yaml",
        }
    }
}

/// The last lines of a container.
#[derive(Debug, Clone)]
pub struct CaseLog {
    pub namespace: String,
    pub pod: String,
    pub container: String,
    pub previous: bool,
    pub text: String,
}

/// A file beside the API: what another system said, or what was declared.
#[derive(Debug, Clone)]
pub struct CaseDocument {
    /// `telemetry/alerts.json`
    pub path: String,
    pub text: String,
}

/// A file, read.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// `ImageNotFound/holds.yaml`
    pub path: String,
    /// The code that the folder is named after.
    pub code: String,
    pub role: Role,
    pub question: String,
    /// What `-n` would be.
    pub namespace: Option<String>,
    pub now: String,
    /// `root_cause`, `healthy`, `inconclusive`, `no_access`.
    pub verdict: String,
    /// The code of the first root cause, if one is expected.
    pub cause: Option<String>,
    /// `Deployment/web`, the object of the first root cause.
    pub object: Option<String>,
    /// Codes that must appear nowhere.
    pub not: Vec<String>,
    /// What the root causes say, advice included, in this order.
    pub says: Vec<String>,
    /// What they must not say.
    pub never: Vec<String>,
    pub objects: Vec<Value>,
    pub logs: Vec<CaseLog>,
    pub documents: Vec<CaseDocument>,
    /// Plural and namespace of what the collector did not read.
    pub not_collected: Vec<(String, Option<String>)>,
}

impl fmt::Display for CaseFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl CaseFile {
    /// Reads a file; panics with its name where it is not what it should be.
    pub fn read(path: &Path) -> Self {
        let code = path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let name = format!("{code}/{file}");
        // Every trap is something that is well, whatever it is called.
        let trap = (code == "healthy").then_some(Role::Recovered);
        // There may be more than one of a role: `holds.yaml`, `holds_other.yaml`, `holds.service.yaml`.
        let of = |role: &Role| file.starts_with(role.file().trim_end_matches(".yaml"));
        let role = Role::ALL.into_iter().find(of).or(trap);
        let role = role.unwrap_or_else(|| panic!("{name}: no such role"));
        let text = std::fs::read_to_string(path).unwrap();
        let documents: Vec<Value> =
            serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut documents = documents.into_iter().filter(|document| !document.is_null());
        let head = documents.next().filter(|d| d["kind"] == "Case").unwrap_or_else(|| panic!("{name}: no Case first"));
        let expect = &head["expect"];
        let mut case = Self {
            path: name.clone(),
            role,
            question: text_of(&head, "question").unwrap_or_else(|| panic!("{name}: no question")),
            namespace: text_of(&head, "namespace"),
            now: text_of(&head, "now").unwrap_or_else(|| panic!("{name}: no now")),
            verdict: text_of(expect, "verdict").unwrap_or_else(|| panic!("{name}: no expect.verdict")),
            cause: text_of(expect, "cause"),
            object: text_of(expect, "object"),
            not: texts(expect, "not").into_iter().chain(texts(&head, "not")).collect(),
            says: texts(expect, "says"),
            never: texts(expect, "never"),
            code,
            objects: Vec::new(),
            logs: Vec::new(),
            documents: Vec::new(),
            not_collected: Vec::new(),
        };
        for document in documents {
            case.take(document);
        }
        case.check();
        case
    }

    fn take(&mut self, document: Value) {
        match document["kind"].as_str() {
            Some("Log") => {
                let pod = document["pod"].as_str().unwrap_or_else(|| panic!("{self}: a Log without pod"));
                let (namespace, pod) = pod.split_once('/').unwrap_or_else(|| panic!("{self}: Log.pod is NS/POD"));
                self.logs.push(CaseLog {
                    namespace: namespace.to_owned(),
                    pod: pod.to_owned(),
                    container: text_of(&document, "container").unwrap_or_else(|| panic!("{self}: Log.container")),
                    previous: document["previous"].as_bool().unwrap_or(false),
                    text: text_of(&document, "text").unwrap_or_default(),
                });
            }
            Some("Document") => {
                let path = text_of(&document, "path").unwrap_or_else(|| panic!("{self}: Document.path"));
                let body = document.get("json").map(Value::to_string);
                let text = body.or_else(|| text_of(&document, "text"));
                let text = text.unwrap_or_else(|| panic!("{self}: {path} has neither text nor json"));
                self.documents.push(CaseDocument { path, text });
            }
            Some("Manifest") => {
                let object = document.get("object").unwrap_or_else(|| panic!("{self}: Manifest.object"));
                let path = format!("manifests/{:03}.json", self.documents.len());
                self.documents.push(CaseDocument { path, text: object.to_string() });
            }
            Some("NotCollected") => {
                let plural = text_of(&document, "plural").unwrap_or_else(|| panic!("{self}: NotCollected.plural"));
                self.not_collected.push((plural, text_of(&document, "namespace")));
            }
            Some(_) if document["metadata"]["name"].is_string() && document["apiVersion"].is_string() => {
                self.objects.push(document);
            }
            _ => panic!("{self}: not an object, Log, Document, Manifest or NotCollected: {document}"),
        }
    }

    /// The cause that the folder is named after is what `holds` expects and what the others must not say.
    fn check(&mut self) {
        match self.role {
            Role::Holds => {
                assert_eq!(
                    self.cause.as_deref(),
                    Some(&*self.code),
                    "{self}: holds expects another cause than its folder"
                );
                assert!(self.object.is_some(), "{self}: holds names no object");
            }
            Role::NearMiss | Role::Recovered => {
                assert_ne!(self.cause.as_deref(), Some(&*self.code), "{self}: expects the cause that must not fire");
                if !self.not.contains(&self.code) {
                    self.not.push(self.code.clone());
                }
            }
        }
        if self.cause.is_some() {
            assert_eq!(self.verdict, "root_cause", "{self}: a cause is expected, so the verdict is root_cause");
        }
    }

    /// What is wrong with how the objects refer to each other: a uid that is not the object's makes it a namesake.
    pub fn slips(&self) -> Vec<String> {
        let mut slips = Vec::new();
        let name = |v: &Value| v["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        for (at, object) in self.objects.iter().enumerate() {
            let me = format!("{} {}", object["kind"].as_str().unwrap_or_default(), name(object));
            let twin = |o: &&Value| {
                o["kind"] == object["kind"]
                    && name(o) == name(object)
                    && o["metadata"]["namespace"] == object["metadata"]["namespace"]
            };
            if self.objects.iter().take(at).any(|o| twin(&o)) {
                slips.push(format!("{me} is there twice"));
            }
            let owners = object["metadata"]["ownerReferences"].as_array().into_iter().flatten();
            for reference in owners.chain(object.get("involvedObject")) {
                let same = |o: &&Value| {
                    o["kind"] == reference["kind"] && name(o) == reference["name"].as_str().unwrap_or_default()
                };
                let target = self.objects.iter().find(same);
                let uid = &reference["uid"];
                if let Some(target) = target
                    && target["metadata"]["uid"] != *uid
                {
                    slips.push(format!(
                        "{me} names {} with uid {uid}, which has {}",
                        name(target),
                        target["metadata"]["uid"]
                    ));
                }
            }
        }
        slips
    }
}

fn text_of(value: &Value, field: &str) -> Option<String> {
    value[field].as_str().map(str::to_owned)
}

/// `not: Code` or `not: [Code, Code]`.
fn texts(value: &Value, field: &str) -> Vec<String> {
    match &value[field] {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
