//! The mail of a run's report: prepared for the user's own mail program, or sent, once.
//!
//! Not here: what it says (engine), sending (connect). Invariants: a report is sent at most once, unless a person sends one again
//! whose fate is not known; a mail that fails never changes how the run ended.

use std::path::PathBuf;
use std::sync::Arc;

use tieout_connect::mail::{Attachment, Letter, draft, send};
use tieout_domain::{ErrorCode, Failure, RunId};
use tieout_engine::mail::MailSettings;
use tieout_engine::report::mail::{Composed, brief, compose};
use tieout_engine::report::{Report, pdf};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::report_mail::{self, MailRow, MailState};

use super::{mail, run as run_handler, shared};
use crate::app::{App, OpenClient};
use crate::dto::*;
use crate::event::Topic;

/// Systems hand addresses of about two thousand signs to a program, and no longer ones.
const BODY_BYTES_MAX: usize = 1_600;

/// Who stands in the audit trail for mails that nobody asked for one by one.
const BY_ITSELF: &str = "tieout";

pub async fn report_mail_get(app: &Arc<App>, request: RunIdReq) -> Result<ReportMailView, Failure> {
    state(&*app.client()?, RunId(i64::from(request.run_id))).await
}

async fn state(client: &OpenClient, run: RunId) -> Result<ReportMailView, Failure> {
    let row = client
        .with_store(move |store| store.read(|view| report_mail::get(view, run)))
        .await?;
    Ok(row.map_or_else(|| not_sent(run), view))
}

fn not_sent(run: RunId) -> ReportMailView {
    ReportMailView {
        run_id: u32::try_from(run.0).unwrap_or(0),
        state: MailWord::NotSent,
        to: Vec::new(),
        at: None,
        failure: None,
    }
}

pub fn view(row: MailRow) -> ReportMailView {
    ReportMailView {
        state: match row.state {
            MailState::Sending => MailWord::Sending,
            MailState::Sent => MailWord::Sent,
            MailState::Failed => MailWord::Failed,
            MailState::InDoubt => MailWord::InDoubt,
        },
        to: row.to,
        at: Some(row.at.to_string()),
        failure: row.failure.map(FailureView::from),
        ..not_sent(row.run)
    }
}

/// Sends the report, unless it was sent or is being sent. How it went stands in the answer and stays readable.
pub async fn report_mail_send(app: &Arc<App>, request: RunIdReq) -> Result<ReportMailView, Failure> {
    let client = app.client()?;
    let who = app.host.user.clone();
    mail_report(app, &client, RunId(i64::from(request.run_id)), &who).await
}

/// After a run that ended: mails its report where the settings say so.
pub(super) async fn after_run(app: Arc<App>, client: Arc<OpenClient>, run: RunId) {
    let mailed = async {
        let settings = mail::stored(&client).await?;
        let report = run_handler::report_of(&client, run).await?;
        match settings.after_each_sync.wants(&report) {
            true => mail_report(&app, &client, run, BY_ITSELF).await.map(drop),
            false => Ok(()),
        }
    };
    if let Err(failure) = mailed.await {
        tracing::error!(%failure, "the report could not be mailed");
    }
}

async fn mail_report(
    app: &Arc<App>,
    client: &Arc<OpenClient>,
    run: RunId,
    who: &str,
) -> Result<ReportMailView, Failure> {
    let settings = mail::stored(client).await?;
    let report = run_handler::report_of(client, run).await?;
    let (to, now) = (settings.to.clone(), app.host.clock.instant());
    let claimed = client
        .with_store(move |store| store.write(|writer| report_mail::claim(writer, run, &to, now)))
        .await?;
    if claimed {
        app.changed([Topic::Runs]);
        let sent = deliver(app, client, &settings, report).await;
        settle(app, client, run, (&settings, who), sent).await?;
        app.changed([Topic::Runs, Topic::Audit]);
    }
    state(client, run).await
}

async fn deliver(app: &App, client: &OpenClient, settings: &MailSettings, report: Report) -> Result<(), Failure> {
    let server = mail::server(app, client, settings)?;
    let letter = letter(app, client, settings, report).await?;
    send(server, letter).await
}

/// Puts the end of a mail on record, with its line in the audit trail.
async fn settle(
    app: &App,
    client: &OpenClient,
    run: RunId,
    (settings, who): (&MailSettings, &str),
    sent: Result<(), Failure>,
) -> Result<(), Failure> {
    let now = app.host.clock.instant();
    let failure = sent.err();
    let (state, action) = match &failure {
        None => (MailState::Sent, "report_mailed"),
        Some(failure) if failure.code == ErrorCode::MailInDoubt => (MailState::InDoubt, "report_mail_in_doubt"),
        Some(_) => (MailState::Failed, "report_not_mailed"),
    };
    let mut entry = about(NewAudit::new(now, who, action), run, settings);
    if let Some(failure) = &failure {
        entry = entry.with("why", failure.code.word());
    }
    client
        .with_store(move |store| {
            store.write(|writer| {
                report_mail::settle(writer, run, state, failure.as_ref(), now)?;
                audit::append(writer, &entry).map(drop)
            })
        })
        .await
}

/// To whom and which run; never what it says.
fn about(entry: NewAudit, run: RunId, settings: &MailSettings) -> NewAudit {
    entry.with("run_id", run.0).with("name", settings.to.join(", "))
}

async fn letter(app: &App, client: &OpenClient, settings: &MailSettings, report: Report) -> Result<Letter, Failure> {
    let (from, to) = settings.addresses()?;
    let at = app.host.clock.instant();
    let id = format!("run-{}.{}", report.run_id, client.uid);
    let make = move || {
        let composed = compose(&report);
        Ok(Letter {
            from,
            to,
            subject: composed.subject,
            text: composed.text,
            attachments: vec![Attachment {
                name: format!("{}.pdf", run_handler::file_name(&report)),
                content_type: "application/pdf",
                bytes: pdf::write(&report)?,
            }],
            id,
            at,
        })
    };
    tokio::task::spawn_blocking(make).await.map_err(Failure::internal)?
}

/// Writes the mail as an unsent draft and opens it in the user's own mail program. Where nothing opens drafts, the program is asked
/// for a new mail with subject and text; the file is there in any case.
pub async fn report_mail_prepare(app: &Arc<App>, request: RunIdReq) -> Result<MailPrepared, Failure> {
    let client = app.client()?;
    let run = RunId(i64::from(request.run_id));
    let settings = mail::stored(&client).await?;
    let report = run_handler::report_of(&client, run).await?;
    let short = brief(&report);
    let name = format!("{}.eml", run_handler::file_name(&report));
    let bytes = draft(&letter(app, &client, &settings, report).await?)?;
    let file = shared::save_file(app, &name, bytes).await?;
    let opened = open(app, app.file(&file.handle)?, &address_of(&settings, &short)?).await;
    let entry = NewAudit::new(app.host.clock.instant(), &app.host.user, "report_mail_prepared");
    let entry = about(entry, run, &settings);
    client
        .with_store(move |store| store.write(|writer| audit::append(writer, &entry)))
        .await?;
    app.changed([Topic::Audit]);
    Ok(MailPrepared { file, opened })
}

async fn open(app: &App, draft: PathBuf, address: &str) -> MailOpened {
    if app.host.desktop.open_file(&draft, false).await.is_ok() {
        return MailOpened::Draft;
    }
    match app.host.desktop.open_address(address).await {
        Ok(()) => MailOpened::Address,
        Err(_) => MailOpened::Nowhere,
    }
}

/// `mailto:` with subject and text (RFC 6068).
fn address_of(settings: &MailSettings, composed: &Composed) -> Result<String, Failure> {
    let (_, to) = settings.addresses()?;
    let to: Vec<String> = to.iter().map(|to| percent(&to.bare())).collect();
    Ok(format!(
        "mailto:{}?subject={}&body={}",
        to.join(","),
        percent(&composed.subject),
        body(&composed.text)
    ))
}

/// The text as far as an address has room for it.
fn body(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        let next = match letter {
            '\n' => percent("\r\n"),
            other => percent(other.encode_utf8(&mut [0; 4])),
        };
        if out.len() + next.len() > BODY_BYTES_MAX {
            break;
        }
        out.push_str(&next);
    }
    out
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986 §2.1).
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_mail_carries_recipients_subject_and_text_and_nothing_else() {
        let settings = MailSettings {
            to: vec!["Bea <bea@example.org>".into(), "cy@example.org".into()],
            ..MailSettings::default()
        };
        let composed = Composed {
            subject: "100 % & more".into(),
            text: "Zoë\n&bcc=eve@example.com".into(),
        };
        assert_eq!(
            address_of(&settings, &composed).unwrap(),
            "mailto:bea%40example.org,cy%40example.org?subject=100%20%25%20%26%20more\
             &body=Zo%C3%AB%0D%0A%26bcc%3Deve%40example.com"
        );
        let long = body(&"ë\n".repeat(1_000));
        assert!(
            long.len() <= BODY_BYTES_MAX && long.ends_with("%0D%0A"),
            "cut between letters"
        );
    }
}
