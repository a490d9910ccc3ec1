//! Services of nodes as their service managers tell them: which of Kubernetes' parts runs where, and which does not.
//!
//! That a unit does not run is no fault by itself: it may be started otherwise, or not be wanted on that node.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::logs::decisive::shorten;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Where a bundle keeps all of them.
pub const INDEX: &str = "telemetry/node-services.json";
/// Where it keeps the words of each: `<node>/<service>.txt` below.
pub const TEXTS: &str = "telemetry/node-services/";
/// Lines of a unit's journal in which it is told why it ended.
const ENDED: &[&str] = &["main process exited", "failed with result", "failed to start", "stopped ", "stopping "];
/// Lines that say that a unit is not meant to run.
const UNWANTED: &[&str] = &["not-found", "; disabled", "; masked", "start condition failed", "start condition unmet"];

/// A part of Kubernetes that a node runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The kubelet.
    Kubelet,
    /// containerd, CRI-O or Docker.
    Runtime,
    /// kube-proxy.
    Proxy,
    /// kube-scheduler.
    Scheduler,
    /// kube-controller-manager.
    ControllerManager,
}

impl Component {
    fn of(service: &str) -> Option<Self> {
        match service.strip_suffix(".service").unwrap_or(service) {
            "kubelet" => Some(Self::Kubelet),
            "containerd" | "crio" | "cri-o" | "docker" => Some(Self::Runtime),
            "kube-proxy" => Some(Self::Proxy),
            "kube-scheduler" => Some(Self::Scheduler),
            "kube-controller-manager" => Some(Self::ControllerManager),
            _ => None,
        }
    }
}

/// One service of one node.
#[derive(Debug, Clone)]
pub struct Unit<'g> {
    /// The node.
    pub node: EntityKey,
    /// Its name there.
    pub service: &'g str,
    /// What it is.
    pub component: Component,
    view: View<'g>,
}

impl<'g> Unit<'g> {
    /// Every service that stands for a part of Kubernetes, as far as it was read.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let Some(document) = graph.document(INDEX) else { return Vec::new() };
        document.items("/items").into_iter().filter_map(Self::new).collect()
    }

    fn new(view: View<'g>) -> Option<Self> {
        let service = view.value().get("service")?.as_str()?;
        let node = EntityKey::new(&kinds::NODE, None, view.value().get("node")?.as_str()?);
        Some(Self { node, service, component: Component::of(service)?, view })
    }

    /// By the raw body: what may not be cited is so all the same.
    fn raw(&self, field: &str) -> &'g str {
        self.view.value().get(field).and_then(serde_json::Value::as_str).unwrap_or_default()
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        matches!(self.raw("active_state"), "active" | "reloading") && self.raw("sub_state") != "exited"
    }

    /// Whether it has ended: it failed, is started again and again, or is stopped. One that is only just being started
    /// or stopped has not.
    pub fn is_over(&self) -> bool {
        match self.raw("active_state") {
            "failed" | "inactive" => true,
            "activating" => self.raw("sub_state") == "auto-restart",
            _ => false,
        }
    }

    /// Whether its manager was told that it should not run here.
    fn is_unwanted(&self) -> bool {
        let lower = self.raw("text").to_lowercase();
        UNWANTED.iter().any(|word| lower.contains(word))
    }

    /// Whether its manager was told to start it with the node.
    fn is_enabled(&self) -> bool {
        self.raw("text").contains("; enabled")
    }

    /// What it is now: `failed`, `inactive (dead)`.
    pub fn shows(&self) -> String {
        let (state, sub) = (self.raw("active_state"), self.raw("sub_state"));
        if sub.is_empty() || sub == state { state.to_owned() } else { format!("{state} ({sub})") }
    }

    /// Its state as a fact about the node.
    pub fn state(&self) -> Option<Fact> {
        Some(self.view.at("/active_state")?.state().about(&self.node))
    }

    /// The finer state as a fact about the node.
    pub fn sub_state(&self) -> Option<Fact> {
        Some(self.view.at("/sub_state")?.state().about(&self.node))
    }

    /// The last words about its end: in the index, else in the text beside it. The second says whether there are any,
    /// shown or not.
    pub fn why(&self) -> (Option<Fact>, bool) {
        if let Some(line) = decisive(self.raw("text")) {
            let place = self.view.at("/text").map(|text| text.state().about(&self.node));
            return (place.map(|fact| Fact { excerpt: shorten(line), ..fact }), true);
        }
        let Some(text) = self.view.graph().document_text(&self.text_path()) else { return (None, false) };
        let Some(place) = text.lines().enumerate().filter(|(_, line)| ends(line)).last().map(|(at, _)| at + 1) else {
            return (None, false);
        };
        let log = self.view.graph().document_log(&self.text_path(), &self.node);
        let fact = log.and_then(|log| {
            let line = log.lines.iter().find(|line| (line.first..=line.last).contains(&place))?;
            Some(log.fact(line))
        });
        (fact, true)
    }

    /// Where its words stand, if not in the index.
    pub fn text_path(&self) -> String {
        format!("{TEXTS}{}/{}.txt", self.node.name, self.service)
    }

    /// Whether its words have to be read elsewhere.
    pub fn lacks_text(&self) -> bool {
        self.raw("text").is_empty()
    }

    /// Since when it is so, as far as it says how long ago that was: zones are told by ambiguous names.
    pub fn since(&self) -> Option<Timestamp> {
        let line = self.raw("text").lines().find(|line| line.trim_start().starts_with("Active:"))?;
        let (_, ago) = line.rsplit_once(';')?;
        let span = span(ago.trim().strip_suffix("ago")?)?;
        self.view.graph().now.checked_sub(span).ok()
    }
}

/// Services of one sort, of all nodes.
pub fn of(graph: &Graph, component: Component) -> Vec<Unit<'_>> {
    Unit::all(graph).into_iter().filter(|unit| unit.component == component).collect()
}

/// Services of one sort that ended although they should run.
///
/// Wanted is what its manager starts with the node, and what runs on other nodes. A part that is run as a pod, or that
/// is replaced by something else, leaves units behind that nobody starts.
pub fn down(graph: &Graph, component: Component) -> Vec<Unit<'_>> {
    let all = of(graph, component);
    let elsewhere =
        |unit: &Unit<'_>| all.iter().any(|other| other.node != unit.node && other.service == unit.service && other.runs());
    let other = |unit: &Unit<'_>| all.iter().any(|other| other.node == unit.node && other.runs());
    let failed = |unit: &Unit<'_>| unit.raw("active_state") != "inactive";
    let wanted = |unit: &Unit<'_>| failed(unit) || unit.is_enabled() || elsewhere(unit);
    let over = |unit: &&Unit<'_>| unit.is_over() && !unit.is_unwanted() && wanted(unit) && !other(unit);
    all.iter().filter(over).cloned().collect()
}

/// The service of one sort on a node that runs.
pub fn running<'g>(graph: &'g Graph, component: Component, node: &EntityKey) -> Option<Unit<'g>> {
    of(graph, component).into_iter().find(|unit| unit.node == *node && unit.runs())
}

/// The line of a status that says how a service ended: the last one of its journal that does.
fn decisive(text: &str) -> Option<&str> {
    let last = text.lines().rev().find(|line| ends(line));
    last.or_else(|| text.lines().find(|line| line.trim_start().starts_with("Active:"))).map(str::trim)
}

fn ends(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("systemd") && ENDED.iter().any(|word| lower.contains(word))
}

/// `4min 11s`, `3h 52min`, `2 days`, `1 week 2 days`.
fn span(text: &str) -> Option<SignedDuration> {
    let mut seconds = 0_i64;
    let mut number: Option<i64> = None;
    for word in text.split_whitespace() {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let unit = word.get(digits.len()..)?;
        if !digits.is_empty() {
            number = digits.parse().ok();
        }
        if unit.is_empty() {
            continue;
        }
        let each = match unit {
            "ms" | "us" => 0,
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "day" | "days" => 86_400,
            "week" | "weeks" => 604_800,
            "month" | "months" => 2_629_800,
            "year" | "years" => 31_557_600,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(each)?)?;
    }
    Some(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_read_as_systemd_writes_it() {
        let seconds = |text: &str| span(text).map(|span| span.as_secs());
        assert_eq!(seconds("4min 11s"), Some(251));
        assert_eq!(seconds("3h 52min"), Some(13_920));
        assert_eq!(seconds("1 week 2 days"), Some(777_600));
        assert_eq!(seconds("120ms"), Some(0));
        assert_eq!(seconds("a while"), None);
        assert_eq!(seconds("99999999999999999999 years"), None);
    }

    #[test]
    fn the_end_of_a_service_is_told_by_its_journal() {
        let text = "× crio.service - CRI-O\n     Active: failed (Result: exit-code) since Mon; 2min ago\n\n\
            Nov 22 10:00:01 n1 systemd[1]: crio.service: Main process exited, code=exited, status=1/FAILURE\n\
            Nov 22 10:00:01 n1 systemd[1]: crio.service: Consumed 2s CPU time.";
        assert!(decisive(text).is_some_and(|line| line.contains("status=1/FAILURE")));
        assert!(decisive("     Active: inactive (dead)").is_some_and(|line| line.starts_with("Active")));
        assert_eq!(decisive(""), None);
    }
}
