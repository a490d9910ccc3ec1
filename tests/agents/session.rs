//! A session asks the same agents as a single question does.

use crate::cli_support::Ended;
use crate::{QUESTION, agrees, home};

#[test]
fn a_session_asks_agents_and_tells_what_they_cost() {
    let model = agrees();
    let home = home(&model, "");
    let lines = format!("{QUESTION}\n/cost\n/model\n");
    let ended: Ended = home.sre(&["--plain", "--demo"]).write_stdin(lines).output().unwrap().into();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for words in ["ROOT CAUSE", "tokens to models", "model scripted-1 takes part"] {
        assert!(ended.out.contains(words), "{words:?} is not in {}", ended.out);
    }
    assert!(!model.asked().is_empty());
}
