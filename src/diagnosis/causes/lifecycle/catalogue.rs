//! The entries of the family *containers* that are about the life of workloads.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    depth: Depth,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "containers", object, about, proof, mistaken_for, fix, depth }
}

/// Nobody runs it, and somebody needs it.
pub static SCALED_TO_ZERO: Cause = entry(
    "ScaledToZero",
    "app",
    Depth::Root,
    "The workload is told to run no pod at all, while something needs it: a Service has nobody behind it, and an Ingress, another workload or the person who asks wants an answer from it.",
    "spec.replicas is 0, no pod is ready, and a Service that selects its pods has no ready endpoint; better still, an Ingress or another workload names that Service.",
    "A selector that matches nothing: there the pods exist and carry other labels. Scaling to zero on purpose (a switched-off environment, KEDA, an autoscaler with minReplicas 0) is no fault: nothing needs it, or the autoscaler brings it back.",
    "Find out who scaled it down and why (managedFields name the program and the time), then scale it up where it is declared.",
);
/// The Deployment controller's word.
pub static ROLLOUT_STUCK: Cause = entry(
    "RolloutStuck",
    "app",
    Depth::Surface,
    "A new version of a Deployment does not get on: its new pods did not become available within progressDeadlineSeconds, or the rollout is paused. The old pods usually still serve.",
    "The condition Progressing is False with reason ProgressDeadlineExceeded now, or spec.paused is true while not all pods are of the new version.",
    "The cause itself: this is only what the Deployment controller sees. Why the new pods fail (image, probe, quota, scheduling) stands above it. A slow rollout within its deadline is none.",
    "Mend what stops the new pods, or go back to the previous revision. Kubernetes never rolls back by itself.",
);
/// The Job controller gave up.
pub static JOB_BACKOFF_LIMIT_EXCEEDED: Cause = entry(
    "JobBackoffLimitExceeded",
    "job",
    Depth::Surface,
    "The Job's pods failed more often than allowed, and the Job controller gave up. It will not try again by itself.",
    "The Job's condition Failed is True with reason BackoffLimitExceeded (or PodFailurePolicy, MaxFailedIndexesExceeded, FailedIndexes), and no later run of the same Job succeeded.",
    "The cause itself: why the pods ended badly is in their exit codes and logs and stands above it. An old failed Job whose successor succeeded is history.",
    "Mend why the pods fail, then run the Job again: a finished Job cannot be restarted, create a new one.",
);
/// Too slow for its deadline.
pub static JOB_DEADLINE_EXCEEDED: Cause = entry(
    "JobDeadlineExceeded",
    "job",
    Depth::Surface,
    "The Job was still active when activeDeadlineSeconds was over. Its pods were killed and the Job failed, whatever they had done.",
    "The Job's condition Failed is True with reason DeadlineExceeded; the time from start to the end of the Job is that of spec.activeDeadlineSeconds.",
    "A crash: exit codes 137 and 143 of its pods come from this killing. A pod that never started (image, scheduling) uses the time up too: then that is the cause. It overrides backoffLimit.",
    "Find out what took the time, or give the Job more: raise activeDeadlineSeconds and run it anew.",
);
/// Done, and not allowed to end.
pub static JOB_KEPT_BY_SIDECAR: Cause = entry(
    "JobKeptBySidecar",
    "job",
    Depth::Root,
    "The Job's work is done, and its pod does not end since a helper in it (a proxy of a mesh, of a database, an agent that ships logs) runs on. A Job's pod is done when all its containers have ended.",
    "Of a pod of an unfinished Job every container that works has ended with exit code 0 for minutes, and what still runs is called like a helper, or serves a port.",
    "Work in several containers of which one takes longer: that one is no helper. A helper that is declared as an init container with restartPolicy Always is ended by the kubelet.",
    "Declare the helper as an init container with restartPolicy: Always, have the work tell it to quit at its end, or leave it out of the Job.",
);
/// Switched off.
pub static CRON_JOB_SUSPENDED: Cause = entry(
    "CronJobSuspended",
    "cronjob",
    Depth::Root,
    "The CronJob is suspended: it starts no new Job until that is taken back. Runs that fall due meanwhile are not made up for, except the latest within startingDeadlineSeconds.",
    "spec.suspend is true, and the question is about this CronJob or its missing runs.",
    "A CronJob that is suspended on purpose and that nobody misses: no fault. A schedule that never comes, or a run that blocks the next ones, looks the same from outside: no new Jobs.",
    "Ask why it was suspended, then set spec.suspend to false where it is declared. A missed run is started by hand with kubectl create job --from=cronjob/NAME.",
);
/// A schedule that says nothing.
pub static CRON_JOB_SCHEDULE_INVALID: Cause = entry(
    "CronJobScheduleInvalid",
    "cronjob",
    Depth::Root,
    "The CronJob's schedule or time zone cannot be understood, or describes a moment that never comes, such as 30 February. No Job is ever started.",
    "spec.schedule does not parse as five fields, a macro (@daily) or @every, or spec.timeZone is not in the time zone database; the controller says UnparseableSchedule, InvalidSchedule or UnknownTimeZone.",
    "A suspended CronJob. The wrong hour because of the time zone: without spec.timeZone the schedule is read in the zone of the controller, mostly UTC. In Kubernetes Sunday is 0, not 7.",
    "Write a schedule of five fields: minute, hour, day of month, month, day of week (0 to 6), and an IANA time zone such as Europe/Berlin.",
);
/// The run before it never ends.
pub static CRON_JOB_BLOCKED: Cause = entry(
    "CronJobBlocked",
    "cronjob",
    Depth::Mechanism,
    "The CronJob starts no new run: concurrencyPolicy is Forbid and an earlier run is still active, or the controller missed too many start times and gives up, or finds each start too late for startingDeadlineSeconds.",
    "spec.concurrencyPolicy is Forbid, status.active names a Job that has run past one or more scheduled times, and status.lastScheduleTime is old; the controller says JobAlreadyActive.",
    "A run that is only a little longer than usual: the next one starts after it. A suspended CronJob. Why the active Job does not end (a pod that cannot start, a hanging process) stands above it.",
    "See why the active Job does not end; delete that Job if it hangs. Give the Job an activeDeadlineSeconds, so that a hanging run ends by itself.",
);
/// Deleted, and still there.
pub static POD_STUCK_TERMINATING: Cause = entry(
    "PodStuckTerminating",
    "pod",
    Depth::Root,
    "The pod was deleted, its grace period is over, and it is still there: a finalizer was not removed, its node does not answer, or a container does not end.",
    "metadata.deletionTimestamp is past, with finalizers left although the containers ended; or the node is NotReady or gone; or a container still runs on a node that is well.",
    "A pod within a long terminationGracePeriodSeconds: it is still allowed to run. deletionTimestamp is the end of the grace period, not the moment of the request.",
    "Let the controller that owns the finalizer do its work. Removing a finalizer by hand skips that work (backups, releases) for good; deleting with force leaves a process that may still run and write, which can corrupt the data of a StatefulSet.",
);
/// A namespace that does not go.
pub static NAMESPACE_STUCK_TERMINATING: Cause = entry(
    "NamespaceStuckTerminating",
    "namespace",
    Depth::Root,
    "The namespace was deleted and does not go away: objects in it keep finalizers, or an aggregated API does not answer, so that nobody knows whether it is empty.",
    "status.phase is Terminating, and its conditions name what remains: NamespaceContentRemaining, NamespaceFinalizersRemaining, NamespaceDeletionDiscoveryFailure, NamespaceDeletionContentFailure.",
    "A namespace that is just being emptied: pods may take their grace period. The finalizer \"kubernetes\" in spec.finalizers is not the fault: it waits for the content.",
    "Bring back the controller that owns the finalizer or the API that does not answer. Emptying spec.finalizers by hand through /finalize leaves orphans that come back with a namespace of the same name.",
);
