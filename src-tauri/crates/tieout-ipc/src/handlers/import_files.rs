//! File import: thin handlers.
//!
//! Not here: reading files (host's importer), what an import does (engine). Invariant: a path never crosses to the UI.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_connect::source::SourceBatch;
use tieout_domain::{Currency, ErrorCode, Failure, Object, ObjectKind, RecordId, Recovery, Side};
use tieout_engine::import::{self as engine, ImportOrder, ImportOutcome, Imported, KindCounts, Reading, problem_row};
use tieout_engine::suggest;
use tieout_store::table::{import, import_problem, mirror};

use super::{import_profiles, lookup};
use crate::app::{App, OpenClient, held};
use crate::dto::*;
use crate::event::Topic;

/// Rows shown of each kind before an import.
const PREVIEW_ROWS: usize = 20;
/// Problems shown before an import.
const PREVIEW_PROBLEMS: usize = 200;
/// Files of one import.
const FILES_MAX: usize = 50;

pub async fn import_inspect(app: &Arc<App>, request: ImportInspectReq) -> Result<ImportInspection, Failure> {
    let path = app.file(&request.handle)?;
    let client = app.client()?;
    blocking(app, move |app| {
        let found = app.host.files.inspect(&path, &request)?;
        let chosen = request.encoding.is_some() || request.delimiter.is_some() || request.header_row.is_some();
        if chosen {
            return Ok(found);
        }
        let profiles = client.store.read(import_profiles::all)?;
        let Some(saved) = import_profiles::recall(&profiles, &found.columns) else {
            return Ok(found);
        };
        let again = ImportInspectReq {
            sheet: found.sheet.clone(),
            ..import_profiles::choices(&request.handle, saved)
        };
        // Read as it was read then; a file that cannot be is shown as it was found.
        let read = app.host.files.inspect(&path, &again);
        let same = |read: &ImportInspection| import_profiles::recall(&profiles, &read.columns) == Some(saved);
        let mut found = read.ok().filter(same).unwrap_or(found);
        import_profiles::propose(&mut found, saved);
        Ok(found)
    })
    .await
}

pub async fn import_preview(app: &Arc<App>, request: ImportPreviewReq) -> Result<ImportPreview, Failure> {
    let client = app.client()?;
    let files = paths(app, &request.files)?;
    let currency = currency(&request.currency)?;
    blocking(app, move |app| {
        let known = known(&client)?;
        let source = app.host.files.source(&request.name, &files, &currency, known)?;
        let readings = engine::read(&client.store, source.as_ref())?;
        Ok(preview(&readings))
    })
    .await
}

pub async fn import_run(app: &Arc<App>, request: ImportRunReq) -> Result<ImportSummary, Failure> {
    let client = app.client()?;
    super::shared::refuse_while_running(&client).await?;
    let files = paths(app, &request.files)?;
    let currency = currency(&request.currency)?;
    let open = Arc::clone(&client);
    let (summary, fresh) = blocking(app, move |app| {
        let known = known(&client)?;
        let source = app.host.files.source(&request.name, &files, &currency, known)?;
        let order = ImportOrder {
            source: source.as_ref(),
            currency: &currency,
            profile: &serde_json::to_string(&request.files).map_err(Failure::internal)?,
            remarks: &[],
            accept_gone: request.accept_gone,
            who: &app.host.user,
            now: app.host.clock.instant(),
        };
        let imported = engine::import(&client.store, &order)?;
        let named: Vec<(String, FileMapping)> = files
            .iter()
            .map(|(path, mapping)| (file_name(path), mapping.clone()))
            .collect();
        client
            .store
            .write(|writer| import_profiles::keep(writer, app, &named))?;
        held(&client.search).clear();
        let fresh = !imported.already;
        Ok((summary(imported), fresh))
    })
    .await?;
    // The import is done, whatever becomes of the look for partners: its failure stands at the lists and holds the next plan.
    if fresh {
        let _ = lookup::propose(&open, suggest::LISTS.to_vec()).await;
    }
    app.changed([
        Topic::Client,
        Topic::Lists,
        Topic::Matches,
        Topic::Transactions,
        Topic::Plan,
        Topic::Audit,
    ]);
    Ok(summary)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Lists of earlier imports that documents of this one may name; what is gone names nothing.
fn known(client: &OpenClient) -> Result<Vec<(RecordId, Object)>, Failure> {
    let kinds = [ObjectKind::Customer, ObjectKind::Item, ObjectKind::Term];
    let lists = client.store.read(|view| {
        let lists = kinds.into_iter().map(|kind| mirror::list(view, Side::Source, kind));
        lists.collect::<Result<Vec<_>, _>>()
    })?;
    let rows = lists.into_iter().flatten();
    Ok(rows.map(|row| (row.id, row.object)).collect())
}

pub async fn import_last(app: &Arc<App>, _request: Nothing) -> Result<Option<ImportSummary>, Failure> {
    let last = app.client()?.with_store(|store| store.read(import::last)).await?;
    let Some(row) = last else { return Ok(None) };
    let outcome: ImportOutcome = serde_json::from_str(&row.counts).map_err(Failure::internal)?;
    Ok(Some(summary(Imported {
        import: row,
        outcome,
        already: false,
    })))
}

pub async fn import_problems(app: &Arc<App>, request: PageReq) -> Result<Page<ImportProblemRow>, Failure> {
    let limit = request.limit.min(super::shared::ROWS_MAX);
    let (rows, total) = app
        .client()?
        .with_store(move |store| {
            store.read(|view| match import::last(view)? {
                Some(last) => import_problem::page(view, last.id, request.offset, limit),
                None => Ok((Vec::new(), 0)),
            })
        })
        .await?;
    Ok(Page {
        rows: rows.into_iter().map(problem).collect(),
        offset: request.offset,
        total,
    })
}

pub(super) async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || work(&app))
        .await
        .map_err(Failure::internal)?
}

fn paths(app: &App, files: &[FileMapping]) -> Result<Vec<(PathBuf, FileMapping)>, Failure> {
    if files.is_empty() || files.len() > FILES_MAX {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile).param("files", files.len()));
    }
    files
        .iter()
        .map(|file| Ok((app.file(&file.handle)?, file.clone())))
        .collect()
}

fn currency(text: &str) -> Result<Currency, Failure> {
    Currency::try_from(text.trim().to_uppercase())
        .map_err(|_| Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile).param("currency", text))
}

fn summary(done: Imported) -> ImportSummary {
    let outcome = done.outcome;
    ImportSummary {
        source_name: done.import.source_name,
        imported_at: done.import.imported_at.to_string(),
        already: done.already,
        problems: outcome.problems(),
        kinds: outcome
            .kinds
            .iter()
            .map(|kind| ImportKindSummary {
                kind: kind.kind,
                counts: counts(kind),
            })
            .collect(),
        invoices: outcome.invoices,
        amount: outcome.amount.to_string(),
        currency: outcome.currency.to_string(),
        remarks: outcome.remarks,
    }
}

const fn counts(kind: &KindCounts) -> ImportCounts {
    ImportCounts {
        rows: kind.rows,
        new: kind.new,
        changed: kind.changed,
        same: kind.same,
        gone: kind.gone,
        problems: kind.problems,
    }
}

fn preview(readings: &[Reading]) -> ImportPreview {
    let mut problems = Vec::new();
    let mut problem_total = 0;
    for reading in readings {
        problem_total += reading.counts.problems;
        let left = PREVIEW_PROBLEMS.saturating_sub(problems.len());
        let rows = reading.batch.problems.iter().take(left);
        problems.extend(rows.map(|row| problem(problem_row(0, reading.kind, row))));
    }
    ImportPreview {
        kinds: readings.iter().map(kind_preview).collect(),
        problems,
        problem_total,
    }
}

fn kind_preview(reading: &Reading) -> ImportKindPreview {
    let headings = headings(reading.kind);
    ImportKindPreview {
        kind: reading.kind,
        rows: rows(&reading.batch, &headings),
        headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
        counts: counts(&reading.counts),
    }
}

/// Fields that tell people whether the columns were understood.
fn headings(kind: ObjectKind) -> Vec<&'static str> {
    match kind {
        ObjectKind::Customer | ObjectKind::Vendor => {
            vec![
                "id",
                "name",
                "contact_name",
                "email",
                "phone",
                "bill_to.city",
                "bill_to.country",
            ]
        }
        ObjectKind::Item => vec!["id", "name", "sku", "description", "unit_price", "purchase_cost"],
        ObjectKind::Invoice => vec!["id", "number", "date", "due_date", "customer", "lines", "total"],
        ObjectKind::Account => vec!["id", "number", "name", "type_words"],
        _ => vec!["id", "name"],
    }
}

fn rows(batch: &SourceBatch, headings: &[&str]) -> Vec<Vec<String>> {
    let shown = batch.records.iter().take(PREVIEW_ROWS);
    shown
        .map(|read| {
            let fields = tieout_domain::fields::fields(&read.record.object);
            let lines = read
                .record
                .object
                .as_invoice()
                .map(|invoice| invoice.lines.len().to_string());
            let cell = |heading: &&str| match *heading {
                "id" => read.record.id.to_string(),
                "lines" => lines.clone().unwrap_or_default(),
                field => fields.get(field).cloned().unwrap_or_default(),
            };
            headings.iter().map(cell).collect()
        })
        .collect()
}

fn problem(row: import_problem::ImportProblemRow) -> ImportProblemRow {
    ImportProblemRow {
        kind: row.kind,
        file: row.file,
        sheet: row.sheet,
        line: row.line,
        column: row.column,
        code: row.code,
        value: row.value,
        expected: row.expected,
        blocking: row.blocking,
    }
}
