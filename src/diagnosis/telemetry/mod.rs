//! What other systems measured and said, as facts about objects. It concludes nothing.

pub mod meaning;
pub mod owner;
pub mod readings;
pub mod series;
pub mod slow;
pub mod stats;
pub mod words;
