//! Hypotheses: a cause at an object, with what speaks for it and what was looked for and not found.
//!
//! Confidence is computed from the support, never set: each piece has a weight, a piece that was not found counts
//! against. Take a cited fact away and the confidence falls.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::diagnosis::catalogue::Cause;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::report::model::{Remediation, RemediationKind};

/// No observation proves anything for certain.
const CEILING: f64 = 0.99;

/// How much a piece of support weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Goes with it, and with other things too.
    Weak,
    /// Speaks for it.
    Strong,
    /// Says it in so many words.
    Proof,
}

impl Weight {
    fn value(self) -> f64 {
        match self {
            Self::Weak => 1.0,
            Self::Strong => 2.0,
            Self::Proof => 5.0,
        }
    }
}

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// How much it weighs.
    pub weight: Weight,
    /// What was looked for, for the reader of a test.
    pub what: &'static str,
    /// What was found.
    pub fact: Option<Fact>,
}

/// One link from the cause to the symptom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The object that it is about.
    pub entity: EntityKey,
    /// What it shows, in a few words.
    pub statement: String,
    /// What it rests on.
    pub facts: Vec<Fact>,
}

/// Something that was excluded, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledOut {
    /// What, and by which word.
    pub statement: String,
    /// What it rests on.
    pub facts: Vec<Fact>,
}

/// A cause at an object.
#[derive(Debug, Clone)]
pub struct Hypothesis {
    /// The entry of the catalogue.
    pub cause: &'static Cause,
    /// The object that a person must change.
    pub object: EntityKey,
    /// What is wrong, in one or two sentences.
    pub statement: String,
    /// What was looked for.
    pub support: Vec<Support>,
    /// From the object to the symptom.
    pub chain: Vec<Link>,
    /// The pods (or other objects) whose trouble it explains.
    pub explains: BTreeSet<EntityKey>,
    /// Those of them that only suffer from it: pods of others. What they show by themselves is its consequence.
    pub callers: BTreeSet<EntityKey>,
    /// What was excluded on the way.
    pub ruled_out: Vec<RuledOut>,
    /// How to mend it, best first.
    pub advice: Vec<Remediation>,
    /// When it began.
    pub onset: Option<Timestamp>,
    /// The container that it is about.
    pub container: Option<String>,
    /// The field of the pod template (below a container, or below the template's spec) that is to blame; a change of
    /// it explains the onset.
    pub field: Option<Field>,
    /// Codes of causes at other objects that are only what this one leads to, for the pods that it explains.
    pub leads_to: &'static [&'static str],
    /// Whether it may be on purpose, and nobody is seen to miss anything: told as a notice, never as an answer.
    pub on_purpose: bool,
}

/// A place in a pod template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The container; none for the pod's own spec.
    pub container: Option<String>,
    /// JSON pointer below the container, or below the pod's spec.
    pub pointer: String,
    /// What a person calls it, e.g. `image`.
    pub name: String,
}

impl Hypothesis {
    /// A cause at an object; nothing speaks for it yet.
    pub fn new(cause: &'static Cause, object: &EntityKey, statement: impl Into<String>) -> Self {
        Self {
            cause,
            object: object.clone(),
            statement: statement.into(),
            support: Vec::new(),
            chain: Vec::new(),
            explains: BTreeSet::new(),
            callers: BTreeSet::new(),
            ruled_out: Vec::new(),
            advice: Vec::new(),
            onset: None,
            container: None,
            field: None,
            leads_to: &[],
            on_purpose: false,
        }
    }

    /// Something that was looked for and, perhaps, found.
    #[must_use]
    pub fn support(mut self, weight: Weight, what: &'static str, fact: Option<Fact>) -> Self {
        let known = |f: &Fact| self.support.iter().filter_map(|s| s.fact.as_ref()).any(|k| k.place() == f.place());
        if !fact.as_ref().is_some_and(known) {
            self.support.push(Support { weight, what, fact });
        }
        self
    }

    /// A link of the chain; its facts should be support too.
    #[must_use]
    pub fn link(mut self, entity: &EntityKey, statement: impl Into<String>, facts: Vec<Fact>) -> Self {
        self.chain.push(Link { entity: entity.clone(), statement: statement.into(), facts });
        self
    }

    /// An object whose trouble it explains.
    #[must_use]
    pub fn explaining(mut self, entity: &EntityKey) -> Self {
        self.explains.insert(entity.clone());
        self
    }

    /// Something that was excluded.
    #[must_use]
    pub fn rules_out(mut self, statement: impl Into<String>, facts: Vec<Fact>) -> Self {
        self.ruled_out.push(RuledOut { statement: statement.into(), facts });
        self
    }

    /// A way to mend it.
    #[must_use]
    pub fn advise(mut self, remediation: Remediation) -> Self {
        self.advice.push(remediation);
        self
    }

    /// The container and the field of its template that are to blame.
    #[must_use]
    pub fn blames(mut self, container: Option<&str>, pointer: &str, name: &str) -> Self {
        self.container = container.map(str::to_owned);
        self.field =
            Some(Field { container: self.container.clone(), pointer: pointer.to_owned(), name: name.to_owned() });
        self
    }

    /// Causes at other objects that are only what this one leads to.
    #[must_use]
    pub fn leading_to(mut self, codes: &'static [&'static str]) -> Self {
        self.leads_to = codes;
        self
    }

    /// It holds, and only its owners know whether it should: nobody is seen to miss anything.
    #[must_use]
    pub fn perhaps_on_purpose(mut self, perhaps: bool) -> Self {
        self.on_purpose = perhaps;
        self
    }

    /// When it began.
    #[must_use]
    pub fn since(mut self, onset: Option<Timestamp>) -> Self {
        self.onset = self.onset.or(onset);
        self
    }

    /// Every fact that it rests on, in order, each once.
    pub fn facts(&self) -> Vec<&Fact> {
        let mut facts: Vec<&Fact> = Vec::new();
        let all = self.chain.iter().flat_map(|link| &link.facts);
        for fact in all.chain(self.support.iter().filter_map(|support| support.fact.as_ref())) {
            if !facts.iter().any(|known| known.place() == fact.place()) {
                facts.push(fact);
            }
        }
        facts
    }

    /// How sure it is: the share of the support that was found, by weight, below a ceiling. 0 to 1.
    pub fn confidence(&self) -> f64 {
        let all: f64 = self.support.iter().map(|s| s.weight.value()).sum();
        let found: f64 = self.support.iter().filter(|s| s.fact.is_some()).map(|s| s.weight.value()).sum();
        if all > 0.0 { CEILING * found / all } else { 0.0 }
    }

    /// Whether something that says it in so many words was found.
    pub fn proven(&self) -> bool {
        self.support.iter().any(|s| s.weight == Weight::Proof && s.fact.is_some())
    }

    /// The same without one of its facts.
    #[must_use]
    pub fn without(&self, fact: &Fact) -> Self {
        let mut less = self.clone();
        for support in &mut less.support {
            if support.fact.as_ref().is_some_and(|f| f.place() == fact.place()) {
                support.fact = None;
            }
        }
        less
    }
}

/// Advice that is a command line.
pub fn command(text: impl Into<String>, command: impl Into<String>, risk: impl Into<String>) -> Remediation {
    Remediation {
        kind: RemediationKind::Command,
        text: text.into(),
        command: Some(command.into()),
        diff: None,
        risk: risk.into(),
    }
}

/// Advice to look further first.
pub fn look(text: impl Into<String>, command: Option<String>) -> Remediation {
    Remediation {
        kind: RemediationKind::Investigate,
        text: text.into(),
        command,
        diff: None,
        risk: "none, it only looks".to_owned(),
    }
}

/// Advice to change a field where the object is declared; the diff is worked out locally.
pub fn change(text: impl Into<String>, diff: Option<String>, risk: impl Into<String>) -> Remediation {
    Remediation { kind: RemediationKind::Gitops, text: text.into(), command: None, diff, risk: risk.into() }
}
