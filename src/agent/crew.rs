//! The agents of a run: one lead, the specialists that it calls for, and what they share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::budget::{Budget, Pressure, Spent};
use super::draft::{Cause, Draft, Findings, Link, Named, OTHER};
use super::driver::Driver;
use super::lead::Lead;
use super::ledger::{Head, Ledger, Models};
use super::opening::{self, Known};
use super::roster::Roster;
use super::runbook::Runbook;
use super::state::End;
use super::untrusted::{Fence, Scanned};
use super::verify::{CAUSES, Evidence, Verified, verify_findings};
use crate::clock::Stopwatch;
use crate::config::llm::Role;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::event::Event;
use crate::evidence::graph::Graph;
use crate::evidence::narrator::Narrator;
use crate::evidence::observation::Observation;
use crate::llm::{Failure, Usage};
use crate::report::model::Report;
use crate::tools;

/// Everything that was read until now, and what the engine makes of it.
pub struct Ground {
    /// What was read.
    pub graph: Graph,
    /// The reads.
    pub observations: Vec<Arc<Observation>>,
    /// The engine's report over all of it.
    pub engine: Report,
}

/// What a run gives its agents.
pub struct Crew<'c> {
    /// The question as it was asked.
    pub question: &'c str,
    /// What it is about.
    pub subject: &'c Subject,
    /// Its words.
    pub words: &'c Words,
    /// The engine's answer, with which the agents begin.
    pub engine: &'c Report,
    /// Which agents there are.
    pub roster: &'c Roster,
    /// What the team knows.
    pub runbooks: &'c [Runbook],
    /// Who takes the turns.
    pub models: Models,
    /// What all agents may take together.
    pub budget: Budget,
    /// What tools have at hand.
    pub tools: &'c tools::Context,
    /// Everything that was read until now.
    pub ground: &'c (dyn Fn() -> Ground + Sync),
    /// Where steps are told.
    pub narrator: &'c Narrator,
    /// What the fence around observed text is made of: the id of the run.
    pub seed: String,
    /// What is shared while the agents work.
    pub shared: Shared,
}

/// What agents share while they work.
#[derive(Default)]
pub struct Shared {
    began: Option<Stopwatch>,
    state: Mutex<State>,
    scanned: Scanned,
    pub(super) calls: super::specialist::Calls,
}

#[derive(Default)]
struct State {
    spent: BTreeMap<String, Spent>,
    named: BTreeMap<String, u32>,
    findings: BTreeMap<String, Reported>,
    verified: Option<Verified>,
}

/// What a specialist found, and what it read for it. It is held against the evidence when all who were sent with it are
/// back; a run that is stopped before that has it as it was said.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The specialist's name in the run.
    pub agent: String,
    /// What it reported, or what is left of that.
    pub findings: Findings,
    /// The observations that it saw.
    pub observations: Vec<String>,
}

/// How the work of the agents ended.
pub struct Outcome {
    /// What of the lead's report is borne out; none if there is no report.
    pub verified: Option<Verified>,
    /// Why there is none.
    pub stopped: Option<Stop>,
    /// What specialists found until then.
    pub reported: Vec<Reported>,
    /// What each agent took, the lead first.
    pub spent: Vec<(String, Spent)>,
    /// Which models took part.
    pub head: Head,
}

/// Why there is no report of the agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A budget is used up, or the lead did not come to a conclusion.
    Stopped(String),
    /// The model cannot be asked.
    Broken(Failure),
}

impl Crew<'_> {
    /// Lets the agents work until the lead has reported or something stops them.
    pub async fn work(&mut self) -> Outcome {
        self.shared.began = Some(Stopwatch::start());
        let head = self.models.head(&self.seed);
        self.seed.clone_from(&head.fence);
        self.ledger().begin(&head);
        let (lead, specialist) = (&head.lead, &head.specialist);
        let model = if lead == specialist { lead.clone() } else { format!("{lead} and {specialist}") };
        self.narrator.tell(Event::Asking { model, host: head.hosts.join(" and ") }).await;
        let crew = &*self;
        let end = match tokio::time::timeout(crew.budget.time, crew.lead(&head)).await {
            Ok(end) => end,
            Err(_) => End::Stopped(format!("the budget of {} s is used up", crew.budget.time.as_secs())),
        };
        if let Models::Recorded(recording) = &crew.models
            && recording.differs()
        {
            let message = "the recorded turns answer other requests than this program would send: they are told again \
                           as they were, and checked anew";
            crew.narrator.tell(Event::Warned { message: message.to_owned() }).await;
        }
        // What was held against the evidence stands, also where its repair did not come.
        let verified = crew.state().verified.take();
        let stopped = match end {
            _ if verified.is_some() => None,
            End::Submitted => Some(Stop::Stopped("there is no lead".to_owned())),
            End::Stopped(why) => Some(Stop::Stopped(why)),
            End::Broken(failure) => Some(Stop::Broken(failure)),
        };
        if let Some(Stop::Stopped(why)) = &stopped {
            crew.ledger().ended(why);
        }
        let reported = crew.state().findings.values().cloned().collect();
        Outcome { verified, stopped, reported, spent: crew.spent(), head }
    }

    async fn lead(&self, head: &Head) -> End {
        let Some(prompt) = self.roster.lead() else { return End::Submitted };
        let (brief, fence) = (self.brief(), self.fence());
        let known = self.known(&brief, &fence);
        let setup = opening::lead(prompt, self.roster, &known, head.windows.0);
        let mut hands = Lead::new(self, &brief, &fence, head.windows.1);
        Driver::new(self, super::prompt::LEAD, prompt.role).run(setup, &mut hands).await.end
    }

    pub(super) fn brief(&self) -> String {
        super::brief::of(self.engine)
    }

    pub(super) fn fence(&self) -> Fence {
        Fence::new(&self.seed)
    }

    pub(super) fn known<'k>(&'k self, brief: &'k str, fence: &'k Fence) -> Known<'k> {
        Known {
            question: self.question,
            subject: &self.engine.subject.resolved_by,
            about: self.subject,
            brief,
            fence,
            runbooks: self.runbooks,
        }
    }

    pub(super) fn ledger(&self) -> Ledger<'_> {
        Ledger(self.narrator.run())
    }

    /// How hard the budget presses on an agent of this role.
    pub(super) fn pressure(&self, role: Role) -> Pressure {
        let elapsed = self.shared.began.map(Stopwatch::elapsed).unwrap_or_default();
        let mut total = Spent::default();
        for one in self.state().spent.values() {
            total.join(one);
        }
        self.budget.pressure(&total, elapsed, role)
    }

    pub(super) fn spend(&self, agent: &str, usage: Usage) {
        self.state().spent.entry(agent.to_owned()).or_default().add(usage);
    }

    fn spent(&self) -> Vec<(String, Spent)> {
        let mut all: Vec<_> = self.state().spent.iter().map(|(agent, spent)| (agent.clone(), *spent)).collect();
        all.sort_by_key(|(agent, _)| agent != super::prompt::LEAD);
        all
    }

    /// The name in this run of the next agent of this kind.
    pub(super) fn name(&self, prompt: &str) -> String {
        let mut state = self.state();
        let count = state.named.entry(prompt.to_owned()).or_default();
        *count += 1;
        if *count == 1 { prompt.to_owned() } else { format!("{prompt}-{count}") }
    }

    /// Keeps what a specialist found; what is said of it later takes its place.
    pub(super) fn report(&self, reported: Reported) {
        self.state().findings.insert(reported.agent.clone(), reported);
    }

    pub(super) fn verified(&self, verified: Verified) {
        self.state().verified = Some(verified);
    }

    /// Evidence for the verifier.
    pub(super) fn evidence<'g>(&'g self, ground: &'g Ground) -> Evidence<'g> {
        Evidence {
            subject: self.subject,
            words: self.words,
            graph: &ground.graph,
            observations: &ground.observations,
            engine: &ground.engine,
            scanned: &self.shared.scanned,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outcome {
    /// What specialists found before the agents were stopped, as a draft that adds to the engine's answer: their causes,
    /// and what they saw that is no part of one, each as an idea.
    pub fn partial(&self, evidence: &Evidence<'_>) -> Draft {
        let engine = evidence.engine;
        let borne_out = |one: &Reported| verify_findings(&one.findings, evidence).0;
        let found: Vec<Findings> = self.reported.iter().map(borne_out).collect();
        let mut ideas: Vec<Cause> = found.iter().flat_map(|one| one.causes.iter().cloned()).collect();
        for fact in found.iter().flat_map(|one| &one.findings) {
            let known = || ideas.iter().flat_map(|idea| &idea.chain).any(|link| says(link, fact));
            if ideas.len() < CAUSES && !said_by(engine, fact) && !known() {
                ideas.push(idea(fact));
            }
        }
        Draft {
            verdict: engine.verdict,
            summary: engine.summary.clone(),
            root_causes: Vec::new(),
            hypotheses: ideas,
            ruled_out: Vec::new(),
        }
    }

    /// The observations that those specialists saw.
    pub fn seen(&self) -> Vec<String> {
        self.reported.iter().flat_map(|one| one.observations.iter().cloned()).collect()
    }
}

/// Whether two statements are the same one.
fn says(one: &Link, other: &Link) -> bool {
    one.object == other.object && one.statement.trim() == other.statement.trim()
}

/// Whether the engine says so too.
fn said_by(engine: &Report, fact: &Link) -> bool {
    let causes = engine.root_causes.iter().chain(&engine.hypotheses).chain(&engine.notices);
    let mut said = causes.flat_map(|cause| {
        let links = cause.chain.iter().map(|link| (&link.object, &link.statement));
        links.chain([(&cause.object, &cause.statement)])
    });
    said.any(|(object, text)| Named::from(object) == fact.object && text.trim() == fact.statement.trim())
}

/// A fact that nobody has said what it leads to.
fn idea(fact: &Link) -> Cause {
    Cause {
        cause: OTHER.to_owned(),
        object: fact.object.clone(),
        statement: fact.statement.clone(),
        chain: vec![fact.clone()],
        remediation: Vec::new(),
    }
}
