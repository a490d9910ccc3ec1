//! Container logs: what was collected, and what the kubelet would have said where nothing was.

use bytes::Bytes;
use http::{Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::layout;
use super::objects::Read;
use super::status::{Status, respond};
use super::store::Unseen;
use super::target::Query;

/// Answers a read of a log. What was collected has the times of its lines only where the program or the collector wrote
/// them: `sinceSeconds` and `sinceTime` go by those, and `timestamps` adds none.
pub(super) fn log(read: &Read<'_>, pod: &str, query: &Query) -> Result<Response<Bytes>, Status> {
    let namespace = read.objects.namespace.as_deref().unwrap_or_default();
    let previous = query.flag("previous");
    let object = match read.find(pod) {
        Ok(item) => Some(serde_json::from_slice::<Pod>(&item.raw).unwrap_or_default()),
        Err(status) => match (query.get("container"), any_log(read, namespace, pod)) {
            (Some(_), true) => None,
            _ => return Err(status),
        },
    };
    let container = match (query.get("container"), &object) {
        (Some(name), Some(pod_object)) if !pod_object.has(name) => {
            return Err(Status::bad_request(format!("container {name} is not valid for pod {pod}")));
        }
        (Some(name), _) => name.to_owned(),
        (None, object) => object.as_ref().map_or_else(|| Err(needs_name(pod, "")), |object| object.only(pod))?,
    };
    let window = Window::of(query, read.store.now())?;
    let shadowed = previous && object.as_ref().is_some_and(|object| object.has(&format!("{container}-previous")));
    if !shadowed && let Some(path) = find(read, namespace, pod, &container, previous) {
        let body = match read.store.files().read(&path) {
            Some(Ok(body)) => body,
            Some(Err(error)) => return Err(read.unseen(&Unseen(format!("{path} cannot be read: {error}")), Some(pod))),
            None => Bytes::new(),
        };
        return Ok(respond(StatusCode::OK, "text/plain", window.cut(&body)));
    }
    if let Some(object) = &object
        && let Some(refusal) = object.kubelet_says(pod, &container, previous)
    {
        return Err(refusal);
    }
    absent(read, namespace, pod, &container, previous)
}

/// Nothing was collected: with the reason that the collector wrote down, if it did.
fn absent(
    read: &Read<'_>,
    namespace: &str,
    pod: &str,
    container: &str,
    previous: bool,
) -> Result<Response<Bytes>, Status> {
    let path = layout::log_error_path(namespace, pod, container);
    let told = if previous { None } else { read.store.files().read(&path).and_then(Result::ok) };
    if let Some(told) = &told
        && let Ok(status) = serde_json::from_slice::<Value>(told)
        && status.get("kind").and_then(Value::as_str) == Some("Status")
        && let Some(code) = status.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok())
        && let Ok(code) = StatusCode::from_u16(code)
        && (code.is_client_error() || code.is_server_error())
    {
        return Ok(respond(code, "application/json", told.clone()));
    }
    let what = if previous { "the previous log" } else { "the log" };
    let why = match told {
        Some(told) => String::from_utf8_lossy(&told).trim().to_owned(),
        None => "the bundle has no file of it".to_owned(),
    };
    let message = format!("{what} of container \"{container}\" in pod \"{pod}\" was not collected: {why}");
    Err(Status::not_collected(message).about("", "pods", Some(pod)))
}

/// The file of a log: where cluster resources keep it, else where a named log collector does.
fn find(read: &Read<'_>, namespace: &str, pod: &str, container: &str, previous: bool) -> Option<String> {
    let usual = layout::log_path(namespace, pod, container, previous);
    let files = read.store.files();
    if files.has(&usual) {
        return Some(usual);
    }
    let suffix = layout::collector_log_suffix(namespace, pod, container, previous);
    let mut others = files.paths().map(|(path, _)| path).filter(|path| path.ends_with(&suffix));
    others.find(|path| path.matches('/').count() == suffix.matches('/').count()).map(str::to_owned)
}

fn any_log(read: &Read<'_>, namespace: &str, pod: &str) -> bool {
    read.store.files().below(&layout::log_folder(namespace, pod)).next().is_some()
}

fn needs_name(pod: &str, choices: &str) -> Status {
    Status::bad_request(format!("a container name must be specified for pod {pod}{choices}"))
}

/// Which part of a log is wanted.
struct Window {
    since: Option<Timestamp>,
    tail: Option<usize>,
    bytes: Option<usize>,
}

impl Window {
    fn of(query: &Query, now: Option<Timestamp>) -> Result<Self, Status> {
        let zero = query.get("tailLines") == Some("0");
        let tail = if zero { Some(0) } else { query.count("tailLines")? };
        Ok(Self { since: since(query, now)?, tail, bytes: query.count("limitBytes")? })
    }

    fn cut(&self, log: &Bytes) -> Bytes {
        let log = &self.since.map_or_else(|| log.clone(), |since| log.slice(first_since(log, since)..));
        let start = match self.tail {
            None => 0,
            Some(0) => log.len(),
            Some(lines) => {
                let body = log.strip_suffix(b"\n").unwrap_or(log);
                body.iter()
                    .enumerate()
                    .rev()
                    .filter(|(_, byte)| **byte == b'\n')
                    .nth(lines - 1)
                    .map_or(0, |(at, _)| at + 1)
            }
        };
        let end = self.bytes.map_or(log.len(), |bytes| log.len().min(start.saturating_add(bytes)));
        log.slice(start..end)
    }
}

/// From when on lines are wanted; seconds count back from the bundle's clock.
fn since(query: &Query, now: Option<Timestamp>) -> Result<Option<Timestamp>, Status> {
    if let Some(text) = query.get("sinceTime") {
        let bad = |_| Status::bad_request(format!("sinceTime {text:?} is not a time of RFC 3339"));
        return text.parse().map(Some).map_err(bad);
    }
    let back = query.count("sinceSeconds")?.and_then(|seconds| i64::try_from(seconds).ok());
    Ok(back.zip(now).and_then(|(seconds, now)| now.checked_sub(SignedDuration::from_secs(seconds)).ok()))
}

/// Where the first line begins that is not older. A line without a time belongs to the one before it; a log without
/// any is wanted whole.
fn first_since(log: &[u8], since: Timestamp) -> usize {
    let mut at = 0;
    let mut any = false;
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        if let Some(time) = time_of(line) {
            any = true;
            if time >= since {
                return at;
            }
        }
        at += line.len();
    }
    if any { log.len() } else { 0 }
}

/// The time that a line begins with.
fn time_of(line: &[u8]) -> Option<Timestamp> {
    let word = line.split(u8::is_ascii_whitespace).next()?;
    std::str::from_utf8(word).ok()?.parse().ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Pod {
    spec: Spec,
    status: State,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    containers: Vec<Container>,
    init_containers: Vec<Container>,
    ephemeral_containers: Vec<Container>,
}

#[derive(Deserialize)]
struct Container {
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct State {
    #[serde(rename = "containerStatuses")]
    main: Vec<ContainerStatus>,
    #[serde(rename = "initContainerStatuses")]
    init: Vec<ContainerStatus>,
    #[serde(rename = "ephemeralContainerStatuses")]
    ephemeral: Vec<ContainerStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContainerStatus {
    name: String,
    state: Option<Phase>,
    last_state: Option<Phase>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Phase {
    waiting: Option<Waiting>,
    terminated: Option<Value>,
}

#[derive(Deserialize)]
struct Waiting {
    #[serde(default)]
    reason: String,
}

impl Pod {
    fn has(&self, name: &str) -> bool {
        let Spec { containers, init_containers, ephemeral_containers } = &self.spec;
        let all = containers.iter().chain(init_containers).chain(ephemeral_containers);
        containers.is_empty() || all.into_iter().any(|container| container.name == name)
    }

    /// The container that is meant when none is named.
    fn only(&self, pod: &str) -> Result<String, Status> {
        let names = |containers: &[Container]| containers.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(" ");
        match self.spec.containers.as_slice() {
            [one] => Ok(one.name.clone()),
            [] => Err(needs_name(pod, "")),
            several => {
                let mut choices = format!(", choose one of: [{}]", names(several));
                if !self.spec.init_containers.is_empty() {
                    choices =
                        format!("{choices} or one of the init containers: [{}]", names(&self.spec.init_containers));
                }
                Err(needs_name(pod, &choices))
            }
        }
    }

    /// Where the status shows that there can be no log, the kubelet's own refusal.
    fn kubelet_says(&self, pod: &str, container: &str, previous: bool) -> Option<Status> {
        let State { main, init, ephemeral } = &self.status;
        let mut all = main.iter().chain(init).chain(ephemeral);
        let status = all.find(|status| status.name == container)?;
        if status.last_state.as_ref().is_some_and(|last| last.terminated.is_some()) {
            return None;
        }
        if previous {
            let message = format!("previous terminated container \"{container}\" in pod \"{pod}\" not found");
            return Some(Status::bad_request(message));
        }
        let reason = match status.state.as_ref()?.waiting.as_ref()?.reason.as_str() {
            "ErrImagePull" => "image can't be pulled",
            "ImagePullBackOff" => "trying and failing to pull image",
            other => other,
        };
        let message = format!("container \"{container}\" in pod \"{pod}\" is waiting to start: {reason}");
        Some(Status::bad_request(message))
    }
}
