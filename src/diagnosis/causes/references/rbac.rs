//! Whether RBAC lets a ServiceAccount do something: the rules of the roles that its bindings name, as the API server
//! reads them. Only what was read counts: where bindings or a role were not seen, the answer is not known.

use serde_json::Value;

use crate::diagnosis::causes::references::forbidden::Refusal;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// The answer of RBAC.
#[derive(Debug)]
pub enum Access<'g> {
    /// Allowed, by this binding.
    Granted(Fact),
    /// Allowed by nothing.
    Refused {
        /// That all bindings were seen.
        lists: Vec<Fact>,
        /// Bindings of the account itself, with the role that they name.
        bound: Vec<Bound<'g>>,
        /// Bindings that grant it to somebody who may be meant to be the account, the likeliest first.
        near: Vec<Near<'g>>,
    },
    /// Bindings or roles were not seen.
    Unknown,
}

/// A binding of the account itself that does not suffice.
#[derive(Debug)]
pub struct Bound<'g> {
    /// The binding.
    pub binding: View<'g>,
    /// The role that it names.
    pub role: EntityKey,
    /// Where its rules stand; none where the role is absent or has none.
    pub rules: Option<View<'g>>,
    /// Proof that the role is absent.
    pub absent: Option<Fact>,
}

/// A binding that grants what is asked to another account.
#[derive(Debug)]
pub struct Near<'g> {
    /// The binding.
    pub binding: View<'g>,
    /// The subject that it names.
    pub subject: View<'g>,
    /// Who that is.
    pub account: EntityKey,
}

/// Who a subject of a binding is to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    No,
    Group,
    Itself,
}

/// What RBAC says to a request.
pub fn access<'g>(graph: &'g Graph, request: &Refusal) -> Access<'g> {
    let mut lists = Vec::new();
    let (mut bound, mut near) = (Vec::new(), Vec::new());
    let mut known = true;
    let mut scopes: Vec<(&'static Kind, Option<&str>)> = vec![(&kinds::CLUSTER_ROLE_BINDING, None)];
    scopes.extend(request.namespace.as_deref().map(|ns| (&kinds::ROLE_BINDING, Some(ns))));
    for (kind, namespace) in scopes {
        match listed(graph, kind, namespace) {
            Some(fact) => lists.push(fact),
            None => known = false,
        }
        for object in graph.of_kind(kind).filter(|o| o.key.namespace.as_deref() == namespace) {
            let binding = View::root(graph, object);
            let matched = matches(&binding, request);
            if matched == Match::No {
                near.extend(nearly(&binding, request));
                continue;
            }
            let Some(role) = role_of(&binding) else { continue };
            let (rules, absent) = match graph.lookup(&role) {
                Lookup::Present(object) => (View::root(graph, object).at("/rules"), None),
                Lookup::Absent(fact) => (None, Some(fact)),
                Lookup::Unseen(_) => {
                    known = false;
                    (None, None)
                }
            };
            if rules.as_ref().is_some_and(|rules| rules.items("").iter().any(|rule| allows(rule, request))) {
                let place = binding.at("/roleRef").unwrap_or(binding);
                return Access::Granted(place.spec());
            }
            if matched == Match::Itself {
                bound.push(Bound { binding, role, rules, absent });
            }
        }
    }
    near.sort_by_key(|other| likeness(other, request));
    if known { Access::Refused { lists, bound, near } } else { Access::Unknown }
}

/// The account that a binding grants it to, where that may be meant to be ours: it has the same name in another
/// namespace, or, in a binding of the very namespace, another name in ours. The account `default` is meant by nobody.
fn nearly<'g>(binding: &View<'g>, request: &Refusal) -> Option<Near<'g>> {
    let graph = binding.graph();
    let Lookup::Present(role) = graph.lookup(&role_of(binding)?) else { return None };
    let rules = View::root(graph, role).at("/rules")?;
    if !rules.items("").iter().any(|rule| allows(rule, request)) {
        return None;
    }
    let local = binding.key().namespace.is_some();
    binding.items("/subjects").into_iter().find_map(|subject| {
        // Whom it names counts whether or not a test hides it.
        let text = |field: &str| subject.value().get(field).and_then(Value::as_str);
        let name = text("name").filter(|_| text("kind") == Some("ServiceAccount"))?;
        let of = text("namespace").filter(|ns| !ns.is_empty()).unwrap_or(binding.key().ns());
        let same_name = name == request.account && name != "default";
        let same_place = local && of == request.account_namespace && name != "default";
        let account = EntityKey::new(&kinds::SERVICE_ACCOUNT, Some(of), name);
        (same_name || same_place).then(|| Near { binding: binding.clone(), subject, account })
    })
}

/// The same name elsewhere comes first, a binding of the namespace before one of the cluster; of other names those
/// that are written most alike.
fn likeness(near: &Near<'_>, request: &Refusal) -> (bool, bool, usize, EntityKey) {
    let distance = strsim::damerau_levenshtein(&near.account.name, &request.account);
    let key = near.binding.key();
    (distance > 0, key.namespace.is_none(), distance, key.clone())
}

/// That all objects of a kind were listed.
fn listed(graph: &Graph, kind: &'static Kind, namespace: Option<&str>) -> Option<Fact> {
    // No object has an empty name, so this is absent exactly where the list is complete.
    let mut fact = graph.lookup(&EntityKey::new(kind, namespace, "")).absent()?;
    let count = graph.of_kind(kind).filter(|o| o.key.namespace.as_deref() == namespace).count();
    let place = namespace.map_or_else(String::new, |ns| format!(" in {ns}"));
    fact.excerpt = match count {
        0 => format!("no {}{place}", kind.kind),
        1 => format!("1 {}{place}, which does not grant it", kind.kind),
        _ => format!("{count} {}s{place}, none grants it", kind.kind),
    };
    Some(fact)
}

fn matches(binding: &View<'_>, request: &Refusal) -> Match {
    let namespace = &request.account_namespace;
    let user = format!("system:serviceaccount:{namespace}:{}", request.account);
    let groups = ["system:serviceaccounts", &format!("system:serviceaccounts:{namespace}"), "system:authenticated"];
    let mut best = Match::No;
    for subject in binding.items("/subjects") {
        let Some(name) = subject.str_at("/name") else { continue };
        match subject.str_at("/kind") {
            Some("ServiceAccount") => {
                let of = subject.str_at("/namespace").filter(|ns| !ns.is_empty()).unwrap_or(binding.key().ns());
                if name == request.account && of == namespace {
                    return Match::Itself;
                }
            }
            Some("User") if name == user => return Match::Itself,
            Some("Group") if groups.contains(&name) => best = Match::Group,
            _ => {}
        }
    }
    best
}

fn role_of(binding: &View<'_>) -> Option<EntityKey> {
    let name = binding.str_at("/roleRef/name")?;
    Some(match binding.str_at("/roleRef/kind")? {
        "Role" => EntityKey::new(&kinds::ROLE, binding.key().namespace.as_deref(), name),
        _ => EntityKey::new(&kinds::CLUSTER_ROLE, None, name),
    })
}

/// Whether one rule allows a request.
fn allows(rule: &View<'_>, request: &Refusal) -> bool {
    let texts = |pointer: &str| rule.items(pointer).iter().filter_map(View::str).collect::<Vec<_>>();
    let any = |pointer: &str, wanted: &str| texts(pointer).iter().any(|text| *text == "*" || *text == wanted);
    let resource = texts("/resources").iter().any(|text| covers(text, &request.resource));
    let names = texts("/resourceNames");
    let name = names.is_empty() || request.name.as_deref().is_some_and(|name| names.contains(&name));
    resource && name && any("/verbs", &request.verb) && any("/apiGroups", &request.group)
}

/// `*` is every resource with its subresources, `*/scale` that subresource of every resource.
fn covers(rule: &str, wanted: &str) -> bool {
    let sub_of_all = |sub: &str| wanted.split_once('/').is_some_and(|(_, wanted)| wanted == sub);
    rule == "*" || rule == wanted || rule.strip_prefix("*/").is_some_and(sub_of_all)
}

#[cfg(test)]
mod tests;
