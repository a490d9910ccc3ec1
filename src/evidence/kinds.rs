//! The kinds that the program reads by name: where the API serves them and where a support bundle keeps them.
//!
//! This is a table, not a discovery: what is not here is not read, since only what is declared in
//! [`crate::evidence::declared`] passes the guard. Bundle folders follow troubleshoot.sh, whose names differ from the
//! API's plurals.

use std::borrow::Cow;
use std::fmt;

/// One kind of object: its coordinates in the API and its place in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    /// API group, empty for the core group.
    pub group: Cow<'static, str>,
    /// Version that is read.
    pub version: Cow<'static, str>,
    /// Kind in CamelCase, e.g. `Deployment`.
    pub kind: Cow<'static, str>,
    /// Resource name in URLs, e.g. `deployments`.
    pub plural: Cow<'static, str>,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Folder (namespaced) or file stem (cluster scoped) below `cluster-resources/` in a troubleshoot.sh bundle.
    pub bundle: Cow<'static, str>,
}

impl Kind {
    const fn core(kind: &'static str, plural: &'static str, namespaced: bool, bundle: &'static str) -> Self {
        Self::grouped("", "v1", kind, plural, namespaced, bundle)
    }

    pub(super) const fn grouped(
        group: &'static str,
        version: &'static str,
        kind: &'static str,
        plural: &'static str,
        namespaced: bool,
        bundle: &'static str,
    ) -> Self {
        Self {
            group: Cow::Borrowed(group),
            version: Cow::Borrowed(version),
            kind: Cow::Borrowed(kind),
            plural: Cow::Borrowed(plural),
            namespaced,
            bundle: Cow::Borrowed(bundle),
        }
    }

    /// The same resource in another version.
    pub(super) const fn in_version(&self, version: &'static str) -> Self {
        let (Cow::Borrowed(group), Cow::Borrowed(kind), Cow::Borrowed(plural), Cow::Borrowed(bundle)) =
            (&self.group, &self.kind, &self.plural, &self.bundle)
        else {
            return Self::grouped("", version, "", "", self.namespaced, "");
        };
        Self::grouped(group, version, kind, plural, self.namespaced, bundle)
    }

    /// A kind known only at run time (custom resources).
    pub fn dynamic(group: &str, version: &str, kind: &str, plural: &str, namespaced: bool) -> Self {
        Self {
            group: Cow::Owned(group.to_owned()),
            version: Cow::Owned(version.to_owned()),
            kind: Cow::Owned(kind.to_owned()),
            plural: Cow::Owned(plural.to_owned()),
            namespaced,
            bundle: Cow::Owned(format!("custom-resources/{plural}.{group}")),
        }
    }

    /// `v1` or `apps/v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_string() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `/api/v1` or `/apis/apps/v1`.
    pub fn api_root(&self) -> String {
        if self.group.is_empty() {
            format!("/api/{}", self.version)
        } else {
            format!("/apis/{}/{}", self.group, self.version)
        }
    }

    /// The path of the list, in one namespace or across all.
    pub fn list_path(&self, namespace: Option<&str>) -> String {
        match namespace {
            Some(ns) if self.namespaced => format!("{}/namespaces/{ns}/{}", self.api_root(), self.plural),
            _ => format!("{}/{}", self.api_root(), self.plural),
        }
    }

    /// The path of one object.
    pub fn object_path(&self, namespace: Option<&str>, name: &str) -> String {
        format!("{}/{name}", self.list_path(namespace))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $ctor:ident($($arg:expr),* $(,)?);)*) => {
        $($(#[$doc])* pub static $name: Kind = Kind::$ctor($($arg),*);)*
        /// Every kind of the table.
        pub static ALL: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    /// Pod.
    POD = core("Pod", "pods", true, "pods");
    /// Namespace.
    NAMESPACE = core("Namespace", "namespaces", false, "namespaces");
    /// Node.
    NODE = core("Node", "nodes", false, "nodes");
    /// Service.
    SERVICE = core("Service", "services", true, "services");
    /// Endpoints, the old form of endpoint slices.
    ENDPOINTS = core("Endpoints", "endpoints", true, "endpoints");
    /// ConfigMap.
    CONFIG_MAP = core("ConfigMap", "configmaps", true, "configmaps");
    /// Secret; live it is known by metadata only.
    SECRET = core("Secret", "secrets", true, "secrets");
    /// ServiceAccount.
    SERVICE_ACCOUNT = core("ServiceAccount", "serviceaccounts", true, "serviceaccounts");
    /// PersistentVolumeClaim.
    PVC = core("PersistentVolumeClaim", "persistentvolumeclaims", true, "pvcs");
    /// PersistentVolume.
    PV = core("PersistentVolume", "persistentvolumes", false, "pvs");
    /// Event of the core group.
    EVENT = core("Event", "events", true, "events");
    /// ResourceQuota.
    RESOURCE_QUOTA = core("ResourceQuota", "resourcequotas", true, "resource-quota");
    /// LimitRange.
    LIMIT_RANGE = core("LimitRange", "limitranges", true, "limitranges");
    /// Deployment.
    DEPLOYMENT = grouped("apps", "v1", "Deployment", "deployments", true, "deployments");
    /// ReplicaSet.
    REPLICA_SET = grouped("apps", "v1", "ReplicaSet", "replicasets", true, "replicasets");
    /// StatefulSet.
    STATEFUL_SET = grouped("apps", "v1", "StatefulSet", "statefulsets", true, "statefulsets");
    /// DaemonSet.
    DAEMON_SET = grouped("apps", "v1", "DaemonSet", "daemonsets", true, "daemonsets");
    /// ControllerRevision, the history of StatefulSets and DaemonSets.
    CONTROLLER_REVISION =
        grouped("apps", "v1", "ControllerRevision", "controllerrevisions", true, "controllerrevisions");
    /// Job.
    JOB = grouped("batch", "v1", "Job", "jobs", true, "jobs");
    /// CronJob.
    CRON_JOB = grouped("batch", "v1", "CronJob", "cronjobs", true, "cronjobs");
    /// HorizontalPodAutoscaler.
    HPA = grouped("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "horizontal-pod-autoscalers");
    /// PodDisruptionBudget.
    PDB = grouped("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, "pod-disruption-budgets");
    /// Ingress.
    INGRESS = grouped("networking.k8s.io", "v1", "Ingress", "ingresses", true, "ingress");
    /// IngressClass.
    INGRESS_CLASS = grouped("networking.k8s.io", "v1", "IngressClass", "ingressclasses", false, "ingress-classes");
    /// NetworkPolicy.
    NETWORK_POLICY = grouped("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true, "network-policy");
    /// EndpointSlice.
    ENDPOINT_SLICE = grouped("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true, "endpointslices");
    /// StorageClass.
    STORAGE_CLASS = grouped("storage.k8s.io", "v1", "StorageClass", "storageclasses", false, "storage-classes");
    /// VolumeAttachment.
    VOLUME_ATTACHMENT = grouped("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", false, "volumeattachments");
    /// `CSIDriver`, a storage driver that the cluster knows.
    CSI_DRIVER = grouped("storage.k8s.io", "v1", "CSIDriver", "csidrivers", false, "csidrivers");
    /// `CSINode`, the storage drivers that run on a node.
    CSI_NODE = grouped("storage.k8s.io", "v1", "CSINode", "csinodes", false, "csinodes");
    /// Role.
    ROLE = grouped("rbac.authorization.k8s.io", "v1", "Role", "roles", true, "roles");
    /// RoleBinding.
    ROLE_BINDING = grouped("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true, "rolebindings");
    /// ClusterRole.
    CLUSTER_ROLE = grouped("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false, "cluster-roles");
    /// ClusterRoleBinding.
    CLUSTER_ROLE_BINDING = grouped("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false, "cluster-role-bindings");
    /// PriorityClass.
    PRIORITY_CLASS = grouped("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false, "priority-classes");
    /// ValidatingWebhookConfiguration.
    VALIDATING_WEBHOOK = grouped("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", false, "validating-webhook-configurations");
    /// MutatingWebhookConfiguration.
    MUTATING_WEBHOOK = grouped("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false, "mutating-webhook-configurations");
    /// ValidatingAdmissionPolicy.
    VALIDATING_ADMISSION_POLICY = grouped("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", false, "validating-admission-policies");
    /// CustomResourceDefinition.
    CRD = grouped("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, "custom-resource-definitions");
    /// APIService, how aggregated APIs are registered.
    API_SERVICE = grouped("apiregistration.k8s.io", "v1", "APIService", "apiservices", false, "api-services");
    /// CertificateSigningRequest.
    CSR = grouped("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", false, "csr");
    /// Lease.
    LEASE = grouped("coordination.k8s.io", "v1", "Lease", "leases", true, "leases");
    /// Argo CD Application.
    ARGO_APPLICATION = grouped("argoproj.io", "v1alpha1", "Application", "applications", true, "custom-resources/applications.argoproj.io");
    /// `VirtualService` of Istio.
    VIRTUAL_SERVICE = grouped("networking.istio.io", "v1", "VirtualService", "virtualservices", true, "custom-resources/virtualservices.networking.istio.io");
    /// `DestinationRule` of Istio.
    DESTINATION_RULE = grouped("networking.istio.io", "v1", "DestinationRule", "destinationrules", true, "custom-resources/destinationrules.networking.istio.io");
    /// Gateway of Istio.
    ISTIO_GATEWAY = grouped("networking.istio.io", "v1", "Gateway", "gateways", true, "custom-resources/gateways.networking.istio.io");
    /// `ServiceEntry` of Istio.
    SERVICE_ENTRY = grouped("networking.istio.io", "v1", "ServiceEntry", "serviceentries", true, "custom-resources/serviceentries.networking.istio.io");
    /// `PeerAuthentication` of Istio.
    PEER_AUTHENTICATION = grouped("security.istio.io", "v1", "PeerAuthentication", "peerauthentications", true, "custom-resources/peerauthentications.security.istio.io");
    /// `AuthorizationPolicy` of Istio.
    AUTHORIZATION_POLICY = grouped("security.istio.io", "v1", "AuthorizationPolicy", "authorizationpolicies", true, "custom-resources/authorizationpolicies.security.istio.io");
    /// Gateway of the Gateway API.
    GATEWAY = grouped("gateway.networking.k8s.io", "v1", "Gateway", "gateways", true, "custom-resources/gateways.gateway.networking.k8s.io");
    /// `HTTPRoute` of the Gateway API.
    HTTP_ROUTE = grouped("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", true, "custom-resources/httproutes.gateway.networking.k8s.io");
    /// `NodeMetrics`: what a node uses now, where a metrics server tells.
    NODE_METRICS = grouped("metrics.k8s.io", "v1beta1", "NodeMetrics", "nodes", false, "custom-resources/nodes.metrics.k8s.io");
    /// `PodMetrics`: the same of a pod, container by container.
    POD_METRICS = grouped("metrics.k8s.io", "v1beta1", "PodMetrics", "pods", true, "custom-resources/pods.metrics.k8s.io");
    /// Certificate of cert-manager.
    CERTIFICATE = grouped("cert-manager.io", "v1", "Certificate", "certificates", true, "custom-resources/certificates.cert-manager.io");
    /// `Kustomization` of Flux.
    FLUX_KUSTOMIZATION = grouped("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations", true, "custom-resources/kustomizations.kustomize.toolkit.fluxcd.io");
    /// `HelmRelease` of Flux.
    FLUX_HELM_RELEASE = grouped("helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases", true, "custom-resources/helmreleases.helm.toolkit.fluxcd.io");
    /// `GitRepository` of Flux.
    GIT_REPOSITORY = grouped("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories", true, "custom-resources/gitrepositories.source.toolkit.fluxcd.io");
    /// `OCIRepository` of Flux.
    OCI_REPOSITORY = grouped("source.toolkit.fluxcd.io", "v1", "OCIRepository", "ocirepositories", true, "custom-resources/ocirepositories.source.toolkit.fluxcd.io");
    /// `HelmRepository` of Flux.
    HELM_REPOSITORY = grouped("source.toolkit.fluxcd.io", "v1", "HelmRepository", "helmrepositories", true, "custom-resources/helmrepositories.source.toolkit.fluxcd.io");
    /// ScaledObject of KEDA.
    SCALED_OBJECT = grouped("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects", true, "custom-resources/scaledobjects.keda.sh");
    /// `VerticalPodAutoscaler`.
    VPA = grouped("autoscaling.k8s.io", "v1", "VerticalPodAutoscaler", "verticalpodautoscalers", true, "custom-resources/verticalpodautoscalers.autoscaling.k8s.io");
    /// `RequestAuthentication` of Istio.
    REQUEST_AUTHENTICATION = grouped("security.istio.io", "v1", "RequestAuthentication", "requestauthentications", true, "custom-resources/requestauthentications.security.istio.io");
}

/// The table's entry for a group and kind.
pub fn by_kind(group: &str, kind: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|k| k.group == group && k.kind == kind)
}

/// The table's entry for an `apiVersion` and kind; the version may be another than the one that is read.
pub fn by_api_version(api_version: &str, kind: &str) -> Option<&'static Kind> {
    by_kind(group_of(api_version), kind)
}

/// The group of an `apiVersion`: empty for `v1`.
pub fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Several of a kind, as one writes it: `Pods`, `Ingresses`, `NetworkPolicies`, `Endpoints`.
pub fn many(kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if kind.ends_with("ss") || kind.ends_with('x') || kind.ends_with("ch") => format!("{kind}es"),
        _ if kind.ends_with('s') => kind.to_owned(),
        _ => format!("{kind}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::many;

    #[test]
    fn several_of_a_kind_are_written_as_english_has_it() {
        let all = ["Pod", "Ingress", "StorageClass", "NetworkPolicy", "Gateway", "Endpoints", "EndpointSlice"];
        let expected =
            ["Pods", "Ingresses", "StorageClasses", "NetworkPolicies", "Gateways", "Endpoints", "EndpointSlices"];
        assert_eq!(all.map(many), expected);
    }
}
