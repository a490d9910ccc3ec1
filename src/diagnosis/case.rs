//! The case that causes are asked about: the graph, the apps in trouble, and helpers that every family needs.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::complaints::{self, Entry};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::telemetry::readings::Readings;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::view::View;

/// Pods of one app that are cited one by one; the others are counted.
pub const CITED_PODS: usize = 3;

/// What a cause looks at.
pub struct Case<'g> {
    /// Everything that was read.
    pub graph: &'g Graph,
    /// What was asked about.
    pub subject: &'g Subject,
    /// The question's own words, lower-case.
    pub words: &'g [String],
    /// Every app that was read.
    pub apps: Vec<App<'g>>,
    /// What their containers complain about; worked out once, when it is first asked for.
    pub complaints: OnceCell<Vec<Entry>>,
    /// What was measured of apps; worked out once as well.
    pub readings: OnceCell<Readings>,
}

/// What one container shows for a cause.
pub struct Sign {
    /// What says it in so many words, with what it is called.
    pub proof: Vec<(&'static str, Option<Fact>)>,
    /// What speaks for it.
    pub strong: Vec<(&'static str, Option<Fact>)>,
    /// What goes with it.
    pub weak: Vec<(&'static str, Option<Fact>)>,
    /// What the pod shows, in a few words, for the chain.
    pub shows: String,
}

impl Sign {
    /// A sign with its proof.
    pub fn new(shows: impl Into<String>, what: &'static str, fact: Option<Fact>) -> Self {
        Self { proof: vec![(what, fact)], strong: Vec::new(), weak: Vec::new(), shows: shows.into() }
    }

    /// More that speaks for it.
    #[must_use]
    pub fn strong(mut self, what: &'static str, fact: Option<Fact>) -> Self {
        self.strong.push((what, fact));
        self
    }

    /// More that goes with it.
    #[must_use]
    pub fn weak(mut self, what: &'static str, fact: Option<Fact>) -> Self {
        self.weak.push((what, fact));
        self
    }

    fn facts(&self) -> Vec<Fact> {
        [&self.proof, &self.strong, &self.weak].into_iter().flatten().filter_map(|(_, fact)| fact.clone()).collect()
    }
}

/// A container of an app that shows a cause in one or more of the app's troubled pods.
pub struct Finding<'c, 'g> {
    /// The app.
    pub app: &'c App<'g>,
    /// The container, in the first pod that shows it.
    pub container: Container<'g>,
    /// The pods that show it, by name, each with its sign.
    pub pods: Vec<(&'c Pod<'g>, Container<'g>, Sign)>,
}

impl<'g> Case<'g> {
    /// What the containers of the apps complain about.
    pub fn complaints(&self) -> &[Entry] {
        self.complaints.get_or_init(|| complaints::all(&self.apps))
    }

    /// What was measured of apps, against its own past.
    pub fn readings(&self) -> &Readings {
        self.readings.get_or_init(|| Readings::of(self.graph))
    }

    /// Apps with at least one pod in trouble.
    pub fn troubled(&self) -> impl Iterator<Item = &App<'g>> {
        self.apps.iter().filter(|app| !app.troubled().is_empty())
    }

    /// Tests every container of every troubled pod and gathers the answers by app and container.
    pub fn containers<'c>(
        &'c self,
        test: impl Fn(&App<'g>, &Pod<'g>, &Container<'g>) -> Option<Sign>,
    ) -> Vec<Finding<'c, 'g>> {
        let mut findings = Vec::new();
        for app in self.troubled() {
            let mut by_name: BTreeMap<&str, Finding<'c, 'g>> = BTreeMap::new();
            for pod in app.troubled() {
                for container in pod.containers() {
                    let Some(sign) = test(app, pod, &container) else { continue };
                    by_name
                        .entry(container.name)
                        .or_insert_with(|| Finding { app, container: container.clone(), pods: Vec::new() })
                        .pods
                        .push((pod, container, sign));
                }
            }
            findings.extend(by_name.into_values());
        }
        findings
    }
}

impl Finding<'_, '_> {
    /// The hypothesis that these pods make: their signs are its support and its chain.
    pub fn hypothesis(&self, cause: &'static Cause, statement: impl Into<String>) -> Hypothesis {
        let mut hypothesis = Hypothesis::new(cause, &self.app.key, statement);
        hypothesis.container = Some(self.container.name.to_owned());
        let mut said: Option<String> = None;
        for (pod, _, sign) in self.pods.iter().take(CITED_PODS) {
            let weights = [(Weight::Proof, &sign.proof), (Weight::Strong, &sign.strong), (Weight::Weak, &sign.weak)];
            for (weight, pieces) in weights {
                for (what, fact) in pieces {
                    hypothesis = hypothesis.support(weight, what, fact.clone());
                }
            }
            let shows = if said.as_ref() == Some(&sign.shows) { "the same".to_owned() } else { sign.shows.clone() };
            said = Some(sign.shows.clone());
            hypothesis = hypothesis.link(pod.key(), shows, sign.facts());
        }
        for _ in 0..self.silent() {
            hypothesis = hypothesis.support(Weight::Weak, "the same in a sibling", None);
        }
        for (pod, _, _) in &self.pods {
            hypothesis.explains.insert(pod.key().clone());
            hypothesis.onset = hypothesis.onset.into_iter().chain(pod.created()).min();
        }
        hypothesis
    }

    /// How many of the first pods that are in the same trouble don't show it. Pods are taken by name, not by what they
    /// show: without its sign a pod counts against.
    fn silent(&self) -> usize {
        let Some((first, _, _)) = self.pods.first() else { return 0 };
        let graph = first.view.graph();
        let like = |pod: &&Pod<'_>| {
            pod.trouble() == first.trouble() && graph.controller(pod.key()) == graph.controller(first.key())
        };
        let shown = |pod: &Pod<'_>| self.pods.iter().any(|(other, _, _)| other.key() == pod.key());
        self.app.troubled().into_iter().filter(like).take(CITED_PODS).filter(|pod| !shown(pod)).count()
    }

    /// A field of the container where a person would change it: in the app's template, or in the pod where there is none.
    pub fn field(&self, pointer: &str) -> Option<View<'_>> {
        match self.app.template_container(self.container.name) {
            Some(container) => container.at(pointer),
            None => self.container.spec.at(pointer),
        }
    }

    /// Puts a link before those of the pods: what the app asks for.
    pub fn asked(&self, mut hypothesis: Hypothesis, statement: impl Into<String>, fact: Option<Fact>) -> Hypothesis {
        hypothesis = hypothesis.support(Weight::Strong, "what the app asks for", fact.clone());
        let link = crate::diagnosis::hypothesis::Link {
            entity: self.app.key.clone(),
            statement: statement.into(),
            facts: fact.into_iter().collect(),
        };
        hypothesis.chain.insert(0, link);
        hypothesis
    }

    /// How many of the app's pods it stops, e.g. `neither of the 2 pods can start`.
    pub fn extent(&self) -> String {
        extent(self.pods.len(), self.app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count())
    }
}

/// `the only pod`, `neither of the 2 pods`, `none of the 5 pods`, `1 of 4 pods`.
pub fn extent(hit: usize, of: usize) -> String {
    match (hit, of) {
        (_, 0 | 1) => "its only pod cannot start".to_owned(),
        (hit, of) if hit >= of && of == 2 => "neither of its 2 pods can start".to_owned(),
        (hit, of) if hit >= of => format!("none of its {of} pods can start"),
        (hit, of) => format!("{hit} of its {of} pods cannot start"),
    }
}

/// Whether an entity is, or belongs to, one of the objects that were asked about.
pub fn asked_about(subject: &Subject, key: &EntityKey) -> bool {
    match subject {
        Subject::Objects(objects) => objects.contains(key),
        Subject::Namespace(ns) => key.ns() == ns || (key.kind == "Namespace" && key.name == *ns),
        Subject::Cluster => true,
    }
}
