//! Volumes that are mounted and cannot be written: no right to, or no room (see [`super::full`]). By the last words of a
//! container that fails now, on a path below one of its mounts.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::log::without_time;
use crate::evidence::view::View;

/// Lines at the end of a log that are looked at.
const WINDOW: usize = 60;
const DENIED: &[&str] = &[
    "permission denied",
    "eacces",
    "operation not permitted",
    "accessdeniedexception",
    "is not writable",
    "not have the access rights",
    "errno 13",
    "errno: 13",
];
const READ_ONLY: &[&str] = &["read-only file system", "erofs", "readonly file system"];
/// Other things that the kernel calls a lack of space.
const NO_DISK: &[&str] = &["inotify", "fsnotify", "/dev/shm", "epoll", "semget", "shmget"];

/// Volumes that keep data.
const KEEP: &[&str] = &["/persistentVolumeClaim", "/hostPath", "/nfs", "/csi", "/ephemeral"];
/// Endings of what is no data: programs, code, settings, names of hosts.
const NO_DATA: &[&str] = &[
    "sh",
    "py",
    "js",
    "ts",
    "go",
    "rb",
    "rs",
    "java",
    "jar",
    "so",
    "php",
    "cpp",
    "com",
    "org",
    "net",
    "local",
    "svc",
    "yaml",
    "yml",
    "json",
    "toml",
    "conf",
    "ini",
    "properties",
    "env",
    "pem",
    "key",
    "crt",
];

/// A line about a path below a mount.
pub(super) struct Said<'g> {
    /// The line.
    pub(super) text: String,
    /// The same, to be cited.
    pub(super) fact: Fact,
    /// Where the volume is mounted.
    pub(super) mount: View<'g>,
    /// The path.
    pub(super) path: String,
    /// Whether the path is one below the working directory, which need not be the mount.
    guessed: bool,
}

/// `VolumePermissionDenied`.
pub fn permission_denied(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| {
        let (said, read_only) = denied(pod, container)?;
        let sign = Sign::new(format!("\"{}\"", said.text), "what the process says", Some(said.fact));
        let sign = sign.strong("where the volume is mounted", said.mount.at("/mountPath").map(|p| p.spec()));
        let sign = if said.guessed { sign.strong("that the file lies there", None) } else { sign };
        Some(if read_only {
            sign.strong("that it is mounted read-only", reads_only(pod, &said.mount).map(|(place, _)| place.spec()))
        } else {
            // The first that is written, whether or not it can be cited.
            let own = (&container.spec, "/securityContext/runAsUser");
            let of_pod = ["/spec/securityContext/fsGroup", "/spec/securityContext/runAsUser"];
            let places = std::iter::once(own).chain(of_pod.map(|pointer| (&pod.view, pointer)));
            let written = places.into_iter().find(|(view, pointer)| view.value().pointer(pointer).is_some());
            let user = written.and_then(|(view, pointer)| view.at(pointer));
            sign.weak("the user that it runs as", user.map(|place| place.spec()))
        })
    });
    findings.iter().filter_map(say_denied).collect()
}

fn denied<'g>(pod: &Pod<'g>, container: &Container<'g>) -> Option<(Said<'g>, bool)> {
    let read_only = said(container, READ_ONLY).map(|said| (said, true));
    // Who may not execute a program has no trouble with a volume's data.
    let denied = || said(container, DENIED).filter(|said| !said.text.to_lowercase().contains("exec"));
    let (said, read_only) = read_only.or_else(|| denied().map(|said| (said, false)))?;
    (!read_only || reads_only(pod, &said.mount).is_some()).then_some((said, read_only))
}

/// What makes a mount read-only: its own field, the claim's in the pod, or a volume that always is.
fn reads_only<'g>(pod: &Pod<'g>, mount: &View<'g>) -> Option<(View<'g>, &'static str)> {
    if let Some(own) = mount.at("/readOnly").filter(|field| field.bool() == Some(true)) {
        return Some((own, "it is mounted with readOnly: true"));
    }
    let volume = volume(pod, mount)?;
    if let Some(own) = volume.at("/persistentVolumeClaim/readOnly").filter(|field| field.bool() == Some(true)) {
        return Some((own, "the pod asks for the claim with readOnly: true"));
    }
    let always = ["/configMap", "/secret", "/projected", "/downwardAPI"];
    let name = |place: Option<View<'g>>| place.and(volume.at("/name"));
    let place = always.iter().find_map(|kind| name(volume.at(kind)))?;
    Some((place, "ConfigMaps, Secrets and the like are always mounted read-only"))
}

/// The volume of a mount.
pub(super) fn volume<'g>(pod: &Pod<'g>, mount: &View<'g>) -> Option<View<'g>> {
    let name = mount.str_at("/name")?;
    pod.view.items("/spec/volumes").into_iter().find(|volume| volume.str_at("/name") == Some(name))
}

fn say_denied(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (pod, container, _) = finding.pods.first()?;
    let (said, read_only) = denied(pod, container)?;
    let name = said.mount.str_at("/name").unwrap_or_default();
    let why = if read_only {
        reads_only(pod, &said.mount).map_or("it is read-only", |(_, why)| why).to_owned()
    } else {
        whose(pod, container, &said.mount)
    };
    let text = format!(
        "Container {} of {} {} may not use {} on volume {name}: {why}.",
        container.name, finding.app.key.kind, finding.app.key.name, said.path
    );
    let (advice_text, diff) = if let Some(path) = of_node(pod, &said.mount).filter(|_| !read_only) {
        let path = path.str().unwrap_or_default().to_owned();
        let text = format!(
            "Give {path} on the node to the user that the container runs as (chown), or let an init container that runs as root do it; better, use a claim: its volume is handed to fsGroup."
        );
        (text, None)
    } else if read_only {
        (format!("Mount volume {name} for writing, or let the program write elsewhere (an emptyDir volume)."), None)
    } else {
        let (now, wanted) = (
            "spec:\n  template:\n    spec:\n",
            "spec:\n  template:\n    spec:\n      securityContext:\n        fsGroup: <the group that owns the files>\n",
        );
        (
            "Set fsGroup to a group that may use the files; the kubelet then hands the volume to it.".to_owned(),
            advice::diff(&finding.app.key, now, wanted),
        )
    };
    let line = format!("{} edit {}", advice::kubectl(&finding.app.key), advice::kubectl_name(&finding.app.key));
    Some(finding.hypothesis(&catalogue::VOLUME_PERMISSION_DENIED, text).advise(advice::edit(
        finding.app,
        &advice_text,
        Some(line),
        diff,
    )))
}

/// Whose the files are not.
fn whose(pod: &Pod<'_>, container: &Container<'_>, mount: &View<'_>) -> String {
    let user =
        container.spec.at("/securityContext/runAsUser").or_else(|| pod.view.at("/spec/securityContext/runAsUser"));
    let user = user.and_then(|user| user.i64());
    if let Some(path) = of_node(pod, mount) {
        let user = user.map_or("it does not run as their owner".to_owned(), |user| format!("it runs as user {user}"));
        let path = path.str().unwrap_or_default();
        return format!("{user}, the files are the node's own ({path}), and fsGroup changes nothing about those");
    }
    match (user, pod.view.i64_at("/spec/securityContext/fsGroup")) {
        (Some(user), Some(group)) => {
            format!("it runs as user {user} with fsGroup {group}, which may not use these files")
        }
        (Some(user), None) => {
            format!("it runs as user {user}, no fsGroup is set, and the files belong to somebody else")
        }
        (None, Some(group)) => format!("fsGroup is {group}, and the files belong to somebody else"),
        (None, None) => "the files belong to another user, and no fsGroup is set".to_owned(),
    }
}

/// The directory of the node that a mount shows, if it shows one.
fn of_node<'g>(pod: &Pod<'g>, mount: &View<'g>) -> Option<View<'g>> {
    volume(pod, mount)?.at("/hostPath/path")
}

/// The last line of a container that fails with one of these words on a path below one of its mounts.
pub(super) fn said<'g>(container: &Container<'g>, words: &[&str]) -> Option<Said<'g>> {
    if container.ready() {
        return None;
    }
    for log in container.logs() {
        for line in log.lines.iter().rev().take(WINDOW) {
            let lower = line.text.to_lowercase();
            if !words.iter().any(|word| lower.contains(word)) || NO_DISK.iter().any(|word| lower.contains(word)) {
                continue;
            }
            let named = paths(&line.text).into_iter().find_map(|path| Some((mount_of(container, &path)?, path, false)));
            let Some((mount, path, guessed)) = named.or_else(|| below_work(container, &line.text)) else { continue };
            return Some(Said { text: shorten(without_time(&line.text)), fact: log.fact(line), mount, path, guessed });
        }
    }
    None
}

/// What a container says of a path that lies on no volume and that it may not write.
pub(super) struct Refused {
    /// The line.
    pub(super) text: String,
    /// The same, to be cited.
    pub(super) fact: Fact,
    /// The path.
    pub(super) path: String,
}

/// The last line of a container that fails on a path below no mount since the file system is read-only.
pub(super) fn below_root(container: &Container<'_>) -> Option<Refused> {
    if container.ready() {
        return None;
    }
    container.logs().into_iter().find_map(|log| {
        log.lines.iter().rev().take(WINDOW).find_map(|line| {
            let lower = line.text.to_lowercase();
            let says = READ_ONLY.iter().any(|word| lower.contains(word));
            let path =
                paths(&line.text).into_iter().filter(|_| says).find(|path| mount_of(container, path).is_none())?;
            Some(Refused { text: shorten(without_time(&line.text)), fact: log.fact(line), path })
        })
    })
}

/// The mount that a path lies below, the deepest if there are several.
fn mount_of<'g>(container: &Container<'g>, path: &str) -> Option<View<'g>> {
    let below = |mount: &View<'_>| {
        let at = mount.str_at("/mountPath").unwrap_or_default().trim_end_matches('/');
        path.strip_prefix(at).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(|_| at.len())
    };
    let mounts = container.spec.items("/volumeMounts");
    mounts.into_iter().filter_map(|mount| Some((below(&mount)?, mount))).max_by_key(|(depth, _)| *depth).map(|(_, m)| m)
}

/// The mount of a file that is named without its directory: below the working directory where the pod says which that is,
/// else the only mount that is there to keep data. Images of data stores start in their data directory.
fn below_work<'g>(container: &Container<'g>, line: &str) -> Option<(View<'g>, String, bool)> {
    let code = container.exit_code().and_then(|code| code.i64());
    if !paths(line).is_empty() || code == Some(126) {
        return None;
    }
    let file = relative(line)?;
    if let Some(work) = container.spec.str_at("/workingDir") {
        let path = format!("{}/{}", work.trim_end_matches('/'), file.trim_start_matches("./"));
        return Some((mount_of(container, &path)?, path, false));
    }
    let pod = container.spec.graph().view(container.pod())?;
    let volumes = pod.items("/spec/volumes");
    let keeps = |mount: &View<'_>| {
        let volume = volumes.iter().find(|volume| volume.str_at("/name") == mount.str_at("/name"));
        volume.is_some_and(|volume| KEEP.iter().any(|kind| volume.at(kind).is_some()))
    };
    let mut mounts = container.spec.items("/volumeMounts").into_iter().filter(keeps);
    let only = mounts.next()?;
    mounts.next().is_none().then_some((only, file, true))
}

/// A file that a line names without a leading directory: `dump.rdb`, `'data/lock'`.
fn relative(line: &str) -> Option<String> {
    static FILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?:^|[\s'"`(])((?:\./)?[A-Za-z_][\w-]*(?:/[\w-]+)*\.[a-z]{2,8}|['"`][A-Za-z_][\w./-]*['"`])(?:$|[\s'"`):,])"#).ok()
    });
    let text = without_time(line);
    let found = FILE
        .as_ref()?
        .captures_iter(text)
        .filter_map(|hit| hit.get(1))
        .map(|file| file.as_str().trim_matches(['\'', '"', '`']).to_owned());
    let code = |file: &String| file.rsplit_once('.').is_some_and(|(_, ending)| NO_DATA.contains(&ending));
    found.filter(|file| !code(file)).last()
}

/// The absolute paths that a line names.
fn paths(line: &str) -> Vec<String> {
    let breaks = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '=' | ',' | ';');
    line.split(breaks)
        .map(|word| word.trim_end_matches([':', '.', '!']))
        .filter(|word| word.starts_with('/') && word.len() > 1 && !word.starts_with("//"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{paths, relative};

    #[test]
    fn files_are_found_without_their_directory() {
        let file = |line: &str| relative(line).unwrap_or_default();
        assert_eq!(file("# Fatal error: can't open the RDB file dump.rdb for reading: Permission denied"), "dump.rdb");
        assert_eq!(file("open ./data/ledger.db: permission denied"), "./data/ledger.db");
        assert_eq!(file("mkdir: cannot create directory 'journal': Permission denied"), "journal");
        for line in
            ["listen tcp :80: bind: permission denied", "start.sh: Permission denied", "permission denied (publickey)"]
        {
            assert_eq!(file(line), "", "{line}");
        }
    }

    #[test]
    fn paths_are_found_in_lines() {
        assert_eq!(paths("open '/var/lib/data/db.lock': permission denied"), ["/var/lib/data/db.lock"]);
        assert_eq!(paths("mkdir: cannot create directory \u{2018}x\u{2019}: Permission denied"), Vec::<String>::new());
        assert_eq!(paths("GET //x failed; path=/srv/a, http://h/b"), ["/srv/a"]);
    }
}
