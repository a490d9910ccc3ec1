//! Asks inside the test: the same road as the command line, without a process for each question.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use sre::evidence::event;
use sre::investigate::{self, Options, Servers, Source};
use sre::report::model::Report;

/// No flags, this source, nothing kept.
pub(crate) fn of(source: Source) -> Options {
    Options {
        source,
        namespace: None,
        all_namespaces: false,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(30),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    }
}

/// No flags, this bundle, nothing kept.
pub(crate) fn of_bundle(path: &Path) -> Options {
    of(Source::Bundle(path.to_owned()))
}

/// Asks, and leaves the requests in a file.
pub(crate) fn audited(question: &str, bundle: &Path, audit: PathBuf) -> Report {
    ask(question, &Options { audit: Some(audit), ..of_bundle(bundle) })
}

/// Asks and waits for the answer.
pub(crate) fn ask(question: &str, options: &Options) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (sender, mut receiver) = event::channel();
        let listening = async { while receiver.recv().await.is_some() {} };
        let (report, ()) = tokio::join!(investigate::run(question, options, sender), listening);
        report.unwrap_or_else(|error| panic!("{question}: {}", error.chain().join(": ")))
    })
}

/// A report without the figures of its run.
pub(crate) fn stable(report: &Report) -> Value {
    let mut value = serde_json::to_value(report).unwrap();
    value["stats"] = Value::Null;
    value
}

/// As [`stable`], and without where and when it was read: for one cluster over two roads.
pub(crate) fn placeless(report: &Report) -> Value {
    let mut value = stable(report);
    for volatile in ["source", "server", "context", "as_of"] {
        value["cluster"][volatile] = Value::Null;
    }
    for evidence in value["evidence"].as_array_mut().unwrap() {
        evidence["observed_at"] = Value::Null;
    }
    value
}

/// Two values that should be one: says where they differ, not only that they do.
pub(crate) fn assert_same(left: &Value, right: &Value, what: &str) {
    if left != right {
        let text = |value| serde_json::to_string_pretty(value).unwrap();
        let (left, right) = (text(left), text(right));
        let diff = similar::TextDiff::from_lines(&left, &right);
        panic!("{what}\n{}", diff.unified_diff().context_radius(3));
    }
}
