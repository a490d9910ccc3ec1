//! Continue tokens: where the next page of a list starts. Opaque to clients, stable between runs.
//!
//! A token names its bundle and its list, because the place it points to means nothing elsewhere.

use std::fmt::Write as _;

use super::status::Status;

const VERSION: &str = "sre1";

/// The token for the page that starts at the object with this number.
pub(super) fn encode(bundle: &str, list: &str, start: usize) -> String {
    let mut token = String::new();
    for byte in format!("{VERSION}:{bundle}:{}:{start}", hash(list)).bytes() {
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// Where a page starts. A token of another list or server is expired, anything else is malformed.
pub(super) fn decode(token: &str, bundle: &str, list: &str) -> Result<usize, Status> {
    let malformed = || Status::bad_request("invalid continue token: continue key is not valid");
    if token.starts_with("eyJ") {
        return Err(Status::expired());
    }
    let text = unhex(token).ok_or_else(malformed)?;
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [VERSION, its_bundle, its_list, start] => {
            let start = start.parse().map_err(|_| malformed())?;
            if *its_bundle == bundle && *its_list == hash(list) { Ok(start) } else { Err(Status::expired()) }
        }
        _ => Err(malformed()),
    }
}

fn unhex(token: &str) -> Option<String> {
    let digits: Option<Vec<u8>> = token.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let bytes = digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect();
    String::from_utf8(bytes).ok()
}

fn hash(list: &str) -> String {
    blake3::hash(list.as_bytes()).to_hex().chars().take(8).collect()
}
