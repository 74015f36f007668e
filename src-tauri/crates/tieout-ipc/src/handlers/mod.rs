//! One function a command, grouped as the list is.
//!
//! Not here: transport and decisions. Invariant: signatures are `(&Arc<App>, Req) -> Result<Res, Failure>`.

mod activity;
mod app;
mod audit;
mod clients;
mod connection;
mod files;
mod home;
mod import_files;
mod import_profiles;
pub(crate) mod lookup;
pub(crate) mod mail;
mod match_shapes;
mod matching;
mod moving;
mod overview;
mod plan_shapes;
mod practice;
mod pull;
mod recheck;
mod report_mail;
mod rescue;
mod run;
mod settings;
mod shared;
mod sign_in;
mod sync;
mod waiting;

pub use activity::*;
pub use app::*;
pub use audit::*;
pub use clients::client_health;
pub use connection::*;
pub use home::home;
pub use import_files::*;
pub use import_profiles::{import_profile_delete, import_profile_rename, import_profiles};
pub use lookup::match_lookup;
pub use mail::{mail_settings_get, mail_settings_set, mail_test};
pub use matching::*;
pub use moving::{move_back, move_get, move_start};
pub use overview::{lists_export, lists_overview};
pub use pull::pull_start;
pub use report_mail::{report_mail_get, report_mail_prepare, report_mail_send};
pub use rescue::client_restore;
pub use run::*;
pub use settings::*;
pub use sign_in::{sign_in_cancel, sign_in_confirm, sign_in_paste, sign_in_start, sign_in_wait};
pub use sync::*;
pub use waiting::*;
