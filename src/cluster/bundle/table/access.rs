//! Who may do what, and who is asked before it happens. Roles have no printer of their own.

use serde_json::Value;

use super::age;
use super::column::{AGE, Column, NAME, Printer, integer, text, wide};
use super::row::Row;

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: RBAC, plural: "rolebindings", columns: ROLE_BINDINGS, cells: binding },
    Printer { group: RBAC, plural: "clusterrolebindings", columns: CLUSTER_ROLE_BINDINGS, cells: binding },
    Printer { group: "certificates.k8s.io", plural: "certificatesigningrequests", columns: REQUESTS, cells: request },
    Printer { group: ADMISSION, plural: "mutatingwebhookconfigurations", columns: WEBHOOKS, cells: webhooks },
    Printer { group: ADMISSION, plural: "validatingwebhookconfigurations", columns: WEBHOOKS, cells: webhooks },
    Printer { group: ADMISSION, plural: "validatingadmissionpolicies", columns: VALIDATING, cells: validating },
    Printer { group: ADMISSION, plural: "mutatingadmissionpolicies", columns: MUTATING, cells: mutating },
    Printer { group: ADMISSION, plural: "validatingadmissionpolicybindings", columns: BINDINGS, cells: policy_binding },
    Printer { group: ADMISSION, plural: "mutatingadmissionpolicybindings", columns: BINDINGS, cells: policy_binding },
];

const ROLE_BINDINGS: &[Column] = &[
    NAME,
    text(
        "Role",
        "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the \
        RoleRef cannot be resolved, the Authorizer must return an error. This field is immutable.",
    ),
    AGE,
    wide("Users", "Users in the roleBinding"),
    wide("Groups", "Groups in the roleBinding"),
    wide("ServiceAccounts", "ServiceAccounts in the roleBinding"),
];

const CLUSTER_ROLE_BINDINGS: &[Column] = &[
    NAME,
    text(
        "Role",
        "RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the \
        Authorizer must return an error. This field is immutable.",
    ),
    AGE,
    wide("Users", "Users in the clusterRoleBinding"),
    wide("Groups", "Groups in the clusterRoleBinding"),
    wide("ServiceAccounts", "ServiceAccounts in the clusterRoleBinding"),
];

fn binding(row: &Row<'_>) -> Vec<Value> {
    let of = |kind: &str| {
        let subjects = row.items("/subjects").filter(|subject| subject.text("/kind") == kind);
        let named = subjects.map(|subject| match (kind, subject.text("/namespace")) {
            ("ServiceAccount", namespace) if !namespace.is_empty() => format!("{namespace}/{}", subject.text("/name")),
            ("ServiceAccount", _) => format!("/{}", subject.text("/name")),
            _ => subject.text("/name").to_owned(),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    vec![
        row.name().into(),
        format!("{}/{}", row.text("/roleRef/kind"), row.text("/roleRef/name")).into(),
        row.age().into(),
        of("User").into(),
        of("Group").into(),
        of("ServiceAccount").into(),
    ]
}

const REQUESTS: &[Column] = &[
    NAME,
    AGE,
    text(
        "SignerName",
        "signerName indicates the requested signer, and is a qualified name.\n\nList/watch requests for \
        CertificateSigningRequests can filter on this field using a \"spec.signerName=NAME\" \
        fieldSelector.\n\nWell-known Kubernetes signers are:\n 1. \"kubernetes.io/kube-apiserver-client\": \
        issues client certificates that can be used to authenticate to kube-apiserver.\n  Requests for this \
        signer are never auto-approved by kube-controller-manager, can be issued by the \"csrsigning\" \
        controller in kube-controller-manager.\n 2. \"kubernetes.io/kube-apiserver-client-kubelet\": issues \
        client certificates that kubelets use to authenticate to kube-apiserver.\n  Requests for this signer can \
        be auto-approved by the \"csrapproving\" controller in kube-controller-manager, and can be issued by the \
        \"csrsigning\" controller in kube-controller-manager.\n 3. \"kubernetes.io/kubelet-serving\" issues \
        serving certificates that kubelets use to serve TLS endpoints, which kube-apiserver can connect to \
        securely.\n  Requests for this signer are never auto-approved by kube-controller-manager, and can be \
        issued by the \"csrsigning\" controller in kube-controller-manager.\n\nMore details are available at \
        https://k8s.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers\n\nCustom \
        signerNames can also be specified. The signer defines:\n 1. Trust distribution: how trust (CA bundles) \
        are distributed.\n 2. Permitted subjects: and behavior when a disallowed subject is requested.\n 3. \
        Required, permitted, or forbidden x509 extensions in the request (including whether subjectAltNames are \
        allowed, which types, restrictions on allowed values) and behavior when a disallowed extension is \
        requested.\n 4. Required, permitted, or forbidden key usages / extended key usages.\n 5. \
        Expiration/certificate lifetime: whether it is fixed by the signer, configurable by the admin.\n 6. \
        Whether or not requests for CA certificates are allowed.",
    ),
    text(
        "Requestor",
        "request contains an x509 certificate signing request encoded in a \"CERTIFICATE REQUEST\" PEM block. \
        When serialized as JSON or YAML, the data is additionally base64-encoded.",
    ),
    text(
        "RequestedDuration",
        "expirationSeconds is the requested duration of validity of the issued certificate. The certificate \
        signer may issue a certificate with a different validity duration so a client must check the delta \
        between the notBefore and and notAfter fields in the issued certificate to determine the actual \
        duration.\n\nThe v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this \
        field as long as the requested duration is not greater than the maximum duration they will honor per the \
        --cluster-signing-duration CLI flag to the Kubernetes controller manager.\n\nCertificate signers may not \
        honor this field for various reasons:\n\n  1. Old signer that is unaware of the field (such as the \
        in-tree\n     implementations prior to v1.22)\n  2. Signer whose configured maximum is shorter than the \
        requested duration\n  3. Signer whose configured minimum is longer than the requested duration\n\nThe \
        minimum valid value for expirationSeconds is 600, i.e. 10 minutes.",
    ),
    text(
        "Condition",
        "conditions applied to the request. Known conditions are \"Approved\", \"Denied\", and \"Failed\".",
    ),
];

fn request(row: &Row<'_>) -> Vec<Value> {
    let is = |kind| row.condition("/status/conditions", kind).is_some();
    let mut status = match (is("Denied"), is("Approved")) {
        (true, _) => "Denied",
        (false, true) => "Approved",
        (false, false) => "Pending",
    }
    .to_owned();
    if is("Failed") {
        status.push_str(",Failed");
    }
    if !row.text("/status/certificate").is_empty() {
        status.push_str(",Issued");
    }
    let wanted = row.at("/spec/expirationSeconds").value().as_i64();
    vec![
        row.name().into(),
        row.age().into(),
        row.text_or("/spec/signerName", "<none>").into(),
        row.text("/spec/username").into(),
        wanted.map_or_else(|| "<none>".to_owned(), age::human).into(),
        status.into(),
    ]
}

const WEBHOOKS: &[Column] =
    &[NAME, integer("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration"), AGE];

fn webhooks(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.len("/webhooks").into(), row.age().into()]
}

const PARAM_KIND: Column =
    text("ParamKind", "ParamKind specifies the kind of resources used to parameterize this policy");

const VALIDATING: &[Column] = &[
    NAME,
    integer("Validations", "Validations indicates the number of validation rules defined in this configuration"),
    PARAM_KIND,
    AGE,
];

const MUTATING: &[Column] = &[
    NAME,
    integer("Mutations", "Mutation indicates the number of mutations rules defined in this configuration"),
    PARAM_KIND,
    AGE,
];

fn validating(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.len("/spec/validations").into(), param_kind(row).into(), row.age().into()]
}

fn mutating(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.len("/spec/mutations").into(), param_kind(row).into(), row.age().into()]
}

fn param_kind(row: &Row<'_>) -> String {
    let kind = row.at("/spec/paramKind");
    if kind.has("") { format!("{}/{}", kind.text("/apiVersion"), kind.text("/kind")) } else { "<unset>".to_owned() }
}

const BINDINGS: &[Column] = &[
    NAME,
    // The spelling of the last two descriptions is the server's.
    text("PolicyName", "PolicyName indicates the policy definition which the policy binding binded to"),
    text("ParamRef", "ParamRef indicates the param resource which sets the configration param"),
    AGE,
];

fn policy_binding(row: &Row<'_>) -> Vec<Value> {
    let reference = row.at("/spec/paramRef");
    let param = match (reference.text("/name"), reference.text("/namespace")) {
        ("", _) if reference.has("/selector") => reference.selector("/selector").unwrap_or_default(),
        ("", _) => "<unset>".to_owned(),
        (name, "") => format!("*/{name}"),
        (name, namespace) => format!("{namespace}/{name}"),
    };
    vec![row.name().into(), row.text("/spec/policyName").into(), param.into(), row.age().into()]
}
