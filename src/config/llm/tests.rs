use std::ffi::OsString;

use fs_err as fs;
use tempfile::TempDir;

use super::*;
use crate::config::{Config, EXAMPLE, Environment, Flags, Origin, Places, load};
use crate::error::Result;

struct Given<'g> {
    file: &'g str,
    variables: &'g [(&'g str, &'g str)],
    flag: Option<&'g str>,
}

const NOTHING: Given<'static> = Given { file: "", variables: &[], flag: None };

fn config(given: &Given<'_>) -> Result<Config> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("config.toml");
    fs::write(&path, given.file).unwrap();
    let variables: Vec<(String, OsString)> =
        given.variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let environment = Environment::from_lookup(|name| {
        variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    });
    let places = Places { config_file: Some(path), home: Some(PathBuf::from("/home/ada")), ..Places::default() };
    let flags = Flags { model: given.flag.map(str::to_owned), ..Flags::default() };
    load(&flags, &environment, &places)
}

fn llm(given: &Given<'_>) -> Llm {
    config(given).unwrap().llm
}

fn shown(config: &Config, key: &str) -> (Option<String>, String) {
    let entry = config.entries().into_iter().find(|entry| entry.key == key).unwrap_or_else(|| panic!("no {key}"));
    (entry.value, entry.origin)
}

#[test]
fn without_a_name_there_is_no_model_whatever_keys_there_are() {
    let keys =
        [("SRE_LLM_API_KEY", "ours"), ("OPENAI_API_KEY", "theirs"), ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")];
    for given in [
        Given { variables: &keys, ..NOTHING },
        Given { variables: &keys, flag: Some("none"), file: "[llm]\nmodel = \"m\"" },
        Given { variables: &[("SRE_LLM_MODEL", "none")], file: "[llm]\nmodel = \"m\"", flag: None },
    ] {
        let llm = llm(&given);
        assert_eq!((llm.model(Role::Lead), llm.model(Role::Specialist)), (None, None));
        assert_eq!(llm.lead.base_url.value, "https://api.openai.com/v1", "OPENAI_BASE_URL does not count yet");
    }
}

#[test]
fn once_a_model_is_named_the_variables_of_other_tools_count() {
    let theirs = [("OPENAI_API_KEY", "theirs"), ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")];
    let lead = llm(&Given { variables: &theirs, flag: Some("m"), file: "" }).lead;
    assert_eq!(lead.base_url.value, "http://127.0.0.1:9/v1");
    assert_eq!(lead.base_url.origin, Origin::Variable("OPENAI_BASE_URL"));
    assert_eq!(lead.key.value, KeySource::Given("theirs".to_owned().into()));

    // Their key is for their host: a configured address is another one.
    let file = "[llm]\nmodel = \"m\"\nbase_url = \"http://gateway:8080/v1\"";
    let lead = llm(&Given { variables: &theirs, file, flag: None }).lead;
    assert_eq!((lead.base_url.value.as_str(), &lead.key.value), ("http://gateway:8080/v1", &KeySource::None));
    assert_eq!(lead.left_behind, ["the key from OPENAI_API_KEY"]);
    let file = format!("{file}\napi_key_env = \"OPENAI_API_KEY\"");
    let lead = llm(&Given { variables: &theirs, file: &file, flag: None }).lead;
    assert_eq!(lead.key.value, KeySource::Variable("OPENAI_API_KEY".to_owned()), "unless the file says so");
}

#[test]
fn a_key_stays_with_the_host_that_it_was_given_for() {
    let file = "[llm]\nmodel = \"m\"\nbase_url = \"https://one/v1\"\napi_key_file = \"key\"\nheaders = { X-Key = \"s\" }\n\
                [llm.specialist]\nbase_url = \"https://two/v1\"\n";
    let both = llm(&Given { file, ..NOTHING });
    assert!(matches!(&both.lead.key.value, KeySource::File(path) if path.is_absolute() && path.ends_with("key")));
    assert_eq!((both.lead.headers.value.len(), both.specialist.headers.value.len()), (1, 0));
    assert_eq!(both.specialist.key.value, KeySource::None);
    assert_eq!(both.specialist.left_behind.len(), 2);

    // The same from the environment, which stands above both roles; another path of the host is the same host.
    for (base, kept) in [("https://three/v1", false), ("http://one/v1", false), ("https://ONE/other", true)] {
        let lead = llm(&Given { file, variables: &[("SRE_LLM_BASE_URL", base)], flag: None }).lead;
        assert_eq!((lead.base_url.value.as_str(), lead.key.value != KeySource::None), (base, kept));
    }
    let ours = [("SRE_LLM_BASE_URL", "https://three/v1"), ("SRE_LLM_API_KEY", "ours")];
    let both = llm(&Given { file, variables: &ours, flag: None });
    assert_eq!((&both.lead.key, &both.lead.base_url), (&both.specialist.key, &both.specialist.base_url));
    assert_eq!(both.lead.key.value, KeySource::Given("ours".to_owned().into()));
}

#[test]
fn a_role_stands_above_what_holds_for_both_and_the_call_above_all() {
    let file = "[llm]\nmodel = \"m\"\ntool_mode = \"json\"\n[llm.lead]\nmodel = \"big\"\ncontext_window = 9\n";
    let both = llm(&Given { file, ..NOTHING });
    let names =
        |llm: &Llm| [Role::Lead, Role::Specialist].map(|role| llm.model(role).unwrap().name.value.clone().unwrap());
    assert_eq!(names(&both), ["big", "m"]);
    assert_eq!((both.lead.context_window.value, both.specialist.context_window.value), (Some(9), None));
    assert_eq!(both.lead.tool_mode.value, ToolMode::Json);
    assert_eq!(names(&llm(&Given { file, variables: &[("SRE_LLM_MODEL", "e")], flag: None })), ["e", "e"]);
    assert_eq!(names(&llm(&Given { file, variables: &[("SRE_LLM_MODEL", "e")], flag: Some("f") })), ["f", "f"]);
}

#[test]
fn every_value_is_shown_with_its_origin_and_no_secret_is() {
    let file = "[llm]\nmodel = \"m\"\nheaders = { X-Key = \"hush-1\" }\nbody = { a = \"hush-2\" }\n\
                api_key_command = [\"vault\", \"hush-3\"]\n[llm.lead]\nmodel = \"big\"";
    let config = config(&Given { file, ..NOTHING }).unwrap();
    assert_eq!(shown(&config, "llm.lead.model").0.as_deref(), Some("big"));
    assert_eq!(shown(&config, "llm.specialist.model").0.as_deref(), Some("m"));
    assert_eq!(shown(&config, "llm.headers").0.as_deref(), Some("x-key"));
    assert_eq!(shown(&config, "llm.api_key_command").0.as_deref(), Some("vault …"));
    assert_eq!(shown(&config, "llm.retries"), (Some("3".to_owned()), "default".to_owned()));
    assert!(!format!("{:?}", config.entries()).contains("hush"));

    let given = Given { variables: &[("SRE_LLM_API_KEY", "hush-4")], flag: Some("m"), file: "" };
    let config = self::config(&given).unwrap();
    assert_eq!(shown(&config, "llm.api_key"), (Some("(hidden)".to_owned()), "SRE_LLM_API_KEY".to_owned()));
    assert_eq!(shown(&config, "llm.model"), (Some("m".to_owned()), "--model".to_owned()));
    assert!(!format!("{config:?} {:?}", config.entries()).contains("hush"));
}

#[test]
fn the_example_names_every_key() {
    for field in Field::ALL.into_iter().filter(|field| *field != Field::ApiKey) {
        let named = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{} = ", field.name()));
        assert!(EXAMPLE.lines().any(named), "{} is not documented", field.name());
    }
    for variable in ["SRE_LLM_BASE_URL", "SRE_LLM_MODEL", "SRE_LLM_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_KEY"] {
        assert!(EXAMPLE.contains(variable), "{variable} is not documented");
    }
    // What is commented out can be used as it stands, one place of a key at a time.
    let (before, table) = EXAMPLE.split_once("\n[llm]\n").unwrap();
    let lines = table.lines().map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line));
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with("api_key_")).collect();
    let config = config(&Given { file: &format!("{before}\n[llm]\n{}", lines.join("\n")), ..NOTHING }).unwrap();
    assert_eq!(config.llm.lead.prices.cached.value, Some(0.025));
    assert_eq!(config.llm.lead.headers.value.len(), 2);
}

#[test]
fn what_cannot_be_is_an_error_that_names_its_place_and_repeats_no_secret() {
    for (file, words) in [
        ("llm = 3", "must be a table"),
        ("[llm]\nlead = \"m\"", "`llm.lead`"),
        ("[llm]\nmodle = \"m\"", "`llm.modle`"),
        ("[llm.lead]\nbase_ulr = \"m\"", "`llm.lead.base_ulr`"),
        ("[llm]\nmodel = 3", "`llm.model`"),
        ("[llm]\nbase_url = \"api.openai.com\"", "`llm.base_url`"),
        ("[llm]\nbase_url = \"https://hush@host/v1\"", "`llm.base_url`"),
        ("[llm]\nbase_url = \"https://host/v1?key=hush\"", "`llm.base_url`"),
        ("[llm]\nbase_url = \"https://host/v1/chat/completions\"", "`llm.base_url`"),
        ("[llm]\nbase_url = \"https://host/../v1\"", "`llm.base_url`"),
        ("[llm]\ntool_mode = \"maybe\"", "`llm.tool_mode`"),
        ("[llm]\nretries = 99", "`llm.retries`"),
        ("[llm]\nidle_timeout = \"never\"", "`llm.idle_timeout`"),
        ("[llm]\ncontext_window = 0", "`llm.context_window`"),
        ("[llm]\ninput_price = -1", "`llm.input_price`"),
        ("[llm]\nkey_header = \"content-length\"", "`llm.key_header`"),
        ("[llm]\napi_version = \"2024&x=hush\"", "`llm.api_version`"),
        ("[llm]\nheaders = { Host = \"hush\" }", "`llm.headers`"),
        ("[llm]\nheaders = { X = \"hush\\n\" }", "`llm.headers`"),
        ("[llm]\nbody = { messages = \"hush\" }", "`llm.body`"),
        ("[llm]\napi_key_command = \"hush\"", "`llm.api_key_command`"),
        ("[llm]\napi_key = \"hush\"", "`llm.api_key`"),
        ("[llm]\napi_key_env = \"A\"\napi_key_file = \"b\"", "name a key"),
    ] {
        let error = config(&Given { file, ..NOTHING }).unwrap_err();
        assert!(error.message().contains(words), "{file}: {error}");
        let everything = format!("{:?} {:?}", error.chain(), error.hints());
        let secret = !file.contains("api_version") && everything.contains("hush");
        assert!(!secret, "{everything}");
    }
}
