//! Services and what leads to them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::column::{AGE, Column, NAME, Printer, text, wide};
use super::row::{Row, first_three, none_if_empty};

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "", plural: "services", columns: SERVICES, cells: service },
    Printer { group: "", plural: "endpoints", columns: ENDPOINTS, cells: endpoints },
    Printer { group: "discovery.k8s.io", plural: "endpointslices", columns: SLICES, cells: slice },
    Printer { group: "networking.k8s.io", plural: "ingresses", columns: INGRESSES, cells: ingress },
    Printer { group: "networking.k8s.io", plural: "ingressclasses", columns: CLASSES, cells: class },
    Printer { group: "networking.k8s.io", plural: "networkpolicies", columns: POLICIES, cells: policy },
    Printer { group: "networking.k8s.io", plural: "servicecidrs", columns: RANGES, cells: range },
    Printer { group: "networking.k8s.io", plural: "ipaddresses", columns: ADDRESSES, cells: address },
];

const SERVICES: &[Column] = &[
    NAME,
    text(
        "Type",
        "type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, \
        ClusterIP, NodePort, and LoadBalancer. \"ClusterIP\" allocates a cluster-internal IP address for \
        load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by \
        manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is \"None\", no \
        virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. \
        \"NodePort\" builds on ClusterIP and allocates a port on every node which routes to the same endpoints \
        as the clusterIP. \"LoadBalancer\" builds on NodePort and creates an external load-balancer (if \
        supported in the current cloud) which routes to the same endpoints as the clusterIP. \"ExternalName\" \
        aliases this service to the specified externalName. Several other fields do not apply to ExternalName \
        services. More info: \
        https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
    ),
    text(
        "Cluster-IP",
        "clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified \
        manually, is in-range (as per system configuration), and is not in use, it will be allocated to the \
        service; otherwise creation of the service will fail. This field may not be changed through updates \
        unless the type field is also being changed to ExternalName (which requires this field to be blank) or \
        the type field is being changed from ExternalName (in which case this field may optionally be specified, \
        as describe above).  Valid values are \"None\", empty string (\"\"), or a valid IP address. Setting this \
        to \"None\" makes a \"headless service\" (no virtual IP), which is useful when direct endpoint \
        connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and \
        LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will \
        fail. This field will be wiped when updating a Service to type ExternalName. More info: \
        https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies",
    ),
    text(
        "External-IP",
        "externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this \
        service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic \
        arrives at a node with this IP.  A common example is external load-balancers that are not part of the \
        Kubernetes system.",
    ),
    text(
        "Port(s)",
        "The list of ports that are exposed by this service. More info: \
        https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies",
    ),
    AGE,
    wide(
        "Selector",
        "Route service traffic to pods with label keys and values matching this selector. If empty or not \
        present, the service is assumed to have an external process managing its endpoints, which Kubernetes \
        will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is \
        ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/",
    ),
];

fn service(row: &Row<'_>) -> Vec<Value> {
    let kind = row.text_or("/spec/type", "ClusterIP");
    vec![
        row.name().into(),
        kind.into(),
        row.text_or("/spec/clusterIPs/0", row.text_or("/spec/clusterIP", "<none>")).into(),
        external(row, kind).into(),
        none_if_empty(row.items("/spec/ports").map(|port| service_port(&port)).collect::<Vec<_>>().join(",")).into(),
        row.age().into(),
        row.labels("/spec/selector").into(),
    ]
}

fn service_port(port: &Row<'_>) -> String {
    let protocol = port.text_or("/protocol", "TCP");
    match port.int("/nodePort") {
        node @ 1.. => format!("{}:{node}/{protocol}", port.int("/port")),
        _ => format!("{}/{protocol}", port.int("/port")),
    }
}

fn external(row: &Row<'_>, kind: &str) -> String {
    let declared = row.texts("/spec/externalIPs").join(",");
    match kind {
        "ClusterIP" | "NodePort" => none_if_empty(declared),
        "LoadBalancer" => match (balancer(row), declared.is_empty()) {
            (given, true) if given.is_empty() => "<pending>".to_owned(),
            (given, true) => given,
            (given, false) if given.is_empty() => declared,
            (given, false) => format!("{given},{declared}"),
        },
        "ExternalName" => row.text("/spec/externalName").to_owned(),
        _ => "<unknown>".to_owned(),
    }
}

/// Where a load balancer listens, by address or else by name.
fn balancer(row: &Row<'_>) -> String {
    let points = row.items("/status/loadBalancer/ingress");
    let named: BTreeSet<&str> = points.map(|point| point.text_or("/ip", point.text("/hostname"))).collect();
    named.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(",")
}

const ENDPOINTS: &[Column] = &[
    NAME,
    text(
        "Endpoints",
        "The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the \
        IPs they share. A single address with multiple ports, some of which are ready and some of which are not \
        (because they come from different containers) will result in the address being displayed in different \
        subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the \
        same subset. Sets of addresses and ports that comprise a service.",
    ),
    AGE,
];

fn endpoints(row: &Row<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for subset in row.items("/subsets") {
        let addresses = || subset.items("/addresses").map(|address| address.text("/ip"));
        if subset.len("/ports") == 0 {
            all.extend(addresses().map(str::to_owned));
        }
        for port in subset.items("/ports") {
            all.extend(addresses().map(|ip| with_port(ip, port.int("/port"))));
        }
    }
    let empty = if row.len("/subsets") == 0 { "<none>" } else { "" };
    vec![row.name().into(), first_three(&all, empty).into(), row.age().into()]
}

fn with_port(ip: &str, port: i64) -> String {
    if ip.contains(':') { format!("[{ip}]:{port}") } else { format!("{ip}:{port}") }
}

const SLICES: &[Column] = &[
    NAME,
    text(
        "AddressType",
        "addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice \
        must be the same type. This field is immutable after creation. The following address types are currently \
        supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a \
        Fully Qualified Domain Name. (Deprecated) The EndpointSlice controller only generates, and kube-proxy \
        only processes, slices of addressType \"IPv4\" and \"IPv6\". No semantics are defined for the \"FQDN\" \
        type.",
    ),
    text(
        "Ports",
        "ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a \
        unique name. Each slice may include a maximum of 100 ports. Services always have at least 1 port, so \
        EndpointSlices generated by the EndpointSlice controller will likewise always have at least 1 port. \
        EndpointSlices used for other purposes may have an empty ports list.",
    ),
    text(
        "Endpoints",
        "endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 \
        endpoints.",
    ),
    AGE,
];

fn slice(row: &Row<'_>) -> Vec<Value> {
    let port = |port: Row<'_>| port.scalar("/port", port.text_or("/name", "*"));
    let ports: Vec<String> = row.items("/ports").map(port).collect();
    let addresses = row.items("/endpoints").flat_map(|endpoint| endpoint.texts("/addresses"));
    let addresses: Vec<String> = addresses.map(str::to_owned).collect();
    vec![
        row.name().into(),
        row.text("/addressType").into(),
        first_three(&ports, "<unset>").into(),
        first_three(&addresses, "<unset>").into(),
        row.age().into(),
    ]
}

const INGRESSES: &[Column] = &[
    NAME,
    text("Class", "The name of the IngressClass resource that should be used for additional configuration"),
    text("Hosts", "Hosts that incoming requests are matched against before the ingress rule"),
    text("Address", "Address is a list containing ingress points for the load-balancer"),
    text("Ports", "Ports of TLS configurations that open"),
    AGE,
];

fn ingress(row: &Row<'_>) -> Vec<Value> {
    let ports = if row.len("/spec/tls") > 0 { "80, 443" } else { "80" };
    vec![
        row.name().into(),
        row.text_or("/spec/ingressClassName", "<none>").into(),
        hosts(row).into(),
        balancer(row).into(),
        ports.into(),
        row.age().into(),
    ]
}

/// The first three hosts. How many are left out is counted over the rules, those without a host included.
fn hosts(row: &Row<'_>) -> String {
    const SHOWN: usize = 3;
    let mut shown = Vec::new();
    let mut more = false;
    for rule in row.items("/spec/rules") {
        more = more || shown.len() == SHOWN;
        if !more && !rule.text("/host").is_empty() {
            shown.push(rule.text("/host"));
        }
    }
    match (shown.is_empty(), more) {
        (true, _) => "*".to_owned(),
        (false, false) => shown.join(","),
        (false, true) => {
            format!("{} + {} more...", shown.join(","), row.items("/spec/rules").len().saturating_sub(SHOWN))
        }
    }
}

const CLASSES: &[Column] = &[
    NAME,
    text("Controller", "Controller that is responsible for handling this class"),
    text("Parameters", "A reference to a resource with additional parameters"),
    AGE,
];

fn class(row: &Row<'_>) -> Vec<Value> {
    let wanted = row.at("/spec/parameters");
    let parameters = match wanted.text("/apiGroup") {
        _ if !wanted.has("") => "<none>".to_owned(),
        "" => format!("{}/{}", wanted.text("/kind"), wanted.text("/name")),
        group => format!("{}.{group}/{}", wanted.text("/kind"), wanted.text("/name")),
    };
    vec![row.name().into(), row.text("/spec/controller").into(), parameters.into(), row.age().into()]
}

const POLICIES: &[Column] = &[
    NAME,
    text(
        "Pod-Selector",
        "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied \
        to any pods selected by this field. An empty selector matches all pods in the policy's namespace. \
        Multiple network policies can select the same set of pods. In this case, the ingress rules for each are \
        combined additively. This field is optional. If it is not specified, it defaults to an empty selector.",
    ),
    AGE,
];

fn policy(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.selector_or_none("/spec/podSelector").into(), row.age().into()]
}

const RANGES: &[Column] = &[
    NAME,
    text(
        "CIDRs",
        "CIDRs defines the IP blocks in CIDR notation (e.g. \"192.168.0.0/24\" or \"2001:db8::/64\") from which \
        to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is \
        immutable.",
    ),
    AGE,
];

fn range(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.texts("/spec/cidrs").join(",").into(), row.age().into()]
}

const ADDRESSES: &[Column] = &[
    NAME,
    text(
        "ParentRef",
        "ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent \
        object.",
    ),
];

fn address(row: &Row<'_>) -> Vec<Value> {
    let parent = row.at("/spec/parentRef");
    let parts = [
        [parent.text("/resource"), parent.text("/group")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("."),
        parent.text("/namespace").to_owned(),
        parent.text("/name").to_owned(),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    vec![row.name().into(), none_if_empty(parts.join("/")).into()]
}
