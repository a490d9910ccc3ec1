//! What redaction takes and what it leaves.

#![expect(clippy::unwrap_used, reason = "helpers of tests; the lint's own exception knows test functions only")]

use serde_json::{Value, json};
use sre::transport::redact::{Redactor, sanitize};

const JWT: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
const GITHUB: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

fn text(input: &str) -> String {
    Redactor::default().text(input).into_owned()
}

fn value(mut input: Value, kind: &str) -> Value {
    Redactor::default().value(&mut input, kind);
    input
}

/// Takes placeholders out, so that tables do not repeat tags.
fn plain(input: &str) -> String {
    let mut out = String::new();
    let mut rest = input;
    while let Some((before, after)) = rest.split_once("[redacted:") {
        out.push_str(before);
        let (_, after) = after.split_once(']').unwrap();
        out.push('#');
        rest = after;
    }
    out + rest
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn secrets_in_text_go() {
    let jwt = format!("got token {JWT} from issuer");
    let header = format!("Authorization: Bearer {JWT}");
    let github = format!("remote: https://x-access-token:{GITHUB}@github.com/a/b.git");
    let bare = format!("using {GITHUB}, retrying");
    let cases: &[(&str, &str)] = &[
        ("password=hunter2", "password=#"),
        ("connecting with password=hunter2 user=bob", "connecting with password=# user=bob"),
        ("password: hunter2", "password: #"),
        ("db_password: swordfish", "db_password: #"),
        (
            "level=info msg=\"start\" api_key=abcdef token=xyz123 port=80",
            "level=info msg=\"start\" api_key=# token=# port=80",
        ),
        (
            "{\"user\":\"bob\",\"password\":\"hun\\\"ter2\",\"port\":1}",
            "{\"user\":\"bob\",\"password\":\"#\",\"port\":1}",
        ),
        ("{\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":\\\"b\\\"}", "{\\\"password\\\":\\\"#\\\",\\\"a\\\":\\\"b\\\"}"),
        ("{\"password\":\"hunt", "{\"password\":\"#"),
        ("{'client_secret': 'abc'}", "{'client_secret': '#'}"),
        ("map[password:hunter2 user:bob]", "map[password:# user:bob]"),
        ("map[string]string{\"apiToken\":\"abcdef\"}", "map[string]string{\"apiToken\":\"#\"}"),
        ("cmd --password hunter2 --verbose", "cmd --password # --verbose"),
        ("cmd --password=hunter2 --verbose", "cmd --password=# --verbose"),
        ("cmd -token=abc", "cmd -token=#"),
        ("cmd --client-secret \"a b\" x", "cmd --client-secret \"#\" x"),
        ("mysql -h db -uroot -phunter2 app", "mysql -h db -uroot -p# app"),
        ("sshpass -p hunter2 ssh bob@host", "sshpass -p # ssh bob@host"),
        ("redis-cli -h cache -a hunter2 ping", "redis-cli -h cache -a # ping"),
        ("docker login -u bob -p hunter2 ghcr.io", "docker login -u bob -p # ghcr.io"),
        ("curl -s -u bob:hunter2 https://h/x", "curl -s -u bob:# https://h/x"),
        ("mongosh --host h -u bob -p hunter2", "mongosh --host h -u bob -p #"),
        (&header, "Authorization: Bearer #"),
        ("Authorization: Basic Ym9iOmh1bnRlcjI=", "Authorization: Basic #"),
        ("authorization: token abcdef123", "authorization: token #"),
        ("Authorization:[Bearer abcdef123456]", "Authorization:[Bearer #]"),
        ("-H 'Authorization: Bearer abc'", "-H 'Authorization: Bearer #'"),
        ("X-Api-Key: abcdef", "X-Api-Key: #"),
        ("PRIVATE-TOKEN: abcdef", "PRIVATE-TOKEN: #"),
        ("sent Basic Ym9iOmh1bnRlcjI= to proxy", "sent Basic # to proxy"),
        (&jwt, "got token # from issuer"),
        (&github, "remote: https://x-access-token:#@github.com/a/b.git"),
        (&bare, "using #, retrying"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key # used"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=#"),
        ("glpat-abcdefghij0123456789", "#"),
        ("slack xoxb-123456789012-abcdefghij done", "slack # done"),
        ("https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnop", "https://hooks.slack.com/services/#"),
        (
            "//registry.npmjs.org/:_authToken=npm_0123456789abcdefghijABCDEFGHIJ0123",
            "//registry.npmjs.org/:_authToken=#",
        ),
        (
            "postgres://app:hunter2@db.prod:5432/orders?sslmode=disable",
            "postgres://app:#@db.prod:5432/orders?sslmode=disable",
        ),
        ("postgres://app:hun/ter2@db:5432/orders", "postgres://app:#@db:5432/orders"),
        ("redis://:hunter2@cache:6379/0", "redis://:#@cache:6379/0"),
        (
            "mongodb://u:p%40ss@h1:27017,h2:27017/db?authSource=admin",
            "mongodb://u:#@h1:27017,h2:27017/db?authSource=admin",
        ),
        ("amqp://guest:guest@mq//", "amqp://guest:#@mq//"),
        ("app:hunter2@tcp(db:3306)/orders?parseTime=true", "app:#@tcp(db:3306)/orders?parseTime=true"),
        (
            "Server=db;Database=o;User Id=sa;Password=hunter2;Encrypt=true",
            "Server=db;Database=o;User Id=sa;Password=#;Encrypt=true",
        ),
        ("host=db user=app password='hun ter2' dbname=o", "host=db user=app password='#' dbname=o"),
        (
            "AccountName=acc;AccountKey=q83vEjRWeJA=;EndpointSuffix=core.windows.net",
            "AccountName=acc;AccountKey=#;EndpointSuffix=core.windows.net",
        ),
        (
            "https://acc.blob.core.windows.net/c?sv=2022&sp=r&sig=abcdefghijklmnop%3D&se=2030",
            "https://acc.blob.core.windows.net/c?sv=2022&sp=r&sig=#&se=2030",
        ),
        ("GET /login?user=bob&access_token=abcdef HTTP/1.1", "GET /login?user=bob&access_token=# HTTP/1.1"),
        ("Cookie: session=abcdef; theme=dark", "Cookie: session=#; theme=#"),
        ("Set-Cookie: sid=abcdef; Path=/; HttpOnly; Max-Age=60", "Set-Cookie: sid=#; Path=/; HttpOnly; Max-Age=60"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----\nnext", "#\nnext"),
        ("key: -----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----\\n", "key: #\\n"),
        ("\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"},{", "\"name\":\"DB_PASSWORD\",\"value\":\"#\"},{"),
        (
            "- name: DB_PASSWORD\n  value: hunter2\n- name: A\n  value: b",
            "- name: DB_PASSWORD\n  value: #\n- name: A\n  value: b",
        ),
        ("jdbc:oracle:thin:bob/hunter2@//db:1521/x", "jdbc:oracle:thin:bob/#@//db:1521/x"),
        (
            "\"authorization\":[\"Bearer abc\"],\"cookie\":[\"sid=abc; theme=dark\"]",
            "\"authorization\":[\"Bearer #\"],\"cookie\":[\"sid=#; theme=#\"]",
        ),
        ("Config{User:bob ClientSecret:abc}", "Config{User:bob ClientSecret:#}"),
        ("\"Password\" => \"hunter2\"", "\"Password\" => \"#\""),
        ("token: s3cr3t99 was used", "token: # was used"),
        ("export SECRET_KEY_BASE=0a1b2c", "export SECRET_KEY_BASE=#"),
        ("password=é♥pass end", "password=# end"),
        ("login failed, token: s3cr3tT0ken9, giving up", "login failed, token: #, giving up"),
    ];
    for (input, want) in cases {
        let got = text(input);
        assert_eq!(plain(&got), *want, "\n   in: {input}\n  out: {got}");
    }
}

#[test]
fn words_that_only_mention_secrets_stay() {
    let cases = [
        "ERROR [db] pq: password authentication failed for user \"orders\"",
        "MountVolume.SetUp failed for volume \"certs\" : secret \"orders-tls\" not found",
        "Error: secret \"db-creds\" not found",
        "Error: couldn't find key password in Secret orders/db-creds",
        "failed to get secret: secrets \"db\" is forbidden: User \"x\" cannot get resource \"secrets\"",
        "failed to list *v1.Secret: secrets is forbidden",
        "ExternalSecret: could not get secret data from provider: key path \"prod/db\" not found, secretKey: password",
        "--- PASS: TestToken (0.00s)",
        "pass: 12 fail: 3",
        "Access denied for user 'root'@'10.1.2.3' (using password: YES)",
        "secret=projects/p/secrets/s/versions/1",
        "error validating token: crypto/rsa: verification error",
        "{\"token_type\":\"Bearer\",\"expires_in\":3600}",
        "rest_client_requests_total{code=\"200\",host=\"10.0.0.1:443\"} token_reviews_total 5",
        "references non-existent secret key: password",
        "token refused by the issuer: token expired",
        "invalid token: expired",
        "unexpected token: foo",
        "the server has asked for the client to provide credentials",
        "authorization failed: no basic auth credentials",
        "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials",
        "Www-Authenticate: Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\"",
        "--token-ttl=3600 --tls-secret-name=foo --service-account-private-key-file=/etc/k/sa.key",
        "--authorization-mode=Node,RBAC --token-auth-file=/etc/tokens.csv",
        "--password-file=/run/secrets/pw --token-path /var/run/secrets/token",
        "--tls-secret=orders-tls",
        "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory",
        "image: registry.example.com/auth/token:v1.2.3",
        "docker.io/library/vault-secret:0.1@sha256:9b2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
        "pod orders-api-79bcd89f7f-4pfrt uid 0b6c3b7e-6d0c-4c57-9f53-8f0d4f6ab0a1",
        "passwordPolicy: strict",
        "passwordRequired: true, token: null, auth: basic",
        "password: $(DB_PASSWORD)",
        "password=${DB_PASSWORD} token=$TOKEN secret={{ .Values.secret }}",
        "password: ****",
        "max_tokens=4096 tokens: 512 key=value key: password",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
        "system:serviceaccount:orders:token-reader",
        "https://issuer.example/realms/a/protocol/openid-connect/token?grant_type=client_credentials",
        "https://host:8080/@scope/pkg",
        "mail bob@example.com from 10.1.2.3",
        "PWD=/home/app OLDPWD=/",
        "checksum/secret: 9b2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n-----END PUBLIC KEY-----",
        "curl -sS --fail https://example.com/token",
        "mysql -h db -u root",
        "password:",
        "password=",
        "secretKeyRef: {name: db, key: password}",
        "task-runner risk-assessment disk-usage-controller-manager-worker",
        "the password was incorrect and the secret is missing",
        "basic authentication is disabled; bearer authentication required",
    ];
    for input in cases {
        assert_eq!(text(input), input);
    }
}

#[test]
fn settings_go_to_the_end_of_their_line() {
    let redactor = Redactor::default();
    let cases: &[(&str, &str)] = &[
        ("passphrase: correct horse battery staple\nport: 80", "passphrase: #\nport: 80"),
        ("  password: \"a b\" \nx: y", "  password: \"#\" \nx: y"),
        ("db.password=one two # no\nuser=a", "db.password=# # no\nuser=a"),
        ("password: |\n  line one\n  line two\nport: 80", "password: |\n  #\nport: 80"),
        ("users:\n- name: a\n  user:\n    token: abcdef\n", "users:\n- name: a\n  user:\n    token: #\n"),
        ("existingSecret: db-creds\ntlsSecret: web-tls\n", "existingSecret: db-creds\ntlsSecret: web-tls\n"),
        ("requirepass hunter2", "requirepass hunter2"),
        ("vault.io/token: abc1", "vault.io/token: #"),
    ];
    for (input, want) in cases {
        assert_eq!(plain(&redactor.config(input)), *want, "{input}");
    }
}

#[test]
fn objects_are_redacted_by_structure() {
    let applied = json!({"apiVersion": "v1", "kind": "Secret", "data": {"other": "aHVudGVyMg=="}}).to_string() + "\n";
    let got = value(
        json!({
            "kind": "Secret", "apiVersion": "v1", "type": "Opaque",
            "metadata": {"name": "db", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": applied}},
            "data": {"password": "aHVudGVyMg==", "empty": ""}, "stringData": {"user": "bob"},
        }),
        "",
    );
    let tag = text("password=hunter2").trim_start_matches("password=").to_owned();
    assert_eq!(got["data"]["password"], json!(tag));
    assert_eq!(got["data"]["empty"], "");
    assert_eq!(plain(got["stringData"]["user"].as_str().unwrap()), "#");
    let applied = got["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"].as_str().unwrap();
    assert!(applied.ends_with('\n'));
    assert_eq!(serde_json::from_str::<Value>(applied).unwrap()["data"]["other"], json!(tag));

    let list = json!({"kind": "SecretList", "items": [{"data": {"a": "c2VjcmV0"}, "metadata": {"name": "s"}}]});
    assert_eq!(plain(value(list, "")["items"][0]["data"]["a"].as_str().unwrap()), "#");
    assert_eq!(plain(value(json!([{"data": {"a": "c2VjcmV0"}}]), "Secret")[0]["data"]["a"].as_str().unwrap()), "#");

    let helm =
        json!({"kind": "Secret", "type": "helm.sh/release.v1", "data": {"release": "SDRzSUFB", "x": "eHh4eA=="}});
    let got = value(helm, "");
    assert_eq!(got["data"]["release"], "SDRzSUFB");
    assert_eq!(plain(got["data"]["x"].as_str().unwrap()), "#");

    let cut = json!({"kind": "Secret", "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"a\":\"c2Vj"}}});
    assert!(!value(cut, "").to_string().contains("c2Vj"));
}

#[test]
fn pods_keep_what_explains_them() {
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "api", "uid": "0b6c3b7e-6d0c-4c57-9f53-8f0d4f6ab0a1"},
        "spec": {
            "containers": [{
                "name": "api", "image": "ghcr.io/a/token:1.2@sha256:9b2a",
                "command": ["mysql"], "args": ["-uroot", "-phunter2"],
                "env": [
                    {"name": "DB_PASSWORD", "value": "hunter2"},
                    {"name": "DB_PASS_FROM", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
                    {"name": "EMPTY_TOKEN", "value": ""},
                    {"name": "TOKEN_TTL", "value": "3600"},
                    {"name": "TOKEN_PATH", "value": "/var/run/secrets/tokens/t"},
                    {"name": "AUTH_MODE", "value": "oidc"},
                    {"name": "PIN_PASSWORD", "value": "123456"},
                    {"name": "DATABASE_URL", "value": "postgres://app:hunter2@db:5432/orders"},
                    {"name": "OPTS", "value": "{\"db\":{\"password\":\"hunter2\",\"host\":\"db\"}}"},
                ],
            }, {
                "name": "side", "args": ["--client-secret", "abc", "--password", "$(PW)", "--name", "x"],
                "volumeMounts": [{"name": "kube-api-access", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}],
                "livenessProbe": {"httpGet": {"httpHeaders": [{"name": "Authorization", "value": "Bearer abcdef123"}]}},
            }],
            "imagePullSecrets": [{"name": "regcred"}],
            "volumes": [
                {"name": "s", "secret": {"secretName": "db-creds"}},
                {"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 3607}}]}},
            ],
        },
    });
    let got = value(pod.clone(), "");
    let env = |i: usize| got["spec"]["containers"][0]["env"][i]["value"].as_str().unwrap_or("-").to_owned();
    let tag = env(0);
    assert_eq!(plain(&tag), "#");
    assert_eq!(got["spec"]["containers"][0]["env"][1], pod["spec"]["containers"][0]["env"][1]);
    assert_eq!([env(2), env(3), env(4), env(5)], ["", "3600", "/var/run/secrets/tokens/t", "oidc"]);
    assert_eq!(plain(&env(6)), "#");
    assert_eq!(env(7), format!("postgres://app:{tag}@db:5432/orders"));
    assert_eq!(serde_json::from_str::<Value>(&env(8)).unwrap(), json!({"db": {"password": tag, "host": "db"}}));
    assert_eq!(got["spec"]["containers"][0]["args"], json!(["-uroot", format!("-p{tag}")]));
    let args = got["spec"]["containers"][1]["args"].to_string();
    assert_eq!(plain(&args), "[\"--client-secret\",\"#\",\"--password\",\"$(PW)\",\"--name\",\"x\"]");
    let header = &got["spec"]["containers"][1]["livenessProbe"]["httpGet"]["httpHeaders"][0]["value"];
    assert_eq!(plain(header.as_str().unwrap()), "Bearer #");
    for same in [
        "/spec/imagePullSecrets",
        "/spec/volumes",
        "/metadata",
        "/spec/containers/0/image",
        "/spec/containers/1/volumeMounts",
    ] {
        assert_eq!(got.pointer(same), pod.pointer(same), "{same}");
    }
}

#[test]
fn config_maps_are_settings() {
    let got = value(
        json!({"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "c"}, "data": {
            "password": "two words", "level": "debug", "LOGIN_URL": "https://h/login",
            "app.properties": "db.user=a\ndb.password=one two\n",
            "config.json": "{\"auth\":{\"clientSecret\":\"abc\",\"issuer\":\"https://i\"}}",
            "kubeconfig": "users:\n- user:\n    token: abcdef\n    client-key-data: LS0tLS1CRUdJTiBQUklWQVRF\n",
            "gcp.json": "{\"type\":\"service_account\",\"private_key_id\":\"k1\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n\"}",
        }, "binaryData": {"keystore.jks": "/u3+7Q=="}}),
        "",
    );
    let data = |key: &str| plain(got["data"][key].as_str().unwrap());
    assert_eq!(data("password"), "#");
    assert_eq!(data("level"), "debug");
    assert_eq!(data("LOGIN_URL"), "https://h/login");
    assert_eq!(data("app.properties"), "db.user=a\ndb.password=#\n");
    assert_eq!(data("config.json"), "{\"auth\":{\"clientSecret\":\"#\",\"issuer\":\"https://i\"}}");
    assert_eq!(data("kubeconfig"), "users:\n- user:\n    token: #\n    client-key-data: #\n");
    assert!(data("gcp.json").contains("\"private_key_id\":\"k1\"") && !data("gcp.json").contains("MIIE"));
    assert!(got["binaryData"]["keystore.jks"].as_str().unwrap().starts_with("[redacted:binary:"));
}

#[test]
fn custom_resources_keep_their_references() {
    let object = json!({"apiVersion": "x.io/v1", "kind": "Thing", "metadata": {"annotations": {
        "nginx.ingress.kubernetes.io/auth-secret": "basic-auth",
        "checksum/secret": "9b2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
        "kubernetes.io/legacy-token-last-used": "2026-11-22",
    }}, "spec": {
        "passwordPolicy": "strict", "tokenReview": {"audiences": ["a"]}, "secretRef": "db", "existingSecret": "db",
        "data": [{"secretKey": "password", "remoteRef": {"key": "prod/db", "property": "password"}}],
        "tls": {"credentialName": "reviews-cert", "secretName": "web-tls"}, "automountServiceAccountToken": false,
        "schema": {"properties": {"password": {"type": "string", "description": "The password: a string."}}, "required": ["password"]},
    }});
    assert_eq!(value(object.clone(), ""), object);
}

#[test]
fn equal_secrets_get_equal_placeholders_and_salts_change_them() {
    let tag = |text: String| text.split_once("[redacted:").unwrap().1.split_once(']').unwrap().0.to_owned();
    let one = tag(text("password=p@ssw0rd!"));
    assert_eq!(one, tag(text("API_TOKEN=p@ssw0rd!")));
    assert_eq!(one, tag(text("https://u:p%40ssw0rd!@h/")));
    assert_eq!(one, tag(text("\"secret\": \"p@ssw0rd!\"")));
    assert_ne!(one, tag(text("password=other!")));
    assert_ne!(one, tag(Redactor::new(b"team").text("password=p@ssw0rd!").into_owned()));
}

#[test]
fn a_truncated_or_odd_text_is_no_panic() {
    for input in [
        "password=\"",
        "password: \\",
        "\\\"password\\\":\\\"é",
        "://",
        "a://@",
        "a://:@/",
        "--password ",
        "token=[",
        "[redacted:",
        "[redacted:secret:zzzz]",
        "-----BEGIN PRIVATE KEY-----",
        "Bearer ",
        "Cookie:",
        "name: password\n  value:",
        "é://é:é@é",
        "password: |\n",
        "password: |",
        "key=\\\\\\",
        "sig=",
        "@tcp(",
        ":@tcp(",
    ] {
        let once = text(input);
        assert_eq!(text(&once), once, "{input}");
        Redactor::default().config(input);
    }
}

#[test]
fn what_repeats_itself_takes_no_time() {
    let redactor = Redactor::default();
    for piece in [
        "password=",
        "password: ",
        "token:",
        "://",
        "://@",
        "a://b:c@",
        "Cookie: ",
        "Cookie: a=b;",
        "curl -u ",
        "\\\"token\\\":\\\"",
        "name: password,value: ",
        "-----BEGIN PRIVATE KEY-----",
        "password=]",
        "Authorization: Digest ",
        "@tcp(",
        "eyJ.",
        "sk-",
        "[redacted:",
        "[redacted:secret:a1b2]",
        "password: |\n ",
        "pass",
        "a=b,",
        "?sig=",
    ] {
        // Work that grows with the square of this would not end before the runner's patience does.
        let input = piece.repeat(40_000 / piece.len());
        let text = redactor.text(&input);
        assert_eq!(redactor.text(&text), text, "{piece}");
        let config = redactor.config(&input);
        assert_eq!(redactor.config(&config), config, "{piece}");
    }
}

#[test]
fn what_is_printed_cannot_drive_a_terminal() {
    for (input, want) in [
        ("plain\ttext\nnext", "plain\ttext\nnext"),
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}]0;title\u{7}after", "after"),
        ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
        ("\u{1b}Pq data\u{1b}\\x", "x"),
        ("\u{1b}(Bx\u{1b}7y", "xy"),
        ("a\u{9b}2Jb\u{85}c", "abc"),
        ("cut \u{1b}]0;never ends\nnext", "cut \nnext"),
        ("a\u{202e}b\u{200b}c\u{feff}d\u{2066}e", "abcde"),
        ("bell\u{7} cr\r back\u{8} del\u{7f}", "bell cr back del"),
        ("é ♥ 日本", "é ♥ 日本"),
        ("\u{1b}", ""),
        ("\u{1b}[", ""),
    ] {
        assert_eq!(sanitize(input), want);
    }
}

mod properties {
    use super::{Value, plain, text, value};
    use proptest::prelude::*;
    use sre::transport::redact::Redactor;

    /// Pieces that look like what the readers look for, glued in any order.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,6}",
            proptest::sample::select(
                &[
                    "password",
                    "PASSWORD",
                    "token",
                    "secret",
                    "auth",
                    "api_key",
                    "Cookie",
                    "authorization",
                    "=",
                    ":",
                    ": ",
                    "\"",
                    "\\\"",
                    "'",
                    " ",
                    "\n",
                    ",",
                    ";",
                    "&",
                    "?",
                    "://",
                    "https://",
                    "@",
                    "/",
                    "[",
                    "]",
                    "{",
                    "}",
                    "Bearer ",
                    "Basic ",
                    "Ym9iOmh1bnRlcjI=",
                    "eyJhbGciOiJI.eyJzdWIiOiIx.abc",
                    "AKIAIOSFODNN7EXAMPLE",
                    "-----BEGIN PRIVATE KEY-----",
                    "-----END PRIVATE KEY-----",
                    "--password ",
                    "mysql ",
                    "-p",
                    "[redacted:",
                    "[redacted:secret:a1b2]",
                    "hunter2",
                    "sig=",
                    "value",
                    "name: ",
                    "|\n",
                    "  ",
                    "\\",
                    "\\n",
                    "$",
                    "é",
                    "@tcp(",
                    "curl -u ",
                    "a:b",
                    "%40",
                ][..]
            )
            .prop_map(str::to_owned),
        ]
    }

    fn soup() -> impl Strategy<Value = String> {
        proptest::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            soup().prop_map(Value::from),
        ];
        let key = prop_oneof![
            "[a-z]{1,5}",
            proptest::sample::select(
                &["password", "data", "kind", "name", "value", "args", "env", "token", "items", "cookie", "auth"][..]
            )
            .prop_map(str::to_owned)
        ];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::btree_map(key.clone(), inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn same_shape(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b)),
            (Value::Object(a), Value::Object(b)) => {
                a.keys().eq(b.keys()) && a.values().zip(b.values()).all(|(a, b)| same_shape(a, b))
            }
            (Value::String(_), Value::String(_)) => true,
            (a, b) => a == b,
        }
    }

    /// Names of secrets, and the ways a secret is written behind them.
    const NAMES: &[&str] =
        &["password", "DB_PASSWORD", "dbPassword", "client_secret", "api-key", "ACCESS_TOKEN", "x-auth-token"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn text_twice_is_text_once(input in soup()) {
            let once = text(&input);
            prop_assert_eq!(&text(&once), &once);
            let redactor = Redactor::default();
            let once = redactor.config(&input).into_owned();
            prop_assert_eq!(redactor.config(&once).into_owned(), once);
        }

        #[test]
        fn any_text_is_no_panic(input in any::<String>()) {
            let once = text(&input);
            prop_assert_eq!(text(&once), once);
        }

        #[test]
        fn values_keep_their_shape_and_settle(input in tree(), kind in proptest::sample::select(&["", "Secret", "ConfigMap", "Pod"][..])) {
            let once = value(input.clone(), kind);
            prop_assert!(same_shape(&input, &once), "{input}\n{once}");
            prop_assert_eq!(value(once.clone(), kind), once);
        }

        #[test]
        fn planted_secrets_do_not_survive(
            name in proptest::sample::select(NAMES),
            secret in "[A-Za-z][A-Za-z0-9!#%^*_+~]{6,20}[0-9][A-Za-z0-9]",
            form in 0..12usize,
            before in "[a-z ]{0,10}",
            after in "[a-z ]{0,10}",
        ) {
            let planted = match form {
                0 => format!("{before} {name}={secret} {after}"),
                1 => format!("{before} {name}: {secret}\n{after}"),
                2 => format!("{before}{{\"{name}\":\"{secret}\"}}{after}"),
                3 => format!("{before}{{\\\"{name}\\\":\\\"{secret}\\\"}}{after}"),
                4 => format!("{before} --{name}={secret} {after}"),
                5 => format!("{before} --{name} {secret} {after}"),
                6 => format!("{before} https://bob:{secret}@host/path {after}"),
                7 => format!("{before}\n{name}: '{secret}'\n{after}"),
                8 => format!("{before} map[{name}:{secret} a:b] {after}"),
                9 => format!("\"name\":\"{name}\",\"value\":\"{secret}\""),
                10 => format!("{before} Authorization: Bearer {secret}\n{after}"),
                _ => format!("{before};{name}={secret};{after}"),
            };
            let got = text(&planted);
            prop_assert!(!got.contains(&secret), "{planted}\n{got}");
            prop_assert!(got.contains("[redacted:"));
            let settings = Redactor::default().config(&planted).into_owned();
            prop_assert!(!settings.contains(&secret), "{planted}\n{settings}");
            prop_assert!(form == 9 || plain(&got).contains(before.trim()));
        }
    }
}
