//! The commands: one list, the same for window, command line and tests.
//!
//! Not here: how a host transports them. Invariant: a command exists once, in `commands.rs`; types of the UI come from it.

pub mod app;
pub mod bindings;
pub mod commands;
pub mod connected;
pub mod dto;
pub mod error;
pub mod event;
pub mod handlers;
pub mod host;
pub mod router;

pub use app::App;
pub use host::Host;
pub use router::dispatch;
