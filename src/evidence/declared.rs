//! What the program reads of a cluster, resource by resource: the one declaration from which follow what the guard lets
//! through, the role that `sre rbac` prints, what `sre doctor` asks about, and what a report says of a read that was
//! forbidden.
//!
//! Versions are not part of it: neither are they of Kubernetes' own rights, and old servers serve the same resources
//! under older versions.

use crate::evidence::kinds::{self, Kind};

/// A resource that may be read, what for, and what is missed without it.
#[derive(Debug)]
pub struct Declared {
    /// Its kind.
    pub kind: &'static Kind,
    /// A subresource of it; the resource itself where there is none.
    pub subresource: Option<&'static str>,
    /// Verbs of the API, in the order in which a role names them.
    pub verbs: &'static [&'static str],
    /// How much of an object is asked for.
    pub form: Form,
    /// What it is needed for, in a few words.
    pub need: &'static str,
    /// What cannot be known without it.
    pub blind: &'static str,
    /// Whether trouble itself shows there.
    pub shows: Shows,
}

/// How much of an object is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Whole,
    /// Its metadata. The API server checks the same right as for the whole object.
    Metadata,
}

/// What a resource has to do with trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Trouble shows there: "healthy" cannot be said without having looked.
    Trouble,
    /// It explains trouble that shows elsewhere.
    Causes,
}

impl Declared {
    /// `pods`, or `pods/log`.
    pub fn resource(&self) -> String {
        match self.subresource {
            Some(below) => format!("{}/{below}", self.kind.plural),
            None => self.kind.plural.to_string(),
        }
    }

    /// `pods`, or `deployments.apps`: how a message names it.
    pub fn full_name(&self) -> String {
        let group = &self.kind.group;
        if group.is_empty() { self.resource() } else { format!("{}.{group}", self.resource()) }
    }
}

const READ: &[&str] = &["get", "list"];

const fn causes(kind: &'static Kind, need: &'static str, blind: &'static str) -> Declared {
    Declared { kind, subresource: None, verbs: READ, form: Form::Whole, need, blind, shows: Shows::Causes }
}

const fn trouble(kind: &'static Kind, need: &'static str, blind: &'static str) -> Declared {
    Declared { shows: Shows::Trouble, ..causes(kind, need, blind) }
}

/// Every declared read, in the order of [`kinds::ALL`], subresources after their resource.
pub static READS: &[Declared] = &[
    trouble(&kinds::POD, "what runs, what does not, and why", "nothing can be said about what runs"),
    Declared {
        subresource: Some("log"),
        verbs: &["get"],
        ..causes(&kinds::POD, "the last words of a process that fails", "what the process said is missing")
    },
    trouble(
        &kinds::NAMESPACE,
        "which namespaces there are, and why one does not go away",
        "words of a question are not understood as namespaces; a namespace that does not go away is not noticed",
    ),
    causes(
        &kinds::NODE,
        "whether trouble is the node's: its conditions, taints and room",
        "causes that lie in a node cannot be proven or ruled out",
    ),
    trouble(
        &kinds::SERVICE,
        "who suffers, and what pods wait for",
        "trouble between Services and their pods is not found",
    ),
    trouble(
        &kinds::ENDPOINTS,
        "what stands behind a Service, on servers without endpoint slices",
        "what stands behind a Service is known on old servers only from the pods that it selects",
    ),
    causes(
        &kinds::CONFIG_MAP,
        "whether the configuration that a pod names is there, with its keys",
        "missing and wrong ConfigMaps cannot be proven or ruled out",
    ),
    Declared {
        form: Form::Metadata,
        ..causes(
            &kinds::SECRET,
            "whether a Secret that a pod names is there, and Helm's release records",
            "missing Secrets are known from events only, and what Helm released is not known",
        )
    },
    causes(
        &kinds::SERVICE_ACCOUNT,
        "the identity of a pod and its pull secrets",
        "missing ServiceAccounts and pull secrets cannot be proven or ruled out",
    ),
    trouble(&kinds::PVC, "whether the volumes of a pod are bound", "claims that wait for a volume are not found"),
    causes(&kinds::PV, "what a claim is bound to", "causes that lie in a volume cannot be proven or ruled out"),
    trouble(
        &kinds::EVENT,
        "what kubelet, scheduler and controllers said",
        "what components said is missing; causes that only events tell are not found",
    ),
    causes(
        &kinds::RESOURCE_QUOTA,
        "whether a quota keeps pods from being created",
        "an exhausted quota is known from events only",
    ),
    causes(
        &kinds::LIMIT_RANGE,
        "which limits a namespace sets or demands",
        "limits that a namespace sets cannot be proven or ruled out",
    ),
    trouble(
        &kinds::DEPLOYMENT,
        "what should run, and how far a rollout is",
        "Deployments that do not get on are not found, nor who owns their pods",
    ),
    trouble(
        &kinds::REPLICA_SET,
        "the revisions of a Deployment: what changed and when",
        "what changed with a rollout is not known, nor which Deployment a pod belongs to",
    ),
    trouble(
        &kinds::STATEFUL_SET,
        "what should run, and in which order",
        "StatefulSets that do not get on are not found",
    ),
    trouble(&kinds::DAEMON_SET, "what should run on every node", "DaemonSets that do not get on are not found"),
    causes(
        &kinds::CONTROLLER_REVISION,
        "the revisions of StatefulSets and DaemonSets",
        "what changed in a StatefulSet or DaemonSet is not known",
    ),
    trouble(&kinds::JOB, "work that runs to its end", "Jobs that failed or do not end are not found"),
    trouble(&kinds::CRON_JOB, "work that runs by the clock", "CronJobs that do not run are not found"),
    trouble(&kinds::HPA, "who sets the number of replicas", "autoscalers that cannot scale are not found"),
    trouble(&kinds::PDB, "what keeps pods from being evicted", "budgets that block a drain are not found"),
    trouble(
        &kinds::INGRESS,
        "how traffic gets in from outside",
        "trouble on the way from outside to a Service is not found",
    ),
    causes(
        &kinds::INGRESS_CLASS,
        "which controller serves an Ingress",
        "an Ingress that no controller serves cannot be proven",
    ),
    trouble(
        &kinds::NETWORK_POLICY,
        "which traffic is let through",
        "traffic that a policy blocks cannot be proven or ruled out",
    ),
    trouble(
        &kinds::ENDPOINT_SLICE,
        "what stands behind a Service and whether it is ready",
        "what stands behind a Service is known only from the pods that it selects",
    ),
    causes(&kinds::STORAGE_CLASS, "how a claim gets its volume", "claims that no class can serve cannot be proven"),
    causes(
        &kinds::VOLUME_ATTACHMENT,
        "which node a volume is attached to",
        "volumes that hang on another node cannot be proven",
    ),
    causes(
        &kinds::CSI_DRIVER,
        "whether the driver that makes a volume is installed",
        "storage drivers that are not installed cannot be proven",
    ),
    causes(
        &kinds::CSI_NODE,
        "which storage drivers run on a node",
        "storage drivers that do not run on a node are known from events only",
    ),
    causes(&kinds::ROLE, "what an identity that was refused may do", "missing grants cannot be proven or ruled out"),
    causes(&kinds::ROLE_BINDING, "to whom a Role is granted", "missing grants cannot be proven or ruled out"),
    causes(
        &kinds::CLUSTER_ROLE,
        "what an identity that was refused may do everywhere",
        "missing cluster-wide grants cannot be proven or ruled out",
    ),
    causes(
        &kinds::CLUSTER_ROLE_BINDING,
        "to whom a ClusterRole is granted",
        "missing cluster-wide grants cannot be proven or ruled out",
    ),
    causes(
        &kinds::PRIORITY_CLASS,
        "who may push whom off a node",
        "preemption by priority cannot be proven or ruled out",
    ),
    causes(
        &kinds::VALIDATING_WEBHOOK,
        "who may refuse what is created",
        "webhooks that refuse pods are known from events only",
    ),
    causes(
        &kinds::MUTATING_WEBHOOK,
        "who changes what is created",
        "webhooks that change or refuse pods are known from events only",
    ),
    causes(
        &kinds::VALIDATING_ADMISSION_POLICY,
        "which rules refuse what is created",
        "policies that refuse pods are known from events only",
    ),
    causes(
        &kinds::CRD,
        "which kinds the cluster knows beside its own",
        "definitions that are broken or missing are not seen",
    ),
    causes(
        &kinds::API_SERVICE,
        "which APIs other servers answer, and whether they do",
        "aggregated APIs that do not answer are not seen",
    ),
    causes(&kinds::CSR, "whether nodes get their certificates", "certificates that wait for approval are not seen"),
    causes(&kinds::LEASE, "whether nodes and controllers are alive", "controllers that lost their lease are not seen"),
    causes(
        &kinds::ARGO_APPLICATION,
        "where an object is declared in Git, for the fix",
        "where the object is declared may be missing from the fix",
    ),
    causes(
        &kinds::VIRTUAL_SERVICE,
        "where a service mesh sends traffic",
        "routes of a service mesh that lead nowhere are not found",
    ),
    causes(
        &kinds::DESTINATION_RULE,
        "the subsets that a service mesh knows, and how it talks to them",
        "subsets and encryption of a service mesh cannot be proven or ruled out",
    ),
    causes(
        &kinds::ISTIO_GATEWAY,
        "the gateways that routes of a mesh name",
        "routes at missing gateways are not found",
    ),
    causes(
        &kinds::SERVICE_ENTRY,
        "hosts outside of the cluster that a mesh knows",
        "whether a mesh knows a host outside of the cluster is not known",
    ),
    causes(
        &kinds::PEER_AUTHENTICATION,
        "where a mesh demands encryption",
        "encryption that a mesh demands cannot be proven or ruled out",
    ),
    causes(
        &kinds::AUTHORIZATION_POLICY,
        "who may call whom in a mesh",
        "calls that a policy of the mesh refuses cannot be proven or ruled out",
    ),
    causes(
        &kinds::GATEWAY,
        "where traffic of the Gateway API comes in",
        "gateways that do not work cannot be proven or ruled out",
    ),
    causes(
        &kinds::HTTP_ROUTE,
        "to which Services a gateway sends what",
        "routes that lead nowhere cannot be proven or ruled out",
    ),
    causes(
        &kinds::NODE_METRICS,
        "what nodes use now, for those who ask",
        "what nodes use now is not known, only what pods ask for",
    ),
    causes(
        &kinds::POD_METRICS,
        "what pods use now, for those who ask",
        "what pods use now is not known, only what they ask for",
    ),
    causes(
        &kinds::CERTIFICATE,
        "until when a certificate holds and why it is not renewed",
        "certificates that ran out are known from logs only",
    ),
    causes(
        &kinds::FLUX_KUSTOMIZATION,
        "what Flux applies and whether it gets through",
        "Kustomizations of Flux that fail are not found",
    ),
    causes(
        &kinds::FLUX_HELM_RELEASE,
        "what Flux installs and whether it gets through",
        "releases of Flux that fail are not found",
    ),
    causes(
        &kinds::GIT_REPOSITORY,
        "whether Flux can fetch what is declared in Git",
        "whether Flux can fetch what is declared is not known",
    ),
    causes(
        &kinds::OCI_REPOSITORY,
        "whether Flux can fetch what is declared in a registry",
        "whether Flux can fetch what is declared is not known",
    ),
    causes(
        &kinds::HELM_REPOSITORY,
        "whether Flux can fetch the charts that are declared",
        "whether Flux can fetch what is declared is not known",
    ),
    causes(
        &kinds::SCALED_OBJECT,
        "what KEDA scales by and whether it gets figures",
        "scaling by KEDA that does not work is not found",
    ),
    causes(&kinds::VPA, "who sets the requests of pods", "vertical autoscalers that do not work are not found"),
    causes(
        &kinds::REQUEST_AUTHENTICATION,
        "which tokens a mesh accepts",
        "tokens that a mesh refuses cannot be proven or ruled out",
    ),
];

/// The declaration of a resource, by group and plural.
pub fn of_resource(group: &str, plural: &str) -> Option<&'static Declared> {
    READS.iter().find(|read| read.subresource.is_none() && read.kind.group == group && read.kind.plural == plural)
}

/// The declaration of a kind, by group and kind.
pub fn of_kind(group: &str, kind: &str) -> Option<&'static Declared> {
    READS.iter().find(|read| read.subresource.is_none() && read.kind.group == group && read.kind.kind == kind)
}

/// The declaration of the logs of pods.
pub fn of_logs() -> Option<&'static Declared> {
    READS.iter().find(|read| read.subresource == Some("log"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_declared_once_and_in_order() {
        let declared: Vec<&Kind> = READS.iter().filter(|r| r.subresource.is_none()).map(|r| r.kind).collect();
        assert_eq!(declared, kinds::ALL);
    }

    #[test]
    fn every_declaration_reads_and_says_what_it_is_for() {
        for read in READS {
            assert!(read.verbs.iter().all(|verb| ["get", "list"].contains(verb)), "{}", read.full_name());
            for text in [read.need, read.blind] {
                assert!(text.len() > 10 && !text.ends_with('.'), "{}: {text}", read.full_name());
            }
        }
    }
}
