//! The one owner of an investigation: question in, events and a report out.
