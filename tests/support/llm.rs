//! A scripted model: a real HTTP server on the loopback address that speaks chat completions as well or as badly as a
//! test wants it to. It takes its time, sends half events, hangs up, stalls and refuses; and it remembers what it was
//! asked.
//!
//! ```ignore
//! let model = Scripted::start([Reply::calls(&[("pods", json!({}))]), Reply::text("It is the disk.")]);
//! // … ask `model.base()` …
//! assert_eq!(model.asked()[1].body["messages"][2]["role"], "tool");
//! ```

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What somebody asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Asked {
    /// The texts of the messages, in order.
    pub(crate) fn said(&self) -> Vec<&str> {
        let messages = self.body["messages"].as_array().map_or(&[][..], Vec::as_slice);
        messages.iter().map(|message| message["content"].as_str().unwrap_or_default()).collect()
    }

    /// The names of the tools that were offered.
    pub(crate) fn tools(&self) -> Vec<&str> {
        let tools = self.body["tools"].as_array().map_or(&[][..], Vec::as_slice);
        tools.iter().map(|tool| tool["function"]["name"].as_str().unwrap_or_default()).collect()
    }
}

/// A step of a reply's body.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Bytes(Vec<u8>),
    Pause(Duration),
    /// Nothing more, until the other side hangs up.
    Stall,
    /// The connection ends here, in the middle of the body.
    Cut,
}

/// One reply.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    steps: Vec<Step>,
}

impl Reply {
    /// A reply with this body, whatever it is.
    pub(crate) fn raw(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".into(), kind.into())], steps: vec![Step::Bytes(body.into())] }
    }

    /// A stream as it is on the wire.
    pub(crate) fn sse(text: impl Into<Vec<u8>>) -> Self {
        Self::raw(200, "text/event-stream", text)
    }

    /// A stream of these events and its end.
    pub(crate) fn events(events: &[Value]) -> Self {
        let text = events.iter().fold(String::new(), |text, event| text + &format!("data: {event}\n\n"));
        Self::sse(text + "data: [DONE]\n\n")
    }

    /// A JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::raw(status, "application/json", body.to_string())
    }

    /// An error as `OpenAI` words it.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "error": { "message": message, "type": "error", "param": null, "code": null } }))
    }

    /// An answer in words.
    pub(crate) fn text(text: &str) -> Self {
        Self::turn(text, &[])
    }

    /// Calls, made side by side.
    pub(crate) fn calls(calls: &[(&str, Value)]) -> Self {
        Self::turn("", calls)
    }

    /// Words and calls, in the pieces in which `OpenAI` sends them.
    pub(crate) fn turn(text: &str, calls: &[(&str, Value)]) -> Self {
        let event = |delta: &Value, finish: &Value| {
            json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted-1",
                "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })
        };
        let mut events = vec![event(&json!({ "role": "assistant", "content": "" }), &Value::Null)];
        events.extend(text.split_inclusive(' ').map(|word| event(&json!({ "content": word }), &Value::Null)));
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let call = json!({ "index": index, "id": format!("call_{index}_{name}"), "type": "function", "function": { "name": name, "arguments": "" } });
            events.push(event(&json!({ "tool_calls": [call] }), &Value::Null));
            let arguments = arguments.to_string();
            let half = arguments.chars().count() / 2;
            for piece in [arguments.chars().take(half).collect::<String>(), arguments.chars().skip(half).collect()] {
                events.push(event(
                    &json!({ "tool_calls": [{ "index": index, "function": { "arguments": piece } }] }),
                    &Value::Null,
                ));
            }
        }
        events.push(event(&json!({}), &json!(if calls.is_empty() { "stop" } else { "tool_calls" })));
        events.push(json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [],
            "usage": { "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120 } }));
        Self::events(&events)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same body a few bytes at a time.
    pub(crate) fn paced(mut self, bytes: usize, pause: Duration) -> Self {
        let steps = self.steps.drain(..).flat_map(|step| match step {
            Step::Bytes(all) => {
                let pieces = all.chunks(bytes).flat_map(|piece| [Step::Bytes(piece.to_vec()), Step::Pause(pause)]);
                pieces.collect::<Vec<_>>()
            }
            other => vec![other],
        });
        self.steps = steps.collect();
        self
    }

    /// Adds a step after what there is.
    pub(crate) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The connection ends after so many bytes of the body.
    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        if let Some(Step::Bytes(all)) = self.steps.first_mut() {
            all.truncate(bytes);
        }
        self.then(Step::Cut)
    }

    /// Nothing more after so many bytes of the body.
    pub(crate) fn stall_after(mut self, bytes: usize) -> Self {
        if let Some(Step::Bytes(all)) = self.steps.first_mut() {
            all.truncate(bytes);
        }
        self.then(Step::Stall)
    }
}

type Script = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server, for as long as the test needs it.
pub(crate) struct Scripted {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    hung_up: Arc<AtomicUsize>,
}

impl Scripted {
    /// Gives these replies, one a turn; then it says that the script is over. It lists one model.
    pub(crate) fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter().collect::<Vec<_>>().into_iter());
        Self::with(move |asked| {
            if asked.method == "GET" {
                return Reply::json(
                    200,
                    &json!({ "object": "list", "data": [{ "id": "scripted-1", "object": "model", "owned_by": "test", "max_model_len": 8192 }] }),
                );
            }
            let next = replies.lock().unwrap().next();
            next.unwrap_or_else(|| Reply::error(418, "the script is over"))
        })
    }

    /// Replies as a function of what it is asked.
    pub(crate) fn with(script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, asked: Arc::default(), hung_up: Arc::default() };
        let (asked, hung_up) = (server.asked.clone(), server.hung_up.clone());
        let script: Arc<Script> = Arc::new(script);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (asked, hung_up, script) = (asked.clone(), hung_up.clone(), script.clone());
                std::thread::spawn(move || converse(connection, &asked, &hung_up, &*script));
            }
        });
        server
    }

    /// What `llm.base_url` is to be.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Turns that it was asked for so far.
    pub(crate) fn turns(&self) -> usize {
        self.asked().iter().filter(|asked| asked.method == "POST").count()
    }

    /// Waits until so many have hung up on a stalled reply.
    pub(crate) fn wait_for_hang_up(&self, count: usize) {
        while self.hung_up.load(Ordering::SeqCst) < count {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// One request and its reply; each has a connection of its own.
fn converse(
    mut connection: TcpStream,
    record: &Mutex<Vec<Asked>>,
    hung_up: &AtomicUsize,
    script: &Script,
) -> Option<()> {
    let asked = read(&connection)?;
    record.lock().unwrap().push(asked.clone());
    let reply = script(&asked);
    let mut head = format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\ntransfer-encoding: chunked\r\n", reply.status);
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    connection.write_all((head + "\r\n").as_bytes()).ok()?;
    for step in reply.steps {
        match step {
            Step::Bytes(bytes) if bytes.is_empty() => {}
            Step::Bytes(bytes) => {
                let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), &bytes, b"\r\n"].concat();
                connection.write_all(&chunk).ok()?;
                connection.flush().ok()?;
            }
            Step::Pause(pause) => std::thread::sleep(pause),
            Step::Cut => return None,
            Step::Stall => {
                // The other side sends nothing more; the end of its stream is all that can come.
                let _ = connection.read(&mut [0]);
                hung_up.fetch_add(1, Ordering::SeqCst);
                return None;
            }
        }
    }
    connection.write_all(b"0\r\n\r\n").ok()
}

fn read(connection: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}
