//! The words of a question: which may name something, which hint at a kind, which only make it a question.
//!
//! Nothing is looked up here. A word that survives is a *candidate*; whether it names anything is decided by what
//! exists, in [`crate::diagnosis::subject::resolve`].

use crate::diagnosis::subject::everyday::{is_contraction, is_everyday, is_vague};
use crate::evidence::kinds::{self, Kind};

/// Words for kinds, and whether the name usually stands right beside them.
const KIND_WORDS: &[(&[&str], &Kind)] = &[
    (&["pod", "pods", "po"], &kinds::POD),
    (&["deployment", "deployments", "deploy"], &kinds::DEPLOYMENT),
    (&["statefulset", "statefulsets", "sts"], &kinds::STATEFUL_SET),
    (&["daemonset", "daemonsets", "ds"], &kinds::DAEMON_SET),
    (&["replicaset", "replicasets", "rs"], &kinds::REPLICA_SET),
    (&["cronjob", "cronjobs", "cj"], &kinds::CRON_JOB),
    (&["job", "jobs"], &kinds::JOB),
    (&["service", "services", "svc"], &kinds::SERVICE),
    (&["ingress", "ingresses", "ing"], &kinds::INGRESS),
    (&["pvc", "claim", "persistentvolumeclaim"], &kinds::PVC),
    (&["configmap", "cm"], &kinds::CONFIG_MAP),
    (&["hpa", "autoscaler", "horizontalpodautoscaler"], &kinds::HPA),
    (&["pdb", "poddisruptionbudget"], &kinds::PDB),
    (&["networkpolicy", "netpol"], &kinds::NETWORK_POLICY),
    (&["application", "applications"], &kinds::ARGO_APPLICATION),
    (&["virtualservice", "virtualservices"], &kinds::VIRTUAL_SERVICE),
    (&["destinationrule", "destinationrules"], &kinds::DESTINATION_RULE),
    (&["kustomization", "kustomizations"], &kinds::FLUX_KUSTOMIZATION),
    (&["helmrelease", "helmreleases"], &kinds::FLUX_HELM_RELEASE),
    (&["gitrepository", "gitrepositories"], &kinds::GIT_REPOSITORY),
    (&["ocirepository"], &kinds::OCI_REPOSITORY),
    (&["helmrepository"], &kinds::HELM_REPOSITORY),
    (&["scaledobject", "scaledobjects"], &kinds::SCALED_OBJECT),
    (&["vpa", "verticalpodautoscaler"], &kinds::VPA),
    (&["node"], &kinds::NODE),
    (&["namespace", "namespaces", "ns"], &kinds::NAMESPACE),
];

/// One candidate for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word, lower-case.
    pub word: String,
    /// The kind that it was written with.
    pub kind: Option<&'static Kind>,
    /// Whether it can only be a name: `kind/name`, quoted, or with a dash or a digit.
    pub certain: bool,
    /// Whether it stands where a namespace does: `in X`, `namespace X`, `X namespace`.
    pub namespace_place: bool,
    /// What may be expected of it.
    pub form: Form,
}

/// What may be expected of a word, the surest name first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// It is written as `kind/name`, and so is no namespace, whatever else is called so.
    WithKind,
    /// It may name something.
    Name,
    /// It hardly names anything: it does where something is called so, and is no miss elsewhere.
    Vague,
    /// It is a word of everyday questions, kept only for its place.
    Everyday,
}

impl Candidate {
    /// A word that is written as a name, `kind/name` where a kind is given.
    pub fn name(word: String, kind: Option<&'static Kind>) -> Self {
        let form = if kind.is_some() { Form::WithKind } else { Form::Name };
        Self { word, kind, certain: true, namespace_place: false, form }
    }
}

/// A question taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// All words, lower-case, in order.
    pub all: Vec<String>,
    /// Those that may name something.
    pub candidates: Vec<Candidate>,
    /// Kinds that are spoken of.
    pub kinds: Vec<&'static Kind>,
}

impl Words {
    /// Takes a question apart.
    pub fn of(question: &str) -> Self {
        let tokens = tokens(question);
        let mut words = Self { all: tokens.iter().map(|t| t.word.clone()).collect(), ..Self::default() };
        for (index, token) in tokens.iter().enumerate() {
            let near = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|t| t.word.as_str());
            let before = near(index.checked_sub(1));
            let after = near(Some(index + 1));
            if let Some((kind, name)) = token.word.split_once('/') {
                words.take_path(kind, name);
                continue;
            }
            let kind = kind_of(&token.word);
            if let (Some(kind), false) = (kind, token.quoted) {
                words.kinds.push(kind);
            }
            let inside = matches!(before, Some("in" | "inside" | "within"));
            let in_the_namespace = near(index.checked_sub(2)).is_some_and(|w| matches!(w, "in" | "inside" | "within"))
                && before == Some("the")
                && is_namespace_word(after);
            let namespace_place = is_namespace_word(before)
                || inside
                || (is_namespace_word(after) && !is_everyday(&token.word))
                || in_the_namespace;
            let form = form_of(token, namespace_place);
            // `in stuck`, `namespace pull`: whether that is a place, the namespaces that exist decide.
            if form == Form::Everyday && !inside && !in_the_namespace && !is_namespace_word(before) {
                continue;
            }
            let only_a_number = !token.quoted && token.word.chars().all(|c| c.is_ascii_digit() || c == '.');
            if !is_name(&token.word) || only_a_number || (!token.quoted && is_measure(&token.word)) {
                continue;
            }
            let beside =
                before.and_then(kind_of).or_else(|| after.and_then(kind_of)).filter(|k| **k != kinds::NAMESPACE);
            let certain = token.quoted || looks_like_a_name(&token.word);
            words.push(Candidate { word: token.word.clone(), kind: beside, certain, namespace_place, form });
        }
        words
    }

    /// `kind/name`, or `namespace/name`.
    fn take_path(&mut self, first: &str, name: &str) {
        let name = name.rsplit('/').next().unwrap_or(name);
        if !is_name(name) {
            return;
        }
        let kind = kind_of(first);
        // `i/o`, `read/write`, `up/down`
        if kind.is_none() && (first.len() < 2 || name.len() < 2 || is_everyday(first) || is_everyday(name)) {
            return;
        }
        if kind.is_none() && is_name(first) {
            let word = first.to_owned();
            self.push(Candidate { namespace_place: true, ..Candidate::name(word, None) });
        }
        let namespace_place = kind == Some(&kinds::NAMESPACE);
        let kind = kind.filter(|k| **k != kinds::NAMESPACE);
        self.push(Candidate { namespace_place, ..Candidate::name(name.to_owned(), kind) });
    }

    fn push(&mut self, candidate: Candidate) {
        match self.candidates.iter_mut().find(|known| known.word == candidate.word) {
            Some(known) => {
                known.certain |= candidate.certain;
                known.namespace_place |= candidate.namespace_place;
                known.kind = known.kind.or(candidate.kind);
                known.form = known.form.min(candidate.form);
            }
            None => self.candidates.push(candidate),
        }
    }

    /// Whether the question speaks of one of these words.
    pub fn speaks_of(&self, any: &[&str]) -> bool {
        self.all.iter().any(|word| any.contains(&word.as_str()))
    }
}

struct Token {
    word: String,
    quoted: bool,
}

/// Words in order: quoted parts whole, punctuation at the edges dropped, lower-case.
fn tokens(question: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (index, part) in question.split(['"', '`', '“', '”']).enumerate() {
        let quoted = index % 2 == 1 && !part.trim().contains(char::is_whitespace);
        for raw in part.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']')) {
            let word = raw
                .trim_matches(|c: char| !c.is_alphanumeric())
                .trim_end_matches("'s")
                .trim_end_matches("’s")
                .to_lowercase();
            if !word.is_empty() {
                tokens.push(Token { word, quoted });
            }
        }
    }
    tokens
}

/// What may be expected of a word that is not written as `kind/name`.
fn form_of(token: &Token, namespace_place: bool) -> Form {
    if token.quoted {
        return Form::Name;
    }
    if is_everyday(&token.word) || kind_of(&token.word).is_some() {
        return Form::Everyday;
    }
    // What stands in a namespace's place is missed where there is none: `in incidents`, but not `ns, whats up`.
    let vague = is_vague(&token.word) && (!namespace_place || is_contraction(&token.word));
    if vague { Form::Vague } else { Form::Name }
}

fn is_namespace_word(word: Option<&str>) -> bool {
    matches!(word, Some("namespace" | "ns"))
}

fn kind_of(word: &str) -> Option<&'static Kind> {
    KIND_WORDS.iter().find(|(words, _)| words.contains(&word)).map(|(_, kind)| *kind)
}

/// Whether a word can hardly be anything but a name: it begins with a letter and holds a dash or a digit, and is not
/// put together from everyday words (`out-of-memory`) or a version (`v1.36`).
fn looks_like_a_name(word: &str) -> bool {
    let everyday = word.split(['-', '.']).all(|part| is_everyday(part) || kind_of(part).is_some() || part == "memory");
    let version = word.strip_prefix('v').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && !everyday
        && !version
        && (word.contains('-') || word.chars().any(|c| c.is_ascii_digit()))
}

/// Whether a word is a moment or a span: `24h`, `10am`, `5xx`, `3rd`.
fn is_measure(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    rest.len() < word.len() && rest.len() <= 3
}

/// Whether a word can be a name in Kubernetes: a DNS subdomain.
fn is_name(word: &str) -> bool {
    word.len() <= 253
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
        && word.starts_with(|c: char| c.is_ascii_alphanumeric())
        && word.ends_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(question: &str) -> Vec<String> {
        Words::of(question).candidates.into_iter().filter(|c| c.form != Form::Everyday).map(|c| c.word).collect()
    }

    #[test]
    fn what_may_be_a_name_survives() {
        assert_eq!(names("why is the pod in terranetes namespace not running?"), ["terranetes"]);
        assert_eq!(names("recommender has 2 of 4 pods, why?"), ["recommender"]);
        assert_eq!(names("edge-proxy is stuck pending"), ["edge-proxy"]);
        assert_eq!(names("what is wrong with deployment/web in shop?"), ["web", "shop"]);
        assert_eq!(names("why is \"stuck\" slow"), ["stuck"]);
        assert_eq!(names("what has been failing in media for 24h, since 10am?"), ["media"]);
        assert_eq!(names("why is there i/o trouble and read/write errors with v1.36?"), ["v1.36"]);
        assert_eq!(names("Partial Service Unreachability."), Vec::<String>::new());
    }

    #[test]
    fn places_of_namespaces_are_known() {
        let words = Words::of("thumbnailer pods in namespace media can't start, why?");
        let media = words.candidates.iter().find(|c| c.word == "media").unwrap();
        assert!(media.namespace_place);
        let thumb = words.candidates.iter().find(|c| c.word == "thumbnailer").unwrap();
        assert_eq!(thumb.kind, Some(&kinds::POD));
        assert!(!thumb.namespace_place);
        let stuck = Words::of("what is stuck in stuck?").candidates;
        assert_eq!(stuck.len(), 1, "only the place may name something");
        assert!(stuck[0].namespace_place && stuck[0].form == Form::Everyday);
        let stuck = Words::of("why are pods in the stuck namespace not running?").candidates;
        assert!(stuck.iter().any(|c| c.word == "stuck" && c.namespace_place));
    }
}
