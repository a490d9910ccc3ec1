//! Label selectors as the API server reads them: equality, sets and existence.

use std::fmt;

use super::meta::Meta;

/// A parsed label selector; all its requirements must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSelector(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Exists,
    Missing,
    Is(String),
    IsNot(String),
    In(Vec<String>),
    NotIn(Vec<String>),
    Above(i64),
    Below(i64),
}

/// What is wrong with a selector, in the words of the API server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SelectorError(pub(super) String);

impl LabelSelector {
    /// Parses a selector such as `app=web,tier in (a, b),!legacy`. An empty one matches everything.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut input = Parser { tokens: tokens(text), at: 0 };
        let mut requirements = Vec::new();
        loop {
            match input.next() {
                Token::End => return Ok(Self(requirements)),
                Token::Comma if !requirements.is_empty() => return Err(input.found("identifier after ','")),
                Token::Not => {
                    let key = input.key()?;
                    requirements.push(Requirement { key, test: Test::Missing });
                }
                Token::Word(key) => {
                    check_key(&key)?;
                    requirements.push(Requirement { key, test: input.test()? });
                }
                _ => return Err(input.found("!, identifier, or 'end of string'")),
            }
            match input.next() {
                Token::End => return Ok(Self(requirements)),
                Token::Comma if input.peek() == Token::End => {
                    input.next();
                    return Err(input.found("identifier after ','"));
                }
                Token::Comma => {}
                _ => return Err(input.found("',' or 'end of string'")),
            }
        }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn matches(&self, meta: &Meta) -> bool {
        self.0.iter().all(|requirement| requirement.test.holds(meta.label(&requirement.key)))
    }
}

impl Test {
    fn holds(&self, value: Option<&str>) -> bool {
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::Is(wanted) => value == Some(wanted),
            Self::IsNot(unwanted) => value != Some(unwanted),
            Self::In(wanted) => value.is_some_and(|value| wanted.iter().any(|w| w == value)),
            Self::NotIn(unwanted) => !value.is_some_and(|value| unwanted.iter().any(|w| w == value)),
            Self::Above(bound) => number().is_some_and(|n| n > *bound),
            Self::Below(bound) => number().is_some_and(|n| n < *bound),
        }
    }
}

impl fmt::Display for LabelSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Requirement { key, test }) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            match test {
                Test::Exists => write!(f, "{key}")?,
                Test::Missing => write!(f, "!{key}")?,
                Test::Is(value) => write!(f, "{key}={value}")?,
                Test::IsNot(value) => write!(f, "{key}!={value}")?,
                Test::In(values) => write!(f, "{key} in ({})", values.join(","))?,
                Test::NotIn(values) => write!(f, "{key} notin ({})", values.join(","))?,
                Test::Above(bound) => write!(f, "{key}>{bound}")?,
                Test::Below(bound) => write!(f, "{key}<{bound}")?,
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Comma,
    Equals,
    DoubleEquals,
    NotEquals,
    Not,
    Open,
    Close,
    Above,
    Below,
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Word(word) => word,
            Self::Comma => ",",
            Self::Equals => "=",
            Self::DoubleEquals => "==",
            Self::NotEquals => "!=",
            Self::Not => "!",
            Self::Open => "(",
            Self::Close => ")",
            Self::Above => ">",
            Self::Below => "<",
            Self::End => "",
        })
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let special = |c: char| matches!(c, '=' | '!' | '(' | ')' | ',' | '>' | '<') || c.is_whitespace();
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            ',' => Token::Comma,
            '(' => Token::Open,
            ')' => Token::Close,
            '>' => Token::Above,
            '<' => Token::Below,
            '=' if chars.next_if_eq(&'=').is_some() => Token::DoubleEquals,
            '=' => Token::Equals,
            '!' if chars.next_if_eq(&'=').is_some() => Token::NotEquals,
            '!' => Token::Not,
            c => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| !special(*c)) {
                    word.push(c);
                }
                Token::Word(word)
            }
        };
        out.push(token);
    }
    out
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Token {
        self.tokens.get(self.at).cloned().unwrap_or(Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    /// An error about the token that was read last.
    fn found(&self, expected: &str) -> SelectorError {
        let token = self.tokens.get(self.at.saturating_sub(1)).unwrap_or(&Token::End);
        SelectorError(format!("unable to parse requirement: found '{token}', expected: {expected}"))
    }

    fn key(&mut self) -> Result<String, SelectorError> {
        match self.next() {
            Token::Word(key) => check_key(&key).map(|()| key),
            _ => Err(self.found("identifier")),
        }
    }

    fn test(&mut self) -> Result<Test, SelectorError> {
        match self.peek() {
            Token::End | Token::Comma => return Ok(Test::Exists),
            _ => {}
        }
        match self.next() {
            Token::Equals | Token::DoubleEquals => self.value().map(Test::Is),
            Token::NotEquals => self.value().map(Test::IsNot),
            Token::Above => self.number().map(Test::Above),
            Token::Below => self.number().map(Test::Below),
            Token::Word(word) if word == "in" => self.set().map(Test::In),
            Token::Word(word) if word == "notin" => self.set().map(Test::NotIn),
            _ => Err(self.found("in, notin, =, ==, !=, gt, lt")),
        }
    }

    /// The value after an operator; none is the empty value.
    fn value(&mut self) -> Result<String, SelectorError> {
        match self.peek() {
            Token::End | Token::Comma => Ok(String::new()),
            Token::Word(value) => {
                self.at += 1;
                check_value(&value).map(|()| value)
            }
            _ => {
                self.at += 1;
                Err(self.found("identifier"))
            }
        }
    }

    fn number(&mut self) -> Result<i64, SelectorError> {
        match self.next() {
            Token::Word(value) => value.parse().map_err(|_| {
                SelectorError(
                    "unable to parse requirement: values: for 'Gt', 'Lt' operators, the value must be an integer"
                        .to_owned(),
                )
            }),
            _ => Err(self.found("identifier")),
        }
    }

    fn set(&mut self) -> Result<Vec<String>, SelectorError> {
        if self.next() != Token::Open {
            return Err(self.found("'('"));
        }
        let mut values = Vec::new();
        loop {
            values.push(match self.peek() {
                Token::Comma | Token::Close => String::new(),
                _ => self.value()?,
            });
            match self.next() {
                Token::Comma => {}
                Token::Close => break,
                _ => return Err(self.found("',' or ')'")),
            }
        }
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }
}

fn check_key(key: &str) -> Result<(), SelectorError> {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let prefix_fits = prefix.is_none_or(|p| {
        !p.is_empty()
            && p.len() <= 253
            && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
    });
    if prefix_fits && !name.is_empty() && is_name(name) {
        return Ok(());
    }
    Err(SelectorError(format!("unable to parse requirement: key: Invalid value: {key:?}: it is not a qualified name")))
}

fn check_value(value: &str) -> Result<(), SelectorError> {
    if is_name(value) {
        return Ok(());
    }
    Err(SelectorError(format!(
        "unable to parse requirement: values: Invalid value: {value:?}: it is not a label value"
    )))
}

/// The name part of a label key, or a label value: at most 63 letters, digits, `-`, `_` and `.`, not at the ends.
fn is_name(text: &str) -> bool {
    let end = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && end(text.chars().next())
        && end(text.chars().next_back())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}
