//! The API server's words of a refusal, taken apart.
//!
//! `pods "a" is forbidden: User "system:serviceaccount:shop:web" cannot get resource "pods/log" in API group "" in the
//! namespace "shop"`, as it stands in a log (where quotes may be escaped, once or twice) or in an event.

/// What was refused, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The account's namespace.
    pub account_namespace: String,
    /// The account.
    pub account: String,
    /// `get`, `list` …
    pub verb: String,
    /// `pods`, or `pods/log`.
    pub resource: String,
    /// API group; empty for the core group.
    pub group: String,
    /// The object's name, where the words tell it.
    pub name: Option<String>,
    /// None for a refusal at the cluster scope.
    pub namespace: Option<String>,
}

impl Refusal {
    /// `list pods`, `get deployments.apps "web"`.
    pub fn what(&self) -> String {
        let (resource, sub) = self.resource.split_once('/').unwrap_or((&self.resource, ""));
        let dot = if self.group.is_empty() { "" } else { "." };
        let slash = if sub.is_empty() { "" } else { "/" };
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
        format!("{} {resource}{dot}{}{slash}{sub}{name}", self.verb, self.group)
    }

    /// `in namespace shop`, or `in the whole cluster`.
    pub fn place(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("in namespace {namespace}"),
            None => "in the whole cluster".to_owned(),
        }
    }
}

/// The refusal that a text tells of, the first if there are several. Refusals of a path (`/metrics`) are none of ours.
pub fn parse(text: &str) -> Option<Refusal> {
    if !text.contains("system:serviceaccount:") || !text.contains("cannot") {
        return None;
    }
    let plain = text.replace('\\', "");
    let (before, after) = plain.split_once("User \"system:serviceaccount:")?;
    let (who, rest) = after.split_once('"')?;
    let (account_namespace, account) = who.split_once(':')?;
    let (verb, rest) = rest.trim_start().strip_prefix("cannot ")?.split_once(' ')?;
    let (resource, rest) = quoted(rest.strip_prefix("resource ")?)?;
    let (group, rest) = quoted(rest.trim_start().strip_prefix("in API group ")?)?;
    let rest = rest.trim_start();
    let namespace = match rest.strip_prefix("in the namespace ") {
        Some(rest) => Some(quoted(rest)?.0.to_owned()),
        None if rest.starts_with("at the cluster scope") => None,
        None => return None,
    };
    Some(Refusal {
        account_namespace: account_namespace.to_owned(),
        account: account.to_owned(),
        verb: verb.to_owned(),
        resource: resource.to_owned(),
        group: group.to_owned(),
        name: name_before(before),
        namespace,
    })
}

/// `"text" rest` as its two parts.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"')
}

/// The name in `pods "a" is forbidden: `, at the end of what stands before the user.
fn name_before(before: &str) -> Option<String> {
    let head = before.trim_end().strip_suffix("is forbidden:")?.trim_end().strip_suffix('"')?;
    let (_, name) = head.rsplit_once('"')?;
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(verb: &str, resource: &str, group: &str, name: Option<&str>, namespace: Option<&str>) -> Refusal {
        Refusal {
            account_namespace: "shop".to_owned(),
            account: "web".to_owned(),
            verb: verb.to_owned(),
            resource: resource.to_owned(),
            group: group.to_owned(),
            name: name.map(str::to_owned),
            namespace: namespace.map(str::to_owned),
        }
    }

    #[test]
    fn refusals_as_programs_log_them() {
        let plain = r#"E1 reflector.go:200] failed to list *v1.Pod: pods is forbidden: User "system:serviceaccount:shop:web" cannot list resource "pods" in API group "" in the namespace "shop""#;
        assert_eq!(parse(plain), Some(web("list", "pods", "", None, Some("shop"))));
        let escaped = r#"{"level":"error","error":"configmaps \"flags\" is forbidden: User \"system:serviceaccount:shop:web\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"shop\""}"#;
        assert_eq!(parse(escaped), Some(web("get", "configmaps", "", Some("flags"), Some("shop"))));
        let cluster = r#"deployments.apps is forbidden: User "system:serviceaccount:shop:web" cannot watch resource "deployments" in API group "apps" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "x" not found"#;
        assert_eq!(parse(cluster), Some(web("watch", "deployments", "apps", None, None)));
        let sub = r#"pods "a" is forbidden: User "system:serviceaccount:shop:web" cannot get resource "pods/log" in API group "" in the namespace "jobs""#;
        let refusal = parse(sub);
        assert_eq!(refusal, Some(web("get", "pods/log", "", Some("a"), Some("jobs"))));
        assert_eq!(refusal.map(|r| r.what()), Some("get pods/log a".to_owned()));
    }

    #[test]
    fn other_refusals() {
        assert_eq!(
            parse(r#"forbidden: User "alice" cannot list resource "pods" in API group "" at the cluster scope"#),
            None
        );
        assert_eq!(parse(r#"forbidden: User "system:serviceaccount:shop:web" cannot get path "/metrics""#), None);
        assert_eq!(parse(r#"pods "a" is forbidden: exceeded quota: q"#), None);
    }
}
