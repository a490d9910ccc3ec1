//! What logs tell without knowing the program that wrote them.
//!
//! Words of one kind of program (a database, a runtime) are not known here: a cause that needs them brings its own.

pub mod decisive;
pub mod network;
pub mod severity;
