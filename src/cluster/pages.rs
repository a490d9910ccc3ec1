//! The pages of a list, reduced as they arrive: what is not kept of an item is gone before the next one is read.
//!
//! A page is first cut into its items, which is cheap, so that the next page can be asked for; then its items are read
//! one by one, on a thread of their own.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cluster::exchange::Page;
use crate::cluster::fetch::Fetched;
use crate::cluster::outcome;
use crate::cluster::read::{Keep, Kept, PAGE_SIZE, Reduce};
use crate::cluster::slim;
use crate::cluster::trouble::Trouble;
use crate::evidence::observation::{Body, Outcome, Reduction};
use crate::transport::redact::Redactor;

/// Items that are read where they came; more go to a thread of their own.
const FEW: usize = 50;

/// A page of a list: what surrounds its items, and where these are in its bytes.
pub(super) struct ListPage {
    pub(super) head: Page,
    /// The document without its items; all of it where it is no list.
    pub(super) document: Value,
    items: Vec<Bytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(default)]
    kind: Value,
    #[serde(default)]
    api_version: Value,
    #[serde(default)]
    metadata: Value,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

impl ListPage {
    /// The page that an answer is, which is a list or says why there is none.
    pub(super) fn of(page: Page, kind: &str) -> Result<Self, Trouble> {
        let cut = if page.status.is_success() { cut(&page.bytes) } else { None };
        let (document, items) = match cut {
            Some(cut) => cut,
            None => (outcome::document(&page)?, Vec::new()),
        };
        match outcome::list_trouble(&document, kind).filter(|_| page.status.is_success()) {
            Some(trouble) => Err(trouble),
            None => Ok(Self { head: page, document, items }),
        }
    }

    /// How many items come after this page, as far as the server tells: at least one where there is another page.
    fn rest(&self) -> usize {
        let told = self.document.pointer("/metadata/remainingItemCount").and_then(Value::as_u64);
        let told = told.map_or(0, |rest| usize::try_from(rest).unwrap_or(usize::MAX));
        told.max(usize::from(self.next().is_some()))
    }

    /// The token of the page after this one.
    pub(super) fn next(&self) -> Option<String> {
        let token = self.document.pointer("/metadata/continue").and_then(Value::as_str);
        token.filter(|token| !token.is_empty()).map(str::to_owned)
    }
}

/// A document without its items, and these.
fn cut(bytes: &Bytes) -> Option<(Value, Vec<Bytes>)> {
    let Envelope { kind, api_version, metadata, items } = serde_json::from_slice(bytes).ok()?;
    let items = items?.into_iter().map(|item| bytes.slice_ref(item.get().as_bytes())).collect();
    let document = [("kind", kind), ("apiVersion", api_version), ("metadata", metadata)]
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.to_owned(), value));
    Some((Value::Object(document.collect()), items))
}

/// What is kept of the pages that came.
pub(super) struct Gathered {
    keep: Keep,
    head: Value,
    items: Vec<Value>,
    /// Outlines that wait for an item of their group, as compact text.
    beside: BTreeMap<String, Vec<Box<[u8]>>>,
    /// Groups of which an item is kept whole.
    wanted: BTreeSet<String>,
    whole: usize,
    seen: usize,
    pub(super) pages: usize,
    pub(super) bytes: u64,
    pub(super) truncated: bool,
    reduced: Option<Reduction>,
    partial: BTreeSet<String>,
}

impl Gathered {
    pub(super) fn new(keep: Keep) -> Self {
        Self {
            keep,
            head: Value::Null,
            items: Vec::new(),
            beside: BTreeMap::new(),
            wanted: BTreeSet::new(),
            whole: 0,
            seen: 0,
            pages: 0,
            bytes: 0,
            truncated: false,
            reduced: None,
            partial: BTreeSet::new(),
        }
    }

    /// Takes a page. A long one is read on a thread of its own: others travel meanwhile.
    pub(super) async fn take(self, page: ListPage) -> Self {
        if page.items.len() <= FEW {
            return self.taken(page);
        }
        let keep = self.keep;
        let taken = tokio::task::spawn_blocking(move || self.taken(page)).await;
        // The program is ending.
        taken.unwrap_or_else(|_| Self { truncated: true, ..Self::new(keep) })
    }

    fn taken(mut self, page: ListPage) -> Self {
        let more = page.next().is_some();
        let rest = if matches!(self.keep, Keep::First(_)) { page.rest() } else { 0 };
        let ListPage { head, document, items } = page;
        self.pages += 1;
        self.bytes += head.received;
        self.truncated |= head.truncated;
        self.partial.extend(head.partial.iter().cloned());
        self.reduced = head.reduced.or(self.reduced);
        if self.head.is_null() {
            self.head = document;
        }
        self.seen = self.seen.saturating_add(items.len()).saturating_add(rest);
        // A list that fits one page is kept whole.
        let reduce = match self.keep {
            Keep::By(reduce) if more || self.seen > PAGE_SIZE => Some(reduce),
            Keep::By(_) | Keep::All | Keep::First(_) => None,
        };
        for item in items {
            if self.add(&item, reduce).is_none() {
                self.truncated = true;
            }
        }
        self
    }

    /// Judges an item and keeps of it what is worth it; none where it cannot be read.
    fn add(&mut self, text: &[u8], reduce: Option<Reduce>) -> Option<()> {
        let whole = || serde_json::from_slice::<Value>(text).ok();
        let Some(reduce) = reduce else {
            self.whole += 1;
            self.items.push(whole()?);
            return Some(());
        };
        let mut item = slim::read(text).ok().or_else(whole)?;
        match reduce(&mut item) {
            Kept::Whole => {
                self.whole += 1;
                self.wanted.extend(group(&item));
                self.items.push(whole()?);
            }
            Kept::Outline => self.items.push(item),
            Kept::Beside => {
                let text = serde_json::to_vec(&item).unwrap_or_default();
                self.beside.entry(group(&item).unwrap_or_default()).or_default().push(text.into());
            }
            Kept::Nothing => {}
        }
        Some(())
    }

    pub(super) fn finish(mut self, kind: &str, redactor: &Redactor) -> Fetched {
        for (group, outlines) in std::mem::take(&mut self.beside) {
            if self.wanted.contains(&group) {
                self.items.extend(outlines.iter().filter_map(|text| serde_json::from_slice(text).ok()));
            }
        }
        // Servers list in the order of their keys; a recording may not. The order must not matter to anybody above.
        self.items.sort_by_cached_key(sort_key);
        if self.whole < self.seen && self.reduced.is_none() {
            let kept = self.items.len();
            self.reduced = Some(Reduction { kept, of: self.seen, outlined: kept - self.whole });
        }
        for item in &mut self.items {
            redactor.value(item, kind);
        }
        let field = |name: &str| self.head.get(name).cloned();
        let version = self.head.pointer("/metadata/resourceVersion").cloned();
        let mut document = serde_json::json!({
            "kind": field("kind").unwrap_or_else(|| Value::String(format!("{kind}List"))),
            "apiVersion": field("apiVersion").unwrap_or_else(|| Value::String("v1".to_owned())),
            "metadata": { "resourceVersion": version.unwrap_or_else(|| Value::String(String::new())) },
        });
        if let Some(map) = document.as_object_mut() {
            map.insert("items".to_owned(), Value::Array(self.items));
        }
        Fetched {
            status: 200,
            outcome: Outcome::Read,
            body: Body::Json(document.into()),
            bytes: self.bytes,
            truncated: self.truncated,
            reduced: self.reduced,
            partial: self.partial.into_iter().collect(),
            date: None,
            trouble: None,
        }
    }
}

/// What an item belongs to: its first owner, whatever the revision. The ReplicaSets of a Deployment differ by the hash
/// that ends their names.
fn group(item: &Value) -> Option<String> {
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
    let owner = text("/metadata/ownerReferences/0/name")?;
    let hash = text("/metadata/labels/pod-template-hash").and_then(|hash| owner.strip_suffix(hash)?.strip_suffix('-'));
    let namespace = text("/metadata/namespace").unwrap_or_default();
    Some(format!("{namespace}/{}", hash.unwrap_or(owner)))
}

fn sort_key(item: &Value) -> [String; 3] {
    let metadata = item.get("metadata");
    let text = |name: &str| metadata?.get(name)?.as_str();
    ["namespace", "name", "uid"].map(|name| text(name).unwrap_or_default().to_owned())
}
