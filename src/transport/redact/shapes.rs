//! Secrets that are known by their form, wherever they stand.

use super::base64;
use super::scan::Finder;
use super::values::is_random;

/// Forms of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A JSON Web Token.
    Jwt,
    /// A PEM block that holds a private key.
    Pem,
    /// A prefix in exact case and the least number of characters behind it.
    Prefix(usize),
    /// The identifier of an AWS access key.
    AwsKey,
    /// `Bearer` and a token.
    Bearer,
    /// `Basic` and base64 of `user:password`.
    Basic,
    /// The password in the data source name of Go's `MySQL` driver, which ends before the mark.
    GoDsn,
    /// User and password in the addresses of Oracle's thin driver.
    OracleThin,
    /// The path of a Slack web hook.
    SlackHook,
}

/// What each form is found by.
pub(super) const MARKS: &[(&str, Shape)] = &[
    ("eyJ", Shape::Jwt),
    ("-----BEGIN ", Shape::Pem),
    ("AKIA", Shape::AwsKey),
    ("ASIA", Shape::AwsKey),
    ("bearer ", Shape::Bearer),
    ("basic ", Shape::Basic),
    ("@tcp(", Shape::GoDsn),
    ("@unix(", Shape::GoDsn),
    (":oracle:thin:", Shape::OracleThin),
    ("hooks.slack.com/services/", Shape::SlackHook),
    ("ghp_", Shape::Prefix(30)),
    ("gho_", Shape::Prefix(30)),
    ("ghu_", Shape::Prefix(30)),
    ("ghs_", Shape::Prefix(30)),
    ("ghr_", Shape::Prefix(30)),
    ("github_pat_", Shape::Prefix(20)),
    ("glpat-", Shape::Prefix(16)),
    ("gldt-", Shape::Prefix(16)),
    ("glrt-", Shape::Prefix(16)),
    ("glptt-", Shape::Prefix(16)),
    ("xoxb-", Shape::Prefix(10)),
    ("xoxp-", Shape::Prefix(10)),
    ("xoxa-", Shape::Prefix(10)),
    ("xoxr-", Shape::Prefix(10)),
    ("xoxs-", Shape::Prefix(10)),
    ("xoxe-", Shape::Prefix(10)),
    ("xapp-", Shape::Prefix(10)),
    ("npm_", Shape::Prefix(30)),
    ("pypi-", Shape::Prefix(40)),
    ("dckr_pat_", Shape::Prefix(16)),
    ("sk-", Shape::Prefix(20)),
    ("sk_live_", Shape::Prefix(10)),
    ("sk_test_", Shape::Prefix(10)),
    ("rk_live_", Shape::Prefix(10)),
    ("whsec_", Shape::Prefix(16)),
    ("SG.", Shape::Prefix(40)),
    ("AIza", Shape::Prefix(30)),
    ("ya29.", Shape::Prefix(20)),
    ("GOCSPX-", Shape::Prefix(20)),
    ("hf_", Shape::Prefix(30)),
    ("hvs.", Shape::Prefix(20)),
    ("hvb.", Shape::Prefix(20)),
    ("shpat_", Shape::Prefix(30)),
    ("dop_v1_", Shape::Prefix(40)),
    ("doo_v1_", Shape::Prefix(40)),
    ("glsa_", Shape::Prefix(30)),
    ("eyJrIjoi", Shape::Prefix(30)),
    ("dapi", Shape::Prefix(32)),
    ("lin_api_", Shape::Prefix(30)),
    ("AGE-SECRET-KEY-1", Shape::Prefix(40)),
    ("NRAK-", Shape::Prefix(20)),
    ("sq0csp-", Shape::Prefix(30)),
    ("tskey-", Shape::Prefix(16)),
];

/// Reads what a mark announces.
pub(super) fn read(finder: &mut Finder<'_>, shape: Shape, start: usize, end: usize) {
    let text = finder.text;
    match shape {
        Shape::Pem => return pem(finder, start, end),
        Shape::GoDsn => return go_dsn(finder, start),
        Shape::OracleThin => return oracle_thin(finder, end),
        Shape::SlackHook => {
            let stop = text.run(end, |b| is_token(b) || b == b'/');
            return finder.mark(end, if stop - end >= 16 { stop } else { end });
        }
        Shape::Jwt | Shape::Prefix(_) | Shape::AwsKey | Shape::Bearer | Shape::Basic => {}
    }
    let before = text.before(start);
    if before.is_ascii_alphanumeric() || matches!(before, b'_' | b'-') {
        return;
    }
    match shape {
        Shape::Jwt => {
            // Part by part: of a run without end only the beginning is read when that is no token.
            let part = |b: u8| b != b'.' && (is_token(b) || b == b'=');
            let head = text.run(start, part);
            let body = text.run(head + 1, part);
            if text.at(head) == b'.' && is_jwt(text.slice(start, (body + 1).min(text.len()))) {
                finder.mark(start, text.run(start, |b| is_token(b) || b == b'='));
            }
        }
        Shape::Prefix(least) => {
            let stop = text.run(end, is_token);
            let stop = text.run_back(stop, |b| b == b'.').max(end);
            if stop - end >= least && text.slice(start, end) == exact(text.slice(start, end)) {
                // `sk-` begins ordinary names too.
                if text.slice(start, end) != "sk-" || text.slice(end, stop).bytes().any(|b| b.is_ascii_digit()) {
                    finder.mark(start, stop);
                }
            }
        }
        Shape::AwsKey => {
            let stop = text.run(start, |b| b.is_ascii_alphanumeric());
            let id = text.slice(start, stop);
            if id.len() == 20 && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
                finder.mark(start, stop);
            }
        }
        Shape::Bearer => bearer(finder, end),
        Shape::Basic => {
            let stop = text.run(end, |b| is_token(b) || matches!(b, b'+' | b'/' | b'='));
            if is_basic(text.slice(end, stop)) {
                finder.mark(end, stop);
            }
        }
        Shape::Pem | Shape::GoDsn | Shape::OracleThin | Shape::SlackHook => {}
    }
}

fn exact(found: &str) -> &str {
    MARKS.iter().map(|(mark, _)| *mark).find(|mark| mark.eq_ignore_ascii_case(found)).unwrap_or("")
}

fn bearer(finder: &mut Finder<'_>, at: usize) {
    let text = finder.text;
    let stop = text.run(at, |b| is_token(b) || matches!(b, b'~' | b'+' | b'/' | b'='));
    let token = text.slice(at, stop).trim_end_matches('.');
    let has_digit = token.bytes().any(|b| b.is_ascii_digit());
    // `Bearer realm="…"` is a challenge, `bearer token` a sentence.
    if (token.len() >= 8 && has_digit && !token.contains('=')) || is_random(token) {
        finder.mark(at, at + token.len());
    }
}

/// The body of a private key. A cut-off block ends where its lines no longer look like base64.
fn pem(finder: &mut Finder<'_>, start: usize, end: usize) {
    let text = finder.text;
    let title_end = text.run(end, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
    if !text.slice(end, title_end).ends_with("PRIVATE KEY") || !text.from(title_end).starts_with("-----") {
        return;
    }
    let body = title_end + 5;
    let stop = match text.from(body).find("-----END ") {
        Some(offset) => {
            let closing = body + offset + "-----END ".len();
            let closing = text.run(closing, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
            text.run(closing, |b| b == b'-')
        }
        None => text.run(body, |b| is_token(b) || b.is_ascii_whitespace() || b"+/=\\:,".contains(&b)),
    };
    finder.mark(start, text.run_back(stop, |b| b.is_ascii_whitespace()));
}

/// `user:password@tcp(host:3306)/db`
fn go_dsn(finder: &mut Finder<'_>, at: usize) {
    let text = finder.text;
    let plain = |b: u8| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'`');
    let start = text.run_back_within(at.saturating_sub(512), at, plain);
    let userinfo = text.slice(start, at);
    // A setting `dsn=user:password@tcp(…)` in one word: the user begins behind the `=`.
    let skipped = userinfo.split(':').next().and_then(|user| user.rfind('=')).map_or(0, |i| i + 1);
    if let Some(user) = super::user_end(text.slice(start + skipped, at)) {
        let password = start + skipped + user + 1;
        if !super::values::is_harmless(text.slice(password, at)) {
            finder.mark(password, at);
        }
    }
}

/// `user/password@//host:1521/service`
fn oracle_thin(finder: &mut Finder<'_>, at: usize) {
    let text = finder.text;
    let end = text.run_within(at, at + 512, |b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'`'));
    let address = text.slice(at, end);
    if let (Some(user), Some(host)) = (address.find('/'), address.rfind('@'))
        && !super::values::is_harmless(address.get(user + 1..host).unwrap_or(""))
    {
        finder.mark(at + user + 1, at + host);
    }
}

/// What a placeholder says about the form of a secret.
pub(super) fn label(secret: &str) -> &'static str {
    let secret = secret.trim();
    if secret.starts_with("-----BEGIN ") {
        return "private-key";
    }
    if is_jwt(secret) {
        return "jwt";
    }
    if secret.len() == 20 && (secret.starts_with("AKIA") || secret.starts_with("ASIA")) {
        return "aws-key";
    }
    let prefixed = MARKS.iter().any(|(mark, shape)| {
        matches!(shape, Shape::Prefix(least) if secret.strip_prefix(mark).is_some_and(|rest| {
            rest.len() >= *least && rest.bytes().all(is_token)
        }))
    });
    if prefixed { "token" } else { "secret" }
}

fn is_jwt(text: &str) -> bool {
    let mut parts = text.split('.');
    let (head, body, more) = (parts.next(), parts.next(), parts.next());
    let long = |part: Option<&str>, least| {
        part.is_some_and(|p| p.len() >= least && p.bytes().all(|b| is_token(b) || b == b'='))
    };
    head.is_some_and(|h| h.starts_with("eyJ")) && long(head, 10) && long(body, 8) && more.is_some()
}

/// Base64 of `user:password`.
pub(super) fn is_basic(text: &str) -> bool {
    text.len() >= 4
        && base64::decode(text)
            .is_some_and(|bytes| bytes.contains(&b':') && bytes.iter().all(|b| (b' '..=b'~').contains(b)))
}

fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')
}

/// A secret as it is hashed: a key is the same whether its line ends are real or escaped.
pub(super) fn normalised(secret: &str) -> std::borrow::Cow<'_, str> {
    if secret.starts_with("-----BEGIN ") {
        let flat = secret.replace("\\n", "").replace("\\r", "");
        flat.split_ascii_whitespace().collect::<String>().into()
    } else {
        secret.into()
    }
}
