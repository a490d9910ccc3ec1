//! The report (`sre.report/v1`) and its faces.

pub mod model;
