//! The entries of this half of the family *containers*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    depth: Depth,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "containers", object: "app", about, proof, mistaken_for, fix, depth }
}

/// Killed at its memory limit.
pub static OOM_KILLED: Cause = entry(
    "OOMKilled",
    Depth::Root,
    "The kernel killed the container because it used more memory than its limit allows, or because the node had none left.",
    "The container's last end has the reason OOMKilled; or it could not even start and the runtime says \"container init was OOM-killed\". The limit that it hit is quoted.",
    "Any exit with code 137: that is SIGKILL, which failed liveness probes, evictions and node shutdowns send too. An OutOfMemoryError of a Java process is the heap's own limit, not the container's.",
    "Raise the memory limit to what the program needs, or make it need less (heap size, caches, batch size, a leak). Compare its usage with the limit first.",
);
/// No such program.
pub static CONTAINER_COMMAND_NOT_FOUND: Cause = entry(
    "ContainerCommandNotFound",
    Depth::Root,
    "The command that the container should run is not in its image, or not under that path.",
    "The runtime says \"executable file not found\" or \"no such file or directory\" for it; or the process ends with exit code 127 and the shell names what it did not find.",
    "A missing shared library also ends with 127 and is the program's own trouble. A script whose first line names an interpreter that the image lacks (or ends in a carriage return) says \"no such file or directory\" although the script is there.",
    "Correct command or args, with every word as an element of its own, or use an image that has the program.",
);
/// A program that may not be run.
pub static CONTAINER_COMMAND_NOT_EXECUTABLE: Cause = entry(
    "ContainerCommandNotExecutable",
    Depth::Root,
    "The command exists in the image and cannot be executed: no execute permission for this user, or it is a directory.",
    "The runtime says \"permission denied\" for the exec of the command; or the process ends with exit code 126 and the shell says so.",
    "A missing command (127). An image for another architecture says \"exec format error\". A permission denied on data files is the program's own.",
    "Set the execute bit when the image is built (chmod +x), mount scripts with defaultMode 0755, or run them through their interpreter.",
);
/// The program gives up by itself.
pub static APPLICATION_CRASH: Cause = entry(
    "ApplicationCrash",
    Depth::Mechanism,
    "The program starts and ends by itself with an error. What happened is sure, why is in its own words.",
    "The container ends with a non-zero exit code and keeps doing so; the log's decisive lines are quoted.",
    "A container that is killed from outside: by a failed probe, for its memory, by eviction or node shutdown. A command that is not there never started. One that ends with code 0 did not crash.",
    "Read the quoted lines; look at what changed before the first crash: image, configuration, what it depends on.",
);
/// Ends well, and should not end.
pub static CONTAINER_COMPLETES_REPEATEDLY: Cause = entry(
    "ContainerCompletesRepeatedly",
    Depth::Root,
    "The container's process ends with success, but its workload is one that should keep running, so it is started again and again.",
    "The last end has exit code 0, nothing outside ended it, the pod's restartPolicy is Always, and it is in restart back-off.",
    "A crash (non-zero exit). A program that a liveness probe stops and that ends in good order also exits with 0.",
    "Let the command run in the foreground (no daemon mode, no shell that ends), or make the workload a Job if it is meant to end.",
);
/// A readiness gate that nobody sets.
pub static READINESS_GATE_UNSET: Cause = entry(
    "ReadinessGateUnset",
    Depth::Root,
    "All containers are ready, but the pod declares a readiness gate whose condition nobody has set to True, so it gets no traffic.",
    "ContainersReady is True, Ready is False, and the condition that spec.readinessGates names is missing or not True.",
    "A failing readiness probe: then ContainersReady is False too.",
    "Mend the controller that should set the condition (a load balancer controller, for most), or remove the readiness gate.",
);
/// An init container that fails.
pub static INIT_CONTAINER_FAILING: Cause = entry(
    "InitContainerFailing",
    Depth::Mechanism,
    "An init container ends with an error, so the containers after it never start.",
    "The init container's last end has a non-zero exit code and the pod is still not initialized; its decisive log line is quoted.",
    "A crash of the app itself: it was never started. An init container that waits does not end.",
    "Read the quoted line; mend what the init container does, or what it needs.",
);
/// An init container that does not end.
pub static INIT_CONTAINER_WAITING: Cause = entry(
    "InitContainerWaiting",
    Depth::Mechanism,
    "An init container runs and does not end because it waits for something that does not come.",
    "It has run for long, its command, environment or log names what it polls, and that is absent or not ready.",
    "A long download or migration: its log moves on. A failing init container ends with an error.",
    "Bring up what it waits for, or correct the name under which it looks for it.",
);
/// The hook after the start.
pub static POST_START_HOOK_FAILED: Cause = entry(
    "PostStartHookFailed",
    Depth::Root,
    "The container's postStart hook failed, and the kubelet kills a container whose hook fails.",
    "A FailedPostStartHook event or the waiting reason PostStartHookError, a postStart hook in the spec, and a container that is not running.",
    "A crash: if the program ends by itself while the hook runs, the hook fails too, but the log of the program says why.",
    "Run the hook's command by hand in the image; make it wait for what it needs, or move it into the program's start.",
);
/// Somebody already listens.
pub static PORT_ALREADY_IN_USE: Cause = entry(
    "PortAlreadyInUse",
    Depth::Root,
    "The program cannot listen on its port because something else in the same network namespace already does.",
    "Its log says \"address already in use\" (EADDRINUSE) and it ends, or is not ready.",
    "A conflict between two containers of the pod that both name the port: that is SidecarPortConflict. A privileged port says \"permission denied\".",
    "Find what else listens: a second process in the container; with hostNetwork another pod or a process of the node. Change one of the ports.",
);
/// Two containers of one pod.
pub static SIDECAR_PORT_CONFLICT: Cause = entry(
    "SidecarPortConflict",
    Depth::Root,
    "Two containers of one pod listen on the same port. They share one network, so only the first can.",
    "One of them ends with \"address already in use\" for a port that another container of the pod declares or is told to listen on; sidecars of a mesh are told by annotations of the pod (proxy.istio.io/config with statusPort, config.linkerd.io/admin-port …).",
    "A port taken by a process of the node (hostNetwork): then no other container of the pod claims it.",
    "Give one of the two another port, in its setting and in containerPort, and in whatever calls it.",
);
/// Evicted by the kubelet.
pub static POD_EVICTED: Cause = entry(
    "PodEvicted",
    Depth::Mechanism,
    "The kubelet ended the pod to save its node, or because it used more local storage than it may.",
    "The pod's status has the reason Evicted, its message names the pressure or the limit, and the app lacks that pod still.",
    "A crash or an OOM kill. Evicted pods of last week whose replacements run are history.",
    "Give the containers requests and limits that match what they use; relieve the node of what the message names.",
);
