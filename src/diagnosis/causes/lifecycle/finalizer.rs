//! Finalizers: who set one, and who should take it away.

use crate::diagnosis::changes::fields;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// A finalizer that is left on an object.
pub struct Finalizer<'g> {
    /// Its name.
    pub name: &'g str,
    /// Where it stands.
    pub place: View<'g>,
    /// The program that set it, as a field manager.
    pub set_by: Option<&'g str>,
}

/// Finalizers that Kubernetes and well-known operators set, and who removes them.
const KNOWN: &[(&str, &str)] = &[
    ("batch.kubernetes.io/job-tracking", "the Job controller (kube-controller-manager)"),
    ("foregroundDeletion", "the garbage collector, once the dependents are gone"),
    ("orphan", "the garbage collector"),
    ("kubernetes.io/pvc-protection", "the PVC protection controller, once no pod uses the claim"),
    ("kubernetes.io/pv-protection", "the PV protection controller, once no claim is bound"),
    ("service.kubernetes.io/load-balancer-cleanup", "the cloud controller manager"),
    ("service.k8s.aws/resources", "the AWS load balancer controller"),
    ("ingress.k8s.aws/resources", "the AWS load balancer controller"),
    ("resources-finalizer.argocd.argoproj.io", "the Argo CD application controller"),
    ("finalizers.kueue.x-k8s.io", "Kueue"),
    ("kueue.x-k8s.io/managed", "Kueue"),
    ("external-attacher", "the CSI driver's attacher"),
    ("snapshot.storage.kubernetes.io", "the snapshot controller"),
    ("finalizer.acme.cert-manager.io", "cert-manager"),
    ("customresourcecleanup.apiextensions.k8s.io", "the API server, once all custom objects are gone"),
];

/// The finalizers of an object.
pub fn of<'g>(object: &View<'g>) -> Vec<Finalizer<'g>> {
    let places = object.items("/metadata/finalizers");
    (0..)
        .zip(places)
        .filter_map(|(index, place)| {
            let owner = fields::owner(object, &format!("/metadata/finalizers/{index}"));
            Some(Finalizer { name: place.str()?, set_by: owner.map(|owner| owner.manager), place })
        })
        .collect()
}

/// Who should remove a finalizer, by its name.
pub fn remover(name: &str) -> String {
    if let Some((_, who)) = KNOWN.iter().find(|(known, _)| name == *known || name.starts_with(&format!("{known}/"))) {
        return (*who).to_owned();
    }
    match name.split_once('/') {
        Some((domain, _)) => format!("the controller that belongs to {domain}"),
        None => format!("the controller that knows {name}"),
    }
}

impl Finalizer<'_> {
    /// Where it stands, as a fact.
    pub fn fact(&self) -> Fact {
        self.place.state()
    }

    /// `acme.io/backup (set by helm; the controller that belongs to acme.io should remove it)`.
    pub fn words(&self) -> String {
        let who = remover(self.name);
        match self.set_by {
            Some(by) => format!("{} (set by {by}; {who} should remove it)", self.name),
            None => format!("{} ({who} should remove it)", self.name),
        }
    }
}
