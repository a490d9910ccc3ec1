//! What was declared of the objects of a cluster, against what is there.
//!
//! Declarations are claims of people about what should be: manifests beside a bundle, what was applied last, what a Helm
//! release rendered, what Argo CD keeps in step. Only what they say is compared; what they leave open is nobody's drift.
//! A difference is no fault by itself: it counts where it explains trouble.

pub mod absent;
pub mod carry;
pub mod compare;
pub mod drift;
pub mod equal;
pub mod lists;
pub mod mend;
pub mod place;
pub mod source;
#[cfg(test)]
mod tests;
