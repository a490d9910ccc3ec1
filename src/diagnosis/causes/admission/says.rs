//! What the API server says when it refuses, understood.

use crate::diagnosis::objects::quantities::Quantity;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A quota has no room.
    Quota {
        /// Which.
        quota: String,
        /// The resources that it is short of, with what is asked for.
        requested: Vec<(String, Quantity)>,
    },
    /// A quota wants to know what is asked for.
    MustSpecify {
        /// Which.
        quota: String,
        /// The fields, e.g. `limits.cpu`.
        fields: Vec<String>,
    },
    /// A bound of a LimitRange.
    Limit,
    /// Pod Security, with the level.
    Security(String),
    /// A webhook could not be asked.
    WebhookFailed {
        /// Which.
        webhook: String,
        /// Why, in the API server's words.
        why: String,
    },
    /// A webhook said no.
    WebhookDenied {
        /// Which.
        webhook: String,
        /// Why, in its words.
        why: String,
    },
    /// A policy of the API server said no.
    Policy {
        /// Which.
        policy: String,
        /// Why, in its words.
        why: String,
    },
    /// There is no such PriorityClass.
    PriorityClass(String),
    /// The pod is not valid.
    Invalid(String),
}

/// What a message means; none if it is not understood or belongs to another family.
pub fn understand(message: &str) -> Option<Refused> {
    quota(message)
        .or_else(|| must_specify(message))
        .or_else(|| webhook(message))
        .or_else(|| policy(message))
        .or_else(|| security(message))
        .or_else(|| {
            let name = after(message, "no PriorityClass with name ")?;
            Some(Refused::PriorityClass(name.split_whitespace().next()?.trim_matches('"').to_owned()))
        })
        .or_else(|| is_limit(message).then_some(Refused::Limit))
        .or_else(|| {
            let at = message.find("\" is invalid: ")?;
            Some(Refused::Invalid(message.get(at + "\" is invalid: ".len()..)?.to_owned()))
        })
}

fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.find(words).and_then(|at| text.get(at + words.len()..))
}

/// The text between quotes at the start.
fn quoted(text: &str) -> Option<&str> {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.get(1..)?.split(mark).next()
}

/// `exceeded quota: q, requested: requests.cpu=200m,pods=1, used: …, limited: …`
fn quota(message: &str) -> Option<Refused> {
    let rest = after(message, "exceeded quota: ")?;
    let (name, rest) = rest.split_once(", requested: ")?;
    let list = rest.split(", used: ").next()?;
    let requested = list.split(',').filter_map(|pair| {
        let (resource, amount) = pair.trim().split_once('=')?;
        Some((resource.to_owned(), Quantity::parse(amount)?))
    });
    Some(Refused::Quota { quota: name.trim().to_owned(), requested: requested.collect() })
}

/// `failed quota: q: must specify limits.cpu for: web; requests.memory for: web`, before 1.24 `… limits.cpu,requests.memory`
fn must_specify(message: &str) -> Option<Refused> {
    let (before, list) = message.split_once("must specify ")?;
    let quota = after(before, "failed quota: ")?.trim().trim_end_matches(':').to_owned();
    let fields = list
        .split(';')
        .flat_map(|part| part.split(" for:").next().unwrap_or(part).split(','))
        .map(str::trim)
        .filter(|field| !field.is_empty() && !field.contains(' ') && field.contains(|c: char| c.is_alphabetic()))
        .map(str::to_owned);
    Some(Refused::MustSpecify { quota, fields: fields.collect() })
}

fn webhook(message: &str) -> Option<Refused> {
    if let Some(rest) = after(message, "failed calling webhook ") {
        let webhook = quoted(rest)?.to_owned();
        let why = rest.split_once(": ").map_or(rest, |(_, why)| why);
        let why = why.strip_prefix("failed to call webhook: ").unwrap_or(why);
        return Some(Refused::WebhookFailed { webhook, why: why.to_owned() });
    }
    let rest = after(message, "admission webhook ")?;
    let webhook = quoted(rest)?.to_owned();
    let why = after(rest, "denied the request")?.trim_start_matches([':', ' ']);
    Some(Refused::WebhookDenied { webhook, why: why.to_owned() })
}

fn policy(message: &str) -> Option<Refused> {
    if let Some(rest) = after(message, "ValidatingAdmissionPolicy ") {
        let why = after(rest, "denied request: ").unwrap_or(rest).to_owned();
        return Some(Refused::Policy { policy: quoted(rest)?.to_owned(), why });
    }
    let rest = after(message, "image policy webhook backend denied one or more images")?;
    Some(Refused::Policy { policy: "the image policy".to_owned(), why: rest.trim_start_matches([':', ' ']).to_owned() })
}

fn security(message: &str) -> Option<Refused> {
    if let Some(rest) = after(message, "violates PodSecurity ") {
        return Some(Refused::Security(quoted(rest)?.to_owned()));
    }
    let older = [
        "unable to validate against any pod security policy",
        "unable to validate against any security context constraint",
    ];
    older.iter().any(|words| message.contains(words)).then(|| Refused::Security(String::new()))
}

/// The bounds of a LimitRange, in the words of the admission plugin.
fn is_limit(message: &str) -> bool {
    let bound = ["maximum ", "minimum "].iter().any(|word| message.contains(word)) && message.contains(" usage per ");
    bound || message.contains("max limit to request ratio per ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas() {
        let text = "pods \"web-1\" is forbidden: exceeded quota: team, requested: pods=1,requests.cpu=200m, used: pods=3,requests.cpu=1, limited: pods=3,requests.cpu=1";
        let expected = vec![
            ("pods".to_owned(), Quantity::whole(1)),
            ("requests.cpu".to_owned(), Quantity::parse("200m").unwrap()),
        ];
        assert_eq!(understand(text), Some(Refused::Quota { quota: "team".to_owned(), requested: expected }));
        let fields = |text: &str| match understand(text) {
            Some(Refused::MustSpecify { quota, fields }) => (quota, fields.join(" ")),
            other => panic!("{other:?}"),
        };
        let newer = "failed quota: team: must specify limits.cpu for: web; requests.memory for: web,log";
        assert_eq!(fields(newer), ("team".to_owned(), "limits.cpu requests.memory".to_owned()));
        let older = "pods \"x\" is forbidden: failed quota: team: must specify limits.cpu,requests.memory";
        assert_eq!(fields(older), ("team".to_owned(), "limits.cpu requests.memory".to_owned()));
    }

    #[test]
    fn webhooks_and_policies() {
        let text = "Internal error occurred: failed calling webhook \"check.example.io\": failed to call webhook: Post \"https://check.ns.svc:443/?timeout=5s\": service \"check\" not found";
        let Some(Refused::WebhookFailed { webhook, why }) = understand(text) else { panic!() };
        assert_eq!(webhook, "check.example.io");
        assert!(why.starts_with("Post \"https"), "{why}");
        let text = "admission webhook \"check.example.io\" denied the request: no label team";
        let denied = Refused::WebhookDenied { webhook: "check.example.io".to_owned(), why: "no label team".to_owned() };
        assert_eq!(understand(text), Some(denied));
        let text = "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: use a tag";
        let denied = Refused::Policy { policy: "no-latest".to_owned(), why: "use a tag".to_owned() };
        assert_eq!(understand(text), Some(denied));
    }

    #[test]
    fn the_rest() {
        let of = |text: &str| understand(text);
        assert_eq!(
            of("pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true"),
            Some(Refused::Security("restricted:latest".to_owned()))
        );
        assert_eq!(
            of("pods \"x\" is forbidden: [maximum memory usage per Container is 256Mi, but limit is 1Gi]"),
            Some(Refused::Limit)
        );
        assert_eq!(
            of("pods \"x\" is forbidden: no PriorityClass with name urgent was found"),
            Some(Refused::PriorityClass("urgent".to_owned()))
        );
        assert!(matches!(of("Pod \"x\" is invalid: spec.containers[0]: Invalid value: 1"), Some(Refused::Invalid(_))));
        assert_eq!(of("error looking up service account a/b: serviceaccount \"b\" not found"), None);
    }
}
