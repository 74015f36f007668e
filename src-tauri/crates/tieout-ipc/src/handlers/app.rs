//! Program, client files and files picked or saved: thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_domain::run::RunEvent;
use tieout_domain::{ErrorCode, Failure, Recovery, Side};
use tieout_engine::matching::normal_name;
use tieout_store::table::client::{self, ClientRow};
use tieout_store::table::{connection, import, report_mail, run};
use tieout_store::{Reader, Store, StoreError};

use super::{practice, rescue, sign_in};
use crate::app::{App, OpenClient};
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

/// Ending of client files.
const ENDING: &str = "tieout";

pub async fn app_status(app: &Arc<App>, _request: Nothing) -> Result<AppStatus, Failure> {
    let mut status = AppStatus {
        version: app.host.version.clone(),
        client: None,
        clients: known_clients(&folder(app)?),
        practices: app.host.practice.systems(),
        badges: Badges {
            unmatched: 0,
            failed: 0,
            held: 0,
        },
        run: None,
        trouble: app.trouble().map(FailureView::from),
    };
    if let Some(client) = app.client_if_open() {
        let read = client.with_store(|store| store.read(around)).await?;
        status.run = super::shared::run_to_show(&client).await?;
        let badge = read
            .connection
            .as_ref()
            .map_or(ConnectionBadge::New, |row| connected::badge(row.state));
        let ledger = read.connection.as_ref().and_then(|row| app.factory(&row.system).ok());
        status.client = Some(ClientView {
            id: client.id.clone(),
            name: client.name.clone(),
            practice: client.practice,
            source_name: read.source_name,
            ledger_name: ledger.map(|factory| factory.name().to_owned()),
            company_name: read
                .connection
                .as_ref()
                .and_then(connected::company)
                .map(|company| company.name),
            connection: badge,
        });
        status.badges = read.badges;
    }
    Ok(status)
}

/// What the window's frame shows, from one moment.
struct Around {
    connection: Option<connection::ConnectionRow>,
    source_name: Option<String>,
    badges: Badges,
}

fn around(view: &Reader<'_>) -> Result<Around, StoreError> {
    let connection = connection::get(view, Side::Ledger)?;
    let book = connection.as_ref().and_then(|row| row.book_id.clone());
    let unmatched = book.map_or(Ok(0), |book| super::home::undecided(view, &book))?;
    let tiles = super::shared::tiles(view)?;
    Ok(Around {
        source_name: import::last(view)?.map(|row| row.source_name),
        badges: Badges {
            unmatched,
            failed: tiles.failed,
            held: tiles.held,
        },
        connection,
    })
}

pub async fn client_create(app: &Arc<App>, request: ClientCreateReq) -> Result<AppStatus, Failure> {
    let name = request.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", "name"));
    }
    refuse_leaving_a_run(app)?;
    let id = free_id(&folder(app)?, &name);
    let client = open_file(app, &id, Some((name, false))).await?;
    switch(app, Some(Arc::new(client))).await;
    app_status(app, Nothing {}).await
}

pub async fn client_open(app: &Arc<App>, request: ClientOpenReq) -> Result<AppStatus, Failure> {
    let already = app.client_if_open().is_some_and(|client| client.id == request.id);
    if !already {
        let path = client_path(app, &request.id)?;
        if !path.is_file() {
            let missing = Failure::new(ErrorCode::NotFound, Recovery::ChooseFile).param("client", &request.id);
            let lost = rescue::waits_for_rescue(&path);
            let why = if lost { rescue::was_damaged() } else { missing };
            return Err(rescue::remember(app, &request.id, path, why).await);
        }
        refuse_leaving_a_run(app)?;
        let client = open_or_return(app, &request.id, None).await?;
        if client.practice {
            // Its ledger may not be up yet; without it the file is still there to be looked at.
            if let Err(failure) = practice::prepare(app, &client).await {
                tracing::warn!(%failure, "the practice ledger is not up");
            }
        }
        sign_in::end_of_sync(app, &client).await;
        switch(app, Some(client)).await;
    }
    app_status(app, Nothing {}).await
}

/// Where the file of a client is or would be; ids are plain names, never paths.
pub(super) fn client_path(app: &App, id: &str) -> Result<PathBuf, Failure> {
    let plain = !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if plain {
        Ok(path(&folder(app)?, id))
    } else {
        Err(Failure::new(ErrorCode::NotFound, Recovery::ChooseFile).param("client", id))
    }
}

pub async fn practice_open(app: &Arc<App>, request: PracticeOpenReq) -> Result<AppStatus, Failure> {
    let wanted = practice::client_of(app, request.system.as_deref())?;
    let open = app.client_if_open().filter(|client| client.id == wanted.id);
    if open.is_none() {
        refuse_leaving_a_run(app)?;
    }
    let client = match open {
        Some(client) => client,
        None => open_or_return(app, &wanted.id, Some((wanted.name, true))).await?,
    };
    practice::prepare(app, &client).await?;
    switch(app, Some(client)).await;
    app.changed(Topic::ALL);
    app_status(app, Nothing {}).await
}

pub async fn client_close(app: &Arc<App>, _request: Nothing) -> Result<AppStatus, Failure> {
    refuse_leaving_a_run(app)?;
    switch(app, None).await;
    app_status(app, Nothing {}).await
}

pub async fn file_pick(app: &Arc<App>, request: FilePickReq) -> Result<FilePicked, Failure> {
    let paths = match request.path {
        Some(path) if app.host.desktop.takes_paths() => vec![PathBuf::from(path)],
        Some(_) => return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile).param("field", "path")),
        None => {
            let picked = app.host.desktop.pick_files(&request.purpose, request.multiple).await;
            picked.ok_or_else(|| {
                Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile).context("this host has no file dialog")
            })?
        }
    };
    let files = paths.into_iter().map(|path| picked(app, path));
    Ok(FilePicked {
        files: files.collect::<Result<_, _>>()?,
    })
}

fn picked(app: &App, path: PathBuf) -> Result<PickedFile, Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let about = std::fs::metadata(&path).map_err(|error| {
        Failure::new(ErrorCode::FileUnreadable, Recovery::ChooseFile)
            .param("file", &name)
            .raw(error.to_string())
    })?;
    if !about.is_file() {
        return Err(Failure::new(ErrorCode::FileUnreadable, Recovery::ChooseFile).param("file", &name));
    }
    Ok(PickedFile {
        handle: app.keep_file(path),
        name,
        bytes: about.len().to_string(),
    })
}

pub async fn file_open(app: &Arc<App>, request: FileOpenReq) -> Result<Nothing, Failure> {
    let path = app.file(&request.handle)?;
    app.host.desktop.open_file(&path, request.show_in_folder).await?;
    Ok(Nothing {})
}

/// A run holds its client file until it ends; it is stopped first, or waited for.
pub(super) fn refuse_leaving_a_run(app: &App) -> Result<(), Failure> {
    match app.client_if_open().and_then(|client| client.run.current()) {
        Some(control) => Err(tieout_engine::run::in_progress().param("run", control.run)),
        None => Ok(()),
    }
}

/// Where client files live; readable by their owner only.
fn folder(app: &App) -> Result<PathBuf, Failure> {
    let folder = app.host.data_dir.join("clients");
    std::fs::create_dir_all(&folder).map_err(|error| not_writable(&error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))
            .map_err(|error| not_writable(&error))?;
    }
    Ok(folder)
}

fn not_writable(error: &std::io::Error) -> Failure {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
        _ => ErrorCode::Internal,
    };
    Failure::new(code, Recovery::ReadHelp).context(format!("the folder of client files: {error}"))
}

fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.{ENDING}"))
}

fn known_clients(folder: &Path) -> Vec<ClientFile> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<ClientFile> = entries
        .map(|entry| present_or_lost(entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .filter_map(|path| known_client(&path))
        .collect();
    found.sort_by_key(|client| (client.practice, client.name.to_lowercase()));
    found
}

/// A client whose damaged file was moved aside stays in the list: opening it offers the backup.
fn present_or_lost(path: PathBuf) -> PathBuf {
    let first_aside = path.extension().is_some_and(|ending| ending == "damaged-1");
    let file = path.with_extension("");
    if first_aside && !file.exists() { file } else { path }
}

fn known_client(path: &Path) -> Option<ClientFile> {
    let id = path.file_stem()?.to_str()?.to_owned();
    let row = Store::peek(path);
    let modified = std::fs::metadata(path).ok().and_then(|about| about.modified().ok());
    Some(ClientFile {
        name: row.as_ref().map_or_else(|| id.clone(), |row| row.name.clone()),
        practice: row.map_or_else(|| practice::is_practice(&id), |row| row.practice),
        opened_at: modified
            .and_then(|at| tieout_domain::Instant::try_from(at).ok())
            .map(|at| at.to_string()),
        id,
    })
}

/// A file name made of the client's name that no file has yet.
fn free_id(folder: &Path, name: &str) -> String {
    let mut slug = String::new();
    for letter in normal_name(name).chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_matches('-').chars().take(40).collect();
    let base = if slug.is_empty() || practice::is_practice(&slug) {
        "client".to_owned()
    } else {
        slug
    };
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    let mut ids = std::iter::once(base.clone()).chain(numbered);
    ids.find(|id| !path(folder, id).exists()).unwrap_or(base)
}

/// Makes another client the open one, or none. What was begun for the one before ends.
pub(super) async fn switch(app: &App, client: Option<Arc<OpenClient>>) {
    sign_in::cancel_attempt(app).await;
    let before = app.client_if_open();
    let same = matches!((&before, &client), (Some(before), Some(client)) if Arc::ptr_eq(before, client));
    app.set_client(client);
    if let Some(before) = before.filter(|_| !same) {
        sign_in::end_of_sync(app, &before).await;
    }
}

/// The client of a file, whether it has to be opened or was left a moment ago.
async fn open_or_return(app: &App, id: &str, create: Option<(String, bool)>) -> Result<Arc<OpenClient>, Failure> {
    match app.still_held(id) {
        Some(client) => {
            app.set_trouble(None);
            Ok(client)
        }
        None => open_file(app, id, create).await.map(Arc::new),
    }
}

/// Opens a client file; `create` gives name and whether it is the practice client, where the file may be new.
pub(super) async fn open_file(app: &App, id: &str, create: Option<(String, bool)>) -> Result<OpenClient, Failure> {
    let path = path(&folder(app)?, id);
    let (now, at) = (app.host.clock.instant(), path.clone());
    let opened = tokio::task::spawn_blocking(move || open_store(&at, create, now)).await;
    match opened.map_err(Failure::internal)?.map_err(Failure::from) {
        Ok((store, row)) => {
            app.set_trouble(None);
            Ok(OpenClient::new(id.to_owned(), row, store))
        }
        Err(failure) => Err(rescue::remember(app, id, path, failure).await),
    }
}

pub(super) fn open_store(
    path: &Path,
    create: Option<(String, bool)>,
    now: tieout_domain::Instant,
) -> Result<(Store, ClientRow), StoreError> {
    create_private(path)?;
    let store = Store::open(path)?;
    let row = whose(&store, create, now);
    rescue::aside_if_damaged(store, row)
}

/// Whose file it is, tidied after an unclean end; a new one gets its owner.
fn whose(store: &Store, create: Option<(String, bool)>, now: tieout_domain::Instant) -> Result<ClientRow, StoreError> {
    if let Some(row) = store.read(client::get)? {
        end_interrupted_pull(store, now)?;
        store.write(report_mail::after_start)?;
        if let Some(book) = store.read(connection::book)? {
            store.write(|writer| tieout_engine::run::after_start(writer, &book, now))?;
        }
        return Ok(row);
    }
    let (name, practice) = create.ok_or_else(|| StoreError::Damaged("it names no client".into()))?;
    let row = ClientRow {
        uid: uuid::Uuid::new_v4().simple().to_string(),
        name,
        practice,
        created_at: now,
    };
    store.write(|writer| client::insert(writer, &row))?;
    Ok(row)
}

/// A pull that the end of the program interrupted left nothing in doubt: what came is here, the rest is pulled again.
fn end_interrupted_pull(store: &Store, now: tieout_domain::Instant) -> Result<(), StoreError> {
    store.write(|writer| match run::open(writer)? {
        Some(open) if open.action == run::RunAction::Pull => {
            let why = Failure::new(ErrorCode::Internal, Recovery::Retry).context("the program ended while pulling");
            tieout_engine::run::finish(writer, open.id, RunEvent::Abort, Some(&why), "tieout", now).map(drop)
        }
        _ => Ok(()),
    })
}

/// SQLite gives its side files the mode of the file itself.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?;
    Ok(())
}
