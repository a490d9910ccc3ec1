//! How much fits into a conversation: as configured, or as the endpoint told when somebody asked it, and no question asks.

use serde_json::{Value, json};

use crate::llm::{Reply, Scripted};
use crate::{Home, ask, draft, engine, home};

/// A model that submits what the engine says, at an endpoint that lists it as vLLM does.
fn model() -> Scripted {
    let report = draft(&engine());
    Scripted::with(move |asked| {
        if asked.path.ends_with("/models") {
            let list = json!({ "object": "list", "data": [
                { "id": "scripted-1", "object": "model", "owned_by": "vllm", "root": "scripted-1", "max_model_len": 8192 } ] });
            return Reply::raw(200, "application/json", list.to_string());
        }
        Reply::calls(&[("submit_report", report.clone())])
    })
}

/// The windows that a question's agents were given, of the lead and of specialists.
fn windows(home: &Home, name: &str) -> Value {
    let dir = home.dir.path().join(name);
    let ended = ask(home, &["--record", dir.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let exchanges = std::fs::read_to_string(dir.join("exchanges.jsonl")).unwrap();
    let first: Value = serde_json::from_str(exchanges.lines().next().unwrap()).unwrap();
    first["windows"].clone()
}

#[test]
fn what_an_endpoint_told_once_holds_for_later_questions() {
    let model = model();
    let home = home(&model, "");
    assert_eq!(windows(&home, "before"), json!([null, null]));
    let listed = || model.asked().iter().filter(|asked| !asked.path.ends_with("/chat/completions")).count();
    assert_eq!(listed(), 0, "a question asks for no list");

    let ended = home.run(&["models"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(windows(&home, "after"), json!([8192, 8192]));
    assert_eq!(listed(), 1);

    let config = std::fs::read_to_string(home.config_file()).unwrap();
    home.configure(&format!("{config}context_window = 32768\n"));
    assert_eq!(windows(&home, "configured"), json!([32768, 32768]), "the configuration goes before it");
    home.configure(&config.replace("scripted-1", "scripted-2"));
    assert_eq!(windows(&home, "another"), json!([null, null]), "of another model nothing was told");
}

#[test]
fn a_memory_that_cannot_be_read_is_as_good_as_none() {
    let model = model();
    let home = home(&model, "");
    home.run(&["models"]);
    let file = found(home.dir.path()).expect("a memory");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("127.0.0.1") && !text.contains("scripted-1"), "who is asked is nobody's business: {text}");
    std::fs::write(&file, "{\"models\": 7}").unwrap();
    assert_eq!(windows(&home, "broken"), json!([null, null]));
    home.run(&["doctor", "--demo"]);
    assert_eq!(windows(&home, "mended"), json!([8192, 8192]));
}

/// The file of what models take, wherever the platform keeps what may be forgotten.
fn found(folder: &std::path::Path) -> Option<std::path::PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find_map(|path| if path.is_dir() { found(&path) } else { path.ends_with("models.json").then_some(path) })
}
