//! What containers complain about in their logs, and whether that still holds.
//!
//! A line in a log is history until something shows that it is not: the container ended with it, is not ready and goes
//! on saying it, or says it again and again now. One error among thousands of lines is no complaint, and neither is a
//! failed first try that a success followed.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::{memory, standing};
use crate::diagnosis::logs::decisive;
use crate::diagnosis::logs::message::{self, Written};
use crate::diagnosis::logs::severity::{self, Severity};
use crate::diagnosis::logs::trace;
use crate::diagnosis::logs::voices::{self, Meaning, Peer, Voice};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::log::{Log, LogLine, without_time};

/// Lines at the end of a log that are looked at.
const WINDOW: usize = 120;
/// Lines that may stand between the complaint and the end that it led to, or between a complaint and its wrapper.
const NEAR: usize = 15;
/// How long ago a running program may have complained.
const RECENT: SignedDuration = SignedDuration::from_secs(600);
/// How often a program that is not ready must say it, and one that is ready.
const REPEATED: usize = 2;
const INSISTED: usize = 3;
/// Lines of which one may be the complaint, for it to count as more than an accident.
const SHARE: usize = 20;
/// Lines that are cited.
pub const CITED: usize = 3;
/// Words of a program that got what it wanted after all.
const SUCCESS: &[&str] =
    &["connected", "connection established", "recovered", "reconnect succeeded", "connection restored", "is reachable"];
/// Words that turn those around.
const FAILURE: &[&str] = &["not ", "disconnect", "fail", "lost", "cannot", "unable", "never", "n't", "error"];

/// What became of a container that complains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It ended with it.
    Ended,
    /// It runs and is not ready.
    Unready,
    /// It is ready, and says it all the time.
    Ready,
}

/// A complaint of a container that still holds.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// The log.
    pub log: Log,
    /// The lines that say it, the last one first.
    pub lines: Vec<LogLine>,
    /// How often it was said.
    pub times: usize,
    /// What it means.
    pub voice: Voice,
    /// The other side, and the earlier line that names it where the complaint does not.
    pub peer: Option<(Peer, Option<LogLine>)>,
    /// Whether only the less likely log says so.
    pub aside: bool,
    /// What became of the container.
    pub standing: Standing,
}

/// A complaint, and whose it is: places in the case's apps and in their pods, and the container's name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The app's place.
    pub app: usize,
    /// The pod's place.
    pub pod: usize,
    /// The container's name.
    pub container: String,
    /// What it says.
    pub complaint: Complaint,
}

impl Complaint {
    /// The line that says it, as a sentence can hold it.
    pub fn quote(&self) -> String {
        self.lines.first().map(|line| decisive::shorten(&message::of(&line.text))).unwrap_or_default()
    }

    /// The lines as facts, the last one first.
    pub fn facts(&self) -> Vec<Fact> {
        self.lines.iter().take(CITED).map(|line| self.log.fact(line)).collect()
    }

    /// The earlier line that names the other side.
    pub fn context(&self) -> Option<Fact> {
        let (_, line) = self.peer.as_ref()?;
        line.as_ref().map(|line| self.log.fact(line))
    }
}

/// Every complaint of some apps.
pub fn all(apps: &[App<'_>]) -> Vec<Entry> {
    let mut found = Vec::new();
    for (at, app) in apps.iter().enumerate() {
        for (number, pod) in app.pods.iter().enumerate().filter(|(_, pod)| standing::counts(app, pod)) {
            for container in pod.containers() {
                if let Some(complaint) = of(pod, &container) {
                    found.push(Entry { app: at, pod: number, container: container.name.to_owned(), complaint });
                }
            }
        }
    }
    found
}

/// What a container complains about, if that still holds.
pub fn of(pod: &Pod<'_>, container: &Container<'_>) -> Option<Complaint> {
    if pod.trouble().is_some()
        && let Some(ending) = Ending::of(container)
    {
        return at_end(pod, container, &ending);
    }
    let log = container.spec.graph().log(&container.log_key(false))?;
    container.running()?;
    if container.role == Role::Init {
        return None;
    }
    let standing = if container.ready() { Standing::Ready } else { Standing::Unready };
    // A young pod may still be waiting for others.
    if standing == Standing::Unready && pod.trouble().is_none() {
        return None;
    }
    while_running(log, standing, container.spec.graph().now)
}

fn at_end(pod: &Pod<'_>, container: &Container<'_>, ending: &Ending<'_>) -> Option<Complaint> {
    if ending.number == 0 || ending.never_ran() || memory::is_oom(ending) {
        return None;
    }
    let outside = ending.by_signal() || exit::killed_by_probe(pod, container, ending).is_some();
    exit::last_words(container).into_iter().enumerate().find_map(|(at, log)| {
        let complaint = decisive_of(log, Standing::Ended, at > 0)?;
        // Somebody else ended it: once is not enough to say that this is why.
        (!outside || complaint.times >= REPEATED).then_some(complaint)
    })
}

fn while_running(log: Log, standing: Standing, as_of: Timestamp) -> Option<Complaint> {
    let now = log.lines.last().and_then(|line| message::written(&line.text));
    let said = log.lines.iter().rev().filter(|line| !trace::is_frame(&line.text)).take(WINDOW);
    let recent = said.filter(|line| is_recent(line, now)).count();
    let quiet = |written: Written| written.zoned && as_of.duration_since(written.at) > RECENT;
    if standing == Standing::Ready && now.is_some_and(quiet) {
        return None;
    }
    let complaint = decisive_of(log, standing, false)?;
    // What a store says of itself does not pass by itself.
    let often = if standing == Standing::Ready && complaint.voice.meaning < Meaning::SchemaMissing {
        INSISTED
    } else {
        REPEATED
    };
    let insists = complaint.times >= often && complaint.times.saturating_mul(SHARE) >= recent;
    insists.then_some(complaint)
}

fn is_recent(line: &LogLine, last: Option<Written>) -> bool {
    match (message::written(&line.text), last) {
        (Some(written), Some(last)) => last.at.duration_since(written.at) <= RECENT,
        _ => true,
    }
}

/// The complaint that a log ends with.
fn decisive_of(log: Log, standing: Standing, aside: bool) -> Option<Complaint> {
    let tail: Vec<&LogLine> = log.lines.iter().rev().filter(|line| !trace::is_frame(&line.text)).take(WINDOW).collect();
    let last = log.lines.last().and_then(|line| message::written(&line.text));
    let recent = |line: &LogLine| standing == Standing::Ended || is_recent(line, last);
    let heard: Vec<(usize, &LogLine, Voice)> = tail
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, *line, heard(&line.text, standing)?)))
        .filter(|(_, line, _)| recent(line))
        .collect();
    let (first, _, newest) = heard.first()?;
    if (standing == Standing::Ended && *first > NEAR) || newest.meaning.is_own_fault() {
        return None;
    }
    if tail.iter().take(*first).any(|line| is_success(&line.text)) {
        return None;
    }
    let near = heard.iter().take_while(|(at, _, voice)| *at <= first + NEAR && !voice.meaning.is_own_fault());
    // The newest one of those that say most.
    let (place, _, voice) = near.min_by_key(|(at, _, voice)| (std::cmp::Reverse(voice.meaning), *at))?;
    let same: Vec<&(usize, &LogLine, Voice)> =
        heard.iter().filter(|(_, _, other)| other.meaning == voice.meaning).collect();
    let times = same.iter().map(|(_, line, _)| line.count).sum();
    let lines = same.iter().map(|(_, line, _)| (*line).clone()).collect();
    let peer = match voice.peer.clone() {
        Some(peer) => Some((peer, None)),
        None => tail.iter().skip(place + 1).take(NEAR).find_map(|line| {
            let peer = names_peer(&line.text)?;
            Some((peer, Some((*line).clone())))
        }),
    };
    let voice = voice.clone();
    Some(Complaint { log, lines, times, voice, peer, aside, standing })
}

/// What a line complains about, where it is more than chatter.
fn heard(line: &str, standing: Standing) -> Option<Voice> {
    let plain = without_time(line);
    // A failed try that is followed by another is told as a warning; only who is not well may mean it.
    let warns = standing != Standing::Ready && warning(plain);
    let enough = if standing == Standing::Ready { Severity::Error } else { Severity::Word };
    let voice = voices::hear(line)?;
    let loud = warns || severity::of(line) >= enough || voice.meaning == Meaning::CollectorBusy;
    // What a store notes of others' failed tries.
    let noted = plain.contains("[Note]") || plain.contains(" LOG: ");
    (loud && !noted).then_some(voice)
}

fn warning(line: &str) -> bool {
    let head: String = line.chars().take(120).collect();
    head.contains("WARN")
        || head.contains("level=warn")
        || head.contains("\"level\":\"warn")
        || head.starts_with("warn")
}

fn is_success(line: &str) -> bool {
    let lower = message::of(line).to_lowercase();
    SUCCESS.iter().any(|word| {
        lower.split(word).next().is_some_and(|before| before.len() < lower.len())
            && !FAILURE.iter().any(|turn| lower.contains(turn) && !word.contains(turn))
    })
}

/// The other side that a line of an attempt names: "connecting to …".
fn names_peer(line: &str) -> Option<Peer> {
    let text = message::of(line);
    let lower = text.to_lowercase();
    let tries = ["connect", "database", "db", "broker", "cache", "dial", "upstream", "jdbc"];
    tries.iter().any(|word| lower.contains(word)).then(|| voices::peers(&text).into_iter().next()).flatten()
}
