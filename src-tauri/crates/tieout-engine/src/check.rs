//! Step 0 of the wizard: what stands in the way, grouped, before a plan is shown.
//!
//! Not here: how each is cured (the UI's table). Invariant: reads only; a check that could not be made is never "ok".

use std::collections::BTreeMap;

use tieout_domain::{ErrorCode, Failure, ObjectKind};
use tieout_store::table::import;
use tieout_store::table::plan::{PlanEntry, PlanStep};
use tieout_store::table::pull_state::{self, PullState};
use tieout_store::{Reader, StoreError};

use crate::plan::World;

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

/// What must be there before a plan makes sense: records of both sides.
pub fn prerequisites(view: &Reader<'_>, step: PlanStep) -> Result<Vec<Line>, StoreError> {
    let imported = import::last(view)?.is_some();
    let mut lines = vec![Line::new(
        "imported",
        if imported { Level::Ok } else { Level::Blocker },
        u32::from(!imported),
    )];
    let needed = [ObjectKind::Account, ObjectKind::Item, ObjectKind::Customer];
    let mut missing = 0;
    for row in pull_state::all(view)? {
        if needed.contains(&row.kind) && row.state == PullState::Complete {
            missing += 1;
        }
    }
    let missing = u32::try_from(needed.len()).unwrap_or(3).saturating_sub(missing);
    let level = match (missing, step) {
        (0, _) => Level::Ok,
        (_, PlanStep::Lists | PlanStep::Documents | PlanStep::Retry) => Level::Blocker,
    };
    lines.push(Line::new("pulled", level, missing));
    Ok(lines)
}

/// What the plan of the step says about itself, cause by cause.
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
        let level = if count == 0 { Level::Ok } else { Level::Warning };
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
        let (waiting, example) = stopped(
            entries,
            &[
                ErrorCode::NotMatched,
                ErrorCode::ParentFailed,
                ErrorCode::InactiveInLedger,
            ],
        );
        let level = match (waiting, acts) {
            (0, _) => Level::Ok,
            (_, true) => Level::Warning,
            (_, false) => Level::Blocker,
        };
        lines.push(with_params(Line::new("first_step_done", level, waiting), example));
    }
    if !acts {
        lines.push(Line::new("nothing_to_do", Level::Warning, 0));
    }
    lines
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
