//! Mail of the sync report.

use super::{FailureView, SavedFile};
use crate::{wire, words};

wire! {
    /// How reports are mailed. The password never comes out, only whether one is kept.
    struct MailSettingsView {
        server: String,
        port: u32,
        security: MailSecurity,
        /// Empty: the server asks nobody who they are.
        user: String,
        /// For exactly this server, port, security and user.
        password_stored: bool,
        from: String,
        to: Vec<String>,
        after_each_sync: MailAfter,
        /// What is still missing before a mail can be sent; its params name the `field`.
        missing: Option<FailureView>,
    }

    /// All values at once. `password`: none or empty keeps the one kept, where server, port, security and user stay the same.
    struct MailSettingsReq {
        server: String,
        port: u32,
        security: MailSecurity,
        user: String,
        password: Option<String>,
        from: String,
        to: Vec<String>,
        after_each_sync: MailAfter,
    }

    /// A test mail that the server took for these addresses.
    struct MailTested { to: Vec<String> }

    /// Where the mail of a run's report stands.
    struct ReportMailView {
        run_id: u32,
        state: MailWord,
        to: Vec<String>,
        at: Option<String>,
        /// Why it was not sent, or why that is not known.
        failure: Option<FailureView>,
    }

    /// A draft for the user's own mail program, kept as a file as well.
    struct MailPrepared { file: SavedFile, opened: MailOpened }
}

words! {
    enum MailSecurity { Tls, Starttls, Plain }
    /// Failures: only where something needs a person.
    enum MailAfter { Never, Failures, Always }
    /// InDoubt: it left and was never confirmed; it is not sent again by itself.
    enum MailWord { NotSent, Sending, Sent, Failed, InDoubt }
    /// Draft: with the report attached. Address: subject and text only. Nowhere: only the file is there.
    enum MailOpened { Draft, Address, Nowhere }
}
