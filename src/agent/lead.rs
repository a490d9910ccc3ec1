//! The hands of the lead: it delegates, asks the engine, and has its report held against the evidence.

use futures::future::{BoxFuture, join_all};

use super::calls::{ASK_ENGINE, DELEGATE, Delegation, ENGINE_TOOL, TASKS, Task};
use super::crew::{Crew, Reported};
use super::driver::{Driver, Hands};
use super::opening;
use super::prompt::Prompt;
use super::specialist::{self, Specialist};
use super::state::{Answer, End, Submission};
use super::untrusted::Fence;
use super::verify::{repair_request, verify, verify_findings};
use crate::evidence::event::Event;
use crate::llm::{Arguments, ToolCall};

/// Tasks of a whole run.
const TASKS_IN_ALL: usize = 16;

/// The hands of the lead.
pub(super) struct Lead<'l> {
    crew: &'l Crew<'l>,
    brief: &'l str,
    fence: &'l Fence,
    window: Option<u64>,
    repaired: bool,
    given: std::sync::atomic::AtomicUsize,
}

/// A task with the specialist who is to do it.
struct Assigned<'p> {
    /// The number of the lead's call.
    call: usize,
    id: String,
    name: String,
    prompt: &'p Prompt,
    task: String,
}

impl<'l> Lead<'l> {
    pub(super) fn new(crew: &'l Crew<'l>, brief: &'l str, fence: &'l Fence, window: Option<u64>) -> Self {
        Self { crew, brief, fence, window, repaired: false, given: 0.into() }
    }

    async fn act(&self, calls: Vec<(usize, String, ToolCall)>) -> Vec<(usize, Answer)> {
        let mut answers = Vec::new();
        let mut assigned = Vec::new();
        for (number, id, call) in calls {
            if call.name == DELEGATE {
                match self.assign(number, &id, &call, assigned.len()) {
                    Ok(tasks) => assigned.extend(tasks),
                    Err(why) => answers.push((number, Answer::wrong(why))),
                }
            } else if call.name == ASK_ENGINE {
                let lead = super::prompt::LEAD;
                let call = ToolCall { name: ENGINE_TOOL.to_owned(), ..call };
                answers.push((number, specialist::answer(self.crew, self.fence, lead, &id, &call).await));
            }
        }
        answers.extend(self.delegate(assigned).await);
        answers
    }

    /// The tasks of a call, each with its specialist; or what is wrong with it.
    fn assign(&self, number: usize, id: &str, call: &ToolCall, before: usize) -> Result<Vec<Assigned<'l>>, String> {
        let Arguments::Object(object) = &call.arguments else { return Err("the arguments are no object".into()) };
        let delegation: Delegation = serde_json::from_value(serde_json::Value::Object(object.clone()))
            .map_err(|error| format!("{error}; write {{\"tasks\":[{{\"agent\":NAME,\"task\":TEXT}}]}}"))?;
        if delegation.tasks.is_empty() {
            return Err("there is no task in it".to_owned());
        }
        if delegation.tasks.len() + before > TASKS {
            return Err(format!("a turn has {TASKS} tasks at most; give the most telling ones"));
        }
        let mut found = Vec::new();
        for Task { agent, task } in delegation.tasks {
            let Some(prompt) = self.crew.roster.offered().find(|prompt| prompt.name == agent) else {
                let names: Vec<&str> = self.crew.roster.offered().map(|prompt| prompt.name.as_str()).collect();
                let agent: String = agent.chars().take(60).collect();
                return Err(format!("there is no specialist `{agent}`; there are {}", names.join(", ")));
            };
            if task.trim().is_empty() {
                return Err(format!("the task for {agent} is empty"));
            }
            found.push((prompt, task));
        }
        let given = self.given.fetch_add(found.len(), std::sync::atomic::Ordering::Relaxed);
        if given + found.len() > TASKS_IN_ALL {
            return Err(format!("all {TASKS_IN_ALL} tasks of an investigation are given; submit your report"));
        }
        let assigned = found.into_iter().map(|(prompt, task)| Assigned {
            call: number,
            id: id.to_owned(),
            name: self.crew.name(&prompt.name),
            prompt,
            task,
        });
        Ok(assigned.collect())
    }

    /// Does tasks side by side. What comes back is held against everything that was read by then, in the order of the
    /// tasks.
    async fn delegate(&self, assigned: Vec<Assigned<'l>>) -> Vec<(usize, Answer)> {
        if assigned.is_empty() {
            return Vec::new();
        }
        let done = join_all(assigned.iter().map(|one| self.work(one))).await;
        let ground = (self.crew.ground)();
        let mut answers: Vec<(usize, Answer)> = Vec::new();
        for (one, (findings, end, observations)) in assigned.iter().zip(done) {
            let text = match (findings, end) {
                (Some(findings), End::Submitted) => {
                    let (kept, struck) = verify_findings(&findings, &self.crew.evidence(&ground));
                    let sentences = struck.iter().map(ToString::to_string).collect();
                    self.tell(Event::Verified { agent: one.name.clone(), struck: sentences, repair: false }).await;
                    let text = serde_json::to_string(&kept).unwrap_or_default();
                    let text = self.fence.wrap(&one.name, &text);
                    let (agent, seen) = (one.name.clone(), observations.clone());
                    self.crew.report(Reported { agent, findings: kept, observations: seen });
                    match struck.len() {
                        0 => text,
                        count => {
                            format!("{text}({count} statements were not borne out by the evidence and are left out)\n")
                        }
                    }
                }
                (_, End::Stopped(why)) => format!("It has no findings: {why}.\n"),
                (_, End::Broken(failure)) => format!("It has no findings: {failure}.\n"),
                (None, End::Submitted) => "It has no findings.\n".to_owned(),
            };
            let text =
                format!("{} on \"{}\":\n{text}It read: {}\n", one.name, one.task.trim(), observations.join(", "));
            match answers.iter_mut().find(|(call, _)| *call == one.call) {
                Some((_, answer)) => {
                    answer.text.push_str(&text);
                    answer.observations.extend(observations);
                }
                None => answers.push((one.call, Answer { text, observations, failed: false })),
            }
        }
        answers
    }

    async fn work(&self, one: &Assigned<'l>) -> (Option<super::Findings>, End, Vec<String>) {
        let (agent, task, call) = (one.name.clone(), one.task.clone(), one.id.clone());
        self.tell(Event::Delegated { agent, task, call }).await;
        let known = self.crew.known(self.brief, self.fence);
        let setup = opening::specialist(one.prompt, &one.task, &known, self.window);
        let mut hands = Specialist::new(self.crew, self.fence, &one.name);
        let left = Driver::new(self.crew, &one.name, one.prompt.role).run(setup, &mut hands).await;
        let outcome = match &left.end {
            End::Submitted => hands.found().map(|found| found.summary.clone()).unwrap_or_default(),
            End::Stopped(why) => why.clone(),
            End::Broken(failure) => failure.to_string(),
        };
        let failed = left.end != End::Submitted;
        if let (Some(found), false) = (hands.found(), failed) {
            let (agent, findings) = (one.name.clone(), found.clone());
            self.crew.report(Reported { agent, findings, observations: left.observations.clone() });
        }
        self.tell(Event::Finished { agent: one.name.clone(), outcome, failed }).await;
        (hands.into_found(), left.end, left.observations)
    }

    async fn examine(&mut self, submission: Submission) -> Option<String> {
        let Submission::Draft(draft) = submission else { return None };
        let ground = (self.crew.ground)();
        let verified = verify(&draft, &self.crew.evidence(&ground));
        let repair = !verified.struck.is_empty() && !self.repaired;
        let struck = verified.struck.iter().map(ToString::to_string).collect();
        self.tell(Event::Verified { agent: super::prompt::LEAD.to_owned(), struck, repair }).await;
        let request = repair.then(|| repair_request(&verified.struck));
        self.repaired = true;
        self.crew.verified(verified);
        request
    }

    async fn tell(&self, event: Event) {
        self.crew.narrator.tell(event).await;
    }
}

impl Hands for Lead<'_> {
    fn call(&self, calls: Vec<(usize, String, ToolCall)>) -> BoxFuture<'_, Vec<(usize, Answer)>> {
        Box::pin(self.act(calls))
    }

    fn judge(&mut self, submission: Submission) -> BoxFuture<'_, Option<String>> {
        Box::pin(self.examine(submission))
    }
}
