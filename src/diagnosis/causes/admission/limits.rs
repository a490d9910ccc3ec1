//! `QuotaRequiresRequests`, `LimitRangeViolation`: what a container must say, and how much it may ask for.

use serde_json::Value;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::admission::catalogue;
use crate::diagnosis::causes::admission::refusal::{self, Refusal};
use crate::diagnosis::causes::admission::says::Refused;
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::{View, escape};

/// `QuotaRequiresRequests`.
pub fn requires(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| unsaid(case, refusal)).collect()
}

fn unsaid(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::MustSpecify { quota, fields } = &refusal.refused else { return None };
    let key = EntityKey::new(&kinds::RESOURCE_QUOTA, Some(refusal.app.key.ns()), quota);
    let counted = match case.graph.lookup(&key) {
        Lookup::Present(object) => {
            let view = View::root(case.graph, object);
            let field = fields.first()?;
            // Old quotas say cpu for requests.cpu.
            let short = field.strip_prefix("requests.").unwrap_or(field);
            let place = [field.as_str(), short].into_iter().map(|f| format!("/spec/hard/{}", escape(f)));
            let place = place.into_iter().find(|p| view.value().pointer(p).is_some());
            place.and_then(|p| view.at(&p)).map(|v| v.spec())
        }
        Lookup::Absent(_) => return None,
        Lookup::Unseen(_) => None,
    };
    let (index, name) = silent(refusal, fields)?;
    let list = fields.join(", ");
    let text = format!(
        "ResourceQuota {quota} counts {list}, so every container must say it, and container {name} of {} does not: {}.",
        refusal.app.key.name,
        refusal.extent()
    );
    let asked = resources(refusal, index);
    let shows = format!("counts {list}");
    let mut hypothesis = refusal
        .of_app(&catalogue::QUOTA_REQUIRES_REQUESTS, text, &format!("container {name} does not say {list}"), asked)
        .support(Weight::Strong, "the quota counts it", counted.clone())
        .link(&key, shows, counted.into_iter().collect())
        .blames(Some(&name), "/resources", "resources");
    for field in fields.iter().take(2) {
        let diff = advice::container_diff(refusal.app, &name, &format!("resources.{field}"), "", "<what it needs>");
        let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
        let text = format!("Set resources.{field} of container {name}.");
        hypothesis = hypothesis.advise(advice::edit(refusal.app, &text, Some(line), diff));
    }
    Some(hypothesis.advise(hypothesis::look(
        format!("Or give namespace {} a LimitRange with defaults for {list}.", refusal.app.key.ns()),
        None,
    )))
}

/// The first container of the template that leaves one of these out.
fn silent(refusal: &Refusal<'_, '_>, fields: &[String]) -> Option<(usize, String)> {
    let template = refusal.app.template()?;
    let containers = template.value().pointer("/spec/containers")?.as_array()?;
    let lacks = |container: &Value| {
        fields.iter().any(|field| {
            let (kind, resource) = field.split_once('.').unwrap_or(("requests", field));
            container.pointer(&format!("/resources/{kind}/{}", escape(resource))).is_none()
        })
    };
    let index = containers.iter().position(lacks)?;
    Some((index, containers.get(index)?.get("name")?.as_str()?.to_owned()))
}

/// What a container of the template says of its resources; the container's name where it says nothing.
fn resources(refusal: &Refusal<'_, '_>, index: usize) -> Option<Fact> {
    let template = refusal.app.template()?;
    let at = |field: &str| format!("/spec/containers/{index}/{field}");
    let said = template.value().pointer(&at("resources")).is_some();
    template.at(&at(if said { "resources" } else { "name" })).map(|place| place.spec())
}

/// `LimitRangeViolation`.
pub fn violated(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| out_of_bounds(case, refusal)).collect()
}

/// One bound as the message names it.
struct Bound {
    /// `max`, `min` or `maxLimitRequestRatio`.
    kind: &'static str,
    resource: String,
    /// `Container`, `Pod` or `PersistentVolumeClaim`.
    of: String,
}

/// `maximum memory usage per Container is 256Mi, but limit is 1Gi`
fn bound(text: &str) -> Option<Bound> {
    let word = |text: &str| text.split(|c: char| c.is_whitespace() || c == ',').next().map(str::to_owned);
    for (start, kind) in [("maximum ", "max"), ("minimum ", "min")] {
        if let Some(rest) = text.split(start).nth(1) {
            let (resource, rest) = rest.split_once(" usage per ")?;
            return Some(Bound { kind, resource: resource.to_owned(), of: word(rest)? });
        }
    }
    let (before, rest) = text.split_once(" max limit to request ratio per ")?;
    let resource = before.rsplit([' ', '[']).next()?.to_owned();
    Some(Bound { kind: "maxLimitRequestRatio", resource, of: word(rest)? })
}

fn out_of_bounds(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    if refusal.refused != Refused::Limit {
        return None;
    }
    let bound = bound(&refusal.text)?;
    let ranges: Vec<View<'_>> = case
        .graph
        .of_kind(&kinds::LIMIT_RANGE)
        .filter(|object| object.key.namespace == refusal.app.key.namespace)
        .map(|object| View::root(case.graph, object))
        .collect();
    let place = ranges.iter().find_map(|range| {
        let limits = range.value().pointer("/spec/limits")?.as_array()?;
        let index = limits.iter().position(|limit| {
            let of = limit.get("type").and_then(Value::as_str);
            of == Some(&bound.of) && limit.get(bound.kind).and_then(|m| m.get(&bound.resource)).is_some()
        })?;
        Some((range, format!("/spec/limits/{index}/{}/{}", bound.kind, escape(&bound.resource))))
    });
    let seen = !ranges.is_empty() || case.graph.none_in(&kinds::LIMIT_RANGE, refusal.app.key.ns()).is_some();
    if seen && place.is_none() {
        // The bound is gone: the next attempt succeeds.
        return None;
    }
    let fact = place.as_ref().and_then(|(range, at)| range.at(at)).map(|v| v.spec());
    let name = place.as_ref().map_or("of the namespace".to_owned(), |(range, _)| range.key().name.clone());
    let text = format!(
        "LimitRange {name} does not allow what {} asks for: {}; {}.",
        refusal.app.key.name,
        refusal.text.trim_matches(['[', ']']),
        refusal.extent()
    );
    let (index, container) = wide(refusal, &bound.resource);
    let asked = resources(refusal, index);
    let mut hypothesis = refusal
        .of_app(&catalogue::LIMIT_RANGE_VIOLATION, text, "asks for more or less than is allowed", asked)
        .support(Weight::Proof, "the bound", fact.clone());
    if let (Some((range, _)), Some(fact)) = (&place, fact) {
        let shows = format!("sets {} {} for each {}", bound.kind, bound.resource, bound.of);
        hypothesis = hypothesis.link(range.key(), shows, vec![fact]);
    }
    let field = if bound.kind == "min" { "requests" } else { "limits" };
    let value = place.and_then(|(range, at)| range.value().pointer(&at).map(crate::evidence::view::excerpt));
    let template = refusal.app.template();
    let raw = format!("/spec/containers/{index}/resources/{field}/{}", escape(&bound.resource));
    let now = template.as_ref().and_then(|t| t.value().pointer(&raw)).map(crate::evidence::view::excerpt);
    let wanted = value.filter(|_| bound.kind != "maxLimitRequestRatio").unwrap_or("<within the bound>".to_owned());
    let path = format!("resources.{field}.{}", bound.resource);
    let diff = advice::container_diff(refusal.app, &container, &path, &now.unwrap_or_default(), &wanted);
    let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
    let text = format!("Set {path} of container {container} within the bound ({wanted}).");
    hypothesis = hypothesis.blames(Some(&container), &format!("/resources/{field}"), &format!("resources.{field}"));
    Some(hypothesis.advise(advice::edit(refusal.app, &text, Some(line), diff)).advise(hypothesis::look(
        "Or change the LimitRange, if the app needs that much.",
        Some(format!("{} describe limitrange", advice::kubectl(&refusal.app.key))),
    )))
}

/// The container of the template that names the resource, else the first.
fn wide(refusal: &Refusal<'_, '_>, resource: &str) -> (usize, String) {
    let template = refusal.app.template();
    let containers = template.as_ref().and_then(|t| t.value().pointer("/spec/containers")?.as_array());
    let names = |c: &Value| {
        ["limits", "requests"].iter().any(|f| c.pointer(&format!("/resources/{f}/{}", escape(resource))).is_some())
    };
    let index = containers.and_then(|list| list.iter().position(names)).unwrap_or(0);
    let name = containers.and_then(|list| list.get(index)?.get("name")?.as_str()).unwrap_or_default();
    (index, name.to_owned())
}
