//! The report as data: JSON, YAML and the schema that both keep to.

mod report_fixtures;

use report_fixtures::{ALL, load};
use sre::error::ErrorKind;
use sre::report::model::Report;
use sre::report::{Format, TextOptions, json, schema, write, yaml};

#[test]
fn json_is_one_report_and_comes_back_whole() {
    for name in ALL {
        let text = json::to_json(&load(name)).unwrap();
        assert!(text.ends_with("}\n"));
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), load(name), "{name}");
    }
    insta::assert_snapshot!("healthy_json", json::to_json(&load("healthy")).unwrap());
}

#[test]
fn yaml_says_the_same_as_json() {
    for name in ALL {
        let text = yaml::to_yaml(&load(name)).unwrap();
        assert_eq!(serde_saphyr::from_str::<Report>(&text).unwrap(), load(name), "{name}");
    }
    insta::assert_snapshot!("several_yaml", yaml::to_yaml(&load("several")).unwrap());
}

#[test]
fn data_holds_nothing_that_a_terminal_acts_on() {
    for text in [json::to_json(&load("hostile")).unwrap(), yaml::to_yaml(&load("hostile")).unwrap()] {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "a control character");
        assert!(!text.contains('\u{202e}'));
    }
}

#[test]
fn every_report_keeps_to_the_schema() {
    let schema = schema::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in ALL {
        let value = serde_json::from_str(&json::to_json(&load(name)).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    let mut other = serde_json::to_value(load("healthy")).unwrap();
    other["schema"] = "sre.report/v2".into();
    assert!(!validator.is_valid(&other));
}

#[test]
fn the_schema_changes_on_purpose_only() {
    insta::assert_snapshot!("schema", serde_json::to_string_pretty(&schema::schema()).unwrap());
}

#[test]
fn formats_have_names() {
    assert_eq!("JSON".parse::<Format>().unwrap(), Format::Json);
    let error = "toml".parse::<Format>().unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Usage, "there is no format `toml`"));
}

#[test]
fn a_reader_who_left_is_a_broken_pipe() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let error = write(&load("healthy"), Format::Text, &TextOptions::default(), &mut Gone).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}
