//! Step 0 of the wizard: what stands in the way, grouped, before a plan is shown.
//!
//! Not here: how each is cured (the UI's table). Invariant: reads only; a check that could not be made is never "ok".

use std::collections::BTreeMap;

use tieout_domain::{ErrorCode, Failure, ObjectKind};
use tieout_store::table::plan::{PlanEntry, PlanStep};
use tieout_store::table::pull_state::{self, PullState, PullStateRow};
use tieout_store::table::{connection, import};
use tieout_store::{Reader, StoreError};

use crate::plan::{Rules, World};
use crate::waiting;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Ok,
    /// Some records stay behind; the rest can go.
    Warning,
    /// Nothing can go before this is cured.
    Blocker,
}

/// One line of the check. `check` is a word of the wire's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub check: &'static str,
    pub level: Level,
    pub count: u32,
    pub params: BTreeMap<String, String>,
}

impl Line {
    pub fn new(check: &'static str, level: Level, count: u32) -> Self {
        Self {
            check,
            level,
            count,
            params: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn param(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// What must be there before a plan makes sense: records of both sides, and nothing that an earlier plan left to send.
pub fn prerequisites(view: &Reader<'_>, step: PlanStep) -> Result<Vec<Line>, StoreError> {
    let imported = import::last(view)?.is_some();
    let mut lines = vec![Line::new(
        "imported",
        if imported { Level::Ok } else { Level::Blocker },
        u32::from(!imported),
    )];
    let missing = not_pulled(&pull_state::all(view)?);
    let level = match (missing, step) {
        (0, _) => Level::Ok,
        (_, PlanStep::Lists | PlanStep::Documents | PlanStep::Retry) => Level::Blocker,
    };
    lines.push(Line::new("pulled", level, missing));
    let left = connection::book(view)?.map_or(Ok(0), |book| waiting::approved(view, &book))?;
    let level = if left == 0 { Level::Ok } else { Level::Blocker };
    lines.push(Line::new("waiting", level, left));
    Ok(lines)
}

/// Lists that no plan can do without and that are not here whole (S-135). Tax codes and terms count where the ledger has them: a
/// list that it has was at least begun.
fn not_pulled(rows: &[PullStateRow]) -> u32 {
    const ALWAYS: [ObjectKind; 3] = [ObjectKind::Account, ObjectKind::Item, ObjectKind::Customer];
    const WHERE_HELD: [ObjectKind; 2] = [ObjectKind::TaxCode, ObjectKind::Term];
    let state = |kind: &ObjectKind| rows.iter().find(|row| row.kind == *kind).map(|row| row.state);
    let always = ALWAYS.iter().filter(|kind| state(kind) != Some(PullState::Complete));
    let begun = WHERE_HELD
        .iter()
        .filter(|kind| matches!(state(kind), Some(PullState::Partial | PullState::Failed)));
    u32::try_from(always.count() + begun.count()).unwrap_or(u32::MAX)
}

/// What a step would do, and what stands in its way.
pub struct Checked {
    pub lines: Vec<Line>,
    pub entries: Vec<PlanEntry>,
}

/// What the plan of the step says about itself. Before the first push the documents' currencies and tax codes are looked at in step
/// 1 already: they are set up first (S-096).
pub fn make(step: PlanStep, world: &World, rules: Rules<'_>) -> Checked {
    let entries = crate::plan::plan(step, world, rules);
    let mut lines = plan(step, world, &entries);
    if step == PlanStep::Lists && is_first(world) {
        let documents = plan(
            PlanStep::Documents,
            world,
            &crate::plan::plan(PlanStep::Documents, world, rules),
        );
        for line in &mut lines {
            let set_up_first = ["currency", "tax_codes"].contains(&line.check);
            if let Some(other) = documents.iter().find(|other| set_up_first && other.check == line.check) {
                line.clone_from(other);
            }
        }
    }
    Checked { lines, entries }
}

/// Nothing was sent to this book yet.
const fn is_first(world: &World) -> bool {
    world.settings.first_push_at.is_none()
}

/// What a plan says about itself, cause by cause.
pub fn plan(step: PlanStep, world: &World, entries: &[PlanEntry]) -> Vec<Line> {
    let mut lines = Vec::new();
    let book = world.company.book == world.book;
    lines.push(
        Line::new(
            "same_company",
            if book { Level::Ok } else { Level::Blocker },
            u32::from(!book),
        )
        .param("company", &world.company.name),
    );
    if let Some(date) = world.company.closed_through {
        lines.push(Line::new("lock_date", Level::Ok, 0).param("closed_through", date));
    }
    let (accounts, example) = stopped(entries, &[ErrorCode::AccountMissing, ErrorCode::AccountWrongType]);
    let level = if accounts == 0 { Level::Ok } else { Level::Blocker };
    lines.push(with_params(Line::new("default_accounts", level, accounts), example));
    let causes: [(&'static str, &[ErrorCode]); 10] = [
        ("currency", &[ErrorCode::CurrencyNotAllowed]),
        ("tax_codes", &[ErrorCode::TaxCodeUnmapped]),
        ("undecided", &[ErrorCode::MatchUndecided]),
        ("name_clash", &[ErrorCode::NameTaken]),
        ("duplicate_number", &[ErrorCode::NumberTaken]),
        ("zero_total", &[ErrorCode::ZeroTotal, ErrorCode::NegativeTotal]),
        ("total_differs", &[ErrorCode::TotalDiffers]),
        ("before_go_live", &[ErrorCode::BeforeGoLive]),
        ("closed_period", &[ErrorCode::PeriodClosed]),
        ("switched_off", &[ErrorCode::SwitchedOff]),
    ];
    for (check, codes) in causes {
        let (count, example) = stopped(entries, codes);
        let level = match (count, check) {
            (0, _) => Level::Ok,
            (_, "currency" | "tax_codes") if is_first(world) => Level::Blocker,
            _ => Level::Warning,
        };
        lines.push(with_params(Line::new(check, level, count), example));
    }
    for (check, code) in [
        ("too_long", ErrorCode::TooLong),
        ("forbidden_character", ErrorCode::ForbiddenCharacter),
    ] {
        let noted = entries
            .iter()
            .filter(|entry| entry.notes.iter().any(|note| note.reason == code.word()));
        let (refused, _) = stopped(entries, &[code]);
        let count = u32::try_from(noted.count()).unwrap_or(u32::MAX) + refused;
        lines.push(Line::new(
            check,
            if count == 0 { Level::Ok } else { Level::Warning },
            count,
        ));
    }
    let acts = entries.iter().any(|entry| entry.action.acts());
    if step == PlanStep::Documents {
        lines.push(first_step(entries, acts));
    }
    if !acts {
        lines.push(Line::new("nothing_to_do", Level::Warning, 0));
    }
    lines
}

/// Documents that wait for a customer or an item; nothing else to send makes it a blocker.
fn first_step(entries: &[PlanEntry], acts: bool) -> Line {
    let codes = [
        ErrorCode::NotMatched,
        ErrorCode::ParentFailed,
        ErrorCode::InactiveInLedger,
    ];
    let (waiting, example) = stopped(entries, &codes);
    let level = match (waiting, acts) {
        (0, _) => Level::Ok,
        (_, true) => Level::Warning,
        (_, false) => Level::Blocker,
    };
    with_params(Line::new("first_step_done", level, waiting), example)
}

fn with_params(mut line: Line, example: Option<&Failure>) -> Line {
    if let Some(failure) = example {
        line.params.extend(failure.params.clone());
    }
    line
}

/// Entries stopped by one of these codes, and one example.
fn stopped<'a>(entries: &'a [PlanEntry], codes: &[ErrorCode]) -> (u32, Option<&'a Failure>) {
    let mut count = 0;
    let mut example = None;
    for entry in entries {
        if let Some(failure) = entry.failures.iter().find(|failure| codes.contains(&failure.code)) {
            count += 1;
            example = example.or(Some(failure));
        }
    }
    (count, example)
}
