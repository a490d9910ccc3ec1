//! How a container ended, what its exit code means, and whether that is still its trouble.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::log::{Log, LogKey};
use crate::evidence::view::View;

/// A container that has run this long since its last restart has recovered.
const RECOVERED: SignedDuration = SignedDuration::from_secs(600);
/// Restarts from which on a container that runs again is still in a loop.
const AGAIN: i64 = 2;
/// Logs of siblings that are compared with.
const SIBLINGS: usize = 3;
/// Waiting reasons in which the last end is not what stops the container now.
const OTHER_TROUBLE: &[&str] =
    &["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];
/// Reasons with which runtimes say that the process never ran.
const NEVER_RAN: &[&str] = &["StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError"];

/// The last end of a container that is still not well.
#[derive(Debug, Clone)]
pub struct Ending<'g> {
    /// `terminated`, of the present state or the last.
    pub exit: View<'g>,
    /// `exitCode`.
    pub code: View<'g>,
    /// Its value.
    pub number: i64,
}

impl<'g> Ending<'g> {
    /// The last end of a container, if that is still its trouble.
    pub fn of(container: &Container<'g>) -> Option<Self> {
        let exit = container.last_exit()?;
        if container.waits_for(OTHER_TROUBLE) {
            return None;
        }
        if container.running().is_some() {
            let since = container.running_since()?;
            let now = container.spec.graph().now;
            if container.restarts() < AGAIN || now.duration_since(since) >= RECOVERED {
                return None;
            }
        }
        let code = exit.at("/exitCode")?;
        let number = code.i64()?;
        Some(Self { exit, code, number })
    }

    /// `reason`, e.g. `OOMKilled`.
    pub fn reason(&self) -> &'g str {
        self.exit.str_at("/reason").unwrap_or_default()
    }

    /// When it began to run; none where it never did.
    pub fn started(&self) -> Option<Timestamp> {
        self.exit.time_at("/startedAt").filter(|at| at.as_second() > 0)
    }

    /// How long it ran.
    pub fn ran(&self) -> Option<SignedDuration> {
        Some(self.exit.time_at("/finishedAt")?.duration_since(self.started()?))
    }

    /// Whether the process never ran at all.
    pub fn never_ran(&self) -> bool {
        NEVER_RAN.contains(&self.reason())
    }

    /// Whether somebody else may have ended it: SIGKILL, SIGTERM and their like.
    pub fn by_signal(&self) -> bool {
        matches!(self.number, 129 | 130 | 137 | 143)
    }

    /// `exit code 1 (a general error) 3 s after its start`.
    pub fn words(&self) -> String {
        let after = match self.ran().map(|ran| ran.as_secs()) {
            None => String::new(),
            Some(0) => ", at once".to_owned(),
            Some(seconds) if seconds < 120 => format!(", {seconds} s after its start"),
            Some(seconds) => format!(", {} min after its start", seconds / 60),
        };
        format!("exit code {} ({}){after}", self.number, meaning(self.number))
    }
}

/// What an exit code means by custom.
pub fn meaning(code: i64) -> &'static str {
    match code {
        0 => "success",
        1 => "a general error",
        2 => "wrong usage, or a Go panic",
        126 => "the command cannot be executed",
        127 => "the command was not found",
        128 => "the container could not be started",
        129 => "SIGHUP, hung up",
        130 => "SIGINT, interrupted",
        131 => "SIGQUIT, told to dump",
        132 => "SIGILL, an instruction that the machine lacks",
        134 => "SIGABRT, it aborted itself",
        135 => "SIGBUS, a broken memory access",
        136 => "SIGFPE, a broken calculation",
        137 => "SIGKILL, killed",
        139 => "SIGSEGV, a broken memory access",
        143 => "SIGTERM, told to stop",
        159 => "SIGSYS, a forbidden system call",
        255 => "an error without a number of its own",
        _ => "the program's own number",
    }
}

/// The logs that may be of the instance that ended last: the previous one of a container that runs again; of any other
/// both, as a log may be read a moment after the status, when the next instance runs already. The likelier one is first.
pub fn last_words(container: &Container<'_>) -> Vec<Log> {
    if container.running().is_some() {
        return container.spec.graph().log(&container.log_key(true)).into_iter().collect();
    }
    container.logs()
}

/// The logs of the same program where it is well, as far as they were read: of its own present run if that is ready,
/// and of ready siblings.
pub fn well(container: &Container<'_>) -> Vec<Log> {
    let graph = container.spec.graph();
    let owner = graph.controller(container.pod());
    let ready = |key: &&LogKey| {
        let sibling = key.pod == *container.pod() || (owner.is_some() && graph.controller(&key.pod) == owner);
        sibling && !key.previous && key.container == container.name
    };
    let keys = graph.logs().filter(ready).filter(|key| {
        let pod = graph.view(&key.pod);
        pod.is_some_and(|pod| Container::of_pod(&pod).iter().any(|other| other.name == container.name && other.ready()))
    });
    keys.take(SIBLINGS).filter_map(|key| graph.log(key)).collect()
}

/// Something that a log of the last end says, and whether it was the less likely log that says it.
pub fn said<T>(container: &Container<'_>, find: impl Fn(&Log) -> Option<T>) -> Option<(Log, T, bool)> {
    last_words(container).into_iter().enumerate().find_map(|(at, log)| {
        let found = find(&log)?;
        Some((log, found, at > 0))
    })
}

/// The kubelet's word that it ended this container for a failed liveness or startup probe, if that still explains its
/// last end. Events of a busy pod come late or not at all, so one of an earlier instance counts where the end looks the
/// same: a signal, or success of a program that stops in good order.
pub fn killed_by_probe<'g>(pod: &Pod<'g>, container: &Container<'g>, ending: &Ending<'_>) -> Option<Event<'g>> {
    let event = Event::last(pod.view.graph(), pod.key(), &["Killing"], |message| {
        let probe = message.contains("failed liveness probe") || message.contains("failed startup probe");
        probe && names(message, container.name)
    })?;
    let of_this_instance = event.at().zip(ending.started()).is_some_and(|(at, started)| at >= started);
    (of_this_instance || ending.by_signal() || ending.number == 0).then_some(event)
}

/// Whether a text names a container as a word of its own.
pub fn names(text: &str, container: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | ':' | ',' | '{' | '}' | '=')).any(|w| w == container)
}

/// The container that an event is about, by its field path (`spec.containers{web}`).
pub fn event_container<'g>(event: &Event<'g>) -> Option<&'g str> {
    let path = event.view.str_at("/involvedObject/fieldPath")?;
    path.split_once('{')?.1.strip_suffix('}')
}

/// The exit code as a fact.
pub fn code_fact(ending: &Ending<'_>) -> Option<Fact> {
    Some(ending.code.state())
}
