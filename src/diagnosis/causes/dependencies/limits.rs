//! What a program runs out of without the kernel's doing: heap, threads, files, connections of its own pool, and the
//! time that its collector leaves.

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::dependencies::gather::{Heard, heard, other_side};
use crate::diagnosis::causes::dependencies::{address, catalogue};
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::logs::voices::Meaning;
use crate::evidence::view::View;

/// Variables in which runtimes are told how much memory they may use.
const HEAP_SETTINGS: &[&str] = &[
    "JAVA_OPTS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "NODE_OPTIONS",
    "GOMEMLIMIT",
    "PHP_MEMORY_LIMIT",
];
/// Full collections from which on it is more than one bad moment.
const COLLECTIONS: usize = 3;

fn simple(
    case: &Case<'_>,
    wanted: Meaning,
    cause: &'static Cause,
    statement: impl Fn(&Heard<'_, '_>) -> String,
    mend: impl Fn(&Heard<'_, '_>, Hypothesis) -> Hypothesis,
) -> Vec<Hypothesis> {
    heard(case, |_, _, complaint, sign| {
        let enough = wanted != Meaning::CollectorBusy || complaint.times >= COLLECTIONS;
        (complaint.voice.meaning == wanted && enough).then_some(sign)
    })
    .iter()
    .map(|heard| {
        let hypothesis = heard.conclude(
            cause,
            format!("{} {}: \"{}\"; {}.", heard.who(), statement(heard), heard.complaint.quote(), heard.extent()),
        );
        mend(heard, hypothesis)
    })
    .collect()
}

/// `MemoryExhaustedInRuntime`.
pub fn heap(case: &Case<'_>) -> Vec<Hypothesis> {
    let statement = |heard: &Heard<'_, '_>| {
        let limit = heard.finding.field("/resources/limits/memory").and_then(|limit| limit.str().map(str::to_owned));
        let beside = limit
            .map(|limit| format!(" (the container's own limit, {limit}, was not what ended it)"))
            .unwrap_or_default();
        format!("ran out of the memory that its runtime allows it{beside}")
    };
    simple(case, Meaning::HeapExhausted, &catalogue::MEMORY_EXHAUSTED_IN_RUNTIME, statement, |heard, hypothesis| {
        with_heap_setting(heard, hypothesis)
            .advise(heard.edit("Give the runtime more heap (-Xmx or -XX:MaxRAMPercentage, --max-old-space-size, memory_limit), and leave a quarter of the container's limit for the rest."))
            .advise(heard.read_log("Read what it did when memory ran out; take a heap dump if it grows without end."))
    })
}

/// The setting that says how much memory the runtime may use, where one is written.
fn with_heap_setting(heard: &Heard<'_, '_>, hypothesis: Hypothesis) -> Hypothesis {
    let container = &heard.finding.container;
    let env = container.spec.items("/env");
    let variable = env.iter().enumerate().find_map(|(at, variable)| {
        let name = variable.str_at("/name").filter(|name| HEAP_SETTINGS.contains(name))?;
        // Written, whether or not it can be cited.
        variable.value().get("value")?;
        Some((format!("/env/{at}/value"), name, variable.at("/value")))
    });
    if let Some((pointer, name, value)) = variable {
        let shown = value.as_ref().and_then(View::str).unwrap_or_default();
        let shows = format!("sets {name} to \"{shown}\"");
        return heard.finding.asked(hypothesis, shows, value.map(|value| value.spec())).blames(
            Some(container.name),
            &pointer,
            name,
        );
    }
    hypothesis
}

/// `ThreadsExhausted`.
pub fn threads(case: &Case<'_>) -> Vec<Hypothesis> {
    simple(
        case,
        Meaning::ThreadsExhausted,
        &catalogue::THREADS_EXHAUSTED,
        |_| "may not start another thread or process: it has reached the limit of its pod or user".to_owned(),
        |heard, hypothesis| {
            hypothesis
                .advise(heard.read_log("Find what starts threads without end: a pool without bound, a leak; a thread dump shows their names."))
                .advise(heard.edit("Bound the app's thread pools; ask for a higher PID limit (kubelet podPidsLimit) only if the number is justified."))
        },
    )
}

/// `FileDescriptorsExhausted`.
pub fn files(case: &Case<'_>) -> Vec<Hypothesis> {
    simple(
        case,
        Meaning::TooManyOpenFiles,
        &catalogue::FILE_DESCRIPTORS_EXHAUSTED,
        |_| "has as many files and sockets open as it may".to_owned(),
        |heard, hypothesis| {
            hypothesis
                .advise(heard.read_log("Find what it opens and never closes: count /proc/1/fd by target; sockets in CLOSE_WAIT are connections that nobody closes."))
                .advise(heard.edit("Raise the limit of open files in the image's entrypoint (ulimit -n) if the number is justified."))
        },
    )
}

/// `ConnectionPoolExhausted`.
pub fn pool(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        if complaint.voice.meaning != Meaning::PoolExhausted {
            return None;
        }
        // A store that nobody serves, or that has another port, is why no connection comes.
        let service = other_side(container, complaint);
        let well = service.is_none_or(|service| {
            let wrong = address::settings(container).iter().any(|setting| {
                setting.peer.port.is_some_and(|port| !address::has_port(&service, port))
                    && address::service(service.view.graph(), &setting.peer, container.pod().ns())
                        .is_some_and(|other| other.key() == service.key())
            });
            address::serving(&service).is_some() && !wrong
        });
        (well && complaint.times >= 2).then_some(sign)
    });
    found
        .iter()
        .map(|heard| {
            let text = format!(
                "{} has every connection of its own pool in use: \"{}\", {} times; {}.",
                heard.who(),
                heard.complaint.quote(),
                heard.complaint.times,
                heard.extent()
            );
            heard
                .conclude(&catalogue::CONNECTION_POOL_EXHAUSTED, text)
                .advise(heard.read_log("Find slow queries, long transactions and connections that are not given back (leak detection of the pool)."))
                .advise(heard.edit("Size the pool to what the app does at the same time, within what the store allows all its clients together."))
        })
        .collect()
}

/// `GarbageCollectionPressure`.
pub fn collector(case: &Case<'_>) -> Vec<Hypothesis> {
    simple(
        case,
        Meaning::CollectorBusy,
        &catalogue::GARBAGE_COLLECTION_PRESSURE,
        |heard| format!("spends its time collecting garbage ({} times in the end of its log)", heard.complaint.times),
        |heard, hypothesis| {
            with_heap_setting(heard, hypothesis)
                .advise(heard.edit("Give the heap more room within the container's memory limit, or raise both."))
                .advise(heard.read_log(
                    "Read how much each collection frees: little means that something holds on to memory (heap dump).",
                ))
        },
    )
}
