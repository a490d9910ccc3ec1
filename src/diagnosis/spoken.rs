//! Which causes a question speaks of: "which pods are `OOMKilled`?" wants those first, whatever else is wrong.
//!
//! This orders an answer about a namespace or the cluster. It proves nothing and leaves nothing out.

use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::rank::Ranked;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;

/// What people and `kubectl` call it, and the beginnings of the codes or the categories that are meant.
const CALLED: &[(&[&str], &[&str])] = &[
    (&["oom", "oomkilled", "oomkill"], &["OOMKilled"]),
    (
        &["crash", "crashes", "crashed", "crashing", "crashloop", "crashlooping", "crashloopbackoff"],
        &[
            "ApplicationCrash",
            "OOMKilled",
            "ContainerCommand",
            "ContainerCompletes",
            "Liveness",
            "Startup",
            "PortAlready",
        ],
    ),
    (&["imagepullbackoff", "errimagepull", "pull", "pulls", "images"], &["image"]),
    (&["pending", "unschedulable", "unscheduled", "scheduled", "schedule"], &["scheduling", "storage", "Pvc"]),
    (&["containercreating", "createcontainerconfigerror"], &["references", "storage"]),
    (&["unready", "notready"], &["Readiness", "NodeNotReady"]),
    (&["evicted", "eviction"], &["PodEvicted"]),
    (&["terminating"], &["PodStuckTerminating", "NamespaceStuckTerminating"]),
    (&["volumes", "pvc", "pvcs", "claim", "claims", "disk"], &["storage", "Pvc", "Volume"]),
    (&["jobs", "cronjobs"], &["Job", "CronJob"]),
    (&["quotas"], &["NamespaceCpuQuota", "NamespaceMemoryQuota", "NamespacePodQuota", "Quota"]),
    (&["nodes"], &["nodes"]),
];

/// Parts of codes that say nothing of their own.
const GENERIC: &[&str] =
    &["not", "found", "missing", "wrong", "failing", "failed", "pod", "app", "container", "too", "is"];

/// Puts the causes that the words speak of first, in an answer about more than named objects.
pub fn first(ranked: &mut Ranked, subject: &Subject, words: &Words) {
    if matches!(subject, Subject::Objects(_)) {
        return;
    }
    ranked.root_causes.sort_by_key(|cause| !is_meant(cause, words));
    ranked.hypotheses.sort_by_key(|cause| !is_meant(cause, words));
}

fn is_meant(hypothesis: &Hypothesis, words: &Words) -> bool {
    let (code, category) = (hypothesis.cause.code, hypothesis.cause.category);
    let parts = parts(code);
    words.all.iter().any(|word| {
        let called = CALLED.iter().filter(|(names, _)| names.contains(&word.as_str())).flat_map(|(_, meant)| *meant);
        code.eq_ignore_ascii_case(word)
            || called.into_iter().any(|meant| *meant == category || code.starts_with(meant))
            || (!GENERIC.contains(&word.as_str()) && parts.contains(word))
    })
}

/// `image`, `pull`, `secret`, `missing`.
fn parts(code: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for c in code.chars() {
        match parts.last_mut() {
            Some(part) if !c.is_ascii_uppercase() => part.push(c.to_ascii_lowercase()),
            _ => parts.push(c.to_ascii_lowercase().to_string()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::causes::{exits, image, lifecycle};
    use crate::evidence::entity::EntityKey;
    use crate::evidence::kinds;

    #[test]
    fn what_is_spoken_of_comes_first_and_the_rest_stays_in_its_order() {
        let at = EntityKey::new(&kinds::DEPLOYMENT, Some("shop"), "checkout");
        let causes =
            [&image::catalogue::IMAGE_NOT_FOUND, &lifecycle::catalogue::ROLLOUT_STUCK, &exits::catalogue::OOM_KILLED];
        let order = |question: &str, subject: &Subject| {
            let root_causes = causes.iter().map(|cause| Hypothesis::new(cause, &at, "")).collect();
            let mut ranked = Ranked { root_causes, ..Ranked::default() };
            first(&mut ranked, subject, &Words::of(question));
            ranked.root_causes.iter().map(|cause| cause.cause.code).collect::<Vec<_>>()
        };
        let asked = |question| order(question, &Subject::Cluster);
        assert_eq!(asked("which pods are OOMKilled?"), ["OOMKilled", "ImageNotFound", "RolloutStuck"]);
        assert_eq!(asked("is a rollout stuck?"), ["RolloutStuck", "ImageNotFound", "OOMKilled"]);
        assert_eq!(asked("what is not found?"), ["ImageNotFound", "RolloutStuck", "OOMKilled"]);
        assert_eq!(order("OOMKilled?", &Subject::Objects(vec![at.clone()]))[0], "ImageNotFound");
    }
}
