//! Ordinary words: those that make a question and name nothing, and those that hardly name anything.
//!
//! An everyday word is not looked up. A vague one is, for somebody may have called an app `incidents` or `im`; but where
//! nothing is called so it was no name, and the question is not about something that is missing.

/// Words that make a question and name nothing. Lower-case. A name that equals one of these is still found when it is
/// written as `kind/name` or in quotes.
const EVERYDAY: &str = include_str!("everyday.txt");
/// Words of people on call, and contractions. Lower-case.
const VAGUE: &str = include_str!("vague.txt");
/// From this length on the plural of an everyday word is rather that than a name: `outages`, but `ups` and `news`.
const SINGULAR: usize = 5;

/// Whether a word makes a question and names nothing.
pub(super) fn is_everyday(word: &str) -> bool {
    EVERYDAY.split_ascii_whitespace().any(|known| known == word)
}

/// Whether a word hardly names anything: one of the list, a contraction, everyday words put together or in the plural, a
/// version, a severity.
pub(super) fn is_vague(word: &str) -> bool {
    let known = VAGUE.split_ascii_whitespace().any(|known| known == word);
    let plural = word.strip_suffix('s').is_some_and(|one| one.len() >= SINGULAR && is_everyday(one));
    let together = word.split('-').all(is_everyday);
    known || plural || together || is_contraction(word) || is_measured(word)
}

/// Whether a word is a contraction in haste, without its apostrophe: `whats`, `isnt`.
pub(super) fn is_contraction(word: &str) -> bool {
    let mut whole = [EVERYDAY, VAGUE].into_iter().flat_map(str::split_ascii_whitespace);
    whole.any(|known| known.contains('\'') && known.chars().filter(|c| *c != '\'').eq(word.chars()))
}

/// `v1.36`, `p1`, `p99`, `sev-2`: letters that say what the number after them is.
fn is_measured(word: &str) -> bool {
    ["v", "p", "sev", "sev-"].iter().filter_map(|letters| word.strip_prefix(letters)).any(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_hardly_name_anything_are_known() {
        for word in ["whats", "isnt", "doesnt", "cant", "hasnt", "theres", "im", "youre", "lets"] {
            assert!(is_contraction(word) && is_vague(word), "{word}");
        }
        for word in ["incidents", "outages", "flaky", "on-call", "p1", "sev2", "sev-2", "p99", "v1.36"] {
            assert!(is_vague(word) && !is_contraction(word), "{word}");
        }
        for word in [
            "checkout",
            "alert-service",
            "app-server",
            "ups",
            "news",
            "likes",
            "api",
            "prod",
            "s3",
            "paas",
            "redis",
            "vault",
            "p",
            "v2ray",
        ] {
            assert!(!is_vague(word), "{word}");
        }
    }

    #[test]
    fn the_lists_are_in_order_and_share_no_word() {
        for list in [EVERYDAY, VAGUE] {
            assert!(list.split_ascii_whitespace().is_sorted(), "{list}");
            assert!(list.split_ascii_whitespace().all(|word| word == word.to_lowercase()));
        }
        let both: Vec<&str> = VAGUE.split_ascii_whitespace().filter(|word| is_everyday(word)).collect();
        assert_eq!(both, [] as [&str; 0]);
    }
}
