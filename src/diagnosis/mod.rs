//! Subject, collection, causes and ranking: from evidence to a diagnosis.

pub mod advice;
pub mod blind;
pub mod calls;
pub mod case;
pub mod catalogue;
pub mod causes;
pub mod changes;
pub mod collect;
pub mod complaints;
pub mod declared;
pub mod diagnose;
pub mod hypothesis;
pub mod impact;
pub mod logs;
pub mod managed;
pub mod objects;
pub mod placement;
pub mod rank;
pub mod rollback;
pub mod severity;
pub mod spoken;
pub mod subject;
pub mod symptoms;
pub mod telemetry;
