//! The entries of the family *dependencies*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    (object, depth): (&'static str, Depth),
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "dependencies", object, about, proof, mistaken_for, fix, depth }
}

const APP: (&str, Depth) = ("app", Depth::Root);

/// The store does not know the user or the password.
pub static DATABASE_CREDENTIALS_REJECTED: Cause = entry(
    "DatabaseCredentialsRejected",
    APP,
    "A data store or broker answers, and rejects the user name or the password that the app presents.",
    "The store's own words in the app's log (\"password authentication failed\", \"Access denied for user\", WRONGPASS, NOAUTH, ACCESS_REFUSED, ORA-01017 …), and the app ends, is not ready, or repeats them now.",
    "A store that is down refuses or does not answer at all. An account that may log in but not use a database says \"to database\" or \"permission denied for table\". Failed logins in the store's own log may be anybody's.",
    "Bring the credential that the app holds (a Secret, for most) and the one that the store knows together: rotate both, or restore the old one. Restart the app after a change of a Secret that it reads as environment.",
);
/// There is no such database.
pub static DATABASE_NOT_FOUND: Cause = entry(
    "DatabaseNotFound",
    APP,
    "The store accepts the login, but the database that the app asks for does not exist in it.",
    "The store's own words in the app's log: \"Unknown database\", \"database … does not exist\"; the setting that names it is cited where it is written in the pod.",
    "A missing table inside an existing database (DatabaseSchemaMissing). A wrong host: another store, where that database is not.",
    "Create the database, or correct its name in the app's settings. Check that the host is the store that was meant.",
);
/// A port that the store's Service does not have.
pub static DATABASE_PORT_WRONG: Cause = entry(
    "DatabasePortWrong",
    APP,
    "The app calls its data store on a port that the store's Service does not have, so nobody answers there.",
    "The app's log shows refusals or timeouts on a port; the Service exists, has other ports, and has ready endpoints behind it.",
    "A store that is down has no ready endpoint. A NetworkPolicy drops packets on the right port too. A wrong targetPort is the Service's fault, not the caller's.",
    "Correct the port in the app's settings.",
);
/// Takes no writes.
pub static DATABASE_READ_ONLY: Cause = entry(
    "DatabaseReadOnly",
    ("store", Depth::Root),
    "The store refuses writes: it was set read-only, or what the app reaches is a replica.",
    "The store's own words in callers' logs: \"--read-only option\", \"in a read-only transaction\", \"during recovery\", READONLY, MISCONF, \"not primary\", \"index read-only\". Which store: the one that a setting or the log names, the one whose own log says the same, or the only one of that sort that is not named after another app.",
    "A read-only file system says so about a file. Missing rights say \"permission denied\".",
    "Make the primary writable again (failed failover, read_only setting, a full disk that switched it), or let the Service select the primary only.",
);
/// Takes no more connections.
pub static DATABASE_CONNECTIONS_EXHAUSTED: Cause = entry(
    "DatabaseConnectionsExhausted",
    ("store", Depth::Root),
    "The store has as many connections as it allows and turns further clients away.",
    "The store's own words in callers' logs: \"Too many connections\", \"remaining connection slots are reserved\", \"max number of clients reached\".",
    "A pool inside the app that is used up (ConnectionPoolExhausted): then the app waits for itself, not for the store.",
    "Find who holds the connections (leaks, too many replicas with large pools), end idle ones, lower pool sizes or put a pooler in between, or raise the store's limit.",
);
/// A table or column is not there.
pub static DATABASE_SCHEMA_MISSING: Cause = entry(
    "DatabaseSchemaMissing",
    APP,
    "The app expects a table or column that the database does not have: a migration has not run, ran elsewhere, or ran in the wrong order.",
    "The store's own words in the app's log: \"relation … does not exist\", \"Table … doesn't exist\", \"no such table\"; and the app or Job fails with it.",
    "A missing database (DatabaseNotFound). A table in another schema or search path looks the same.",
    "Run the missing migration, or mend the order of migrations; roll back the release that expects the new schema until then.",
);
/// A dependency that is down.
pub static DEPENDENCY_UNAVAILABLE: Cause = entry(
    "DependencyUnavailable",
    ("dependency", Depth::Surface),
    "Callers fail because a Service that they need has nobody ready behind it. Why its pods are not ready stands above, where it is known.",
    "Refusals, resets or timeouts in callers' logs that name the Service, and no ready endpoint behind it now.",
    "A wrong port or host in the caller's settings: then the Service is well. A policy that blocks the way: then its endpoints are ready.",
    "Mend the dependency; its callers recover by themselves. Let callers wait and retry instead of ending.",
);
/// A dependency that does not answer in time.
pub static DEPENDENCY_TIMEOUT: Cause = entry(
    "DependencyTimeout",
    ("dependency", Depth::Mechanism),
    "Callers wait in vain: a Service that they need has ready endpoints and does not answer in time.",
    "Repeated timeouts in callers' logs that name the Service, which has the port and ready endpoints.",
    "A Service without ready endpoints (DependencyUnavailable). A NetworkPolicy that drops packets also shows as timeouts.",
    "Look at the dependency's load, limits and log; then at policies and the network between the two.",
);
/// No agreement about TLS.
pub static DEPENDENCY_TLS_FAILURE: Cause = entry(
    "DependencyTlsFailure",
    APP,
    "The app reaches the other side and does not accept its certificate, or one of the two does not speak TLS.",
    "The TLS library's words in the app's log: expired, signed by an unknown authority, made for another name, or no TLS at all; the app fails with it.",
    "A refused or timed-out connection never gets as far as TLS. A clock that is wrong on one node makes valid certificates look expired or not yet valid.",
    "Expired: renew the certificate of the other side. Untrusted: give the app the CA that signed it. Wrong name: call it by a name that the certificate has. No TLS: use http or the other port, or switch TLS on.",
);
/// A variable is missing.
pub static MISSING_ENVIRONMENT_VARIABLE: Cause = entry(
    "MissingEnvironmentVariable",
    APP,
    "The program wants an environment variable that its container does not get, or gets empty.",
    "The log names the variable, and neither env nor the ConfigMaps of envFrom in the pod template set it.",
    "A ConfigMap or Secret that is missing stops the container before it starts. A variable that is set to something wrong is ConfigurationInvalid.",
    "Set the variable in the template, or correct its name there where it is written almost right.",
);
/// A setting that cannot be understood.
pub static CONFIGURATION_INVALID: Cause = entry(
    "ConfigurationInvalid",
    APP,
    "The program does not understand what it is told: a variable's value, an option of its command line, or a file that a ConfigMap brings.",
    "The log names the variable, the option or the file, and it is found in the pod template: in env, in args, or below the mount of a ConfigMap.",
    "A missing variable (MissingEnvironmentVariable). A file of the image itself is the image's fault: only what the template brings is blamed.",
    "Correct the value where it is written.",
);
/// The runtime's own memory limit.
pub static MEMORY_EXHAUSTED_IN_RUNTIME: Cause = entry(
    "MemoryExhaustedInRuntime",
    APP,
    "The runtime ran out of the memory that it allows itself (heap, metaspace) and the program ended or fails with it.",
    "The runtime's words in the log (OutOfMemoryError, \"heap out of memory\", \"Allowed memory size\"), and no OOM kill by the kernel.",
    "OOMKilled: the kernel ends the container without a word in its log. The heap's limit is the runtime's, and may be far below the container's.",
    "Raise the heap (-Xmx or MaxRAMPercentage, --max-old-space-size, memory_limit) within the container's limit, or find what fills it (heap dump).",
);
/// No more threads.
pub static THREADS_EXHAUSTED: Cause = entry(
    "ThreadsExhausted",
    APP,
    "The program may not start more threads or processes: it has reached the limit of its container or user.",
    "\"unable to create native thread\", \"can't start new thread\" or \"fork: Resource temporarily unavailable\" in the log.",
    "A heap that is full also says OutOfMemoryError, with other words behind it.",
    "Find what starts threads without end (a leak, a pool without bound); raise the pod's PID limit (kubelet podPidsLimit) only if the number is justified.",
);
/// No more files or sockets.
pub static FILE_DESCRIPTORS_EXHAUSTED: Cause = entry(
    "FileDescriptorsExhausted",
    APP,
    "The program has as many files and sockets open as it may, and can open no more.",
    "\"too many open files\" (EMFILE, ENFILE) in the log, and the app ends, is not ready, or repeats it now.",
    "inotify limits of a node say \"too many open files\" too, when a program starts to watch files. A full disk says \"no space left\".",
    "Find the leak (connections or files that are never closed); raise the limit (ulimit -n of the image or runtime) only if the number is justified.",
);
/// The app's own pool.
pub static CONNECTION_POOL_EXHAUSTED: Cause = entry(
    "ConnectionPoolExhausted",
    APP,
    "Every connection of the app's own pool is in use, so its requests wait until they time out.",
    "The pool's words in the log (\"Connection is not available, request timed out\", \"QueuePool limit\", \"pool exhausted\"), again and again, without refusals by the store.",
    "A store that is down or full (DatabaseConnectionsExhausted, DependencyUnavailable): then the log also shows refusals.",
    "Find slow queries and connections that are not given back; then size the pool to what the app does at the same time.",
);
/// The collector works without end.
pub static GARBAGE_COLLECTION_PRESSURE: Cause = entry(
    "GarbageCollectionPressure",
    APP,
    "The runtime spends its time collecting garbage, so that the program hardly gets on.",
    "Full collections again and again in the log, and the app is not ready or ends.",
    "A CPU limit that is too low makes every collection slow. One full collection is none.",
    "Give the heap more room within the container's limit, or find what fills it (heap dump).",
);
