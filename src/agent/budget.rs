//! What an investigation by agents may cost, what it has cost so far, and how hard that presses.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::llm::Role;
use crate::llm::Usage;

/// The most that all agents of a run may take together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// Turns.
    pub steps: u32,
    /// Tokens of requests and answers.
    pub tokens: u64,
    /// US dollars, where prices are known.
    pub cost: f64,
    /// Wall time.
    pub time: Duration,
}

/// What was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spent {
    /// Turns.
    pub steps: u32,
    /// Tokens of requests.
    pub input: u64,
    /// Of these, out of the endpoint's cache.
    pub cached: u64,
    /// Tokens of answers.
    pub output: u64,
    /// US dollars, where prices are known.
    pub cost: Option<f64>,
}

/// How hard a budget presses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pressure {
    /// There is enough of everything.
    #[default]
    None,
    /// It is time to conclude, because of this.
    Soft(String),
    /// It is over, because of this.
    Hard(String),
}

impl Spent {
    /// Adds what another took.
    pub fn join(&mut self, other: &Self) {
        self.steps += other.steps;
        self.input += other.input;
        self.cached += other.cached;
        self.output += other.output;
        if let Some(cost) = other.cost {
            self.cost = Some(self.cost.unwrap_or(0.0) + cost);
        }
    }

    /// Adds a turn.
    pub fn add(&mut self, usage: Usage) {
        self.steps += 1;
        self.input += usage.input;
        self.cached += usage.cached;
        self.output += usage.output;
        if let Some(cost) = usage.cost {
            self.cost = Some(self.cost.unwrap_or(0.0) + cost);
        }
    }
}

/// The share of a budget from which on an agent is asked to conclude. Specialists come first, so that the lead has room
/// for what they found.
fn soft(role: Role) -> f64 {
    match role {
        Role::Lead => 0.85,
        Role::Specialist => 0.7,
    }
}

impl Budget {
    /// How hard it presses on an agent of this role.
    #[expect(clippy::cast_precision_loss, reason = "shares of a budget need no more than six digits")]
    pub fn pressure(&self, spent: &Spent, elapsed: Duration, role: Role) -> Pressure {
        let tokens = spent.input + spent.output;
        let shares = [
            (f64::from(spent.steps) / f64::from(self.steps.max(1)), format!("{} turns", self.steps)),
            (tokens as f64 / self.tokens.max(1) as f64, format!("{} tokens", self.tokens)),
            (spent.cost.unwrap_or(0.0) / self.cost.max(f64::MIN_POSITIVE), format!("{} US dollars", self.cost)),
            (elapsed.as_secs_f64() / self.time.as_secs_f64().max(0.001), format!("{} s", self.time.as_secs())),
        ];
        let most = shares.into_iter().max_by(|one, two| one.0.total_cmp(&two.0));
        match most {
            Some((share, what)) if share >= 1.0 => Pressure::Hard(format!("the budget of {what} is used up")),
            Some((share, what)) if share >= soft(role) => {
                Pressure::Soft(format!("the budget of {what} is almost used up"))
            }
            _ => Pressure::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Budget = Budget { steps: 10, tokens: 1_000, cost: 0.5, time: Duration::from_mins(1) };

    fn pressed(spent: Spent, seconds: u64, role: Role) -> Pressure {
        BUDGET.pressure(&spent, Duration::from_secs(seconds), role)
    }

    #[test]
    fn whatever_is_closest_to_its_end_presses() {
        let few = Spent { steps: 2, input: 100, ..Spent::default() };
        assert_eq!(pressed(few, 1, Role::Lead), Pressure::None);
        for (spent, seconds, word) in [
            (Spent { steps: 10, ..few }, 1, "10 turns"),
            (Spent { input: 900, output: 101, ..few }, 1, "1000 tokens"),
            (Spent { cost: Some(0.6), ..few }, 1, "0.5 US dollars"),
            (few, 60, "60 s"),
        ] {
            let Pressure::Hard(why) = pressed(spent, seconds, Role::Lead) else { panic!("{word}") };
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn specialists_conclude_before_the_lead_does() {
        let spent = Spent { steps: 8, ..Spent::default() };
        assert!(matches!(pressed(spent, 0, Role::Specialist), Pressure::Soft(_)));
        assert_eq!(pressed(spent, 0, Role::Lead), Pressure::None);
    }
}
