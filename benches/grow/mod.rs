//! Grows the recorded cluster to any number of pods, as a support bundle.
//!
//! What is added has the shapes of what was recorded: healthy workloads are copies of healthy ones, put together in
//! namespaces of teams; what is broken are copies of whole namespaces that somebody broke. Names, uids and addresses are
//! new and unique, whatever belongs together still does, and the same number of pods gives the same cluster. The
//! recording itself is in it unchanged, so its questions keep their answers.

mod family;
mod recorded;
mod renames;
mod write;

use std::path::{Path, PathBuf};

use family::Family;
use recorded::Recorded;
use renames::{Renames, Serial};
use write::Writer;

/// Healthy workloads that are copied: namespace and name.
const HEALTHY: &[(&str, &str)] = &[
    ("demo-healthy", "hello"),
    ("demo-healthy", "client"),
    ("inventory", "stock-ui"),
    ("ingress-tier", "gateway-pool"),
    ("messaging", "broker"),
    ("orders", "orders-db"),
    ("secure-zone", "vault-agent"),
    ("releases", "ui"),
];
/// Broken namespaces that are copied, with how many of their workloads are broken. What they lack is in no other
/// namespace, and what keeps their pods down does not depend on how many nodes there are.
const BROKEN: &[(&str, usize)] = &[
    ("terranetes", 1),
    ("reporting", 1),
    ("orders", 1),
    ("frontend", 2),
    ("tooling", 2),
    ("catalog", 1),
    ("payments", 2),
    ("media", 4),
    ("storefront", 1),
];
/// Workloads of one team.
const TEAM: usize = 20;
/// Pods that a node holds.
const NODE: usize = 50;
/// One of so many workloads is broken.
const ONE_BROKEN_IN: usize = 100;

/// A cluster that was grown.
pub(crate) struct Grown {
    /// The bundle.
    pub(crate) bundle: PathBuf,
    /// Pods in it.
    pub(crate) pods: usize,
    /// Workloads that were added, and how many of them are broken.
    pub(crate) workloads: usize,
    pub(crate) broken: usize,
    /// Namespaces in which these are.
    pub(crate) broken_namespaces: usize,
    pub(crate) namespaces: usize,
    pub(crate) nodes: usize,
}

/// Grows it to so many pods or a few more, below `folder`. Workloads that are added have up to `factor` times the pods of
/// those that they are copies of.
pub(crate) fn grow(folder: &Path, wanted: usize, factor: usize) -> Grown {
    let recorded = Recorded::unpack(folder);
    let families: Vec<Family> = HEALTHY.iter().map(|(ns, name)| Family::of(&recorded, ns, name)).collect();
    let mut writer = Writer::new(&recorded);
    let mut grown = Grown {
        bundle: recorded.root.clone(),
        pods: recorded.count("pods"),
        workloads: 0,
        broken: 0,
        broken_namespaces: 0,
        namespaces: recorded.namespaces().len(),
        nodes: 0,
    };
    let mut serial = Serial::new(wanted.div_ceil(NODE));
    grown.nodes = writer.nodes(&mut serial);
    let mut team = 0;
    while grown.pods < wanted {
        team += 1;
        let namespace = format!("team-{team:04}");
        writer.open(&namespace, "demo-healthy");
        for number in 0..TEAM {
            if grown.pods >= wanted {
                break;
            }
            let family = &families[(team + number) % families.len()];
            grown.pods += family.copy(&namespace, number, 1 + number % factor, &mut serial, &mut writer);
            grown.workloads += 1;
        }
        writer.close(&namespace);
        while grown.broken * ONE_BROKEN_IN < grown.workloads {
            let (namespace, broken) = BROKEN[serial.next_broken() % BROKEN.len()];
            let round = serial.broken().div_ceil(BROKEN.len());
            let mut renames = Renames::new(&mut serial);
            renames.word(namespace, &format!("{namespace}-{round:04}"));
            grown.pods += writer.copy_namespace(namespace, &mut renames);
            grown.broken += broken;
            grown.broken_namespaces += 1;
            grown.workloads += broken;
        }
    }
    grown.namespaces = writer.finish();
    grown
}
