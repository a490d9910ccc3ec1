//! Which resources every API server has: the kinds table, and those that the program never reads by name.
//!
//! With both, a group of Kubernetes itself is closed: a resource that is not here does not exist. Custom groups are
//! known from what the bundle says only.

use crate::cluster::kinds;

/// A resource of Kubernetes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BuiltIn {
    pub(super) group: &'static str,
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    pub(super) plural: &'static str,
    pub(super) namespaced: bool,
}

const fn more(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
    namespaced: bool,
) -> BuiltIn {
    BuiltIn { group, version, kind, plural, namespaced }
}

/// What the kinds table leaves out.
static MORE: &[BuiltIn] = &[
    more("", "v1", "Binding", "bindings", true),
    more("", "v1", "ComponentStatus", "componentstatuses", false),
    more("", "v1", "PodTemplate", "podtemplates", true),
    more("", "v1", "ReplicationController", "replicationcontrollers", true),
    more("events.k8s.io", "v1", "Event", "events", true),
    more("networking.k8s.io", "v1", "IPAddress", "ipaddresses", false),
    more("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", false),
    more("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", false),
    more("storage.k8s.io", "v1", "CSIDriver", "csidrivers", false),
    more("storage.k8s.io", "v1", "CSINode", "csinodes", false),
    more("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities", true),
    more("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses", false),
    more(
        "admissionregistration.k8s.io",
        "v1",
        "ValidatingAdmissionPolicyBinding",
        "validatingadmissionpolicybindings",
        false,
    ),
    more("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy", "mutatingadmissionpolicies", false),
    more(
        "admissionregistration.k8s.io",
        "v1",
        "MutatingAdmissionPolicyBinding",
        "mutatingadmissionpolicybindings",
        false,
    ),
    more("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas", false),
    more("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations", false),
    more("resource.k8s.io", "v1", "DeviceClass", "deviceclasses", false),
    more("resource.k8s.io", "v1", "ResourceClaim", "resourceclaims", true),
    more("resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates", true),
    more("resource.k8s.io", "v1", "ResourceSlice", "resourceslices", false),
];

/// Every resource of Kubernetes itself.
pub(super) fn all() -> impl Iterator<Item = BuiltIn> {
    kinds::ALL.iter().filter_map(|kind| from_table(kind)).chain(MORE.iter().copied())
}

/// The resources of the kinds table, which is what a bundle should hold.
pub(super) fn table() -> impl Iterator<Item = BuiltIn> {
    kinds::ALL.iter().filter_map(|kind| from_table(kind))
}

/// The short names that clients know a resource by.
pub(super) fn short_names(b: &BuiltIn) -> &'static [&'static str] {
    match (b.group, b.plural) {
        ("", "componentstatuses") => &["cs"],
        ("", "configmaps") => &["cm"],
        ("", "endpoints") => &["ep"],
        ("" | "events.k8s.io", "events") => &["ev"],
        ("", "limitranges") => &["limits"],
        ("", "namespaces") => &["ns"],
        ("", "nodes") => &["no"],
        ("", "persistentvolumeclaims") => &["pvc"],
        ("", "persistentvolumes") => &["pv"],
        ("", "pods") => &["po"],
        ("", "replicationcontrollers") => &["rc"],
        ("", "resourcequotas") => &["quota"],
        ("", "serviceaccounts") => &["sa"],
        ("", "services") => &["svc"],
        ("apiextensions.k8s.io", "customresourcedefinitions") => &["crd", "crds"],
        ("apps", "daemonsets") => &["ds"],
        ("apps", "deployments") => &["deploy"],
        ("apps", "replicasets") => &["rs"],
        ("apps", "statefulsets") => &["sts"],
        ("autoscaling", "horizontalpodautoscalers") => &["hpa"],
        ("batch", "cronjobs") => &["cj"],
        ("certificates.k8s.io", "certificatesigningrequests") => &["csr"],
        ("networking.k8s.io", "ingresses") => &["ing"],
        ("networking.k8s.io", "ipaddresses") => &["ip"],
        ("networking.k8s.io", "networkpolicies") => &["netpol"],
        ("policy", "poddisruptionbudgets") => &["pdb"],
        ("scheduling.k8s.io", "priorityclasses") => &["pc"],
        ("storage.k8s.io", "storageclasses") => &["sc"],
        ("storage.k8s.io", "volumeattributesclasses") => &["vac"],
        _ => &[],
    }
}

/// The categories that a resource belongs to: `kubectl get all` asks for those of `all`.
pub(super) fn categories(b: &BuiltIn) -> &'static [&'static str] {
    match (b.group, b.plural) {
        ("", "pods" | "replicationcontrollers" | "services")
        | ("apps", "daemonsets" | "deployments" | "replicasets" | "statefulsets")
        | ("autoscaling", "horizontalpodautoscalers")
        | ("batch", "cronjobs" | "jobs") => &["all"],
        ("admissionregistration.k8s.io" | "apiextensions.k8s.io" | "apiregistration.k8s.io", _) => &["api-extensions"],
        _ => &[],
    }
}

/// Whether a group is one of Kubernetes itself, so that its resources are known without being told.
pub(super) fn is_group(group: &str) -> bool {
    all().any(|b| b.group == group)
}

/// The resource that a folder or file of a bundle holds. Bundles spell the names in several ways (`cluster-roles`,
/// `clusterroles`), so hyphens do not count.
pub(super) fn by_folder(folder: &str) -> Option<BuiltIn> {
    let plain = |name: &str| name.replace('-', "");
    let wanted = plain(folder);
    let table = kinds::ALL.iter().find(|k| plain(&k.bundle) == wanted || *k.plural == wanted);
    match table {
        Some(kind) => from_table(kind),
        None => MORE.iter().copied().find(|b| b.plural == wanted && b.group != "events.k8s.io"),
    }
}

fn from_table(kind: &kinds::Kind) -> Option<BuiltIn> {
    use std::borrow::Cow::Borrowed;
    let (Borrowed(group), Borrowed(version), Borrowed(name), Borrowed(plural)) =
        (&kind.group, &kind.version, &kind.kind, &kind.plural)
    else {
        return None;
    };
    // Metrics are those of a server of their own, which a cluster has or has not.
    let own = (!group.contains('.') || group.ends_with(".k8s.io")) && **group != *kinds::NODE_METRICS.group;
    own.then_some(BuiltIn { group, version, kind: name, plural, namespaced: kind.namespaced })
}
