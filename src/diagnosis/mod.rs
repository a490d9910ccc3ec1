//! Subject, collection, causes and ranking: from evidence to a diagnosis.

pub mod advice;
pub mod case;
pub mod catalogue;
pub mod causes;
pub mod changes;
pub mod hypothesis;
pub mod managed;
pub mod objects;
pub mod subject;
