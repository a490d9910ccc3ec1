//! What stands on the page of a cause besides its own words: what each family is, the causes that are told apart from
//! it, and commands to look by hand. All of them only look.

use crate::diagnosis::catalogue::Cause;

/// A family as the list of causes has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The category of its causes.
    pub category: &'static str,
    /// What its causes have in common.
    pub about: &'static str,
    /// Commands that show what it is about; `NS`, `POD` and the like stand for names.
    pub by_hand: &'static [&'static str],
}

const OTHER: Family = Family {
    category: "",
    about: "what else goes wrong",
    by_hand: &["kubectl -n NS get all", "kubectl -n NS events --types=Warning"],
};

/// The families, in the order in which trouble meets a workload.
const FAMILIES: &[Family] = &[
    Family {
        category: "admission",
        about: "the API server refuses to create what a workload needs",
        by_hand: &[
            "kubectl -n NS get events --field-selector reason=FailedCreate",
            "kubectl -n NS describe resourcequota,limitrange",
            "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",
        ],
    },
    Family {
        category: "scheduling",
        about: "no node takes the pod",
        by_hand: &[
            "kubectl -n NS get events --field-selector reason=FailedScheduling",
            "kubectl -n NS get pod POD -o yaml",
            "kubectl describe nodes",
        ],
    },
    Family {
        category: "storage",
        about: "a volume is not made, bound, attached, mounted or usable",
        by_hand: &["kubectl -n NS describe pvc CLAIM", "kubectl get storageclass,pv", "kubectl get volumeattachments"],
    },
    Family {
        category: "image",
        about: "the node does not get the image",
        by_hand: &[
            "kubectl -n NS describe pod POD",
            "kubectl -n NS get pod POD -o jsonpath='{.spec.containers[*].image}'",
            "kubectl -n NS get pod POD -o jsonpath='{.spec.imagePullSecrets}'",
        ],
    },
    Family {
        category: "references",
        about: "something that the workload names is not there, or does not allow it",
        by_hand: &[
            "kubectl -n NS describe pod POD",
            "kubectl -n NS get configmaps,secrets,serviceaccounts",
            "kubectl auth can-i VERB RESOURCE -n NS --as=system:serviceaccount:NS:ACCOUNT",
        ],
    },
    Family {
        category: "containers",
        about: "a container does not stay up, does not become ready, or does not end",
        by_hand: &[
            "kubectl -n NS describe pod POD",
            "kubectl -n NS logs POD -c CONTAINER --previous",
            "kubectl -n NS get pod POD -o jsonpath='{.status.containerStatuses}'",
        ],
    },
    Family {
        category: "service routing",
        about: "requests do not find their way to a pod",
        by_hand: &[
            "kubectl -n NS get service SERVICE -o yaml",
            "kubectl -n NS get endpointslices -l kubernetes.io/service-name=SERVICE",
            "kubectl -n NS get ingresses,networkpolicies",
        ],
    },
    Family {
        category: "mesh",
        about: "the mesh sends, encrypts or allows traffic otherwise than meant",
        by_hand: &[
            "kubectl -n NS get virtualservices,destinationrules,gateways",
            "kubectl -n NS get peerauthentications,authorizationpolicies",
            "kubectl -n NS logs POD -c istio-proxy",
        ],
    },
    Family {
        category: "dependencies",
        about: "what an app calls refuses it, is down, or is too slow",
        by_hand: &["kubectl -n NS logs POD --tail=200", "kubectl -n NS get services,endpointslices"],
    },
    Family {
        category: "autoscaling",
        about: "an autoscaler cannot do its work",
        by_hand: &["kubectl -n NS describe hpa NAME", "kubectl get apiservices v1beta1.metrics.k8s.io"],
    },
    Family {
        category: "disruption",
        about: "pods may not be moved, or are moved when they should not",
        by_hand: &["kubectl -n NS get poddisruptionbudgets", "kubectl -n NS describe pdb NAME"],
    },
    Family {
        category: "releases",
        about: "what was released is not what runs",
        by_hand: &[
            "kubectl -n NS rollout history deployment/NAME",
            "kubectl -n argocd get applications",
            "kubectl -n NS get secrets -l owner=helm",
        ],
    },
    Family {
        category: "performance",
        about: "an app is up, and slower than it was",
        by_hand: &["kubectl -n NS describe pod POD", "kubectl -n NS get pods -o wide"],
    },
    Family {
        category: "nodes",
        about: "a node, its agents or the control plane is unwell",
        by_hand: &[
            "kubectl describe node NODE",
            "kubectl -n kube-node-lease get leases",
            "kubectl -n kube-system get pods -o wide",
        ],
    },
];

/// The family of a category.
pub fn family(category: &str) -> &'static Family {
    FAMILIES.iter().find(|family| family.category == category).unwrap_or(&OTHER)
}

/// Where a category stands in a list.
pub fn place(category: &str) -> usize {
    FAMILIES.iter().position(|family| family.category == category).unwrap_or(FAMILIES.len())
}

/// Causes that a page names, and those that name it: what it is told apart from.
pub fn looks_like<'c>(cause: &Cause, all: &[&'c Cause]) -> Vec<&'c Cause> {
    let names = |page: &Cause, code: &str| {
        let texts = [page.about, page.proof, page.mistaken_for, page.fix];
        page.code != code && texts.iter().any(|text| words(text).any(|word| word == code))
    };
    all.iter().copied().filter(|other| names(cause, other.code) || names(other, cause.code)).collect()
}

/// The words of a text.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}
