//! Volumes that are mounted and cannot be written: no right to, or no room. By the last words of a container that fails
//! now, on a path below one of its mounts.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::claim::{self, Claim};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::log::without_time;
use crate::evidence::view::View;

/// Lines at the end of a log that are looked at.
const WINDOW: usize = 60;
const DENIED: &[&str] = &["permission denied", "eacces", "operation not permitted", "accessdeniedexception"];
const READ_ONLY: &[&str] = &["read-only file system", "erofs", "readonly file system"];
const FULL: &[&str] = &["no space left on device", "enospc", "disk quota exceeded", "edquot", "could not extend file"];
/// Other things that the kernel calls a lack of space.
const NO_DISK: &[&str] = &["inotify", "fsnotify", "/dev/shm", "epoll", "semget", "shmget"];

/// A line about a path below a mount.
struct Said<'g> {
    text: String,
    fact: Fact,
    mount: View<'g>,
    path: String,
}

/// `VolumePermissionDenied`.
pub fn permission_denied(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| {
        let (said, read_only) = denied(pod, container)?;
        let sign = Sign::new(format!("\"{}\"", said.text), "what the process says", Some(said.fact));
        let sign = sign.strong("where the volume is mounted", said.mount.at("/mountPath").map(|p| p.spec()));
        Some(if read_only {
            sign.strong("that it is mounted read-only", reads_only(pod, &said.mount).map(|(place, _)| place.spec()))
        } else {
            let wanted = ["/spec/securityContext/fsGroup", "/spec/securityContext/runAsUser"];
            let own = container.spec.at("/securityContext/runAsUser");
            let user = own.or_else(|| wanted.iter().find_map(|pointer| pod.view.at(pointer)));
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

fn volume<'g>(pod: &Pod<'g>, mount: &View<'g>) -> Option<View<'g>> {
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
        let user =
            container.spec.at("/securityContext/runAsUser").or_else(|| pod.view.at("/spec/securityContext/runAsUser"));
        let group = pod.view.i64_at("/spec/securityContext/fsGroup");
        match (user.and_then(|user| user.i64()), group) {
            (Some(user), Some(group)) => {
                format!("it runs as user {user} with fsGroup {group}, which may not use these files")
            }
            (Some(user), None) => {
                format!("it runs as user {user}, no fsGroup is set, and the files belong to somebody else")
            }
            (None, Some(group)) => format!("fsGroup is {group}, and the files belong to somebody else"),
            (None, None) => "the files belong to another user, and no fsGroup is set".to_owned(),
        }
    };
    let text = format!(
        "Container {} of {} {} may not use {} on volume {name}: {why}.",
        container.name, finding.app.key.kind, finding.app.key.name, said.path
    );
    let (advice_text, diff) = if read_only {
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

/// `VolumeFull`.
pub fn full(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| {
        let said = no_room(pod, container)?;
        let sign = Sign::new(format!("\"{}\"", said.text), "what the process says", Some(said.fact));
        Some(sign.strong("where the volume is mounted", said.mount.at("/mountPath").map(|p| p.spec())))
    });
    findings.iter().filter_map(say_full).collect()
}

/// What a container says of a volume without room: a claim's, or one with a limit of its own.
fn no_room<'g>(pod: &Pod<'g>, container: &Container<'g>) -> Option<Said<'g>> {
    let said = said(container, FULL)?;
    let volume = volume(pod, &said.mount)?;
    let own = volume.at("/emptyDir/sizeLimit").is_some() || volume.str_at("/emptyDir/medium") == Some("Memory");
    let claimed = volume.at("/persistentVolumeClaim").is_some() || volume.at("/ephemeral").is_some();
    (own || claimed || volume.at("/nfs").is_some() || volume.at("/csi").is_some()).then_some(said)
}

fn say_full(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (pod, container, _) = finding.pods.first()?;
    let said = no_room(pod, container)?;
    let name = said.mount.str_at("/name").unwrap_or_default();
    let claim = claim_of(pod, name);
    let size = claim.as_ref().and_then(|key| Claim::get(pod.view.graph(), key)).and_then(|claim| {
        let size = claim.view.at("/status/capacity/storage").or_else(|| claim.size())?;
        size.str().map(str::to_owned)
    });
    let what = match (&claim, size) {
        (Some(claim), Some(size)) => format!("claim {} ({size})", claim.name),
        (Some(claim), None) => format!("claim {}", claim.name),
        (None, _) => format!("volume {name}"),
    };
    let text = format!(
        "Container {} of {} {} cannot write {}: {what} has no room left.",
        container.name, finding.app.key.kind, finding.app.key.name, said.path
    );
    let kubectl = advice::kubectl(&finding.app.key);
    let more = match &claim {
        Some(claim) => look(
            format!("Make {} larger (its class must allow expansion), or delete what is not needed.", claim.name),
            Some(format!(
                "{kubectl} get pvc {} -o yaml; {kubectl} exec {} -- df -h {}",
                claim.name,
                pod.key().name,
                said.path
            )),
        ),
        None => look(format!("Raise the limit of volume {name}, or write less to it."), None),
    };
    Some(finding.hypothesis(&catalogue::VOLUME_FULL, text).advise(more))
}

fn claim_of(pod: &Pod<'_>, volume: &str) -> Option<EntityKey> {
    claim::named_by(pod).into_iter().find(|named| named.volume == volume).map(|named| named.claim)
}

/// The last line of a container that fails with one of these words on a path below one of its mounts.
fn said<'g>(container: &Container<'g>, words: &[&str]) -> Option<Said<'g>> {
    if container.ready() {
        return None;
    }
    for log in container.logs() {
        for line in log.lines.iter().rev().take(WINDOW) {
            let lower = line.text.to_lowercase();
            if !words.iter().any(|word| lower.contains(word)) || NO_DISK.iter().any(|word| lower.contains(word)) {
                continue;
            }
            let Some((mount, path)) =
                paths(&line.text).into_iter().find_map(|path| Some((mount_of(container, &path)?, path)))
            else {
                continue;
            };
            return Some(Said { text: shorten(without_time(&line.text)), fact: log.fact(line), mount, path });
        }
    }
    None
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
    use super::paths;

    #[test]
    fn paths_are_found_in_lines() {
        assert_eq!(paths("open '/var/lib/data/db.lock': permission denied"), ["/var/lib/data/db.lock"]);
        assert_eq!(paths("mkdir: cannot create directory \u{2018}x\u{2019}: Permission denied"), Vec::<String>::new());
        assert_eq!(paths("GET //x failed; path=/srv/a, http://h/b"), ["/srv/a"]);
    }
}
