//! `CronJobs` that start nothing: suspended, or with a schedule that says nothing.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::schedule::{self, Schedule};
use crate::diagnosis::causes::lifecycle::{asked, catalogue, said};
use crate::diagnosis::changes::fields;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command};
use crate::diagnosis::objects::app::App;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// The `CronJobs` that were read and are not being deleted.
pub fn cron_jobs<'c, 'g>(case: &'c Case<'g>) -> impl Iterator<Item = (&'c App<'g>, View<'g>)> {
    case.apps.iter().filter(|app| app.key.is(&kinds::CRON_JOB)).filter_map(|app| {
        let view = app.view.clone().filter(|view| view.at("/metadata/deletionTimestamp").is_none())?;
        Some((app, view))
    })
}

/// Whether it is suspended.
pub fn is_suspended(view: &View<'_>) -> bool {
    view.bool_at("/spec/suspend") == Some(true)
}

/// `CronJobSuspended`: switched off, and somebody misses it; a notice where nobody is seen to.
pub fn suspended(case: &Case<'_>) -> Vec<Hypothesis> {
    cron_jobs(case)
        .filter_map(|(app, view)| {
            let suspend = view.at("/spec/suspend").filter(|suspend| suspend.bool() == Some(true))?;
            let schedule = view.at("/spec/schedule");
            let last = view.at("/status/lastScheduleTime");
            let ran = match last.as_ref().and_then(View::str) {
                Some(at) => format!("; its last run was started at {at}"),
                None => "; it has never started a run".to_owned(),
            };
            let text = format!(
                "The CronJob {} is suspended (spec.suspend is true), so its schedule {} starts no Jobs{ran}.",
                app.key.name,
                schedule.as_ref().and_then(View::str).unwrap_or_default()
            );
            let writer = fields::owner(&view, "/spec/suspend");
            let since = writer.as_ref().map(|w| w.at);
            let written = writer.and_then(|w| w.facts().into_iter().last());
            let mut hypothesis = Hypothesis::new(&catalogue::CRON_JOB_SUSPENDED, &app.key, text)
                .support(Weight::Proof, "it is suspended", Some(suspend.spec()))
                .support(Weight::Weak, "its schedule", schedule.as_ref().map(View::spec))
                .support(Weight::Weak, "when that was written", written)
                .link(&app.key, "is suspended", vec![suspend.spec()])
                .since(since)
                .explaining(&app.key)
                .perhaps_on_purpose(!asked::by_name(case, &app.key));
            if let Some(last) = last {
                hypothesis = hypothesis.support(Weight::Weak, "its last run", Some(last.state())).link(
                    &app.key,
                    "started its last run",
                    vec![last.state()],
                );
            } else {
                hypothesis = hypothesis.support(Weight::Weak, "its last run", None);
            }
            Some(hypothesis.advise(resume(app)).advise(run_now(&app.key)))
        })
        .collect()
}

fn resume(app: &App<'_>) -> Remediation {
    let line = format!(
        "{} patch {} -p '{{\"spec\":{{\"suspend\":false}}}}'",
        advice::kubectl(&app.key),
        advice::kubectl_name(&app.key)
    );
    let diff = advice::diff(&app.key, "spec:\n  suspend: true\n", "spec:\n  suspend: false\n");
    let mut fix = advice::edit(app, "Ask why it was suspended; then set spec.suspend to false.", Some(line), diff);
    "a run that fell due lately may start at once (startingDeadlineSeconds)".clone_into(&mut fix.risk);
    fix
}

fn run_now(key: &EntityKey) -> Remediation {
    command(
        "Start one run by hand, if one is missing now.",
        format!("{} create job --from=cronjob/{} {}-by-hand", advice::kubectl(key), key.name, key.name),
        "it does what every run does; make sure that no other run is active",
    )
}

/// `CronJobScheduleInvalid`: a schedule or time zone that is not understood, or a day that never comes.
pub fn schedule_invalid(case: &Case<'_>) -> Vec<Hypothesis> {
    cron_jobs(case)
        .filter(|(_, view)| !is_suspended(view))
        .filter_map(|(app, view)| {
            let fault = bad_schedule(case, &view).or_else(|| bad_zone(&view))?;
            let mut hypothesis = Hypothesis::new(
                &catalogue::CRON_JOB_SCHEDULE_INVALID,
                &app.key,
                format!("The CronJob {} starts no Jobs: {}.", app.key.name, fault.why),
            )
            .support(Weight::Proof, "what it asks for", Some(fault.place.spec()))
            .support(Weight::Strong, "the controller says so", fault.said.clone())
            .since(view.time_at("/metadata/creationTimestamp"))
            .explaining(&app.key)
            .link(
                &app.key,
                format!("has {} {:?}", fault.name, fault.place.str().unwrap_or_default()),
                vec![fault.place.spec()],
            );
            if let Some(said) = fault.said.clone() {
                let shows = format!("the controller says \"{}\"", said.excerpt);
                hypothesis = hypothesis.link(&app.key, shows, vec![said]);
            }
            Some(hypothesis.advise(correct(app, &fault)))
        })
        .collect()
}

/// What is wrong with a schedule.
struct Fault<'g> {
    place: View<'g>,
    name: &'static str,
    why: String,
    said: Option<Fact>,
    wanted: &'static str,
}

fn bad_schedule<'g>(case: &Case<'g>, view: &View<'g>) -> Option<Fault<'g>> {
    let place = view.at("/spec/schedule")?;
    let text = place.str()?;
    let said = said::last(view.graph(), view.key(), &["UnparseableSchedule", "InvalidSchedule"], |m| m.contains(text));
    let why = match schedule::parse(text) {
        Err(why) => format!("its schedule {text:?} is not understood: {why}"),
        // A day that never comes is also a way to write "only by hand"; it is a fault for those who miss a run.
        Ok(schedule) if Schedule::never(&schedule) && asked::by_name(case, view.key()) => {
            format!("its schedule {text:?} names a day that never comes")
        }
        Ok(_) => return None,
    };
    let wanted = "\"0 2 * * *\"   # minute, hour, day of month, month, day of week 0-6";
    Some(Fault { place, name: "the schedule", why, said: said.map(|event| event.fact()), wanted })
}

/// A time zone that the controller does not know. Whether a name is known is the controller's word; a run after it
/// was said takes it back.
fn bad_zone<'g>(view: &View<'g>) -> Option<Fault<'g>> {
    let place = view.at("/spec/timeZone")?;
    let zone = place.str()?;
    let said = said::last(view.graph(), view.key(), &["UnknownTimeZone"], |message| message.contains(zone));
    let took_back = said.as_ref().is_some_and(|event| view.time_at("/status/lastScheduleTime") > event.at());
    let malformed = zone.is_empty() || zone.contains(char::is_whitespace) || zone.eq_ignore_ascii_case("local");
    if took_back || (said.is_none() && !malformed) {
        return None;
    }
    let why = format!("its time zone {zone:?} is not known");
    let wanted = "Europe/Berlin   # a name of the IANA time zone database";
    Some(Fault { place, name: "the time zone", why, said: said.map(|event| event.fact()), wanted })
}

fn correct(app: &App<'_>, fault: &Fault<'_>) -> Remediation {
    let field = if fault.name == "the schedule" { "schedule" } else { "timeZone" };
    let now = format!("spec:\n  {field}: {:?}\n", fault.place.str().unwrap_or_default());
    let diff = advice::diff(&app.key, &now, &format!("spec:\n  {field}: {}\n", fault.wanted));
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    advice::edit(app, &format!("Correct spec.{field}."), Some(line), diff)
}
