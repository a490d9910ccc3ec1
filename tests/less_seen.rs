//! Rights end somewhere: what may not be seen costs answers, and never makes one wrong. Over a real socket, with roles.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; the server that holds to roles needs a socket"
)]

mod support;

use std::path::Path;

use sre::diagnosis::catalogue::Depth;
use sre::diagnosis::causes;
use sre::evidence::declared::READS;
use sre::investigate::{Options, Source};
use sre::report::model::{Report, Verdict};
use support::asking;
use support::limited::{self, Limited, Manner};
use support::recording::{self, Case};

/// Kinds that a role may leave out, one after the other.
const LEFT_OUT: &[&str] =
    &["deployments", "endpointslices", "events", "namespaces", "nodes", "replicasets", "services"];

/// What a developer often has: pods, their logs and their events, in a namespace.
const DEVELOPER: &[&str] = &["pods", "pods/log", "events"];

/// A role for these resources, everywhere or in one namespace.
fn role(resources: impl Iterator<Item = (String, String)>, namespace: Option<&str>) -> String {
    let rules: Vec<String> = resources
        .map(|(group, resource)| format!("{{apiGroups: ['{group}'], resources: ['{resource}'], verbs: [get, list]}}"))
        .collect();
    let metadata = namespace.map_or("{name: a}".to_owned(), |ns| format!("{{name: a, namespace: {ns}}}"));
    let kind = if namespace.is_some() { "Role" } else { "ClusterRole" };
    format!("{{kind: {kind}, metadata: {metadata}, rules: [{}]}}", rules.join(", "))
}

fn without(left_out: &str) -> String {
    let all = READS.iter().filter(|read| read.resource() != left_out);
    role(all.map(|read| (read.kind.group.to_string(), read.resource())), None)
}

fn developer(namespace: &str) -> String {
    role(DEVELOPER.iter().map(|resource| (String::new(), (*resource).to_owned())), Some(namespace))
}

fn asked(server: &Limited, folder: &Path, question: &str, context: &str) -> Report {
    let kubeconfig = server.kubeconfig(folder, context, "{token: abc}");
    let source = Source::Live { context: None, kubeconfig: Some(kubeconfig), node_services: false };
    asking::ask(question, &Options { ..asking::of(source) })
}

/// Whether the answer is the true one; none where it gives no root cause, and does not say that all is well.
fn judged(case: &Case, report: &Report) -> Option<bool> {
    let is_right = match report.root_causes.first() {
        None if report.verdict == Verdict::Healthy => case.expect.is_empty(),
        None => return None,
        Some(first) => {
            let fits = |expected: &recording::Expected| expected.is_cause(&first.cause) && expected.is_object(first);
            let depth = causes::all().into_iter().find(|cause| cause.code == first.cause).map(|cause| cause.depth);
            if case.expect.iter().any(fits) {
                true
            } else if depth == Some(Depth::Root) {
                false
            } else {
                // What happened, without why, is true and less.
                return None;
            }
        }
    };
    Some(is_right)
}

#[test]
fn a_kind_that_may_not_be_read_costs_answers_and_makes_none_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let cases = recording::questions();
    let mut rows = Vec::new();
    for left_out in LEFT_OUT {
        let server = limited::serve(&recording::archive(), &without(left_out), Manner::default());
        let mut right = 0;
        let mut less = Vec::new();
        for case in &cases {
            let report = asked(&server, folder.path(), &case.question, "default");
            match judged(case, &report) {
                Some(true) => right += 1,
                Some(false) => panic!("without {left_out}, {}: {}", case.question, report.summary),
                None => less.push(format!("  {}: {}", case.question, report.summary)),
            }
        }
        rows.push(format!("without {left_out}: {right} of {} right\n{}", cases.len(), less.join("\n")));
    }
    insta::assert_snapshot!("without_a_kind", rows.join("\n"));
}

#[test]
fn who_sees_pods_of_one_namespace_is_answered_about_their_workloads() {
    let folder = tempfile::tempdir().unwrap();
    for (namespace, question, cause, name) in [
        ("orders", "why is orders-api in orders crash looping?", "DatabaseCredentialsRejected", "orders-api"),
        ("media", "thumbnailer pods in namespace media can't start, why?", "ImagePullSecretMissing", "thumbnailer"),
        ("frontend", "why is web-ui in frontend not ready?", "ConfigMapNotFound", "web-ui"),
    ] {
        let server = limited::serve(&recording::archive(), &developer(namespace), Manner::default());
        // With the context elsewhere it takes the question's own words to find the namespace.
        for context in ["default", namespace] {
            let report = asked(&server, folder.path(), question, context);
            let first = report.root_causes.first().unwrap_or_else(|| panic!("{question}: {report:#?}"));
            let object = (first.object.kind.as_str(), first.object.name.as_str());
            assert_eq!((first.cause.as_str(), object), (cause, ("Deployment", name)), "{question}");
        }
        let elsewhere = asked(&server, folder.path(), "is everything fine in payments?", "default");
        assert_eq!(elsewhere.verdict, Verdict::NoAccess, "{elsewhere:#?}");
    }
}
