//! The entries of the family *performance*: what is up and slow.

use crate::diagnosis::catalogue::{Cause, Depth};

/// Busy.
pub static CPU_SATURATION: Cause = Cause {
    code: "CpuSaturation",
    category: "performance",
    object: "app",
    about: "The app needs more processor time than its limit, or its node, gives it. It is stopped for a part of every tenth of a second, and its requests wait for it; those who call it are slow with it.",
    proof: "Its use of the processor left its own past and reached its limit, or the time for which it is throttled did; its latency rose at the same time.",
    mistaken_for: "A slow network or a slow callee (NetworkDelay): there the processor has no more to do than before. Use that rises at a peak without reaching the limit: then nobody waits for it. A process that has only just started warms up.",
    fix: "Find what it computes (a profile, the busiest thread, another process in the container). Raise the CPU limit or leave it away, add replicas, or take back the change that made it busier.",
    depth: Depth::Root,
};
/// Far away.
pub static NETWORK_DELAY: Cause = Cause {
    code: "NetworkDelay",
    category: "performance",
    object: "app",
    about: "Packets to and from the app's pods are held up. Each of its requests takes longer, whatever is asked for, and so do those of everybody who calls it; the app itself has nothing more to do than before.",
    proof: "The usual answer of the app, not only the slowest ones, takes several times as long as in its own past, while its use of the processor did not rise, it is not throttled, nothing was rolled out, its pods are well, and whom it calls answers as before.",
    mistaken_for: "A callee that is slow: then the callee's usual answer takes longer too, and it is the one. An app at its limit (CpuSaturation). A lock, an exhausted pool or a slow system outside of the cluster look the same from outside: a thread dump tells, and so does the round trip to the pod. Where all apps of a node are slow, it is the node's network.",
    fix: "Measure the round trip to the pod from another node and from its own. In the pod's network namespace see the queueing discipline (tc -s qdisc), on the node the network plugin, conntrack and the link. Remove what delays it, or move the pod to another node.",
    depth: Depth::Root,
};
