//! What a call has at hand: the reader of the run and its moment, and the bounds of an answer.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::digest::{Answer, Page};
use super::pager;
use crate::cluster::fetch::Fetched;
use crate::cluster::read::Read;
use crate::cluster::reader::{self, Name, Reader};
use crate::cluster::rights::Rights;
use crate::diagnosis::collect::absorb;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::Kind;
use crate::evidence::observation::{Body, ObservationId, Outcome};
use crate::report::model::Cluster;

/// Bounds of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a page; what an answer rests on comes on top, a kilobyte at most.
    pub page: usize,
    /// How long a call may take.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page: 3_000, patience: Duration::from_mins(1) }
    }
}

/// The surroundings of calls: one for a run, shared by everybody who calls.
pub struct Context {
    /// Reads, and keeps what came.
    pub reader: Arc<Reader>,
    /// Asks about our own rights.
    pub rights: Rights,
    /// Where the evidence comes from.
    pub cluster: Cluster,
    /// Files of the source that could not be used.
    pub problems: Vec<String>,
    /// What a bundle holds beside the API, by path.
    pub documents: Vec<String>,
    /// The namespace that is meant where none is named.
    pub namespace: Option<String>,
    /// The bounds of an answer.
    pub limits: Limits,
}

impl Context {
    /// The moment that "now" means.
    pub fn now(&self) -> Timestamp {
        self.cluster.as_of
    }

    /// Makes reads, and puts them on the page as what it rests on.
    pub(super) async fn read(&self, reads: Vec<Read>, page: &mut Page) -> Vec<reader::Answer> {
        let answers = self.reader.read_all("tools", reads).await;
        for (_, observation) in &answers {
            page.saw(observation);
        }
        answers
    }

    /// Makes reads and takes what comes into a graph.
    pub(super) async fn take(&self, reads: Vec<Read>, page: &mut Page, graph: &mut Graph) {
        let answers = self.read(reads, page).await;
        absorb::take(&answers, graph);
    }

    /// Lists kinds side by side, each in a namespace or everywhere, into a graph.
    pub(super) async fn lists(&self, kinds: &[&Kind], place: Option<&str>, page: &mut Page) -> Graph {
        let mut graph = self.graph();
        let reads = kinds.iter().map(|kind| Read::list(kind, place.filter(|_| kind.namespaced))).collect();
        self.take(reads, page, &mut graph).await;
        graph
    }

    /// An empty graph as of the moment of the run.
    pub(super) fn graph(&self) -> Graph {
        Graph::new(self.now()).beside(self.documents.iter().cloned())
    }

    /// The namespace that a call is about; none for all.
    pub(super) fn scope<'a>(&'a self, named: Option<&'a str>) -> Option<&'a str> {
        named.or(self.namespace.as_deref())
    }

    /// Keeps a document that a tool made, so that it can be read again.
    pub(super) async fn keep(&self, request: String, label: String, source: &'static str, body: Body) -> ObservationId {
        let bytes = match &body {
            Body::Json(document) => document.to_string().len(),
            Body::Text(text) => text.len(),
            Body::Empty => 0,
        };
        let fetched = Fetched { outcome: Outcome::Read, body, bytes: bytes as u64, ..Fetched::failed("") };
        let name = Name { phase: "tools", source, request, label };
        self.reader.keep(name, std::future::ready(fetched)).await.id
    }

    /// The answer that a page makes. What does not fit is kept whole, and the answer says where.
    pub(super) async fn answer(&self, tool: &str, arguments: &Value, page: Page) -> Answer {
        let lines = page.lines();
        let mut digest = String::new();
        let pages = pager::pages(lines, self.limits.page);
        for line in pages.first().into_iter().flatten() {
            digest.push_str(line);
            digest.push('\n');
        }
        let mut kept = None;
        if let (Some(first), true) = (pages.first(), pages.len() > 1) {
            let request = format!("TOOL {tool} {arguments}");
            let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
            let id = self.keep(request, format!("what {tool} found"), "tools", Body::Text(text.into())).await;
            digest.push_str(&format!(
                "… {} of {} lines; all of it is {id}: read_observation {{\"id\":\"{id}\",\"page\":2}} of {} pages, or grep\n",
                first.len(),
                lines.len(),
                pages.len(),
            ));
            kept = Some(id);
        }
        digest.push_str(&page.footer());
        let observations = page.observations().chain(kept).collect();
        Answer { digest, observations }
    }
}
