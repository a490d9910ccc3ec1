//! `PortAlreadyInUse` and `SidecarPortConflict`: a program that cannot listen because its port is taken.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::causes::exits::port_claims::{self, Claim};
use crate::diagnosis::causes::exits::standing;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive;
use crate::diagnosis::logs::voices::{self, Meaning};
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::log::{Log, LogLine};

/// Lines before the end in which they say it.
const WINDOW: usize = 40;

/// The line in which a program says that its port is taken.
pub struct InUse {
    /// The log.
    pub log: Log,
    /// The line.
    pub line: LogLine,
    /// The port, where it is named.
    pub port: Option<i64>,
    /// Whether only the less likely log says so.
    pub aside: bool,
}

/// `PortAlreadyInUse`: nobody else in the pod claims the port.
pub fn already_in_use(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = troubled(case, |pod, container| {
        let used = in_use(container)?;
        rival(pod, container, used.port).is_none().then(|| sign(container, &used))
    });
    findings
        .iter()
        .map(|finding| {
            let container = &finding.container;
            let port = in_use(container).and_then(|used| used.port);
            let host = finding.pods.iter().any(|(pod, _, _)| on_host(pod));
            let whose = if host { "on the node, whose network the pod shares" } else { "in the pod" };
            let text = format!(
                "Container {} of {} cannot listen on {}: something else {whose} already does; {}.",
                container.name,
                gather::called(finding.app),
                named(port),
                gather::extent(finding)
            );
            let hypothesis = gather::conclude(finding, &catalogue::PORT_ALREADY_IN_USE, text);
            let hypothesis = with_host_network(finding, hypothesis, host);
            let what = if host {
                "Find what listens on that port of the node: another pod with hostNetwork or hostPort, or a process of the node itself. Give one of them another port."
            } else {
                "Find what else listens: the program started twice, or an older process that did not end. Give one of them another port."
            };
            hypothesis.advise(look(what, None))
        })
        .collect()
}

/// `SidecarPortConflict`: two containers of the pod claim the port.
pub fn sidecar_conflict(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = troubled(case, |pod, container| {
        if let Some(used) = in_use(container) {
            let (_, rival) = rival(pod, container, used.port)?;
            return Some(sign(container, &used).strong("the other container's claim", Some(rival.fact)));
        }
        // Both claim it and one fails, but its log was not seen: that may be the reason, and need not be.
        let ending = Ending::of(container).filter(|ending| ending.number != 0 && !ending.never_ran())?;
        if !exit::last_words(container).is_empty() || exit::killed_by_probe(pod, container, &ending).is_some() {
            return None;
        }
        let (_, rival) = rival(pod, container, None)?;
        Some(
            Sign::new(ending.words(), "its log says that the port is taken", None)
                .strong("the other container's claim", Some(rival.fact))
                .weak("its exit code", exit::code_fact(&ending)),
        )
    });
    findings.iter().filter_map(conflict).collect()
}

fn conflict(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (app, container) = (finding.app, &finding.container);
    let (pod, _, _) = finding.pods.first()?;
    let used = in_use(container);
    let (other, claim) = rival(pod, container, used.as_ref().and_then(|used| used.port))?;
    let said = used.as_ref().map(|used| format!(": \"{}\"", decisive::shorten(&used.line.text))).unwrap_or_default();
    let text = format!(
        "Containers {} and {other} of {} both claim port {}, and containers of a pod share one network; {} fails{said}.",
        container.name,
        gather::called(app),
        claim.port,
        container.name
    );
    let own = port_claims::of(container).into_iter().find(|own| own.port == claim.port);
    let mut hypothesis = gather::conclude(finding, &catalogue::SIDECAR_PORT_CONFLICT, text);
    hypothesis = hypothesis.support(Weight::Weak, "its own claim", own.as_ref().map(|own| own.fact.clone()));
    if let Some(own) = own {
        let shows = format!("container {} claims port {} itself", container.name, own.port);
        hypothesis = hypothesis.link(pod.key(), shows, vec![own.fact]);
    }
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let fix = format!(
        "Give {} or {other} another port than {}, in its setting and in containerPort, and in what calls it.",
        container.name, claim.port
    );
    Some(hypothesis.blames(Some(container.name), "/ports", "ports").advise(advice::edit(app, &fix, Some(line), None)))
}

/// Tests the containers that may fail for a port: those that keep running once started.
fn troubled<'c, 'g>(
    case: &'c Case<'g>,
    test: impl Fn(&Pod<'g>, &Container<'g>) -> Option<Sign>,
) -> Vec<Finding<'c, 'g>> {
    case.containers(|app, pod, container| {
        (container.role != Role::Init && standing::counts(app, pod)).then(|| test(pod, container)).flatten()
    })
}

/// The line in which a container that is not well says that its port is taken: in the log of its last end, or, where it
/// runs and is not ready, in that of its present run.
pub fn in_use(container: &Container<'_>) -> Option<InUse> {
    let line = |log: &Log| log.lines.iter().rev().take(WINDOW).find(|line| says(&line.text)).cloned();
    let (log, line, aside) = if let Some(ending) = Ending::of(container) {
        exit::said(container, line).filter(|_| ending.number != 0)?
    } else {
        let log = container.spec.graph().log(&container.log_key(false)).filter(|_| runs_unready(container))?;
        let line = line(&log)?;
        (log, line, false)
    };
    let port = port_of(&line.text);
    Some(InUse { log, line, port, aside })
}

fn runs_unready(container: &Container<'_>) -> bool {
    container.running().is_some() && !container.ready()
}

fn says(text: &str) -> bool {
    let lower = text.to_lowercase();
    voices::says(text, Meaning::PortInUse) && !lower.contains(".sock") && !lower.contains("unix:")
}

/// Times of day and zones look like ports.
static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{1,2}:\d{2}:\d{2}|[+-]\d{2}:\d{2}\b").ok());
/// `:8080`, `port 8080`, `('0.0.0.0', 8080)`.
static PORT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)(?::|port[ :=]+|', ?)(\d{2,5})\b").ok());

fn port_of(text: &str) -> Option<i64> {
    let plain = TIMES.as_ref()?.replace_all(text, " ");
    let found = PORT.as_ref()?.captures_iter(&plain).filter_map(|c| c.get(1)?.as_str().parse::<i64>().ok());
    found.filter(|port| (1..=65535).contains(port)).last()
}

/// Another container of the pod that claims the same port: that which the log names, else one that both claim.
fn rival<'g>(pod: &Pod<'g>, container: &Container<'g>, port: Option<i64>) -> Option<(&'g str, Claim)> {
    let own = port_claims::of(container);
    pod.containers().iter().filter(|other| other.name != container.name && other.role != Role::Init).find_map(|other| {
        let claims = port_claims::of(other);
        let clash = claims.into_iter().find(|claim| match port {
            Some(port) => claim.port == port,
            None => own.iter().any(|mine| mine.port == claim.port),
        })?;
        Some((other.name, clash))
    })
}

fn sign(container: &Container<'_>, used: &InUse) -> Sign {
    let shows = format!("\"{}\"", decisive::shorten(&used.line.text));
    let state = match container.running() {
        Some(_) => container.status.as_ref().and_then(|status| status.at("/ready")).map(|ready| ready.state()),
        None => container.exit_code().map(|code| code.state()),
    };
    let sign = Sign::new(shows, "its log says that the port is taken", Some(used.log.fact(&used.line)))
        .weak("the container is not well", state);
    if used.aside { sign.weak("the likelier log says so", None) } else { sign }
}

fn named(port: Option<i64>) -> String {
    port.map_or("its port".to_owned(), |port| format!("port {port}"))
}

fn on_host(pod: &Pod<'_>) -> bool {
    pod.view.bool_at("/spec/hostNetwork") == Some(true)
}

fn with_host_network(finding: &Finding<'_, '_>, hypothesis: Hypothesis, host: bool) -> Hypothesis {
    let field = finding.pods.first().and_then(|(pod, _, _)| pod.view.at("/spec/hostNetwork"));
    match field.filter(|_| host) {
        Some(field) => finding.asked(hypothesis, "shares the network of its node", Some(field.spec())),
        None => hypothesis,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_in_words() {
        let port = |text: &str| says(text).then(|| port_of(text)).flatten();
        assert_eq!(port("Error: listen EADDRINUSE: address already in use :::8080"), Some(8080));
        assert_eq!(port("2026/11/22 14:29:00 listen tcp :9090: bind: address already in use"), Some(9090));
        assert_eq!(port("2026/11/22 14:29:00 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address in use)"), Some(80));
        assert_eq!(
            port("[Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use"),
            Some(8000)
        );
        assert_eq!(port("Web server failed to start. Port 8081 was already in use."), Some(8081));
        assert_eq!(port("java.net.BindException: Address already in use"), None);
        assert!(!says("bind unix /run/app.sock: address already in use"));
    }
}
