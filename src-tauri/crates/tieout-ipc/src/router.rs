//! From a command's name and JSON to its handler and back.
//!
//! Not here: transport. Invariant: every command of the list is routed; requests are limited before they are parsed.

use serde_json::Value;
use tieout_domain::{ErrorCode, Failure, Recovery};

use crate::app::App;
use crate::dto::*;
use crate::error::IpcError;
use crate::handlers::*;

/// Bytes of one request (`security.md` §3).
pub const REQUEST_BYTES_MAX: usize = 256 * 1024;

macro_rules! route {
    ($($name:ident($req:ty) -> $res:ty,)+) => {
        /// Runs one command. Unknown names and malformed requests are errors of the caller.
        pub async fn dispatch(app: &std::sync::Arc<App>, name: &str, payload: Value) -> Result<Value, IpcError> {
            match name {
                $(stringify!($name) => {
                    let request = serde_json::from_value::<$req>(payload).map_err(malformed)?;
                    let answer: $res = $name(app, request).await?;
                    serde_json::to_value(answer).map_err(|error| Failure::internal(error).into())
                })+
                _ => Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
                    .param("command", name).context("unknown command").into()),
            }
        }
    };
}
crate::with_commands!(route);

fn malformed(error: serde_json::Error) -> IpcError {
    Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
        .context(error.to_string())
        .into()
}
