//! The machine: from one event to the next effects.

use std::collections::BTreeMap;

use super::talk::{Answer, Talk};
use super::{Effect, End, Event, Form, Setup, Submission};
use crate::agent::budget::Pressure;
use crate::llm::{Arguments, Failure, Finish, Kind, Request, ToolCall, ToolChoice, Turn, json_object};

/// Calls of one turn that are made.
const SIDE_BY_SIDE: usize = 8;
/// How often the same call is answered before the agent is asked to conclude.
const SAME: u32 = 3;
/// How often an agent is told to do what it was asked for.
const NUDGES: u32 = 3;
/// Answers that stay whole when a conversation is shortened.
const WHOLE: usize = 4;
/// Of a window, the part that a request may fill: the answer needs room too.
const FILL: (u64, u64) = (7, 10);

/// One agent at work.
#[derive(Debug)]
pub struct Machine {
    setup: Setup,
    talk: Talk,
    turns: u32,
    nudges: u32,
    squeezed: u32,
    concluding: bool,
    /// Answers by call, and how often each was asked for.
    made: BTreeMap<String, (u32, Option<Answer>)>,
    waiting: Vec<(ToolCall, Option<Answer>)>,
    submitting: Option<ToolCall>,
}

impl Machine {
    /// An agent that has not begun.
    pub fn new(setup: Setup) -> Self {
        let talk = Talk::new(setup.prefix.clone());
        Self {
            setup,
            talk,
            turns: 0,
            nudges: 0,
            squeezed: 0,
            concluding: false,
            made: BTreeMap::new(),
            waiting: Vec::new(),
            submitting: None,
        }
    }

    /// What an event leads to.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Begin => vec![Effect::Ready],
            Event::Go(pressure) => vec![self.go(pressure)],
            Event::Turned(turn) => self.turned(&turn),
            Event::Failed(failure) => vec![self.failed(failure)],
            Event::Answered(number, answer) => self.answered(number, answer),
            Event::Accepted => vec![Effect::End(End::Submitted)],
            Event::Mend(text) => vec![self.mend(text)],
        }
    }

    /// The observations that its calls brought.
    pub fn observations(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        let answers = self.made.values().filter_map(|(_, answer)| answer.as_ref());
        for id in answers.flat_map(|answer| &answer.observations) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }

    fn go(&mut self, pressure: Pressure) -> Effect {
        match pressure {
            Pressure::Hard(why) => return Effect::End(End::Stopped(why)),
            Pressure::Soft(why) => self.conclude(&why),
            Pressure::None => {}
        }
        if self.turns >= self.setup.turns + NUDGES {
            return Effect::End(End::Stopped(format!("it came to no conclusion in {} turns", self.turns)));
        }
        if self.turns + 1 >= self.setup.turns {
            self.conclude("this is your last turn");
        }
        if self.talk.tokens(&self.setup.tools) > self.setup.window * FILL.0 / FILL.1 && !self.talk.shorten(WHOLE) {
            self.talk.shorten(1);
        }
        Effect::Ask(Box::new(self.request()))
    }

    /// The tools stay the same to the end: what a request begins with is what endpoints cache.
    fn request(&self) -> Request {
        let mut request = Request::new(self.talk.messages());
        request.tools = if self.squeezed > 1 { Vec::new() } else { self.setup.tools.clone() };
        request.tools.push(self.setup.submit.clone());
        if self.concluding {
            request.tool_choice = ToolChoice::Named(self.setup.submit.name.clone());
        }
        request
    }

    /// Asks it to come to an end, once.
    fn conclude(&mut self, why: &str) {
        if !self.concluding {
            self.concluding = true;
            let submit = &self.setup.submit.name;
            self.talk.user(format!("Conclude now: {why}. Call {submit} with what is proven; say what is not."));
        }
    }

    fn turned(&mut self, turn: &Turn) -> Vec<Effect> {
        self.turns += 1;
        self.talk.said(turn);
        if turn.tool_calls.is_empty() {
            return vec![self.words(turn)];
        }
        let submitted = turn.tool_calls.iter().find(|call| call.name == self.setup.submit.name);
        if let Some(call) = submitted {
            return self.submitted(call, &turn.tool_calls);
        }
        let mut effects = Vec::new();
        for (number, call) in turn.tool_calls.iter().enumerate() {
            let answer = self.at_once(number, call);
            if answer.is_none() {
                effects.push(Effect::Call(number, call.clone()));
            }
            self.waiting.push((call.clone(), answer));
        }
        if effects.is_empty() { vec![self.settle()] } else { effects }
    }

    /// The answer of a call that is not made, and why.
    fn at_once(&mut self, number: usize, call: &ToolCall) -> Option<Answer> {
        let submit = &self.setup.submit.name;
        if self.concluding {
            self.nudges += 1;
            return Some(Answer::wrong(format!("it was not called, since it is time to conclude: call {submit}")));
        }
        if !self.setup.tools.iter().any(|tool| tool.name == call.name) {
            let names: Vec<&str> = self.setup.tools.iter().map(|tool| tool.name.as_str()).collect();
            let name: String = call.name.chars().take(60).collect();
            let offered = format!("you have {} and {submit}", names.join(", "));
            return Some(Answer::wrong(format!("there is no tool `{name}`; {offered}")));
        }
        if let Arguments::Broken { why, .. } = &call.arguments {
            return Some(Answer::wrong(format!("the arguments are no JSON object: {why}")));
        }
        if number >= SIDE_BY_SIDE {
            return Some(Answer::wrong(format!("it was not called: a turn has {SIDE_BY_SIDE} calls at most")));
        }
        let (count, known) = self.made.entry(key(call)).or_insert((0, None));
        *count += 1;
        let (count, known) = (*count, known.clone());
        if count >= SAME {
            self.conclude("you make the same call again and again, and its answer does not change");
        }
        if count > 1 && known.is_none() {
            return Some(Answer::wrong("it is called twice in this turn; see the other answer"));
        }
        let known = known?;
        Some(Answer { text: format!("(as before)\n{}", known.text), ..known })
    }

    fn answered(&mut self, number: usize, answer: Answer) -> Vec<Effect> {
        if let Some((call, waiting)) = self.waiting.get_mut(number) {
            if let Some((_, known)) = self.made.get_mut(&key(call)) {
                *known = Some(answer.clone());
            }
            *waiting = Some(answer);
        }
        if self.waiting.iter().all(|(_, answer)| answer.is_some()) { vec![self.settle()] } else { Vec::new() }
    }

    /// Puts the answers of a turn into the conversation in the order of its calls, whatever came first.
    fn settle(&mut self) -> Effect {
        for (call, answer) in std::mem::take(&mut self.waiting) {
            self.talk.result(call, answer.unwrap_or_default());
        }
        self.next()
    }

    fn next(&self) -> Effect {
        if self.nudges > NUDGES {
            let submit = &self.setup.submit.name;
            return Effect::End(End::Stopped(format!("it was asked {NUDGES} times for {submit} and did not call it")));
        }
        Effect::Ready
    }

    /// It said something and called nothing. What it says may be what it should have submitted.
    fn words(&mut self, turn: &Turn) -> Effect {
        if let Some(object) = json_object(&turn.text)
            && let Ok(submission) = read(self.setup.form, serde_json::Value::Object(object))
        {
            return Effect::Judge(Box::new(submission));
        }
        self.nudges += 1;
        let submit = &self.setup.submit.name;
        self.talk.user(if turn.finish == Finish::Length {
            format!("Your answer was cut because it was too long. Be brief; call {submit} with the essentials.")
        } else {
            format!("Words are not read. Call a tool, or call {submit} to end your work.")
        });
        self.next()
    }

    fn submitted(&mut self, call: &ToolCall, calls: &[ToolCall]) -> Vec<Effect> {
        for other in calls.iter().filter(|other| other.id != call.id) {
            let answer = Answer::wrong(format!("it was not called, since {} came in the same turn", call.name));
            self.talk.result(other.clone(), answer);
        }
        let read = match &call.arguments {
            Arguments::Object(object) => read(self.setup.form, serde_json::Value::Object(object.clone())),
            Arguments::Broken { why, .. } => Err(format!("the arguments are no JSON object: {why}")),
        };
        match read {
            Ok(submission) => {
                self.submitting = Some(call.clone());
                vec![Effect::Judge(Box::new(submission))]
            }
            Err(why) => {
                self.nudges += 1;
                self.talk.result(call.clone(), Answer::wrong(format!("{why}. Submit it again in the form asked for")));
                vec![self.next()]
            }
        }
    }

    fn mend(&mut self, text: String) -> Effect {
        self.conclude("your report needs mending");
        match self.submitting.take() {
            Some(call) => self.talk.result(call, Answer { text, ..Answer::default() }),
            None => self.talk.user(text),
        }
        Effect::Ready
    }

    /// A conversation that is too long is shortened, then cut to what was read; everything else is the end.
    fn failed(&mut self, failure: Failure) -> Effect {
        let Kind::TooLong(limit) = failure.kind else { return Effect::End(End::Broken(failure)) };
        if let Some(limit) = limit {
            self.setup.window = self.setup.window.min(limit);
        }
        self.squeezed += 1;
        match self.squeezed {
            1 if self.talk.shorten(0) => Effect::Ready,
            1 | 2 => {
                self.squeezed = 2;
                self.talk.forget();
                self.conclude("there is no room for more");
                Effect::Ready
            }
            _ => Effect::End(End::Broken(failure)),
        }
    }
}

/// The identity of a call: its tool and its arguments, whatever their order.
fn key(call: &ToolCall) -> String {
    match &call.arguments {
        Arguments::Object(object) => format!("{} {:?}", call.name, object.iter().collect::<BTreeMap<_, _>>()),
        Arguments::Broken { text, .. } => format!("{} {text}", call.name),
    }
}

fn read(form: Form, value: serde_json::Value) -> Result<Submission, String> {
    match form {
        Form::Draft => serde_json::from_value(value).map(Submission::Draft),
        Form::Findings => serde_json::from_value(value).map(Submission::Findings),
    }
    .map_err(|error| error.to_string())
}
