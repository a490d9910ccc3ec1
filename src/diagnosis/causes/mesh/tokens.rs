//! `RequestAuthenticationDenies`: the mesh refuses a token before it reaches the workload.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::mesh::catalogue;
use crate::diagnosis::causes::mesh::routes::written;
use crate::diagnosis::causes::mesh::talk::{self, Callee};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::mesh;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// What the proxy answers with 401, and what of the policy it is about.
const WORDS: &[(&str, &str)] = &[
    ("Jwt issuer is not configured", "/issuer"),
    ("Jwt_issuer_is_not_configured", "/issuer"),
    ("Audiences in Jwt are not allowed", "/audiences"),
    ("Audiences_in_Jwt_are_not_allowed", "/audiences"),
    ("Jwks remote fetch is failed", "/jwksUri"),
    ("Jwks_remote_fetch_is_failed", "/jwksUri"),
    ("Jwks doesn't have key to match kid", "/jwksUri"),
    ("Jwt verification fails", "/issuer"),
    ("Jwt_verification_fails", "/issuer"),
    ("Jwt is expired", "/issuer"),
    ("Jwt_is_expired", "/issuer"),
    ("Jwt is not in the form of", "/issuer"),
];
/// Lines of the end of a log in which it still counts.
const RECENT: usize = 100;

/// `RequestAuthenticationDenies`.
pub fn denied(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found: Vec<Hypothesis> = Vec::new();
    for callee in talk::callees(case.graph).into_iter().filter(Callee::is_meshed) {
        let Some(first) = callee.pods.first() else { continue };
        let policies = case.graph.of_kind(&kinds::REQUEST_AUTHENTICATION).map(|object| View::root(case.graph, object));
        let Some(policy) = policies.into_iter().find(|policy| mesh::holds_for(policy, first)) else { continue };
        let own = callee.pods.iter().map(|pod| (pod.key().clone(), None));
        let callers = callee.callers(case.graph);
        let theirs = callers.iter().flat_map(|talk| {
            talk.app.pods.iter().map(|pod| (pod.key().clone(), Some((talk.app.key.clone(), talk.caller.fact.clone()))))
        });
        for (pod, caller) in own.chain(theirs).collect::<Vec<_>>() {
            let Some((line, field)) = said(case.graph, &pod) else { continue };
            if found.iter().any(|known| known.object == *policy.key()) {
                break;
            }
            found.push(conclude(&policy, &callee, caller, &line, field));
        }
    }
    found
}

/// The last line of a pod's logs in which a proxy refuses a token, and the field that it is about.
fn said(graph: &Graph, pod: &EntityKey) -> Option<(Fact, &'static str)> {
    graph.logs().filter(|key| key.pod == *pod && !key.previous).find_map(|key| {
        let log = graph.log(key)?;
        log.lines.iter().rev().take(RECENT).find_map(|line| {
            let (_, field) = WORDS.iter().find(|(word, _)| line.text.contains(word))?;
            Some((log.fact(line), *field))
        })
    })
}

fn conclude(
    policy: &View<'_>,
    callee: &Callee<'_>,
    caller: Option<(EntityKey, Option<Fact>)>,
    line: &Fact,
    field: &str,
) -> Hypothesis {
    let rules = policy.items("/spec/jwtRules");
    let place = rules.iter().find_map(|rule| rule.at(field).or_else(|| rule.at("/issuer")));
    let text = format!(
        "The RequestAuthentication {} refuses tokens for {} before they reach it: \"{}\" (401).",
        policy.key().path(),
        callee.service.name,
        shorten(&line.excerpt)
    );
    let fact = place.as_ref().map(View::spec);
    let mut hypothesis = Hypothesis::new(&catalogue::REQUEST_AUTHENTICATION_DENIES, policy.key(), text)
        .support(Weight::Proof, "the proxy's words", Some(line.clone()))
        .support(Weight::Strong, "which tokens the policy accepts", fact.clone())
        .link(policy.key(), "says which tokens are accepted", fact.into_iter().collect())
        .explaining(&callee.service)
        .since(written(policy));
    if let Some((app, called)) = caller {
        hypothesis = hypothesis
            .support(Weight::Weak, "who calls", called.clone())
            .link(&app, format!("calls {}", callee.service.name), called.into_iter().collect())
            .explaining(&app);
    }
    hypothesis
        .link(&line.entity.clone(), format!("\"{}\"", shorten(&line.excerpt)), vec![line.clone()])
        .advise(look(
            "Compare issuer, audience and key id of a token with the policy's jwtRules, and see that jwksUri can be reached from istiod.",
            Some(format!("kubectl -n {} get requestauthentication {} -o yaml", policy.key().ns(), policy.key().name)),
        ))
}
