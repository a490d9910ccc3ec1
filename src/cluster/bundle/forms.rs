//! Objects in the form that a client asked for: as they are, their metadata only, or as a table.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::accept::{Form, MetaVersion};
use super::list::Item;
use super::objects::Read;
use super::status::Status;
use super::store::Unseen;
use super::table::{Include, Table};
use super::target::Query;

impl Read<'_> {
    /// A list with this metadata.
    pub(super) fn list_body(&self, metadata: &Value, page: &[&Item], query: &Query) -> Result<Bytes, Status> {
        let (kind, api_version) = match self.form {
            Form::Table(version) => return self.table(version, metadata, page, query),
            Form::Metadata(version) => ("PartialObjectMetadataList".to_owned(), version.api_version().to_owned()),
            Form::Full | Form::Discovery => (format!("{}List", self.resource.kind), self.api_version()),
        };
        let head = format!(
            "{{\"kind\":{},\"apiVersion\":{},\"metadata\":{metadata},\"items\":[",
            quoted(&kind),
            quoted(&api_version)
        );
        let size = head.len() + 2 + page.iter().map(|item| item.raw.len() + 1).sum::<usize>();
        let mut body = Vec::with_capacity(size);
        body.extend_from_slice(head.as_bytes());
        for (at, item) in page.iter().enumerate() {
            if at > 0 {
                body.push(b',');
            }
            match self.form {
                Form::Metadata(version) => body.extend_from_slice(&self.partial_metadata(item, version)?),
                Form::Full | Form::Discovery | Form::Table(_) => body.extend_from_slice(&self.raw(item)),
            }
        }
        body.extend_from_slice(b"]}");
        Ok(body.into())
    }

    /// One object.
    pub(super) fn object_body(&self, item: &Item, query: &Query) -> Result<Bytes, Status> {
        match self.form {
            Form::Metadata(version) => self.partial_metadata(item, version),
            Form::Table(version) => {
                Ok(self.table_of(version, query)?.event(self.object(item), true).to_string().into())
            }
            Form::Full | Form::Discovery => Ok(self.with_type(item)),
        }
    }

    fn table(&self, form: MetaVersion, metadata: &Value, page: &[&Item], query: &Query) -> Result<Bytes, Status> {
        let table = self.table_of(form, query)?;
        let body = table.body(metadata, page.iter().map(|item| self.object(item)));
        Ok(body.to_string().into())
    }

    /// The table that objects of this read are rows of.
    pub(super) fn table_of(&self, form: MetaVersion, query: &Query) -> Result<Table, Status> {
        Ok(Table::new(self.store, &self.asked(), &self.objects.version, form, Include::of(query)?))
    }

    /// An object, parsed, with its kind and version. What cannot be parsed was refused when its list was read.
    pub(super) fn object(&self, item: &Item) -> Value {
        serde_json::from_slice(&self.with_type(item)).unwrap_or_default()
    }

    /// An object in the version that is asked for, without a copy where that is the one that was collected.
    pub(super) fn raw(&self, item: &Item) -> Bytes {
        match self.translation() {
            None => item.raw.clone(),
            Some((translation, ..)) => {
                let object: Value = serde_json::from_slice(&item.raw).unwrap_or_default();
                translation.apply(&object).to_string().into()
            }
        }
    }

    /// An object with `kind` and `apiVersion`, which the items of a list leave out.
    fn with_type(&self, item: &Item) -> Bytes {
        let (missing, raw) = (self.missing_type(item), self.raw(item));
        match raw.strip_prefix(b"{") {
            Some(rest) if !missing.is_empty() => [b"{", missing.as_bytes(), rest].concat().into(),
            _ => raw,
        }
    }

    /// The fields that the items of a list leave out and an object on its own has.
    pub(super) fn missing_type(&self, item: &Item) -> String {
        let bare = self.translation().is_some();
        let kind = (bare || item.meta.kind.is_none()).then(|| format!("\"kind\":{},", quoted(&self.resource.kind)));
        let version = (bare || item.meta.api_version.is_none())
            .then(|| format!("\"apiVersion\":{},", quoted(&self.api_version())));
        kind.unwrap_or_default() + &version.unwrap_or_default()
    }

    pub(super) fn partial_metadata(&self, item: &Item, version: MetaVersion) -> Result<Bytes, Status> {
        #[derive(Deserialize)]
        struct Only<'a> {
            #[serde(borrow)]
            metadata: &'a RawValue,
        }
        let only: Only<'_> = serde_json::from_slice(&item.raw)
            .map_err(|_| self.unseen(&Unseen("an object has no metadata".to_owned()), Some(&item.meta.name)))?;
        let body = format!(
            "{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"{}\",\"metadata\":{}}}",
            version.api_version(),
            only.metadata.get()
        );
        Ok(body.into())
    }
}

fn quoted(text: &str) -> Value {
    Value::from(text)
}
