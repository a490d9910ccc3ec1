//! What a model says and the evidence does not bear out: it is asked once to mend it, then it is struck.

use serde_json::{Value, json};

use crate::llm::{Reply, Scripted};
use crate::{ask, draft, engine, home, results, turns};

/// What becomes of a draft that is submitted and not mended.
fn struck(change: impl Fn(&mut Value)) -> (Value, Scripted) {
    let mut lie = draft(&engine());
    change(&mut lie);
    let model = Scripted::with(move |_| Reply::calls(&[("submit_report", lie.clone())]));
    let report = ask(&home(&model, ""), &[]).json();
    (report, model)
}

type Change<'c> = &'c dyn Fn(&mut Value);

#[test]
fn lies_are_struck_and_the_engines_answer_stays() {
    let cited = "/root_causes/0/chain/0/evidence/0";
    let changes: [(&str, Change<'_>); 6] = [
        ("unknown_observation", &|lie| {
            *lie.pointer_mut(&format!("{cited}/observation")).unwrap() = json!("o900");
        }),
        ("misquoted", &|lie| {
            *lie.pointer_mut(&format!("{cited}/quote")).unwrap() = json!("registry.example/nothing:1");
        }),
        ("wrong_verdict", &|lie| *lie = json!({ "verdict": "healthy", "summary": "All is well." })),
        ("unknown_object", &|lie| lie["summary"] = json!("Pod terranetes/ghost-7d9f8b6c5d-abcde is to blame.")),
        ("unknown_number", &|lie| lie["summary"] = json!("It restarted 4711 times.")),
        ("no_evidence", &|lie| {
            lie["root_causes"] = json!([{ "cause": "Other", "statement": "The network is slow.",
                "object": { "kind": "Namespace", "name": "terranetes" } }]);
        }),
    ];
    for (rule, change) in changes {
        let (report, model) = struck(change);
        let rules: Vec<&str> =
            report["struck"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
        assert_eq!(report["root_causes"][0]["cause"], engine()["root_causes"][0]["cause"], "{rule}");
        assert_eq!(report["verdict"], "root_cause", "{rule}");
        assert_eq!(model.turns(), 2, "{rule}: once to mend it");
    }
}

#[test]
fn what_is_mended_is_not_struck() {
    let (right, mut lie) = (draft(&engine()), draft(&engine()));
    lie["root_causes"][0]["chain"][0]["evidence"][0]["observation"] = json!("o900");
    let model = Scripted::with(move |asked| {
        Reply::calls(&[("submit_report", if turns(asked) == 0 { lie.clone() } else { right.clone() })])
    });
    let report = ask(&home(&model, ""), &[]).json();
    assert_eq!(report["struck"], Value::Null);
    let asked = model.asked();
    let request = &results(&asked[1])[0];
    assert!(request.contains("o900") && request.contains("use the ids that tools gave you"), "{request}");
}

#[test]
fn a_report_in_the_wrong_form_is_answered_with_the_form() {
    let right = draft(&engine());
    let model = Scripted::with(move |asked| match turns(asked) {
        0 => Reply::calls(&[("submit_report", json!({ "verdict": "broken", "summary": "x" }))]),
        1 => Reply::calls(&[("submit_report", json!({ "summary": "x" }))]),
        _ => Reply::calls(&[("submit_report", right.clone())]),
    });
    let report = ask(&home(&model, ""), &[]).json();
    assert_eq!(report["root_causes"], engine()["root_causes"]);
    let asked = model.asked();
    let answers = results(&asked[2]);
    assert!(answers[0].contains("root_cause") && answers[0].contains("inconclusive"), "{}", answers[0]);
    assert!(answers[1].contains("verdict"), "{}", answers[1]);
}

#[test]
fn what_a_specialist_makes_up_does_not_reach_the_lead() {
    let right = draft(&engine());
    let model = Scripted::with(move |asked| match (crate::is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "logs", "task": "look" }] }))]),
        (true, _) => Reply::calls(&[("submit_report", right.clone())]),
        (false, _) => Reply::calls(&[(
            "report_findings",
            json!({ "summary": "", "findings": [{
            "object": { "kind": "Pod", "namespace": "terranetes", "name": "echo" }, "statement": "KUMQUAT was logged.",
            "evidence": [{ "observation": "o1", "quote": "KUMQUAT overflow" }] }] }),
        )]),
    });
    ask(&home(&model, ""), &[]);
    let asked = model.asked();
    let answer = &results(asked.iter().rfind(|one| crate::is_lead(one)).unwrap())[0];
    assert!(!answer.contains("KUMQUAT") && answer.contains("1 statements were not borne out"), "{answer}");
}
