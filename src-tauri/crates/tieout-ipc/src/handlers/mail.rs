//! How reports are mailed: settings and a test. Thin handlers.
//!
//! Not here: the mail of a run (`report_mail`), what is usable (engine), sending (connect). Invariant: the password comes in once
//! and never goes out.

use std::sync::Arc;

use secrecy::SecretString;
use tieout_connect::SecretKind;
use tieout_connect::mail::{Letter, Security, Server, send, wrong};
use tieout_domain::Failure;
use tieout_engine::mail::{AfterSync, MailSettings};
use tieout_engine::settings::Changing;
use tieout_store::table::audit::{self, NewAudit};

use crate::app::{App, OpenClient};
use crate::dto::*;
use crate::event::Topic;

pub async fn mail_settings_get(app: &Arc<App>, _request: Nothing) -> Result<MailSettingsView, Failure> {
    let client = app.client()?;
    view(app, &client, &stored(&client).await?)
}

pub async fn mail_settings_set(app: &Arc<App>, request: MailSettingsReq) -> Result<MailSettingsView, Failure> {
    let client = app.client()?;
    let before = stored(&client).await?;
    let password = request.password.clone().filter(|password| !password.is_empty());
    let after = typed(request)?.checked()?;
    let by = Changing {
        who: app.host.user.clone(),
        now: app.host.clock.instant(),
    };
    let saved = after.clone();
    client
        .with_store(move |store| store.write(|writer| saved.save(writer, &by)))
        .await?;
    keep_password(app, &client, &before, &after, password.map(SecretString::from))?;
    app.changed([Topic::Settings, Topic::Audit]);
    view(app, &client, &after)
}

/// The password belongs to one server and user: that of the place before is forgotten.
fn keep_password(
    app: &App,
    client: &OpenClient,
    before: &MailSettings,
    after: &MailSettings,
    password: Option<SecretString>,
) -> Result<(), Failure> {
    let (old, new) = (before.password_key(&client.uid), after.password_key(&client.uid));
    if old != new {
        app.host.secrets.delete(&old, SecretKind::MailPassword)?;
    }
    match password {
        Some(password) => app.host.secrets.put(&new, SecretKind::MailPassword, &password),
        None => Ok(()),
    }
}

fn typed(request: MailSettingsReq) -> Result<MailSettings, Failure> {
    let port = u16::try_from(request.port).map_err(|_| wrong("port", "A port is a number up to 65535."))?;
    Ok(MailSettings {
        server: request.server,
        port,
        security: match request.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::Starttls => Security::StartTls,
            MailSecurity::Plain => Security::Plain,
        },
        user: request.user,
        from: request.from,
        to: request.to,
        after_each_sync: match request.after_each_sync {
            MailAfter::Never => AfterSync::Never,
            MailAfter::Failures => AfterSync::Failures,
            MailAfter::Always => AfterSync::Always,
        },
    })
}

pub(super) async fn stored(client: &OpenClient) -> Result<MailSettings, Failure> {
    client.with_store(|store| store.read(MailSettings::load)).await
}

/// The server with its password. Errors: `mail_settings` where one is missing.
pub(super) fn server(app: &App, client: &OpenClient, settings: &MailSettings) -> Result<Server, Failure> {
    let key = settings.password_key(&client.uid);
    let server = Server {
        password: app.host.secrets.get(&key, SecretKind::MailPassword)?,
        ..settings.place()
    };
    server.check()?;
    Ok(server)
}

fn view(app: &App, client: &OpenClient, settings: &MailSettings) -> Result<MailSettingsView, Failure> {
    let key = settings.password_key(&client.uid);
    let password = app.host.secrets.get(&key, SecretKind::MailPassword)?;
    Ok(MailSettingsView {
        server: settings.server.clone(),
        port: settings.port.into(),
        security: match settings.security {
            Security::Tls => MailSecurity::Tls,
            Security::StartTls => MailSecurity::Starttls,
            Security::Plain => MailSecurity::Plain,
        },
        user: settings.user.clone(),
        password_stored: password.is_some(),
        from: settings.from.clone(),
        to: settings.to.clone(),
        after_each_sync: match settings.after_each_sync {
            AfterSync::Never => MailAfter::Never,
            AfterSync::Failures => MailAfter::Failures,
            AfterSync::Always => MailAfter::Always,
        },
        missing: missing(app, client, settings).err().map(FailureView::from),
    })
}

/// Whether a mail could be sent now, as far as this computer knows.
fn missing(app: &App, client: &OpenClient, settings: &MailSettings) -> Result<(), Failure> {
    server(app, client, settings)?;
    match settings.addresses()? {
        (None, _) => Err(wrong("from", "The address that the mail comes from is missing.")),
        (_, to) if to.is_empty() => Err(wrong("to", "Nobody is named to get the mail.")),
        _ => Ok(()),
    }
}

/// Sends a short mail to the addresses of the settings as they are kept.
pub async fn mail_test(app: &Arc<App>, _request: Nothing) -> Result<MailTested, Failure> {
    let client = app.client()?;
    let settings = stored(&client).await?;
    let server = server(app, &client, &settings)?;
    let letter = test_letter(app, &client, &settings)?;
    let to = letter.to.iter().map(ToString::to_string).collect::<Vec<_>>();
    let sent = send(server, letter).await;
    let mut entry = NewAudit::new(app.host.clock.instant(), &app.host.user, "mail_tested").with("name", to.join(", "));
    if let Err(failure) = &sent {
        entry = entry.with("why", failure.code.word());
    }
    client
        .with_store(move |store| store.write(|writer| audit::append(writer, &entry)))
        .await?;
    app.changed([Topic::Audit]);
    sent.map(|()| MailTested { to })
}

fn test_letter(app: &App, client: &OpenClient, settings: &MailSettings) -> Result<Letter, Failure> {
    let (from, to) = settings.addresses()?;
    Ok(Letter {
        from,
        to,
        subject: format!("Test mail of Tieout for {}", client.name),
        text: format!(
            "This is a test. Sync reports of {} will come from here.\nNobody needs to do anything.\n",
            client.name
        ),
        attachments: Vec::new(),
        // Each test is a mail of its own.
        id: format!("test.{}", uuid::Uuid::now_v7().simple()),
        at: app.host.clock.instant(),
    })
}
