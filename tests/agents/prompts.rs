//! Agents and runbooks as files: shown, replaced, checked, and joined to the tasks that they fit.

use serde_json::json;

use crate::llm::{Reply, Scripted};
use crate::{Home, QUESTION, ask, draft, engine, home, is_lead, turns};

#[test]
fn agents_are_listed_and_shown() {
    let home = Home::new();
    let listed = home.run(&["agents", "list", "-o", "json"]).json();
    let all = listed.as_array().unwrap();
    assert_eq!((all.len(), &all[0]["name"]), (12, &json!("lead")));
    let metrics = all.iter().find(|one| one["name"] == "metrics").unwrap();
    assert_eq!(metrics["not_offered"], "not configured: prometheus");
    let text = home.run(&["agents", "list"]);
    assert!(text.out.contains("kubernetes") && text.out.contains("prometheus"), "{}", text.out);
    let shown = home.run(&["agents", "show", "logs"]);
    assert!(shown.out.starts_with("---\nname: logs\n") && shown.out.contains("tools: [logs, "), "{}", shown.out);
    home.run(&["agents", "show", "log"]).is_usage_error("there is no agent `log`");
}

#[test]
fn a_file_of_the_user_replaces_an_agent_and_a_wrong_one_is_an_error() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "logs", "task": "look" }] }))]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
    });
    let home = home(&model, "");
    let folder = home.config_file().parent().unwrap().join("prompts");
    std::fs::create_dir_all(&folder).unwrap();
    let file = "---\nname: logs\ndomain: Ours\nmodel: specialist\ntools: [logs]\n---\nRead QUINCE first.\n";
    std::fs::write(folder.join("logs.md"), file).unwrap();
    assert_eq!(ask(&home, &[]).json()["verdict"], "root_cause");
    let asked = model.asked();
    let specialist = asked.iter().find(|one| !is_lead(one)).unwrap();
    assert!(specialist.said()[0].contains("Read QUINCE first."));
    assert_eq!(specialist.tools(), ["logs", "report_findings"]);
    std::fs::write(folder.join("logs.md"), file.replace("[logs]", "[lgos]")).unwrap();
    home.run(&["ask", "--demo", QUESTION]).is_usage_error("did you mean logs?");
    // Without a model nobody needs it.
    assert_eq!(home.run(&["ask", "--demo", "--model", "none", QUESTION]).code, Some(0));
}

#[test]
fn a_runbook_joins_the_tasks_that_it_fits() {
    let (report, cause) = (draft(&engine()), engine()["root_causes"][0]["cause"].as_str().unwrap().to_owned());
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "logs", "task": "look" }] }))]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
    });
    let home = home(&model, "");
    let folder = home.config_file().parent().unwrap().join("runbooks");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("fits.md"), format!("---\ncauses: [{cause}]\n---\nAsk the PERSIMMON team.\n")).unwrap();
    std::fs::write(folder.join("other.md"), "---\nalerts: [DiskFull]\n---\nAsk the LYCHEE team.\n").unwrap();
    ask(&home, &[]);
    let asked = model.asked();
    let specialist = asked.iter().find(|one| !is_lead(one)).unwrap().body.to_string();
    assert!(specialist.contains("PERSIMMON") && !specialist.contains("LYCHEE"));
    let lead = asked[0].body.to_string();
    assert!(lead.contains("fits") && !lead.contains("PERSIMMON"));
}

#[test]
fn without_a_model_a_line_says_how_to_name_one() {
    let home = Home::new();
    let ended = home.run(&["ask", "--demo", QUESTION]);
    assert!(ended.err.contains("no model is named"), "{}", ended.err);
    let told = home.run(&["ask", "--demo", "--model", "none", QUESTION]);
    assert!(!told.err.contains("no model is named"), "{}", told.err);
    assert_eq!(ended.out.replace(char::is_numeric, ""), told.out.replace(char::is_numeric, ""));
    let quiet = home.run(&["ask", "--demo", "-q", QUESTION]);
    assert_eq!(quiet.err, "");
}
