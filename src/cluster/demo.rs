//! Recorded incidents inside the binary: real clusters, compressed, for the first question that anybody asks.
//!
//! All of them are namespaces of one recording of a real cluster (Kubernetes 1.36, three kubelets); a demo is the
//! recording and the question that goes with it.

use crate::cluster::bundle::{self, BundleError, Limits, Store};

/// The recording.
const RECORDING: &[u8] = include_bytes!("demos/incidents.tar.zst");

/// The demo that `--demo` without a name means.
pub const DEFAULT: &str = "echo-pod";

/// A recorded incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo {
    /// Its name, as `--demo=NAME` takes it.
    pub name: &'static str,
    /// What happened, in a few words that don't give the answer away.
    pub title: &'static str,
    /// A question to ask it.
    pub question: &'static str,
}

const DEMOS: &[Demo] = &[
    Demo {
        name: DEFAULT,
        title: "two pods that never started",
        question: "why is the pod in terranetes namespace not running?",
    },
    Demo {
        name: "crash-loop",
        title: "a worker that keeps restarting",
        question: "why does report-worker keep restarting?",
    },
    Demo {
        name: "no-traffic",
        title: "pods that run and get no traffic",
        question: "catalog-api is running but gets no traffic",
    },
    Demo {
        name: "rollout",
        title: "a release that does not roll out",
        question: "why is the new storefront release not rolling out?",
    },
    Demo { name: "no-pods", title: "a deployment without any pods", question: "why are there no log-shipper pods?" },
    Demo {
        name: "stuck",
        title: "a namespace that does not go away",
        question: "why is namespace preview-417 still there?",
    },
    Demo {
        name: "healthy",
        title: "a database that somebody worries about",
        question: "is mysql in databases healthy?",
    },
];

/// Every demo.
pub fn list() -> &'static [Demo] {
    DEMOS
}

/// A demo by name.
pub fn find(name: &str) -> Option<&'static Demo> {
    DEMOS.iter().find(|demo| demo.name == name)
}

/// Opens a demo.
pub fn open(demo: &Demo) -> Result<Store, BundleError> {
    bundle::from_tar_zst_bytes(demo.name, RECORDING, &Limits::default())
}
