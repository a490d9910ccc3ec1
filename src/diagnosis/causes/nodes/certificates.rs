//! `KubeletCertificatePending`: a kubelet asks for a certificate, and nobody approves it.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::operated;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Signers of what kubelets ask for.
const CLIENT: &str = "kubernetes.io/kube-apiserver-client-kubelet";
const SERVING: &str = "kubernetes.io/kubelet-serving";
/// How long an approval may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Words of questions about what does not work without the certificate that a kubelet serves with.
pub const WORDS: &[&str] = &[
    "csr",
    "csrs",
    "certificate",
    "certificates",
    "logs",
    "exec",
    "tls",
    "x509",
    "kubelet",
    "metrics",
    "approve",
    "approved",
];

/// The newest request of a node for one sort of certificate, if nobody has decided on it for long.
fn pending(graph: &Graph) -> Vec<(View<'_>, String)> {
    let mut newest: BTreeMap<(String, String), View<'_>> = BTreeMap::new();
    for request in operated::all(graph, &kinds::CSR) {
        let signer = request.str_at("/spec/signerName").filter(|signer| [CLIENT, SERVING].contains(signer));
        let Some((signer, asker)) = signer.zip(request.str_at("/spec/username")) else { continue };
        let at = |view: &View<'_>| view.time_at("/metadata/creationTimestamp");
        let place = newest.entry((signer.to_owned(), asker.to_owned())).or_insert_with(|| request.clone());
        if at(&request) > at(place) {
            *place = request;
        }
    }
    let open = |request: &View<'_>| {
        let decided = !request.items("/status/conditions").is_empty() || request.at("/status/certificate").is_some();
        let asked = request.time_at("/metadata/creationTimestamp");
        !decided && asked.is_some_and(|at| graph.now.duration_since(at) > PATIENCE)
    };
    newest.into_iter().filter(|(_, request)| open(request)).map(|((_, asker), request)| (request, asker)).collect()
}

/// `KubeletCertificatePending`: an answer where the node does not work, or where somebody misses what needs the
/// certificate; a notice elsewhere.
pub fn pending_certificate(case: &Case<'_>) -> Vec<Hypothesis> {
    pending(case.graph).into_iter().filter_map(|(request, asker)| conclude(case, &request, &asker)).collect()
}

fn conclude(case: &Case<'_>, request: &View<'_>, asker: &str) -> Option<Hypothesis> {
    let signer = request.at("/spec/signerName")?;
    let serving = signer.str() == Some(SERVING);
    let named = asker.strip_prefix("system:node:");
    let node = named.map(|name| EntityKey::new(&kinds::NODE, None, name));
    let age = case.graph.now.duration_since(request.time_at("/metadata/creationTimestamp")?);
    let (what, effect) = if serving {
        ("the certificate that it serves with", "logs, exec and metrics of its pods fail once the old one is over")
    } else {
        ("the certificate that it signs in with", "it cannot join, or drops out once the old one is over")
    };
    let who = named.map_or_else(|| format!("A kubelet ({asker})"), |name| format!("The kubelet of node {name}"));
    let text = format!(
        "{who} asked for {what} {} ago, and nobody has approved {}: {effect}.",
        length(age),
        request.key().name
    );
    let broken = node
        .as_ref()
        .and_then(|key| case.graph.view(key))
        .is_some_and(|node| operated::condition(&node, "Ready", "True").is_none());
    let asked = case.words.iter().any(|word| WORDS.contains(&word.as_str()));
    let user = request.at("/spec/username").map(|user| user.spec());
    let since = request.at("/metadata/creationTimestamp").map(|at| at.state());
    let mut hypothesis = Hypothesis::new(&catalogue::KUBELET_CERTIFICATE_PENDING, request.key(), text)
        .support(Weight::Proof, "what is asked for", Some(signer.spec()))
        .support(Weight::Strong, "who asks", user.clone())
        .support(Weight::Strong, "since when", since.clone())
        .link(request.key(), "waits for approval", [Some(signer.spec()), user, since].into_iter().flatten().collect())
        .explaining(request.key())
        .since(request.time_at("/metadata/creationTimestamp"))
        .perhaps_on_purpose(!(asked || (broken && !serving)));
    for node in node.iter().filter(|_| broken || asked) {
        hypothesis = hypothesis.explaining(node);
    }
    Some(
        hypothesis
            .advise(look(
                "See that the request is the node's own: its name and addresses.",
                Some(format!("kubectl describe csr {}", request.key().name)),
            ))
            .advise(command(
                "Approve it, and install an approver for kubelets if there is none.",
                format!("kubectl certificate approve {}", request.key().name),
                "whoever holds the key of the request can then act as that node: check it first",
            )),
    )
}
