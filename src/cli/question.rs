//! The question: words, one quoted string, or standard input.

use std::io::Read;

use super::usage;
use crate::error::{Error, Result};

const LIMIT: usize = 64 * 1024;

/// The question that `words` make; a single `-` is what `input` reads.
pub(super) fn question(words: &[String], input: impl FnOnce() -> Result<String>) -> Result<String> {
    let question = match words {
        [dash] if dash == "-" => input()?,
        words => words.join(" "),
    };
    let question = question.trim();
    if question.is_empty() {
        return Err(usage("there is no question", "sre ask \"why is the pod in shop not running?\"")
            .hint("`sre ask -` reads it from standard input"));
    }
    if question.len() > LIMIT {
        return Err(too_long());
    }
    Ok(question.to_owned())
}

/// Reads standard input to its end, on a thread of its own: Ctrl-C ends the waiting.
pub(super) async fn standard_input() -> Result<String> {
    let reading = tokio::task::spawn_blocking(|| read(std::io::stdin().lock()));
    reading.await.map_err(|error| Error::internal("standard input was not read").caused_by(error))?
}

fn read(input: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    let limit = LIMIT as u64 + 1;
    input
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::usage("the question cannot be read from standard input").caused_by(error))?;
    if bytes.len() > LIMIT {
        return Err(too_long());
    }
    String::from_utf8(bytes).map_err(|_| Error::usage("the question on standard input is not UTF-8 text"))
}

fn too_long() -> Error {
    Error::usage("the question is longer than 64 KiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str], input: &[u8]) -> Result<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        question(&words, || read(input))
    }

    #[test]
    fn words_or_one_string_or_standard_input() {
        assert_eq!(asked(&["why", "is", "it", "down?"], b"").unwrap(), "why is it down?");
        assert_eq!(asked(&["why is it down?"], b"").unwrap(), "why is it down?");
        assert_eq!(asked(&["-"], b"why?\n").unwrap(), "why?");
        assert_eq!(asked(&["a", "-", "b"], b"").unwrap(), "a - b");
    }

    #[test]
    fn what_is_no_question_is_wrong_usage() {
        let long = vec![b'x'; LIMIT + 1];
        for (words, input) in
            [(&[][..], &b""[..]), (&["", " "], b""), (&["-"], b" \n"), (&["-"], b"\xff\xfe"), (&["-"], &long)]
        {
            let error = asked(words, input).unwrap_err();
            assert_eq!(error.kind(), crate::error::ErrorKind::Usage, "{words:?}");
        }
        assert!(asked(&["-"], &long[..LIMIT]).is_ok());
    }
}
