//! Who the server takes us for; where it does not say, what the credential says of itself.

use super::model::{Area, Check};
use crate::cluster::login::Login;
use crate::cluster::rights::{Rights, Trouble};

/// Groups whose members may do everything, whatever the roles say.
const MASTERS: &str = "system:masters";

pub(super) async fn check(rights: &Rights, login: Option<&Login>) -> Check {
    match rights.whoami().await {
        Ok(who) => {
            let what = format!("the server knows us as {}", who.username);
            let groups: Vec<String> = who.groups.iter().map(|group| format!("in the group {group}")).collect();
            if who.groups.iter().any(|group| group == MASTERS) {
                return Check::warning(Area::Identity, what)
                    .because(format!("the group {MASTERS} may do everything, and no role limits it"))
                    .advise("`sre rbac --service-account NAMESPACE/NAME` prints an identity that only reads")
                    .list(groups);
            }
            Check::ok(Area::Identity, what).list(groups)
        }
        Err(trouble) => guessed(&trouble, login),
    }
}

fn guessed(trouble: &Trouble, login: Option<&Login>) -> Check {
    let claimed = login.and_then(|login| login.claims.as_ref().map(|name| format!("the token says {name}")));
    let named = login.and_then(|login| login.user.as_ref().map(|user| format!("the kubeconfig's user is `{user}`")));
    let what = claimed.or(named).unwrap_or_else(|| "who we are is not known".to_owned());
    match trouble {
        Trouble::NotServed => Check::ok(Area::Identity, what)
            .because("what the server makes of it is not known: it is of a time before 1.28, which did not tell"),
        Trouble::Forbidden(why) | Trouble::Failed(why) => {
            Check::warning(Area::Identity, what).because(format!("what the server makes of it is not known: {why}"))
        }
    }
}
