//! The three probes of a container, and what goes wrong with them.

/// Which probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Holds the other two back until it passes once; restarts the container if it never does.
    Startup,
    /// Restarts the container.
    Liveness,
    /// Takes the pod out of its Services.
    Readiness,
}

/// What is wrong with it. The order is that of preference where pods of one app differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It speaks another protocol than the application.
    Protocol,
    /// It asks a port that the application does not listen on.
    Port,
    /// It asks for something that the application does not have.
    Path,
    /// It gives the application too little time.
    Timing,
    /// None of these: it says what it should say.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Startup, Self::Liveness, Self::Readiness];

    /// Its field in a container.
    pub fn field(self) -> &'static str {
        match self {
            Self::Startup => "startupProbe",
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
        }
    }

    /// How events begin that speak of it.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Startup => "Startup probe ",
            Self::Liveness => "Liveness probe ",
            Self::Readiness => "Readiness probe ",
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Startup => "startup probe",
            Self::Liveness => "liveness probe",
            Self::Readiness => "readiness probe",
        }
    }

    /// What the kubelet says, in lower case, when it kills a container for it; readiness kills nothing.
    pub fn kills(self) -> Option<&'static str> {
        match self {
            Self::Startup => Some("failed startup probe"),
            Self::Liveness => Some("failed liveness probe"),
            Self::Readiness => None,
        }
    }
}
