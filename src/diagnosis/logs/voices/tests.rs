//! The words of many programs, and what they mean.

use super::*;

fn meaning(line: &str) -> Option<Meaning> {
    hear(line).map(|voice| voice.meaning)
}

#[track_caller]
fn all(expected: Meaning, lines: &[&str]) {
    for line in lines {
        assert_eq!(meaning(line), Some(expected), "{line}");
    }
}

#[test]
fn what_stores_answer() {
    all(
        Meaning::CredentialsRejected,
        &[
            r#"pq: password authentication failed for user "ledger""#,
            r#"FATAL:  password authentication failed for user "ledger""#,
            "java.sql.SQLException: Access denied for user 'ledger'@'10.244.1.7' (using password: YES)",
            "Error 1045 (28000): Access denied for user 'ledger'@'10.1.1.1' (using password: YES)",
            "redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair or user is disabled.",
            "ReplyError: NOAUTH Authentication required.",
            "MongoServerError: Authentication failed.",
            "com.mongodb.MongoSecurityException: Exception authenticating MongoCredential{mechanism=SCRAM-SHA-1}",
            "ORA-01017: invalid username/password; logon denied",
            "Login failed for user 'ledger'.",
            "amqp: Exception (403) Reason: \"username or password not allowed\"",
            "com.rabbitmq.client.AuthenticationFailureException: ACCESS_REFUSED - Login was refused",
            "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed",
            r#"role "ledger" does not exist"#,
            "SQLSTATE[HY000] [1045] Access denied",
            "Error: ER_ACCESS_DENIED_ERROR: Access denied",
            "Handshake terminated by server: 403 (ACCESS-REFUSED) with message",
            "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
            "ERR AUTH <password> called without any password configured for the default user",
            "MongoServerError: bad auth : Authentication failed.",
            "[Producer clientId=a] Connection to node -1 (ledger-kafka/10.1.1.1:9092) failed authentication due to: Invalid",
            "error communicating with database: password authentication failed for user \"ledger\"",
            "missing authentication credentials for REST request [/_bulk]",
        ],
    );
    all(Meaning::DatabaseForbidden, &["Access denied for user 'ledger'@'%' to database 'ledger'"]);
    all(
        Meaning::DatabaseMissing,
        &["Error 1049 (42000): Unknown database 'ledger'", r#"FATAL: database "ledger" does not exist"#],
    );
    all(
        Meaning::SchemaMissing,
        &[
            r#"ERROR: relation "invoices" does not exist at character 15"#,
            "Table 'ledger.invoices' doesn't exist",
            "sqlite3.OperationalError: no such table: invoices",
            "Schema-validation: missing table [invoices]",
            "The table `public.Invoice` does not exist in the current database.",
        ],
    );
    all(
        Meaning::ReadOnly,
        &[
            "The MySQL server is running with the --super-read-only option so it cannot execute this statement",
            "ERROR: cannot execute INSERT in a read-only transaction",
            "READONLY You can't write against a read only replica.",
            "MongoServerError: not primary",
            "Caused by: java.sql.SQLException: The MariaDB server is running with the --read-only option so it cannot execute this statement",
            "java.sql.SQLException: Cannot execute statement in a READ ONLY transaction.",
            "ERROR: cannot execute nextval() during recovery",
            "pq: cannot execute UPDATE in a read-only transaction",
            "Failed to update database \"ledger\" because the database is read-only.",
            "(NotWritablePrimary) not primary",
            "MISCONF Redis is configured to save RDB snapshots, but is currently not able to persist on disk. Commands that may modify the data set are disabled",
            "blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];",
            "rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded",
        ],
    );
    all(
        Meaning::TooManyConnections,
        &[
            "Caused by: java.sql.SQLNonTransientConnectionException: Too many connections",
            "FATAL: remaining connection slots are reserved for non-replication superuser connections",
            "FATAL: sorry, too many clients already",
            "ERR max number of clients reached",
        ],
    );
    all(
        Meaning::PoolExhausted,
        &[
            "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
            "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out",
            "KnexTimeoutError: Timeout acquiring a connection. The pool is probably full.",
        ],
    );
}

#[test]
fn what_clients_say() {
    all(
        Meaning::ConnectionRefused,
        &[
            "dial tcp 10.96.3.1:5432: connect: connection refused",
            "Error: connect ECONNREFUSED 10.96.3.1:6379",
            "psycopg2.OperationalError: connection to server at \"ledger-db\" (10.96.3.1), port 5432 failed: Connection refused",
            "Error 111 connecting to ledger-cache:6380. Connection refused.",
            "org.postgresql.util.PSQLException: Connection to ledger-db:5433 refused. Check that the hostname and port are correct",
            "Socket fail to connect to host:address=(host=ledger-db)(port=3307)(type=primary). Connection refused",
            "error trying to connect: tcp connect error: Connection refused (os error 111)",
            "No connection could be made because the target machine actively refused it. (ledger-db:1433)",
            "(2003, \"Can't connect to MySQL server on 'ledger-db' ([Errno 111] Connection refused)\")",
        ],
    );
    all(
        Meaning::TimedOut,
        &[
            "dial tcp 10.96.3.1:5432: i/o timeout",
            "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
            "java.net.SocketTimeoutException: Read timed out",
        ],
    );
    all(
        Meaning::NameNotResolved,
        &[
            "dial tcp: lookup ledger-db on 10.96.0.10:53: no such host",
            "Error: getaddrinfo ENOTFOUND ledger-db",
            "java.net.UnknownHostException: ledger-db",
        ],
    );
    all(
        Meaning::Unavailable,
        &[
            "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure",
            "kafka: client has run out of available brokers to talk to",
            "Bootstrap broker ledger-kafka:9093 (id: -1 rack: null) disconnected",
            "NoNodeAvailableException: None of the configured nodes are available",
            "java.sql.SQLRecoverableException: IO Error: The Network Adapter could not establish the connection",
            "Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.96.3.1:5433",
        ],
    );
    all(
        Meaning::TlsUntrusted,
        &[
            "x509: certificate signed by unknown authority",
            "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get issuer",
        ],
    );
    all(Meaning::TlsExpired, &["tls: failed to verify certificate: x509: certificate has expired or is not yet valid"]);
    all(Meaning::TlsNameMismatch, &["x509: certificate is valid for ledger.example, not ledger.shop.svc"]);
    all(
        Meaning::ProtocolMismatch,
        &["SSL routines::wrong version number", "http: server gave HTTP response to HTTPS client"],
    );
}

#[test]
fn what_runtimes_and_loaders_say() {
    all(
        Meaning::HeapExhausted,
        &[
            "java.lang.OutOfMemoryError: Java heap space",
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
            "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted",
        ],
    );
    all(
        Meaning::ThreadsExhausted,
        &["java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory"],
    );
    all(
        Meaning::TooManyOpenFiles,
        &["accept tcp [::]:8080: accept4: too many open files", "Error: EMFILE: too many open files, open '/x'"],
    );
    all(
        Meaning::CollectorBusy,
        &["[12.3s][info][gc] GC(41) Pause Full (G1 Compaction Pause) 250M->249M(256M) 812.1ms"],
    );
    for (line, name) in [
        ("KeyError: 'LEDGER_URL'", "LEDGER_URL"),
        ("panic: environment variable LEDGER_URL is not set", "LEDGER_URL"),
        ("Error: Missing required environment variable: LEDGER_URL", "LEDGER_URL"),
        ("LEDGER_URL must be set", "LEDGER_URL"),
        ("/app/config/boot.rb:61:in `fetch': key not found: \"LEDGER_URL\" (KeyError)", "LEDGER_URL"),
        ("System.InvalidOperationException: Environment variable 'Ledger__Url' is not set.", "Ledger__Url"),
        ("./run.sh: line 3: LEDGER_URL: unbound variable", "LEDGER_URL"),
        ("required key LEDGER_URL missing value", "LEDGER_URL"),
        ("Could not resolve placeholder 'LEDGER_URL' in value \"${LEDGER_URL}\"", "LEDGER_URL"),
    ] {
        let voice = hear(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((voice.meaning, voice.name.as_deref()), (Meaning::MissingEnvironment, Some(name)), "{line}");
    }
    for (line, name) in [
        ("flag provided but not defined: -verbos", "-verbos"),
        ("error: unrecognized arguments: --workrs=4", "--workrs"),
        ("invalid value \"ten\" for WORKER_COUNT", "WORKER_COUNT"),
    ] {
        let voice = hear(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((voice.meaning, voice.name.as_deref()), (Meaning::ConfigInvalid, Some(name)), "{line}");
    }
    let nginx = hear("nginx: [emerg] unknown directive \"lisen\" in /etc/nginx/conf.d/site.conf:3").unwrap();
    assert_eq!(nginx.file.as_deref(), Some("/etc/nginx/conf.d/site.conf"));
    let yaml = hear("error loading config: /etc/ledger/ledger.yaml: yaml: line 4: did not find expected key").unwrap();
    assert_eq!((yaml.meaning, yaml.file.as_deref()), (Meaning::ConfigInvalid, Some("/etc/ledger/ledger.yaml")));
    let file = hear("open /etc/ledger/rates.json: no such file or directory").unwrap();
    assert_eq!((file.meaning, file.file.as_deref()), (Meaning::FileMissing, Some("/etc/ledger/rates.json")));
}

#[test]
fn what_says_nothing() {
    for line in [
        "server started on port 8080",
        "GET /timeout 200 3ms",
        "connected to ledger-db:5432",
        "using default for LOG_LEVEL",
        "pool created with 10 connections",
    ] {
        assert_eq!(meaning(line), None, "{line}");
    }
}

#[test]
fn the_other_side() {
    let peer = |line: &str| peers(line).into_iter().next().map(|p| (p.host, p.port));
    let host = |name: &str, port: Option<i64>| Some((name.to_owned(), port));
    assert_eq!(peer("dial tcp 10.96.3.1:5432: connect: connection refused"), host("10.96.3.1", Some(5432)));
    assert_eq!(peer("read tcp 10.1.1.1:40312->10.96.3.1:5432: i/o timeout"), host("10.96.3.1", Some(5432)));
    assert_eq!(peer("dial tcp: lookup ledger-db on 10.96.0.10:53: no such host"), host("ledger-db", None));
    assert_eq!(
        peer("connection to server at \"ledger-db\" (10.96.3.1), port 5432 failed"),
        host("ledger-db", Some(5432))
    );
    assert_eq!(
        peer("2026-11-22 14:26:21 connecting to postgres at ledger-db:5432 as ledger"),
        host("ledger-db", Some(5432))
    );
    assert_eq!(peer("host:address=(host=ledger-db)(port=3307)(type=primary)"), host("ledger-db", Some(3307)));
    assert_eq!(
        peer("The TCP/IP connection to the host ledger-db, port 1434 has failed."),
        host("ledger-db", Some(1434))
    );
    assert_eq!(peer("postgres://u:p@ledger-db:5432/x"), host("ledger-db", Some(5432)));
    assert_eq!(peer("Failed to connect to ledger/10.96.3.1:8080"), host("ledger", Some(8080)));
    assert_eq!(peer("\t/src/main.go:87 +0x1d4"), None);
    assert_eq!(peer("14:26:19.000 started"), None);
}
