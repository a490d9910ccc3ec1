//! Gathering complaints: one finding an app and container, with the signs that every cause of this family shows.

use std::collections::BTreeMap;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::dependencies::address;
use crate::diagnosis::causes::exits;
use crate::diagnosis::causes::exits::exit::Ending;
use crate::diagnosis::complaints::{CITED, Complaint, Standing};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::report::model::Remediation;

/// A container of an app, and its first complaint.
pub struct Heard<'c, 'g> {
    /// The app, the container, and its pods with their signs.
    pub finding: Finding<'c, 'g>,
    /// What the first pod says.
    pub complaint: &'c Complaint,
}

/// The complaints that a test takes, by app and container. What the test adds to the sign is kept.
pub fn heard<'c, 'g>(
    case: &'c Case<'g>,
    test: impl Fn(&App<'g>, &Container<'g>, &Complaint, Sign) -> Option<Sign>,
) -> Vec<Heard<'c, 'g>> {
    let mut found: BTreeMap<(usize, &str), Heard<'c, 'g>> = BTreeMap::new();
    for entry in case.complaints() {
        let Some(app) = case.apps.get(entry.app) else { continue };
        let Some(pod) = app.pods.get(entry.pod) else { continue };
        let Some(container) = pod.containers().into_iter().find(|c| c.name == entry.container) else { continue };
        let Some(sign) = test(app, &container, &entry.complaint, sign(&container, &entry.complaint)) else { continue };
        let first = || Heard {
            finding: Finding { app, container: container.clone(), pods: Vec::new() },
            complaint: &entry.complaint,
        };
        let known = found.entry((entry.app, &entry.container)).or_insert_with(first);
        known.finding.pods.push((pod, container, sign));
    }
    found.into_values().collect()
}

/// What the complaint itself shows: its lines, and that the container is not well.
fn sign(container: &Container<'_>, complaint: &Complaint) -> Sign {
    let mut facts = complaint.facts().into_iter();
    let shows = format!("{}\"{}\"", how(container, complaint), complaint.quote());
    let mut sign = Sign::new(shows, "its log says so", facts.next());
    let more = if complaint.standing == Standing::Ended { 1 } else { CITED - 1 };
    for _ in 0..more {
        sign = sign.weak("it says so again", facts.next());
    }
    sign = match complaint.standing {
        Standing::Ended => sign.weak("its exit code", container.exit_code().map(|code| code.state())),
        Standing::Unready => {
            let ready = container.status.as_ref().and_then(|status| status.at("/ready"));
            sign.weak("it is not ready", ready.map(|ready| ready.state()))
        }
        Standing::Ready => sign,
    };
    if complaint.peer.as_ref().is_some_and(|(_, line)| line.is_some()) {
        sign = sign.weak("an earlier line names the other side", complaint.context());
    }
    if complaint.aside { sign.weak("the likelier log says so", None) } else { sign }
}

fn how(container: &Container<'_>, complaint: &Complaint) -> String {
    match complaint.standing {
        Standing::Ended => match Ending::of(container) {
            Some(ending) => format!("{}: ", ending.words()),
            None => String::new(),
        },
        Standing::Unready => format!("runs, is not ready and says {} times: ", complaint.times),
        Standing::Ready => format!("is ready and said {} times of late: ", complaint.times),
    }
}

impl<'g> Heard<'_, 'g> {
    /// `Container web of Deployment web`.
    pub fn who(&self) -> String {
        format!("Container {} of {}", self.finding.container.name, exits::gather::called(self.finding.app))
    }

    /// How far it reaches: `; its only pod does not stay up`.
    pub fn extent(&self) -> String {
        match self.complaint.standing {
            Standing::Ended => exits::gather::extent(&self.finding),
            Standing::Unready => {
                format!("{} of its {} pods not ready with it", self.finding.pods.len(), self.finding.app.pods.len())
            }
            Standing::Ready => "it stays ready, and what needs this fails".to_owned(),
        }
    }

    /// The hypothesis about the app itself.
    pub fn conclude(&self, cause: &'static Cause, statement: String) -> Hypothesis {
        let mut hypothesis = if self.complaint.standing == Standing::Ended {
            exits::gather::conclude(&self.finding, cause, statement)
        } else {
            self.finding.hypothesis(cause, statement)
        };
        if self.complaint.standing == Standing::Ready {
            hypothesis.onset = None;
        }
        hypothesis
    }

    /// The Service on the other side, by what the complaint names, else by the only setting that can be meant.
    pub fn other_side(&self) -> Option<Service<'g>> {
        other_side(&self.finding.container, self.complaint)
    }

    /// Advice to read on.
    pub fn read_log(&self, text: &str) -> Remediation {
        let previous = match self.finding.container.last_terminated() {
            Some(_) if self.complaint.standing == Standing::Ended => " --previous",
            _ => "",
        };
        let pod = self.finding.pods.first().map(|(pod, _, _)| pod.key());
        let line = pod.map(|pod| {
            format!("{} logs {} -c {}{previous}", advice::kubectl(pod), pod.name, self.finding.container.name)
        });
        look(text, line)
    }

    /// A change of the app's own manifest.
    pub fn edit(&self, text: &str) -> Remediation {
        let app = self.finding.app;
        let line = (!app.key.is(&kinds::POD))
            .then(|| format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key)));
        advice::edit(app, text, line, None)
    }
}

/// The Service that a complaint is about.
pub fn other_side<'g>(container: &Container<'g>, complaint: &Complaint) -> Option<Service<'g>> {
    let graph = container.spec.graph();
    let namespace = container.pod().ns();
    if let Some((peer, _)) = &complaint.peer
        && let Some(service) = address::service(graph, peer, namespace)
    {
        return Some(service);
    }
    // A store's own words seldom name it.
    let stores = address::settings(container).into_iter().filter(address::Setting::is_store);
    let mut services: Vec<Service<'g>> =
        stores.filter_map(|setting| address::service(graph, &setting.peer, namespace)).collect();
    services.dedup_by(|a, b| a.key() == b.key());
    if services.len() == 1 { services.pop() } else { None }
}

/// Puts a link about another object at the end of a hypothesis, with facts that weigh a little.
pub fn beside(mut hypothesis: Hypothesis, key: &EntityKey, shows: String, facts: Vec<Fact>) -> Hypothesis {
    for fact in &facts {
        hypothesis = hypothesis.support(Weight::Weak, "the other side", Some(fact.clone()));
    }
    hypothesis.link(key, shows, facts)
}
