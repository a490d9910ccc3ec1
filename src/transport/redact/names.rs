//! What the name of a setting says about its value.
//!
//! A name is read as words (`DB_PASSWORD`, `dbPassword`, `db-password`) and its last words decide: `tokenPath` names a
//! path, `pathToken` a token. Qualifiers behind a secret word (`PASSWORD_OLD`) do not change what it is.

use super::scan::mentions_secret;

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Nothing.
    Plain,
    /// It mentions a secret, but is not clearly the name of one: only values that look random are redacted.
    Weak,
    /// It is the name of a secret of some sort.
    Secret(Sort),
}

/// The sorts of secrets by name. They differ in which values are believed to be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Chosen by people: short, plain words or digits.
    Password,
    /// Could also be the name of a Secret object.
    Secret,
    /// Random, never a plain word.
    Token,
    /// `Authorization` and the like: a scheme, then credentials.
    Auth,
    /// Pairs, each value a secret.
    Cookie,
}

const PASSWORD: &[&str] = &["password", "passwords", "passwd", "passphrase", "passcode", "pwd"];
#[rustfmt::skip]
const TOKEN: &[&str] = &[
    "token", "jwt", "credential", "credentials", "creds", "apikey", "accesskey", "secretkey", "privatekey",
    "accountkey", "sharedkey", "sharedaccesskey", "signingkey", "encryptionkey", "masterkey", "authkey",
];
/// What makes a `key` a secret one.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "api", "access", "secret", "private", "encryption", "signing", "master", "account", "shared", "auth", "deploy",
    "license", "ssh", "hmac", "app", "application", "client", "session", "storage", "sas", "instrumentation",
    "subscription", "consumer", "jwt", "cookie", "crypt", "aes", "rsa", "webhook", "admin", "write", "ingest", "rpc",
];
#[rustfmt::skip]
const QUALIFIERS: &[&str] = &[
    "old", "new", "prev", "previous", "current", "primary", "secondary", "prod", "production", "staging", "dev", "test",
    "default", "base64", "b64", "base", "value", "plain", "plaintext", "text", "string", "data", "raw", "encrypted",
    "enc", "admin", "root",
];
/// Last words of names that speak about a secret without being one.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "name", "names", "file", "files", "filename", "path", "paths", "dir", "directory", "mount", "volume", "ref", "refs",
    "reference", "id", "ids", "uid", "ttl", "expiry", "expiration", "expires", "expire", "expired", "seconds", "secs",
    "minutes", "hours", "days", "duration", "timeout", "lifetime", "age", "period", "interval", "rotation", "rotate",
    "policy", "policies", "type", "types", "mode", "method", "methods", "format", "length", "size", "len", "count",
    "limit", "limits", "max", "min", "quota", "enabled", "enable", "disabled", "disable", "required", "require",
    "optional", "allowed", "supported", "url", "uri", "urls", "endpoint", "endpoints", "host", "hosts", "address",
    "addr", "port", "issuer", "issuers", "audience", "audiences", "provider", "providers", "version", "versions",
    "algorithm", "algorithms", "alg", "hash", "hashes", "digest", "checksum", "key", "keys", "header", "headers",
    "prefix", "suffix", "claim", "claims", "scope", "scopes", "realm", "namespace", "namespaces", "store", "class",
    "kind", "template", "generator", "controller", "manager", "service", "services", "server", "cleaner", "review",
    "reviews", "request", "requests", "requested", "exchange", "status", "state", "at", "time", "timestamp", "date",
    "since", "used", "source", "target", "env", "variable", "field", "fields", "label", "selector", "annotation",
    "index", "bytes", "usage", "bucket", "rate", "rules", "role", "roles", "user", "username", "users", "group",
    "account", "accounts", "subject", "owner", "backend", "engine", "helper", "plugin", "driver", "operator", "sync",
    "cache", "projection", "list", "watch", "get", "mask", "strategy", "strength", "complexity", "io", "tokens",
];
const MENTIONS: &[&str] = &["password", "passwd", "passphrase", "secret", "token", "credential", "apikey"];
const DIGESTS: &[&str] = &["checksum", "hash", "sha1", "sha256", "sha512", "digest", "fingerprint", "thumbprint"];

/// Reads a name.
pub(super) fn classify(name: &str) -> Name {
    if !mentions_secret(name) || matches!(name, "PWD" | "OLDPWD") || name.len() > 128 {
        return Name::Plain;
    }
    let mut words = words(name);
    let hash_of_password = matches!(*words, [.., a, b] if one_of(a, PASSWORD) && b.eq_ignore_ascii_case("hash"));
    if hash_of_password {
        return Name::Secret(Sort::Password);
    }
    if words.iter().any(|word| one_of(word, DIGESTS)) {
        return Name::Plain;
    }
    let mentions = words.iter().any(|word| MENTIONS.iter().any(|mention| contains(word, mention)));
    let about = words.last().is_some_and(|word| one_of(word, ABOUT));
    loop {
        if let Some(sort) = sort(&words) {
            return Name::Secret(sort);
        }
        let qualified = words.len() > 1 && words.last().is_some_and(|word| word.is_empty() || one_of(word, QUALIFIERS));
        if !qualified {
            break;
        }
        words.pop();
    }
    if mentions && !about { Name::Weak } else { Name::Plain }
}

fn sort(words: &[&str]) -> Option<Sort> {
    let last = *words.last()?;
    if ends_with(last, PASSWORD) || last.eq_ignore_ascii_case("pass") {
        return Some(Sort::Password);
    }
    if ends_with(last, TOKEN) {
        return Some(Sort::Token);
    }
    if ends_with(last, &["secret"]) {
        return Some(Sort::Secret);
    }
    if one_of(last, &["auth", "authorization"]) {
        return Some(Sort::Auth);
    }
    if one_of(last, &["cookie", "cookies"]) {
        return Some(Sort::Cookie);
    }
    match words {
        [.., kind, key] if one_of(key, &["key"]) && one_of(kind, KEYS) => Some(Sort::Token),
        _ => None,
    }
}

/// Whether the name says that its value is the name of a Secret rather than a secret: `tls-secret`, `existingSecret`,
/// and `secretKey`, which in references is the key inside of a Secret. Environment variables hold values.
pub(super) fn may_refer(name: &str) -> bool {
    #[rustfmt::skip]
    const OWNERS: &[&str] = &[
        "existing", "tls", "pull", "auth", "ca", "cert", "certificate", "password", "credentials", "credential",
        "image", "registry", "user", "ssl", "backup", "storage", "kubernetes", "target", "source", "kubeconfig",
    ];
    if !name.bytes().any(|b| b.is_ascii_lowercase()) {
        return false;
    }
    match *words(name) {
        [.., owner, secret] if secret.eq_ignore_ascii_case("secret") => one_of(owner, OWNERS),
        [.., secret, key] => secret.eq_ignore_ascii_case("secret") && key.eq_ignore_ascii_case("key"),
        _ => false,
    }
}

/// Whether the name says that its value is where something is: a host, a port, or both.
pub(super) fn speaks_of_place(name: &str) -> bool {
    const PLACES: &[&str] = &["port", "host", "hostname", "address", "addr", "endpoint", "server"];
    name.len() <= 128 && words(name).last().is_some_and(|last| one_of(last, PLACES))
}

/// The words of a name, without digits at their ends.
fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let bytes = part.as_bytes();
        let mut start = 0;
        for (at, trio) in bytes.windows(2).enumerate() {
            let next_is_lower = bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
            let hump = matches!(trio, [a, b] if b.is_ascii_uppercase()
                && (a.is_ascii_lowercase() || a.is_ascii_digit() || (a.is_ascii_uppercase() && next_is_lower)));
            if hump {
                words.extend(part.get(start..=at));
                start = at + 1;
            }
        }
        words.extend(part.get(start..));
    }
    for word in &mut words {
        if !word.eq_ignore_ascii_case("base64") && !one_of(word, DIGESTS) {
            *word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        }
    }
    words
}

fn one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn ends_with(word: &str, list: &[&str]) -> bool {
    list.iter().any(|end| {
        word.len()
            .checked_sub(end.len())
            .and_then(|at| word.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}

fn contains(word: &str, part: &str) -> bool {
    word.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}
