//! The browser host in another process, driven as its page would.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::world::World;

/// Looks at something that changes, and the time between two.
const LOOKS: u32 = 1200;
const LOOK: Duration = Duration::from_millis(50);

pub struct Host {
    child: Child,
    address: String,
    token: String,
}

impl Host {
    pub fn start(world: &World) -> Self {
        Self::of(world.command(&["serve"]))
    }

    /// A program on a computer that trusts this certificate and no other.
    pub fn trusting(world: &World, certificate: &Path) -> Self {
        let mut command = world.command(&["serve"]);
        command.env("SSL_CERT_FILE", certificate);
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (address, token) = line.trim().split_once("/#token=").unwrap();
        Self {
            child,
            address: address.to_owned(),
            token: token.to_owned(),
        }
    }

    /// Where its page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What a command answers; `Err` is its failure.
    pub fn ask(&self, command: &str, request: &Value) -> Result<Value, Value> {
        let mut answer = ureq::post(format!("{}/rpc/{command}", self.address))
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", format!("Bearer {}", self.token))
            .send(request.to_string())
            .unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{command} answers {text:?}"));
        if answer.status().is_success() {
            Ok(value)
        } else {
            Err(value)
        }
    }

    /// Until a run has ended; gives its last state.
    pub fn follow(&self, run: &Value) -> Value {
        let id = &run["run_id"];
        until("the run ends", || {
            let status = self.ask("run_status", &json!({ "run_id": id })).unwrap();
            status["ended_at"].is_string().then_some(status)
        })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // A program that has ended already is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks until there is something to see.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..LOOKS {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(LOOK);
    }
    panic!("waited in vain: {what}");
}
