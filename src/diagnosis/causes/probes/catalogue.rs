//! The entries of the family *probes*: five faults for each of the three probes. What differs between the probes is what
//! their failure does, how it shows, and what else gives the same picture; the macro joins these with what is common.

use crate::diagnosis::catalogue::{Cause, Depth};

/// The five entries of one probe.
macro_rules! entries {
    (
        $Probe:literal, $probe:literal, $field:literal,
        effect: $effect:literal, shows: $shows:literal, confused: $confused:literal, slow: $slow:literal, time: $time:literal,
        $port:ident, $protocol:ident, $path:ident, $timing:ident, $other:ident
    ) => {
        /// It asks a port where nothing listens.
        pub static $port: Cause = Cause {
            code: concat!($Probe, "ProbeWrongPort"),
            category: "containers",
            object: "app",
            about: concat!("The ", $probe, " probe asks a port on which the application does not listen, so it fails although the application works. ", $effect),
            proof: concat!($shows, " The probe is refused (gRPC probes say that they could not connect in time) on a port that the container does not declare, while its log, another probe or its environment names another one; or the probe names a port by a name that no port of the container has."),
            mistaken_for: concat!("An application that is not listening yet or has crashed: it is refused on its own, declared port. Declared ports are documentation only, so an undeclared port alone is weak. ", $confused),
            fix: concat!("Set the port of the ", $field, " to the one that the application listens on, best by the name of the container's port, so that both change together."),
            depth: Depth::Root,
        };
        /// It speaks something else than the server.
        pub static $protocol: Cause = Cause {
            code: concat!($Probe, "ProbeWrongProtocol"),
            category: "containers",
            object: "app",
            about: concat!("The ", $probe, " probe speaks another protocol than the server that it asks: HTTP to a TLS or gRPC port, HTTPS to plain HTTP, gRPC to a server without the gRPC health service, TCP to a UDP port. ", $effect),
            proof: concat!($shows, " Its words tell: \"server gave HTTP response to HTTPS client\", \"malformed HTTP response\" (\\x15\\x03 is TLS, \\x00\\x00 is HTTP/2), \"error reading server preface\", \"does not implement the grpc health protocol\". A closed connection or status 400 counts only together with the port's name or another probe on the same port."),
            mistaken_for: concat!("A wrong port: there nothing answers at all. A wrong path: there HTTP works and the status is 404. ", $confused),
            fix: concat!("Let the ", $field, " speak what the server speaks: scheme HTTPS or HTTP, grpc for gRPC servers with the health service, tcpSocket for anything else. HTTPS probes do not verify certificates."),
            depth: Depth::Root,
        };
        /// It asks for something that is not there.
        pub static $path: Cause = Cause {
            code: concat!($Probe, "ProbeWrongPath"),
            category: "containers",
            object: "app",
            about: concat!("The ", $probe, " probe gets a path that the application does not have: the server answers, but with 404, 405 or 410. For gRPC it asks for a service that the health service does not know. ", $effect),
            proof: concat!($shows, " It fails with status 404 (405, 410; 401 and 403 only if another path is open), while the server answers on that port."),
            mistaken_for: concat!("An application that is not well: that answers 5xx, or not at all. A wrong port: a second server in the container, e.g. for metrics, may answer 404 as well; if another probe gets the same path on another port, the port is wrong. ", $confused),
            fix: concat!("Set the path of the ", $field, " to one that the application answers with a status from 200 to 399 without a login; look for a context path or prefix that was added or dropped by the last release."),
            depth: Depth::Root,
        };
        /// It gives too little time.
        pub static $timing: Cause = Cause {
            code: concat!($Probe, "ProbeTooAggressive"),
            category: "containers",
            object: "app",
            about: concat!("The ", $probe, " probe asks the right thing but gives too little time: ", $slow, " ", $effect),
            proof: concat!($shows, " Port, protocol and path are right, and something tells how long the application takes: its log (\"Started in 42 s\", still loading when it was killed, the time of a request), the same check with more patience that passes, or limits so tight that no application could meet them."),
            mistaken_for: concat!("An application that hangs or never listens: more time would not help it; then nothing tells of a start or an answer that is only late. A CPU limit that makes the application slow: raise that instead. ", $confused),
            fix: $time,
            depth: Depth::Root,
        };
        /// It does what it should.
        pub static $other: Cause = Cause {
            code: concat!($Probe, "ProbeFailing"),
            category: "containers",
            object: "app",
            about: concat!("The ", $probe, " probe asks the right thing and the application does not answer well: 5xx, a command that fails, refused or silent on its own port. The probe only reports it. ", $effect),
            proof: concat!($shows, " Neither port nor protocol, path or timing is wrong as far as can be told."),
            mistaken_for: concat!("The cause itself: this says what happened, not why. Look for what the application waits for or fails on, in its log and in what it depends on. An exec probe whose command is missing in the image also counts here. ", $confused),
            fix: concat!("Read the application's log around the failures and mend what it complains of. If the ", $field, " checks things that others are responsible for, such as a database, think about dropping these from it."),
            depth: Depth::Mechanism,
        };
    };
}

entries!(
    "Liveness", "liveness", "livenessProbe",
    effect: "The kubelet kills the container after failureThreshold failures and starts it again, over and over.",
    shows: "Unhealthy events say \"Liveness probe failed\", Killing events say \"failed liveness probe, will be restarted\", and the container is still in that loop (exit code 137 or 143, back-off).",
    confused: "An OOM kill also ends with 137, but with reason OOMKilled. Readiness fails at each restart too: that follows.",
    slow: "the container is killed while it is still starting, or each answer takes longer than timeoutSeconds.",
    time: "Add a startupProbe that covers the slowest start (failureThreshold times periodSeconds); the liveness probe then waits for it. Raise timeoutSeconds (default 1) above the slowest answer under load. Avoid long initialDelaySeconds.",
    LIVENESS_WRONG_PORT, LIVENESS_WRONG_PROTOCOL, LIVENESS_WRONG_PATH, LIVENESS_TOO_AGGRESSIVE, LIVENESS_FAILING
);
entries!(
    "Readiness", "readiness", "readinessProbe",
    effect: "The pod runs and is not restarted, but it is not ready: Services send it no traffic and a rollout waits for it.",
    shows: "The container runs and is not ready now, and Unhealthy events about this instance say \"Readiness probe failed\".",
    confused: "A pod that is restarted again and again is unready too: there the restarts are the cause. A Service without endpoints for another reason: there the pods are ready.",
    slow: "each answer takes longer than timeoutSeconds.",
    time: "Raise timeoutSeconds (default 1) of the readinessProbe above the slowest answer under load, or make the check cheaper. Allow a few failures before the pod is taken out.",
    READINESS_WRONG_PORT, READINESS_WRONG_PROTOCOL, READINESS_WRONG_PATH, READINESS_TOO_AGGRESSIVE, READINESS_FAILING
);
entries!(
    "Startup", "startup", "startupProbe",
    effect: "The container never counts as started; its other probes do not even begin, and the kubelet kills it after failureThreshold failures and starts it again.",
    shows: "The container's status says started: false, Unhealthy events say \"Startup probe failed\", and Killing events say \"failed startup probe, will be restarted\".",
    confused: "A slow start within what the probe allows is no fault. A crash during the start ends with an exit code of its own and no Killing event.",
    slow: "failureThreshold times periodSeconds is shorter than the start, or each answer takes longer than timeoutSeconds.",
    time: "Raise failureThreshold of the startupProbe until failureThreshold times periodSeconds covers the slowest start, with a margin; raise timeoutSeconds (default 1) if single answers are slow. A short period costs nothing.",
    STARTUP_WRONG_PORT, STARTUP_WRONG_PROTOCOL, STARTUP_WRONG_PATH, STARTUP_TOO_AGGRESSIVE, STARTUP_FAILING
);
