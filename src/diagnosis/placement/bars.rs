//! What may keep a pod off a node.

use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::entity::EntityKey;

/// One thing that keeps a pod off a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// The node lacks a label that the pod's `nodeSelector` names.
    Selector {
        /// The label.
        key: String,
        /// The value that is asked for.
        value: String,
    },
    /// The pod's node affinity does not allow the node.
    Affinity,
    /// A volume of the pod can't be used from the node.
    Volume,
    /// The node controller keeps pods off: the node is not ready, or short of something.
    Condition {
        /// The taint that says so, by its place in the node's list.
        taint: usize,
        /// Its key.
        key: String,
    },
    /// The node is cordoned.
    Cordon,
    /// A taint that the pod does not tolerate.
    Taint {
        /// Its place in the node's list.
        index: usize,
        /// As kubectl takes it.
        text: String,
    },
    /// The node has too little of a resource left, or at all.
    Short {
        /// The resource; `pods` for the number of pods.
        resource: String,
        /// What the pod asks for.
        wants: Quantity,
        /// What is free.
        free: Quantity,
        /// What the node has for all pods together.
        all: Quantity,
    },
    /// A port of the node that the pod wants is taken.
    Port {
        /// The port.
        port: i64,
        /// By whom.
        by: EntityKey,
    },
    /// A pod that this one may not stand beside, or that may not stand beside this one, is there.
    AntiAffinity {
        /// That pod.
        by: EntityKey,
        /// Beside in what sense: the label of nodes that is compared.
        topology: String,
        /// Whether it is the other pod that refuses.
        theirs: bool,
    },
    /// No pod that this one must stand beside is there.
    PodAffinity {
        /// Beside in what sense.
        topology: String,
    },
    /// Another pod here would make the spread too uneven.
    Spread {
        /// Spread over what.
        topology: String,
    },
}

/// What sort of change would remove a bar.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The pod's node selector.
    Selector,
    /// The pod's node affinity.
    Affinity,
    /// Where its volumes are.
    Volume,
    /// The condition of nodes.
    Condition,
    /// A cordon.
    Cordon,
    /// A taint.
    Taint,
    /// More of a resource, or a smaller request.
    Short(String),
    /// A port of the node.
    Port,
    /// The anti-affinity between pods.
    AntiAffinity,
    /// The affinity between pods.
    PodAffinity,
    /// The spread over nodes or zones.
    Spread,
}

impl Bar {
    /// Its sort.
    pub fn class(&self) -> Class {
        match self {
            Self::Selector { .. } => Class::Selector,
            Self::Affinity => Class::Affinity,
            Self::Volume => Class::Volume,
            Self::Condition { .. } => Class::Condition,
            Self::Cordon => Class::Cordon,
            Self::Taint { .. } => Class::Taint,
            Self::Short { resource, .. } => Class::Short(resource.clone()),
            Self::Port { .. } => Class::Port,
            Self::AntiAffinity { .. } => Class::AntiAffinity,
            Self::PodAffinity { .. } => Class::PodAffinity,
            Self::Spread { .. } => Class::Spread,
        }
    }

    /// Whether the node is none of those that the pod asks for by labels or volumes.
    pub fn is_choice(&self) -> bool {
        matches!(self, Self::Selector { .. } | Self::Affinity | Self::Volume)
    }

    /// Whether the node is closed to the pod, whatever room it has.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Condition { .. } | Self::Cordon | Self::Taint { .. })
    }

    /// The bar in a few words, after the node's name.
    pub fn words(&self) -> String {
        match self {
            Self::Selector { key, value } => format!("has no label {key}={value}"),
            Self::Affinity => "is not one that its node affinity allows".to_owned(),
            Self::Volume => "cannot use its volume".to_owned(),
            Self::Condition { key, .. } => format!("is kept free by its condition ({key})"),
            Self::Cordon => "is cordoned".to_owned(),
            Self::Taint { text, .. } => format!("has taint {text}, which it does not tolerate"),
            Self::Short { resource, wants, all, .. } if wants > all => {
                format!("has only {} {} at all", all.show(resource), name_of(resource))
            }
            Self::Short { resource, free, all, .. } => {
                format!("has {} of {} {} free", free.show(resource), all.show(resource), name_of(resource))
            }
            Self::Port { port, by } => format!("has port {port} taken by Pod {}", by.path()),
            Self::AntiAffinity { by, .. } => format!("already has Pod {}", by.path()),
            Self::PodAffinity { topology } => format!("has no pod that it must stand beside (by {topology})"),
            Self::Spread { topology } => format!("would have too many of them (spread over {topology})"),
        }
    }
}

/// What people call a resource.
pub fn name_of(resource: &str) -> &str {
    match resource {
        "cpu" => "CPU",
        "pods" => "places for pods",
        other => other,
    }
}
