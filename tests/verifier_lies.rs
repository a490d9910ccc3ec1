//! What is not true does not pass the verifier: each lie is a true draft with one thing changed, and is struck by the
//! rule that it breaks.

#![allow(
    clippy::semicolon_if_nothing_returned,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; a line of the table is one change"
)]

mod causes_support;
mod verifier_support;

use std::collections::{BTreeMap, BTreeSet};

use causes_support::case_file::CaseFile;
use sre::agent::draft::{Cause, Cited, Draft, Link, Named};
use sre::report::model::{Rule, Verdict};
use verifier_support::{Asked, told};

/// Lies that the suite has to hold, at least.
const LIES: usize = 60;

const CRASH: &str = "ApplicationCrash/holds.yaml";
const IMAGE: &str = "ImageNotFound/holds.yaml";
const CONFIG: &str = "ConfigMapNotFound/holds.yaml";
const CPU: &str = "InsufficientCpu/holds.yaml";
const STUCK: &str = "PodStuckTerminating/holds.yaml";
const SELECTOR: &str = "ServiceSelectorMismatch/holds.yaml";
const POLICY: &str = "AuthorizationPolicyDenies/holds.yaml";
const WELL: &str = "ApplicationCrash/recovered.yaml";

type Change = fn(&mut Draft);

/// A name, the case whose truth is changed, the rule that has to strike it, and the change.
const TABLE: &[(&str, &str, Rule, Change)] = &[
    // Ids and places.
    ("an observation that was not made", CRASH, Rule::UnknownObservation, |d| {
        cited(d, 0, 0).observation = "o9000".into()
    }),
    ("an id that is no id", CRASH, Rule::UnknownObservation, |d| cited(d, 0, 1).observation = "pods in shop".into()),
    ("a citation of the report that it does not have", IMAGE, Rule::UnknownObservation, |d| {
        cited(d, 1, 0).observation = "e900".into()
    }),
    ("a pointer to nowhere", CRASH, Rule::NoSuchPlace, |d| cited(d, 0, 0).at = Some("/items/0/status/nothing".into())),
    ("an item that the list does not have", IMAGE, Rule::NoSuchPlace, |d| {
        cited(d, 1, 0).at = Some("/items/77/status/phase".into())
    }),
    ("a line after the end of the log", CRASH, Rule::NoSuchPlace, |d| cited(d, 0, 1).at = Some("L4000".into())),
    ("lines the wrong way round", CRASH, Rule::NoSuchPlace, |d| cited(d, 0, 1).at = Some("L8-L2".into())),
    ("a pointer into a log", CRASH, Rule::NoSuchPlace, |d| cited(d, 0, 1).at = Some("/items/0".into())),
    // Quotes.
    ("an altered quote of a log", CRASH, Rule::Misquoted, |d| cited(d, 0, 1).quote = "KeyError: 'prices'".into()),
    ("an altered value", CRASH, Rule::Misquoted, |d| cited(d, 0, 0).quote = "137".into()),
    ("another image", IMAGE, Rule::Misquoted, |d| {
        cited(d, 0, 0).quote = "acme/checkout:2.9.0".replace("2.9.0", "3.0.0")
    }),
    ("a quote in capitals", IMAGE, Rule::Misquoted, |d| cited(d, 0, 0).quote = "ACME/checkout:2.9.0-rc1".into()),
    ("a quote from another line", CRASH, Rule::Misquoted, |d| cited(d, 0, 1).at = Some("L1".into())),
    ("a quote from another observation", CONFIG, Rule::Misquoted, |d| {
        cited(d, 1, 0).observation = "o6".into();
        cited(d, 1, 0).at = None;
    }),
    ("an invented quote without a place", CRASH, Rule::Misquoted, |d| {
        *cited(d, 0, 1) = quote("o19", None, "panic: runtime error: index out of range")
    }),
    ("an invented quote of a list", IMAGE, Rule::Misquoted, |d| {
        *cited(d, 1, 0) = quote("o10", None, "manifest unknown to the registry")
    }),
    ("a quote in pieces that are not in that order", CRASH, Rule::Misquoted, |d| {
        *cited(d, 0, 2) = quote("o19", Some("L2"), "rules.yaml … ERROR could not parse")
    }),
    ("an empty quote of a value", CRASH, Rule::Misquoted, |d| cited(d, 0, 0).quote = String::new()),
    ("a quote that proves nothing", CRASH, Rule::QuoteTooShort, |d| *cited(d, 0, 2) = quote("o19", Some("L2"), "ERR")),
    ("a common word as a quote", CRASH, Rule::QuoteTooShort, |d| *cited(d, 0, 2) = quote("o19", None, "not")),
    ("a statement that quotes what nobody said", CRASH, Rule::Misquoted, |d| {
        link(d, 0).statement = "ends with \"connection refused by the database\"".into()
    }),
    ("a summary that quotes what nobody said", IMAGE, Rule::Misquoted, |d| {
        d.summary = "The registry says \"quota of the account is exceeded\".".into()
    }),
    // Evidence.
    ("a link without evidence", IMAGE, Rule::NoEvidence, |d| link(d, 1).evidence.clear()),
    ("a cause without a chain", IMAGE, Rule::NoEvidence, |d| cause(d).chain.clear()),
    ("something ruled out on nothing", IMAGE, Rule::NoEvidence, |d| {
        d.ruled_out.push(said("Deployment", "shop", "checkout", "its quota is not exceeded", vec![]))
    }),
    ("evidence about another pod", CPU, Rule::OtherObject, |d| {
        let other = cited(d, 5, 0).clone();
        link(d, 0).evidence = vec![other];
    }),
    ("evidence of one node for another", CPU, Rule::OtherObject, |d| {
        let other = cited(d, 2, 0).clone();
        link(d, 1).evidence = vec![other];
    }),
    // Objects.
    ("a cause at an object that does not exist", IMAGE, Rule::UnknownObject, |d| {
        cause(d).object.name = "checkout-api".into()
    }),
    ("a link about an object that does not exist", IMAGE, Rule::UnknownObject, |d| {
        link(d, 1).object.name = "checkout-6d4f7c9b58-zzzzz".into()
    }),
    ("a pod that nobody saw", IMAGE, Rule::UnknownObject, |d| {
        cause(d).statement += " Pod checkout-6d4f7c9b58-abcde is one of them."
    }),
    ("a Deployment that nobody saw", CRASH, Rule::UnknownObject, |d| {
        cause(d).statement = "Deployment pricing-cache crashes at its start.".into()
    }),
    ("kind/name that nobody saw", CRASH, Rule::UnknownObject, |d| {
        link(d, 0).statement = "waits for statefulset/pricing-db".into()
    }),
    ("a bare name that nobody saw", CRASH, Rule::UnknownObject, |d| {
        link(d, 0).statement = "cannot reach `redis-primary` at its start".into()
    }),
    ("a name in the summary that nobody saw", SELECTOR, Rule::UnknownObject, |d| {
        d.summary = "Service ledger-backend selects no pods.".into()
    }),
    ("a Secret in the place of a ConfigMap", CONFIG, Rule::UnknownObject, |d| {
        link(d, 0).statement = "mounts Secret pricing-config".into()
    }),
    ("an image that nobody asked for", IMAGE, Rule::UnknownNumber, |d| {
        link(d, 0).statement = "asks for image acme/checkout:4.7.1".into()
    }),
    // Namespaces.
    ("the cause in another namespace", IMAGE, Rule::UnknownObject, |d| {
        cause(d).object.namespace = Some("books".into())
    }),
    ("a link in another namespace", CRASH, Rule::UnknownObject, |d| {
        link(d, 0).object.namespace = Some("kube-system".into())
    }),
    ("a statement that swaps the namespace", SELECTOR, Rule::UnknownObject, |d| {
        cause(d).statement = "Service shop/ledger selects no pods.".into()
    }),
    ("another statement that swaps the namespace", POLICY, Rule::UnknownObject, |d| {
        d.summary = "The AuthorizationPolicy shop/rates-callers refuses invoices.".into()
    }),
    // Presence and absence.
    ("what is absent is said to be there", CONFIG, Rule::UnknownObject, |d| {
        link(d, 1).statement = "holds a wrong value".into()
    }),
    ("what is there is said to be absent", IMAGE, Rule::NotAbsent, |d| link(d, 0).statement = "does not exist".into()),
    ("a pod that is there is said to be gone", CRASH, Rule::NotAbsent, |d| {
        cause(d).statement = "Pod pricing-7b5c9d8f66-4pfrt does not exist.".into()
    }),
    ("a Service that is there is said to be missing", SELECTOR, Rule::NotAbsent, |d| {
        d.summary = "Service books/ledger is missing.".into()
    }),
    // Numbers.
    ("another exit code", CRASH, Rule::UnknownNumber, |d| link(d, 0).statement = "exit code 137".into()),
    ("more restarts than there were", CRASH, Rule::UnknownNumber, |d| {
        cause(d).statement = "Container pricing restarted 61 times.".into()
    }),
    ("more pods than there are", CRASH, Rule::UnknownNumber, |d| {
        cause(d).statement = "None of its 7 pods stays up.".into()
    }),
    ("more pods than there are, in words", CRASH, Rule::UnknownNumber, |d| {
        cause(d).statement = "All nine pods of Deployment pricing crash.".into()
    }),
    ("another unit", CPU, Rule::UnknownNumber, |d| link(d, 0).statement = "asks for 1500 CPU a pod".into()),
    ("a larger unit", CPU, Rule::UnknownNumber, |d| link(d, 0).statement = "asks for 1500Mi a pod".into()),
    ("another request", CPU, Rule::UnknownNumber, |d| link(d, 0).statement = "asks for 2500m CPU a pod".into()),
    ("another percentage", CPU, Rule::UnknownNumber, |d| link(d, 2).statement = "uses 97% of its CPU".into()),
    ("a longer time", STUCK, Rule::UnknownNumber, |d| {
        cause(d).statement = "The pod relay-58c9d7f6b4-p3x8d should have been gone 95 min ago.".into()
    }),
    ("a longer time in words", STUCK, Rule::UnknownNumber, |d| {
        cause(d).statement = "The pod relay-58c9d7f6b4-p3x8d should have been gone nine hours ago.".into()
    }),
    ("another time of day", STUCK, Rule::UnknownNumber, |d| {
        link(d, 0).statement = "should have been gone at 09:17:45Z".into()
    }),
    ("another port", SELECTOR, Rule::UnknownNumber, |d| link(d, 1).statement = "sends port 9443 to nobody".into()),
    ("another status", POLICY, Rule::UnknownNumber, |d| {
        cause(d).statement = "The proxy answers 502 to invoices.".into()
    }),
    ("a number in the summary", CRASH, Rule::UnknownNumber, |d| {
        d.summary = "Deployment pricing failed 4312 requests.".into()
    }),
    ("an address that nobody has", POLICY, Rule::UnknownNumber, |d| {
        link(d, 0).statement = "calls 10.99.98.97 and is refused".into()
    }),
    // Causes.
    ("a code of no catalogue", CRASH, Rule::UnknownCause, |d| cause(d).cause = "DatabaseMelted".into()),
    ("a code that does not hold", CRASH, Rule::NotProven, |d| cause(d).cause = "OOMKilled".into()),
    ("another code that does not hold", IMAGE, Rule::NotProven, |d| cause(d).cause = "ImagePullSecretMissing".into()),
    ("a code at another object", SELECTOR, Rule::NotProven, |d| cause(d).object = named("Service", "books", "ledger")),
    ("a cause where all is well", WELL, Rule::NotProven, |d| d.root_causes.push(crash())),
    ("a symptom as the cause", IMAGE, Rule::NotProven, |d| cause(d).cause = "RolloutStuck".into()),
    ("no catalogue on one observation", SELECTOR, Rule::TooLittle, |d| {
        cause(d).cause = "Other".into();
        cause(d).chain.truncate(1);
    }),
    ("no catalogue on a broken chain", CONFIG, Rule::TooLittle, |d| {
        cause(d).cause = "Other".into();
        link(d, 1).evidence.clear();
    }),
    // Chains.
    ("a chain without its first link", IMAGE, Rule::BrokenChain, |d| link(d, 0).evidence.clear()),
    ("a chain without its last link", IMAGE, Rule::BrokenChain, |d| link(d, 2).evidence.clear()),
    ("a link that has nothing to do with it", CRASH, Rule::BrokenChain, |d| unrelated(d)),
    ("an effect before its cause", CRASH, Rule::TimeReversed, |d| reversed(d)),
    // Verdicts.
    ("healthy where a cause is proven", CRASH, Rule::WrongVerdict, |d| d.verdict = Verdict::Healthy),
    ("healthy, and nothing said", IMAGE, Rule::WrongVerdict, |d| {
        *d = verifier_support::empty(Verdict::Healthy, "All is well.")
    }),
    ("no access where all was read", CRASH, Rule::WrongVerdict, |d| d.verdict = Verdict::NoAccess),
    ("a cause claimed where none is left", WELL, Rule::WrongVerdict, |d| d.verdict = Verdict::RootCause),
    // Remedies.
    ("a command on what does not exist", CRASH, Rule::BadRemedy, |d| {
        cause(d).remediation = vec!["kubectl -n shop rollout restart deployment/pricing-api".into()]
    }),
    ("a command in another namespace", CRASH, Rule::BadRemedy, |d| {
        cause(d).remediation = vec!["`kubectl -n prod delete pod pricing-7b5c9d8f66-4pfrt`".into()]
    }),
    ("a command on a node that nobody saw", CPU, Rule::BadRemedy, |d| {
        cause(d).remediation = vec!["kubectl drain node/node-z9".into()]
    }),
    // Too much.
    ("more causes than an answer has", CRASH, Rule::TooMuch, |d| {
        for _ in 0..30 {
            let one = cause(d).clone();
            d.root_causes.push(one);
        }
    }),
    ("more links than a chain has", CRASH, Rule::TooMuch, |d| {
        for _ in 0..60 {
            let one = link(d, 0).clone();
            cause(d).chain.push(one);
        }
    }),
];

fn cause(draft: &mut Draft) -> &mut Cause {
    &mut draft.root_causes[0]
}

fn link(draft: &mut Draft, index: usize) -> &mut Link {
    &mut draft.root_causes[0].chain[index]
}

fn cited(draft: &mut Draft, index: usize, evidence: usize) -> &mut Cited {
    &mut draft.root_causes[0].chain[index].evidence[evidence]
}

fn named(kind: &str, namespace: &str, name: &str) -> Named {
    Named { kind: kind.into(), namespace: Some(namespace.into()), name: name.into() }
}

fn quote(observation: &str, at: Option<&str>, quote: &str) -> Cited {
    Cited { observation: observation.into(), at: at.map(str::to_owned), quote: quote.into() }
}

fn said(kind: &str, namespace: &str, name: &str, statement: &str, evidence: Vec<Cited>) -> Link {
    Link { object: named(kind, namespace, name), statement: statement.into(), evidence }
}

fn crash() -> Cause {
    let object = named("Deployment", "shop", "pricing");
    let statement = "Deployment pricing crashes at its start.".into();
    Cause { cause: "ApplicationCrash".into(), object, statement, chain: vec![], remediation: vec![] }
}

/// The name server of the cluster has nothing to do with a program that ends by itself.
fn unrelated(draft: &mut Draft) {
    let evidence = vec![quote("o1", None, "name: kube-system")];
    let namespace = Named { kind: "Namespace".into(), namespace: None, name: "kube-system".into() };
    cause(draft).chain.push(Link { object: namespace, statement: "is there".into(), evidence });
}

/// The crash is told after what it is said to lead to.
fn reversed(draft: &mut Draft) {
    let pod = link(draft, 0).object.clone();
    let log = quote("o19", Some("L2"), "2026-11-22T14:26:11Z ERROR could not parse rules.yaml, line 40");
    let first = Link { object: pod.clone(), statement: "could not parse rules.yaml".into(), evidence: vec![log] };
    let began = quote("o10", Some("/items/0/metadata/creationTimestamp"), "2026-11-22T14:20:32Z");
    let then = Link { object: pod, statement: "was created".into(), evidence: vec![began] };
    cause(draft).chain = vec![first, then];
}

fn asked(path: &str) -> Asked {
    let case = CaseFile::read(&causes_support::root().join(path));
    let gathered = causes_support::gather(&case);
    Asked::new(path.to_owned(), &case.question, gathered)
}

#[test]
fn what_is_not_true_is_struck() {
    let paths: BTreeSet<&str> = TABLE.iter().map(|(_, path, _, _)| *path).collect();
    let cases: BTreeMap<&str, Asked> = paths.into_iter().map(|path| (path, asked(path))).collect();
    let mut failures = Vec::new();
    for (name, path, rule, change) in TABLE {
        let case = &cases[path];
        let mut draft = case.draft();
        let before = case.verify(&draft);
        assert!(before.struck.is_empty(), "{path} is true: {:?}", told(&before));
        change(&mut draft);
        let verified = case.verify(&draft);
        if !verified.struck.iter().any(|strike| strike.rule == *rule) {
            failures.push(format!("{name} ({path}): no {rule:?} among {:#?}", told(&verified)));
        }
        if verified.report.struck != verified.struck {
            failures.push(format!("{name} ({path}): the report does not say what was struck"));
        }
        let again = case.verify(&verified.draft);
        if !again.struck.is_empty() {
            failures.push(format!("{name} ({path}): what was verified is struck again: {:#?}", told(&again)));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    assert!(TABLE.len() >= LIES, "{} lies are fewer than {LIES}", TABLE.len());
}
