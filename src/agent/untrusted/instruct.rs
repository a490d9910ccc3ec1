//! Texts that try to instruct whoever reads them.
//!
//! The patterns look for orders to a reader, not for words: a program that fails to delete a namespace says so in its
//! log, and that is no order. What slips through is still data within a fence.

use std::sync::LazyLock;

use regex::RegexSet;

use super::words::Words;
use crate::report::{printable, printable_lines};

/// Characters of a line that are told.
const TOLD: usize = 200;
/// Characters of a line that are looked at.
const LOOKED_AT: usize = 8_000;

/// A text that tries to instruct its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruct {
    /// How it tries.
    pub how: &'static str,
    /// The line that does, made printable.
    pub line: String,
    /// Its number in the text, from 1.
    pub number: usize,
}

/// How it tries, and what that looks like.
const PATTERNS: &[(&str, &str)] = &[
    (
        "it says to ignore instructions",
        concat!(
            r"\b(ignore|disregard|forget|override|bypass|do not follow|don't follow|stop following)\s+",
            r"((all|any|every|each|of|the|your|my|these|those|its|previous|prior|preceding|above|earlier|former|existing|",
            r"original|initial|system|safety|given|other|and|or|previously|everything|in)\s+){1,6}",
            r"(instructions?|prompts?|directions?|directives?|guidelines?|guardrails?|orders|training|programming)\b"
        ),
    ),
    (
        "it says to ignore instructions",
        concat!(
            r"\b(ignore|disregard|forget)\s+(all|everything|anything|what)\s+(that\s+)?(you\s+(were|have been|are)|(said|written|stated|told)?\s*",
            r"(above|before this|so far))|\b(ignoriere|vergiss)\s+(alle|deine|die)\b.{0,30}anweisungen|",
            r"\bignora\s+(todas\s+)?(las|tus|le|tutte le)\b.{0,30}(instrucciones|istruzioni)|",
            r"\b(ignore[zr]?|oublie[zr]?)\s+(toutes\s+)?(les|tes|vos)\b.{0,30}(instructions|consignes)"
        ),
    ),
    (
        "it gives its reader a role",
        concat!(
            r"\byou are (now|no longer)\s+(a|an|the|in|my|our|acting|free|bound|called|not|root|admin|operating|",
            r"required|authori[sz]ed|dan)\b|",
            r"\bfrom now on,?\s+(you|your|act|always|respond|answer)\b|\bpretend\s+(to be|that you|you)\b|",
            r"\bact as (if you|an? (unrestricted|administrator|cluster admin|admin|root|system))|",
            r"\b(your|the) (new|real|actual|true|updated) (task|role|goal|objective|mission|job|instructions?|orders?)\s*(is|are|:)|",
            r"\b(new|updated|revised|additional) (system )?(instructions?|prompt|directives?)\s*:|\bdeveloper mode (enabled|on)\b"
        ),
    ),
    (
        "it speaks to a model",
        concat!(
            r"\b(attention|dear|hey|hello|note (to|for)|message (to|for)|instructions? (to|for))\s*:?\s+(all |any |the |every )?",
            r"(ai|llm|language model|assistant|chatbot|copilot|sre agent|ai agent|gpt|claude|gemini)s?\b|",
            r"\b(ai|llm|language model|assistant|chatbot|agent)s?,?\s+(reading this|you must|you should|you will now)\b|",
            r"\b(ai|llm|language model|assistant|chatbot)s?,?\s+(please|must now|are required to)\b|",
            r"\bif you are an? (ai|llm|language model|assistant|agent|bot|automated)|\bas an ai( language)? model,? you\b|",
            r"\b(reveal|print|output|repeat|show|leak|send)\s+(me |us )?(your|the) (system prompt|initial prompt|hidden prompt|instructions)\b"
        ),
    ),
    (
        "it orders something to be done",
        concat!(
            r"(^|[.!?:;,>)\]]\s*|\b(please|now|then|and|just|must|should|immediately|you can|you may)\s+)",
            r"(delete|destroy|wipe|drop|erase|remove|drain|terminate|shut down|scale down)\s+",
            r"(the|this|that|all|every|your|our|entire)\s+((entire|whole|production|prod|kubernetes|current|other)\s+)*",
            r"(namespaces?|clusters?|deployments|nodes|workloads|databases?|secrets|volumes|pvcs|everything)\b\s*($|[.!;,\x22']|now|immediately|and|to (fix|resolve|recover|continue|proceed))"
        ),
    ),
    (
        "it orders something to be done",
        concat!(
            r"\b(you (must|should|need to|have to|will now)|please|immediately|now)\s+(run|execute|call|invoke|use)\s+",
            r"((the )?(following|this) (command|tool|function)|[`'\x22]?(kubectl|helm)\s+(delete|drain|scale|apply|exec|patch|uninstall|replace|edit|create))|",
            r"\b(send|post|upload|exfiltrate|forward)\s+(all |the |your |every |these )*(credentials|secrets|tokens?|api keys?|kubeconfig|environment variables)\s+(to|via)\b"
        ),
    ),
    (
        "it dictates the answer",
        concat!(
            r"\b(do not|don't|never)\s+(tell|inform|mention (this|it)|report (this|it)|reveal (this|it)|alert|notify)\s*(to )?(the user|anyone|the operator|humans?|them)?\s*(about|that|of|$|[.!])|",
            r"\b(report|answer|reply|respond|conclude|say|state|mark|classify)\s+(only |just |simply )?(that |with |the |this |it )*",
            r"(everything|all|cluster|incident|system|verdict|namespace|root cause)\s+(is|are|as)\s+(healthy|fine|ok|okay|resolved|well|good|normal)\b"
        ),
    ),
    (
        "it imitates a conversation",
        concat!(
            r"<\|(im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>|",
            r"\[/?INST\]|<</?SYS>>|</?(tool_call|tool_response|function_calls?|[a-z]+:(function_calls|invoke|parameter))>|",
            r"^\W*(system|assistant|human|user)\s*:\s+(you|ignore|please|do not|from now|disregard|forget|sure|i will)\b|",
            r"^\s*#{2,}\s*(system|instructions?|new instructions?|assistant)\s*:?\s*$|<<\s*(data|end)\s+[0-9a-f]{8,}"
        ),
    ),
    (
        "it imitates a call of a tool",
        concat!(
            r#"\{\s*"(name|tool|function|tool_name)"\s*:\s*"[a-z_.-]+"\s*,\s*"(arguments|parameters|args|input)"\s*:|"#,
            r#""(tool_calls|function_call|tool_use)"\s*:\s*[\[{]"#
        ),
    ),
];

static SET: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(PATTERNS.iter().map(|(_, pattern)| format!("(?i){pattern}"))).ok());

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| Words::of(PATTERNS.iter().map(|(_, pattern)| *pattern)));

/// Whether a text tries to instruct whoever reads it, and where.
pub fn instructs(text: &str) -> Option<Instruct> {
    let words = WORDS.as_ref();
    if words.is_some_and(|words| words.none_in(text)) {
        return None;
    }
    if Words::nothing_hidden_in(text) {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        return first(&lines, words);
    }
    first(&printable_lines(text), words)
}

/// The first line that tries, by itself or together with the next. Where words are known, only lines that hold them are
/// looked at.
fn first<L: AsRef<str>>(lines: &[L], words: Option<&Words>) -> Option<Instruct> {
    let told = |line: &str, how: &'static str, index: usize| {
        let line = printable(line).chars().take(TOLD).collect();
        Instruct { how, line, number: index + 1 }
    };
    let tries = |line: &str| words.is_none_or(|words| words.enough_in(line)).then(|| tries(line)).flatten();
    let keyed = |line: &str| words.is_none_or(|words| words.any_in(line));
    let mut rest = lines.iter().map(|line| (line.as_ref(), keyed(line.as_ref()))).enumerate().peekable();
    while let Some((index, (line, likely))) = rest.next() {
        if let Some(how) = likely.then(|| tries(line)).flatten() {
            return Some(told(line, how, index));
        }
        let Some((_, (next, next_likely))) = rest.peek().copied() else { continue };
        if next.is_empty() || line.is_empty() || !(likely || next_likely) {
            continue;
        }
        let both = format!("{line} {}", next.trim_start());
        if let Some(how) = tries(&both).filter(|_| !next_likely || tries(next).is_none()) {
            return Some(told(&both, how, index));
        }
    }
    None
}

fn tries(line: &str) -> Option<&'static str> {
    let line = printable(line);
    let line: String = if line.len() > LOOKED_AT { line.chars().take(LOOKED_AT).collect() } else { line };
    let set = SET.as_ref()?;
    let first = set.matches(&line).into_iter().next()?;
    PATTERNS.get(first).map(|(how, _)| *how)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is found where no line is spared.
    fn unspared(text: &str) -> Option<Instruct> {
        first(&printable_lines(text), None)
    }

    /// Strings that a pattern fits, but for what must stand around them.
    fn fitting() -> impl Strategy<Value = String> {
        let looks = regex::Regex::new(r"\\b|\^|\$").unwrap();
        let patterns: Vec<_> = PATTERNS
            .iter()
            .map(|(_, pattern)| {
                let pattern = looks.replace_all(pattern, "").into_owned();
                proptest::string::string_regex(&pattern).unwrap().boxed()
            })
            .collect();
        proptest::strategy::Union::new(patterns)
    }

    /// The same in another case, over two lines, or with what is not seen.
    fn disguised() -> impl Strategy<Value = String> {
        let change = prop_oneof![
            Just(("", "")),
            Just((" ", "\n")),
            Just((" ", "\t ")),
            Just((" ", "\r\n  ")),
            Just(("e", "\u{200b}E")),
            Just(("s", "\u{17f}")),
            Just(("k", "\u{212a}")),
            Just(("a", "\u{1b}[1mA\u{1b}[0m")),
            Just(("o", "\ro")),
        ];
        (fitting(), change, any::<bool>(), ".{0,12}").prop_map(|(text, (from, to), loud, around)| {
            let text = if from.is_empty() { text } else { text.replace(from, to) };
            let text = if loud { text.to_uppercase() } else { text };
            format!("all is well\n{around}\n\n{text}\n{around} {text}. {around}\n")
        })
    }

    #[test]
    fn there_are_words() {
        assert!(WORDS.is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 4_000 }))]

        #[test]
        fn no_order_is_spared(text in disguised()) {
            prop_assert_eq!(instructs(&text), unspared(&text));
        }

        #[test]
        fn nothing_else_is_told(text in "(\\PC{0,30}[ \n\t\r\u{1b}]{0,2}){0,6}") {
            prop_assert_eq!(instructs(&text), unspared(&text));
        }
    }
}
