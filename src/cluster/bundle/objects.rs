//! Lists of objects and single objects as the API server answers them, built from the bytes that were collected.

use bytes::Bytes;
use http::{HeaderValue, Response};
use serde_json::{Value, json};

use super::accept::Form;
use super::api::Resource;
use super::fields::FieldSelector;
use super::layout::Key;
use super::list::Item;
use super::selectors::{LabelSelector, SelectorError};
use super::status::{Status, json_ok};
use super::store::{Selection, Store, Unseen};
use super::target::{Objects, Query};
use super::token;
use super::translate::{self, Translation};

/// The response header that names the namespaces missing from a list of the whole cluster.
pub const PARTIAL_HEADER: &str = "x-sre-partial";
const PARTIAL_SHOWN: usize = 50;

/// A read of objects whose resource is known to exist.
pub(super) struct Read<'a> {
    pub(super) store: &'a Store,
    pub(super) objects: &'a Objects,
    pub(super) resource: &'a Resource,
    pub(super) form: Form,
}

impl Read<'_> {
    /// Answers a list.
    pub(super) fn list(&self, query: &Query) -> Result<Response<Bytes>, Status> {
        let wanted = self.wanted(query)?;
        let limit = query.count("limit")?.unwrap_or(usize::MAX);
        let scope = format!("{}/{}/{:?}", self.objects.group, self.objects.plural, self.objects.namespace);
        let start = match query.get("continue") {
            Some(continued) => token::decode(continued, self.store.fingerprint(), &scope)?,
            None => 0,
        };
        let selection = self.selection()?;
        let mut items = self.items(&selection).enumerate().skip(start);
        let mut matching = items.by_ref().filter(|(_, item)| wanted.matches(item));
        let page: Vec<&Item> = matching.by_ref().take(limit).map(|(_, item)| item).collect();
        let mut metadata = json!({"resourceVersion": resource_version(&selection)});
        if let Some((next, _)) = matching.next() {
            let rest = wanted.is_everything().then(|| items.count() + 1);
            if let Some(map) = metadata.as_object_mut() {
                map.insert("continue".to_owned(), token::encode(self.store.fingerprint(), &scope, next).into());
                map.extend(rest.map(|rest| ("remainingItemCount".to_owned(), Value::from(rest))));
            }
        }
        let mut response = json_ok(self.list_body(&metadata, &page, query)?);
        if let Some(header) = partial(&selection.unseen) {
            response.headers_mut().insert(PARTIAL_HEADER, header);
        }
        Ok(response)
    }

    /// Answers one object.
    pub(super) fn get(&self, name: &str, query: &Query) -> Result<Response<Bytes>, Status> {
        self.object_body(self.find(name)?, query).map(json_ok)
    }

    /// Answers the scale of a workload.
    pub(super) fn scale(&self, name: &str) -> Result<Response<Bytes>, Status> {
        let scale = translate::scale(&self.asked(), &self.object(self.find(name)?));
        scale.map(|scale| json_ok(scale.to_string())).ok_or_else(Status::no_resource)
    }

    /// One object by name. Not to find it counts only where everything that could hold it was collected.
    pub(super) fn find(&self, name: &str) -> Result<&Item, Status> {
        let selection = self.selection()?;
        let namespace = self.objects.namespace.as_deref();
        if let Some(item) = selection.lists.iter().find_map(|list| list.find(name, namespace)) {
            return Ok(item);
        }
        if selection.unseen.is_empty() {
            return Err(Status::not_found(&self.objects.group, &self.objects.plural, name));
        }
        Err(self.unseen(&Unseen("the bundle does not hold all of them".to_owned()), Some(name)))
    }

    /// Which objects a request selects.
    pub(super) fn wanted(&self, query: &Query) -> Result<Wanted, Status> {
        let refused = |e: SelectorError| Status::bad_request(e.to_string());
        let labels = LabelSelector::parse(query.get("labelSelector").unwrap_or_default()).map_err(refused)?;
        let fields = query.get("fieldSelector").unwrap_or_default();
        let fields = match self.translation() {
            Some((translation, ..)) => FieldSelector::parse(&translation.fields(fields)),
            None => FieldSelector::parse(fields),
        };
        let (fields, key) = (fields.map_err(refused)?, self.key());
        fields.check(&key.group, &key.plural).map_err(refused)?;
        Ok(Wanted { labels, fields })
    }

    /// The objects of the request's scope, in the requested version.
    pub(super) fn selection(&self) -> Result<Selection<'_>, Status> {
        let key = self.key();
        let found = match &self.objects.namespace {
            Some(namespace) => self.store.in_namespace(&key, namespace),
            None => self.store.everywhere(&key, self.resource.namespaced),
        };
        let selection = found.map_err(|why| self.unseen(&why, None))?;
        let wanted = self.translation().map_or_else(|| self.api_version(), |(_, _, version)| version.to_owned());
        match selection.lists.iter().filter_map(|list| list.api_version.as_ref()).find(|version| **version != wanted) {
            Some(other) => Err(self.unseen(&Unseen(format!("they were collected as {other}, not as {wanted}")), None)),
            None => Ok(selection),
        }
    }

    pub(super) fn items<'b>(&'b self, selection: &'b Selection<'b>) -> impl Iterator<Item = &'b Item> {
        let namespace = self.objects.namespace.as_deref();
        let inside = move |item: &&Item| namespace.is_none_or(|ns| *item.meta.namespace == *ns);
        selection.lists.iter().flat_map(|list| &list.items).filter(inside)
    }

    pub(super) fn unseen(&self, why: &Unseen, name: Option<&str>) -> Status {
        let plural = &self.objects.plural;
        let place = self.objects.namespace.as_ref().map(|ns| format!(" in namespace \"{ns}\"")).unwrap_or_default();
        Status::not_collected(format!("{plural}{place} were not collected: {}", why.0)).about(
            &self.objects.group,
            plural,
            name,
        )
    }

    /// How objects are told in the requested version, where they were collected in another one.
    pub(super) fn translation(&self) -> Option<(Translation, Key, &'static str)> {
        Translation::of(&self.objects.group, &self.objects.version, &self.objects.plural)
    }

    /// The resource that is asked for.
    pub(super) fn asked(&self) -> Key {
        Key::new(&self.objects.group, &self.objects.plural)
    }

    /// The resource that was collected.
    fn key(&self) -> Key {
        self.translation().map_or_else(|| self.asked(), |(_, key, _)| key)
    }

    pub(super) fn api_version(&self) -> String {
        let Objects { group, version, .. } = self.objects;
        if group.is_empty() { version.clone() } else { format!("{group}/{version}") }
    }
}

/// Which objects a request selects.
pub(super) struct Wanted {
    labels: LabelSelector,
    fields: FieldSelector,
}

impl Wanted {
    pub(super) fn matches(&self, item: &Item) -> bool {
        self.labels.matches(&item.meta) && self.fields.matches(&item.meta)
    }

    fn is_everything(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }
}

/// The newest of the lists' versions: what a client may show and watch from, since nothing comes after it. A client
/// that is told none watches from the beginning and sees everything twice, so there always is one.
pub(super) fn resource_version(selection: &Selection<'_>) -> String {
    let versions = selection.lists.iter().filter_map(|list| list.resource_version.as_deref());
    versions.filter_map(|version| version.parse::<u64>().ok()).max().unwrap_or(1).to_string()
}

pub(super) fn partial(unseen: &[String]) -> Option<HeaderValue> {
    let mut shown: Vec<String> = unseen.iter().take(PARTIAL_SHOWN).cloned().collect();
    if unseen.len() > PARTIAL_SHOWN {
        shown.push(format!("+{}", unseen.len() - PARTIAL_SHOWN));
    }
    if shown.is_empty() { None } else { HeaderValue::from_str(&shown.join(",")).ok() }
}
