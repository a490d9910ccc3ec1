//! The model's half of an investigation: agents look further than the engine did, and what they say is held against the
//! evidence. The engine's answer is the floor: whatever happens here, it stands.

use crate::agent::untrusted::Scanned;
use crate::agent::{
    Budget, Crew, Evidence, Ground, Models, Outcome, Recording, Roster, Runbook, Shared, Spent, Stop, verify,
};
use crate::config::llm::{Llm, Model, Role};
use crate::diagnosis::collect::absorb;
use crate::evidence::event::Event;
use crate::evidence::run::RunReader;
use crate::investigate::session::Session;
use crate::investigate::{Gathered, Options, Source, conclude, workbench};
use crate::llm::{Client, Failure, Windows};
use crate::report::model::{AgentUse, ModelUse, NotSeen, Report, TokenUse, Verdict};

/// What agents are told besides the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Agents {
    /// Which models may be asked; none are where none is named, except those of a recording.
    pub llm: Llm,
    /// What they may take.
    pub budget: Budget,
    /// Which agents there are.
    pub roster: Roster,
    /// What the team knows.
    pub runbooks: Vec<Runbook>,
    /// Ask anew, also where a recording has the answers.
    pub anew: bool,
}

/// Lets agents look further, where a model is named or the recording has one.
pub(super) async fn refine(
    session: &Session,
    question: &str,
    options: &Options,
    gathered: &Gathered,
    engine: Report,
) -> (Report, Option<(String, ModelUse)>) {
    let Some(agents) = &options.agents else { return (engine, None) };
    // A name that could mean several things is for the person to settle, and where nothing can be read there is nothing
    // to look at.
    if gathered.unclear.is_some() || engine.verdict == Verdict::NoAccess {
        return (engine, None);
    }
    let models = match models(session, options, agents) {
        Ok(Some(models)) => models,
        Ok(None) => return (engine, None),
        Err(failure) => return (broken(session, engine, &failure).await, None),
    };
    session.reader.name_by_request();
    let tools = workbench::context(session, options);
    let ground = || ground(session, question, gathered, None);
    let mut crew = Crew {
        question,
        subject: &gathered.subject,
        words: &gathered.words,
        engine: &engine,
        roster: &agents.roster,
        runbooks: &agents.runbooks,
        models,
        budget: agents.budget,
        tools: &tools,
        ground: &ground,
        narrator: &session.narrator,
        seed: session.run.id(),
        shared: Shared::default(),
    };
    let outcome = crew.work().await;
    drop(crew);
    let used = (outcome.head.lead.clone(), used(&outcome));
    (settle(session, question, gathered, engine, outcome).await, Some(used))
}

/// Who takes the turns: of a recorded run its own models, else those that are named; none where there are none. A run
/// that is told again asks nobody, unless a person says so.
fn models(session: &Session, options: &Options, agents: &Agents) -> Result<Option<Models>, Failure> {
    if let (Source::Replay(dir), false) = (&options.source, agents.anew) {
        let recording = RunReader::open(dir).ok().and_then(|run| Recording::open(&run));
        return Ok(recording.map(|recording| Models::Recorded(Box::new(recording))));
    }
    let (lead, specialist) = (agents.llm.model(Role::Lead), agents.llm.model(Role::Specialist));
    let windows = Windows::of_user();
    let client = |model: Option<&Model>| -> Result<Option<Client>, Failure> {
        let Some(model) = model else { return Ok(None) };
        let client = Client::new(model, &session.audit)?;
        client.told_window(windows.of(model));
        Ok(Some(client))
    };
    let (Some(lead), Some(specialist)) = (client(lead.or(specialist))?, client(specialist.or(lead))?) else {
        return Ok(None);
    };
    Ok(Some(Models::Live { lead, specialist }))
}

/// Everything that was read, or of what agents read only what is named; and what the engine makes of it.
fn ground(session: &Session, question: &str, gathered: &Gathered, only: Option<&[String]>) -> Ground {
    let known = |id| gathered.observations.iter().any(|one| one.id == id);
    let wanted = |id: &str| only.is_none_or(|only| only.iter().any(|one| one == id));
    let mut answers = session.reader.answers();
    answers.retain(|(_, one)| !known(one.id) && wanted(&one.id.to_string()));
    let mut all = gathered.clone();
    absorb::take(&answers, &mut all.graph);
    all.observations = session.reader.observations();
    all.observations.retain(|one| known(one.id) || wanted(&one.id.to_string()));
    let engine = conclude(question, &all);
    Ground { graph: all.graph, observations: all.observations, engine }
}

/// The report that comes of it.
async fn settle(session: &Session, question: &str, gathered: &Gathered, engine: Report, outcome: Outcome) -> Report {
    let Some(stop) = &outcome.stopped else {
        let Some(verified) = outcome.verified else { return engine };
        let report = verified.report;
        return if engine.verdict == Verdict::RootCause && report.verdict != Verdict::RootCause {
            engine
        } else {
            report
        };
    };
    let why = match stop {
        Stop::Broken(failure) if outcome.reported.is_empty() => return broken(session, engine, failure).await,
        Stop::Broken(failure) => failure.to_string(),
        Stop::Stopped(why) => why.clone(),
    };
    tell(session, format!("the agents came to no conclusion: {why}; the answer is the engine's")).await;
    let mut report = if outcome.reported.is_empty() {
        engine
    } else {
        let ground = ground(session, question, gathered, Some(&outcome.seen()));
        let evidence = Evidence {
            subject: &gathered.subject,
            words: &gathered.words,
            graph: &ground.graph,
            observations: &ground.observations,
            engine: &ground.engine,
            scanned: &Scanned::default(),
        };
        verify(&outcome.partial(&evidence), &evidence).report
    };
    report.not_seen.push(NotSeen {
        what: "the agents' conclusion".to_owned(),
        why,
        effect: "the answer is the engine's, with the ideas that agents had until then".to_owned(),
        blinding: false,
    });
    report
}

/// The engine's answer, and why no model took part.
async fn broken(session: &Session, mut engine: Report, failure: &Failure) -> Report {
    let message = failure.hints().first().map_or_else(|| failure.to_string(), |hint| format!("{failure}; {hint}"));
    tell(session, format!("{message}. The answer is the engine's alone")).await;
    engine.not_seen.push(NotSeen {
        what: "what a model would add".to_owned(),
        why: failure.to_string(),
        effect: "the answer is the engine's alone".to_owned(),
        blinding: false,
    });
    engine
}

async fn tell(session: &Session, message: String) {
    session.narrator.tell(Event::Warned { message }).await;
}

fn used(outcome: &Outcome) -> ModelUse {
    let mut total = Spent::default();
    for (_, spent) in &outcome.spent {
        total.join(spent);
    }
    let head = &outcome.head;
    ModelUse {
        specialist: (head.specialist != head.lead).then(|| head.specialist.clone()),
        hosts: head.hosts.clone(),
        total: tokens(&total),
        agents: outcome
            .spent
            .iter()
            .map(|(agent, spent)| AgentUse { agent: agent.clone(), spent: tokens(spent) })
            .collect(),
    }
}

fn tokens(spent: &Spent) -> TokenUse {
    TokenUse {
        turns: spent.steps,
        input_tokens: spent.input,
        cached_tokens: spent.cached,
        output_tokens: spent.output,
        cost: spent.cost,
    }
}
