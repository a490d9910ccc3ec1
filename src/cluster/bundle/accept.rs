//! In which form a client wants its answer: the first of its list that can be given, as the API server negotiates.

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Objects as they are.
    Full,
    /// `metadata` only, as `PartialObjectMetadata` or a list of them.
    Metadata(MetaVersion),
    /// Rows and columns.
    Table(MetaVersion),
    /// All groups, versions and resources in one document.
    Discovery,
}

/// The version of tables and metadata. Clients of old servers ask for the older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetaVersion {
    V1,
    V1beta1,
}

impl MetaVersion {
    pub(super) fn api_version(self) -> &'static str {
        match self {
            Self::V1 => "meta.k8s.io/v1",
            Self::V1beta1 => "meta.k8s.io/v1beta1",
        }
    }
}

/// What is asked for; not every answer comes in every form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    Objects,
    Discovery,
}

impl Offer {
    fn has(self, form: Form) -> bool {
        match form {
            Form::Full => true,
            Form::Metadata(_) | Form::Table(_) => self == Self::Objects,
            Form::Discovery => self == Self::Discovery,
        }
    }
}

/// The first form of an `Accept` header that can be given; `None` when there is none.
pub(super) fn form(accept: Option<&str>, offer: Offer) -> Option<Form> {
    let accept = accept.map(str::trim).filter(|accept| !accept.is_empty()).unwrap_or("application/json");
    let mut wanted: Vec<(u16, Form)> = accept.split(',').filter_map(one).filter(|(_, form)| offer.has(*form)).collect();
    wanted.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    wanted.first().map(|(_, form)| *form)
}

/// One range of the header with its quality in thousandths.
fn one(accept: &str) -> Option<(u16, Form)> {
    let mut parts = accept.split(';').map(str::trim);
    if !matches!(parts.next()?, "application/json" | "application/*" | "*/*") {
        return None;
    }
    let (mut kind, mut group, mut version, mut quality) = (None, None, None, 1000);
    for part in parts {
        match part.split_once('=') {
            Some(("as", value)) => kind = Some(value),
            Some(("g", value)) => group = Some(value),
            Some(("v", value)) => version = Some(value),
            Some(("q", value)) => quality = thousandths(value)?,
            _ => {}
        }
    }
    let meta = match (group, version) {
        (Some("meta.k8s.io"), Some("v1")) => Some(MetaVersion::V1),
        (Some("meta.k8s.io"), Some("v1beta1")) => Some(MetaVersion::V1beta1),
        _ => None,
    };
    let form = match kind {
        None => Form::Full,
        Some("Table") => Form::Table(meta?),
        Some("PartialObjectMetadata" | "PartialObjectMetadataList") => Form::Metadata(meta?),
        Some("APIGroupDiscoveryList") if (group, version) == (Some("apidiscovery.k8s.io"), Some("v2")) => {
            Form::Discovery
        }
        Some(_) => return None,
    };
    Some((quality, form))
}

/// A quality between 0 and 1; nothing for 0, which means "not this".
fn thousandths(value: &str) -> Option<u16> {
    let value: f32 = value.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let value = (value.clamp(0.0, 1.0) * 1000.0) as u16;
    (value > 0).then_some(value)
}
