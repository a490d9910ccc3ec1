//! A real kube-apiserver (1.20.2) with etcd, RBAC and an audit log, loaded with the recorded cluster. No kubelet of its
//! own: a small server answers for the nodes with the recorded logs, so `pods/log` travels its real road too.

mod ages;
mod kubelet;
mod loader;
pub(crate) mod process;

use std::path::{Path, PathBuf};

use kube::config::{AuthInfo, Cluster, Context, Kubeconfig, NamedAuthInfo, NamedCluster, NamedContext};
use serde_json::Value;

pub(crate) use loader::Loaded;
pub(crate) use process::servers;
use process::{Process, free_port};

/// The token of `system:masters`: tests write with it, the program never gets it.
const ADMIN: &str = "admin-of-the-tests";

/// Admission that would change, complete or refuse recorded objects.
const ADMISSION_OFF: &str = "ServiceAccount,ResourceQuota,LimitRanger,Priority,NamespaceLifecycle,MutatingAdmissionWebhook,\
    ValidatingAdmissionWebhook,DefaultTolerationSeconds,StorageObjectInUseProtection,DefaultStorageClass,TaintNodesByCondition,\
    RuntimeClass,DefaultIngressClass";

/// Everything that arrives, without bodies; the health checks of the test itself are left out.
const AUDIT_POLICY: &str = r#"{"apiVersion":"audit.k8s.io/v1","kind":"Policy","omitStages":["RequestReceived"],
    "rules":[{"level":"None","nonResourceURLs":["/readyz*"]},{"level":"Metadata"}]}"#;

/// A running API server; it ends with this value.
pub(crate) struct ApiServer {
    folder: tempfile::TempDir,
    address: String,
    /// The port of its storage.
    etcd: u16,
    // Stopped in this order.
    _server: Process,
    _etcd: Process,
}

impl ApiServer {
    /// Starts an empty one. `users` are names that get the token `token-of-NAME`.
    pub(crate) fn start(users: &[&str]) -> Self {
        let servers = servers();
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let (client, peer, port) = (free_port(), free_port(), free_port());
        let etcd = Process::start(
            &servers.join("etcd"),
            &place("etcd.log"),
            &[
                ("--data-dir", place("etcd").to_str().unwrap()),
                ("--listen-client-urls", &format!("http://127.0.0.1:{client}")),
                ("--advertise-client-urls", &format!("http://127.0.0.1:{client}")),
                ("--listen-peer-urls", &format!("http://127.0.0.1:{peer}")),
                ("--initial-advertise-peer-urls", &format!("http://127.0.0.1:{peer}")),
                ("--initial-cluster", &format!("default=http://127.0.0.1:{peer}")),
                ("--unsafe-no-fsync", "true"),
            ],
        );
        let mut tokens = format!("{ADMIN},admin,0,system:masters\n");
        for (number, user) in users.iter().enumerate() {
            tokens.push_str(&format!("{},{user},{}\n", token(user), number + 1));
        }
        let key = rcgen::KeyPair::generate().unwrap();
        for (name, text) in [
            ("tokens.csv", tokens.as_str()),
            ("audit.json", AUDIT_POLICY),
            ("sa.key", &key.serialize_pem()),
            ("sa.pub", &key.public_key_pem()),
        ] {
            std::fs::write(place(name), text).unwrap();
        }
        let file = |name: &str| place(name).to_str().unwrap().to_owned();
        let server = Process::start(
            &servers.join("kube-apiserver"),
            &place("apiserver.log"),
            &[
                ("--etcd-servers", &format!("http://127.0.0.1:{client}")),
                ("--storage-media-type", "application/json"),
                ("--bind-address", "127.0.0.1"),
                ("--advertise-address", "127.0.0.1"),
                ("--secure-port", &port.to_string()),
                ("--insecure-port", "0"),
                ("--cert-dir", &file("certificates")),
                ("--service-cluster-ip-range", "10.96.0.0/16"),
                ("--service-account-issuer", "https://kubernetes.default.svc"),
                ("--service-account-key-file", &file("sa.pub")),
                ("--service-account-signing-key-file", &file("sa.key")),
                ("--token-auth-file", &file("tokens.csv")),
                ("--authorization-mode", "RBAC"),
                ("--disable-admission-plugins", ADMISSION_OFF),
                ("--audit-policy-file", &file("audit.json")),
                ("--audit-log-path", &file("audit.log")),
                ("--audit-log-mode", "blocking-strict"),
                ("--kubelet-preferred-address-types", "InternalIP"),
                ("--allow-privileged", "true"),
            ],
        );
        let address = format!("https://127.0.0.1:{port}");
        let started = Self { folder, address, etcd: client, _server: server, _etcd: etcd };
        started.wait_until_ready();
        started
    }

    /// Starts one and loads the recorded cluster into it.
    pub(crate) fn with_recording(users: &[&str]) -> (Self, Loaded) {
        let server = Self::start(users);
        let loaded = loader::load(&server);
        (server, loaded)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// A kubeconfig for a user, in a file.
    pub(crate) fn kubeconfig(&self, user: &str) -> PathBuf {
        let path = self.folder.path().join(format!("kubeconfig-{user}"));
        std::fs::write(&path, serde_json::to_vec(&self.config(&token(user))).unwrap()).unwrap();
        path
    }

    /// A kubeconfig of the administrator, in a file: for tools that tests set things up with.
    pub(crate) fn admin_kubeconfig(&self) -> PathBuf {
        let path = self.folder.path().join("kubeconfig-admin");
        std::fs::write(&path, serde_json::to_vec(&self.config(ADMIN)).unwrap()).unwrap();
        path
    }

    /// The administrator's client.
    pub(crate) async fn admin(&self) -> kube::Client {
        sre::transport::kubernetes::install_crypto();
        let options = kube::config::KubeConfigOptions::default();
        let config = kube::Config::from_custom_kubeconfig(self.config(ADMIN), &options).await.unwrap();
        kube::Client::try_from(config).unwrap()
    }

    /// What arrived so far, in order: one JSON document a request.
    pub(crate) fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("audit.log")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What users other than the administrator and the server itself asked for.
    pub(crate) fn audit_of(&self, user: &str) -> Vec<Value> {
        self.audit().into_iter().filter(|line| line["user"]["username"] == user).collect()
    }

    fn config(&self, token: &str) -> Kubeconfig {
        let cluster = Cluster {
            server: Some(self.address.clone()),
            certificate_authority: Some(self.certificate().to_str().unwrap().to_owned()),
            ..Cluster::default()
        };
        let user = AuthInfo { token: Some(token.to_owned().into()), ..AuthInfo::default() };
        let context = Context { cluster: "real".to_owned(), user: Some("user".to_owned()), ..Context::default() };
        Kubeconfig {
            clusters: vec![NamedCluster { name: "real".to_owned(), cluster: Some(cluster), ..NamedCluster::default() }],
            auth_infos: vec![NamedAuthInfo {
                name: "user".to_owned(),
                auth_info: Some(user),
                ..NamedAuthInfo::default()
            }],
            contexts: vec![NamedContext { name: "real".to_owned(), context: Some(context), ..NamedContext::default() }],
            current_context: Some("real".to_owned()),
            ..Kubeconfig::default()
        }
    }

    /// The certificate that the server made for itself.
    fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificates/apiserver.crt")
    }

    fn wait_until_ready(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for _ in 0..600 {
            let ready = self.certificate().exists()
                && runtime.block_on(async {
                    let request = http::Request::get("/readyz").body(Vec::new()).unwrap();
                    self.admin().await.request_text(request).await.is_ok_and(|text| text == "ok")
                });
            if ready {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the API server is not ready after a minute:\n{}", self.log());
    }

    /// The end of what it logged.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.path().join("apiserver.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        if let Some(at) = lines.iter().position(|line| line.contains("fatal error") || line.contains("SIGSEGV")) {
            return lines[at.saturating_sub(5)..(at + 30).min(lines.len())].join("\n");
        }
        lines[lines.len().saturating_sub(25)..].join("\n")
    }

    /// The folder of its files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The token of a user.
fn token(user: &str) -> String {
    format!("token-of-{user}")
}
