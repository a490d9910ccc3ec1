//! Causes that lie between what was declared and what is there, and in changes: among the releases, told last.
//!
//! They say that something differs or changed, and give way to every cause that says what is wrong with it, see
//! [`crate::diagnosis::declared::carry`]. What differs and harms nobody is no cause.

pub mod catalogue;
pub mod config;
pub mod missing;
pub mod regression;

use crate::diagnosis::causes::Rule;

/// The rules of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::DECLARED_OBJECT_MISSING, prove: missing::declared },
    Rule { cause: &catalogue::CONFIG_DRIFT, prove: config::drifted },
    Rule { cause: &catalogue::REGRESSION_BY_CHANGE, prove: regression::by_change },
];

/// Causes that only say that something changed; the first is the more telling one.
pub const GENERAL: &[&str] = &["ConfigDrift", "RegressionByChange"];
