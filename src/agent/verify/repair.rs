//! What an agent is told, once, so that it can mend its draft.

use std::fmt::Write;

use crate::agent::verify::{Rule, Strike};

/// Strikes that are told one by one.
const TOLD: usize = 20;

/// What to tell the agent. Empty where nothing was struck.
pub fn repair_request(struck: &[Strike]) -> String {
    if struck.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "The evidence does not bear out these parts of what you submitted. Submit the whole of it again, once, with each \
         of them mended or left out. Cite only what you have read; what is not repaired is struck.\n",
    );
    for strike in struck.iter().take(TOLD) {
        _ = writeln!(text, "- {strike}: {}", advice(strike.rule));
    }
    if struck.len() > TOLD {
        _ = writeln!(text, "- and {} more", struck.len() - TOLD);
    }
    text
}

fn advice(rule: Rule) -> &'static str {
    match rule {
        Rule::UnknownObservation => "use the ids that tools gave you",
        Rule::NoSuchPlace => "give a pointer or lines that exist, or leave `at` out and quote exactly",
        Rule::Misquoted => "copy the words from the observation",
        Rule::QuoteTooShort => "quote more, or give the exact place of a short value",
        Rule::NoEvidence => "cite what you read, or leave it out",
        Rule::OtherObject => "cite something about this object",
        Rule::UnknownObject => "name only what was seen, in its namespace",
        Rule::NotAbsent => "it is there; do not say that it is missing",
        Rule::UnknownNumber => "cite where the number stands, or leave it out",
        Rule::UnknownCause => "use a code of the catalogue, or Other",
        Rule::NotProven => "make it a hypothesis, or read what would prove it",
        Rule::BrokenChain => "put the missing step between them, or leave it out",
        Rule::TimeReversed => "what leads to something comes before it",
        Rule::TooLittle => "cite at least two observations that do not depend on each other, or make it a hypothesis",
        Rule::WrongVerdict => "say the verdict that is borne out",
        Rule::BadRemedy => "advise only on what exists",
        Rule::TooMuch => "say less",
    }
}
