//! What a cause is: a stable code, what proves it, what it is mistaken for, how to mend it.
//!
//! An entry is data; the function that proves it stands beside it in the family's file under `causes/`. Codes are a
//! public interface: once released they don't change.

/// One entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The stable code in PascalCase, e.g. `ImageNotFound`.
    pub code: &'static str,
    /// The family, e.g. `image`.
    pub category: &'static str,
    /// The object that a person must change, in words: `app`, `namespace`, `service` …
    pub object: &'static str,
    /// What it is, in one or two sentences that a new on-call engineer understands.
    pub about: &'static str,
    /// What proves it.
    pub proof: &'static str,
    /// What it is mistaken for, and how to tell.
    pub mistaken_for: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// How deep it lies: a deeper cause explains a shallower one at the same object.
    pub depth: Depth,
}

/// How far a cause lies from the symptom. At one object the deeper cause stands above and explains the shallower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// A controller's own word for "it does not work": a stuck rollout, a Job that gave up.
    Surface,
    /// What happened, without why: a crash, a failing probe.
    Mechanism,
    /// What a person can change.
    Root,
}
