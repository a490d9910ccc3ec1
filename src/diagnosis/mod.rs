//! Subject, collection, causes and ranking: from evidence to a diagnosis.

pub mod catalogue;
pub mod causes;
