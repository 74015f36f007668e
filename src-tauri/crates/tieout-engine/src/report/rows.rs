//! The report as tables of typed cells, the same for every file format.
//!
//! Not here: how they look. Invariant: every figure of the screen's report is in here.

use jiff::civil::Date;
use rust_decimal::Decimal;
use tieout_domain::Instant;

use super::{Exception, Report, words};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(u32),
    Money(Decimal),
    Date(Date),
    At(Instant),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An amount of the report; what is no number stays the text it is.
    fn money(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Money)
    }

    fn date(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Date)
    }

    fn at(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::At)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// A total or a difference.
    pub strong: bool,
}

/// A heading, the share of the width its column wants, and whether figures stand below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub share: u16,
    pub figures: bool,
}

/// One titled table; without columns it is a list of names and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

fn words_of(title: &str, share: u16) -> Column {
    Column {
        title: title.to_owned(),
        share,
        figures: false,
    }
}

fn figures(title: &str, share: u16) -> Column {
    Column {
        title: title.to_owned(),
        share,
        figures: true,
    }
}

pub const fn row(cells: Vec<Cell>) -> Row {
    Row { cells, strong: false }
}

const fn strong(cells: Vec<Cell>) -> Row {
    Row { cells, strong: true }
}

/// Everything, in the order of importance.
pub fn rows(report: &Report) -> Vec<Section> {
    let mut sections = vec![
        about(report),
        tie_out(report),
        counts(report),
        kinds(report),
        tiles(report),
    ];
    if !report.files.is_empty() {
        sections.push(files(report));
    }
    if !report.exceptions.is_empty() {
        sections.push(exceptions(&report.exceptions));
    }
    if !report.warnings.is_empty() {
        sections.push(warnings(report));
    }
    sections.push(proof(report));
    sections
}

pub const PRACTICE: &str = "PRACTICE COMPANY: no real books; nothing here reached a real ledger";

pub fn about(report: &Report) -> Section {
    let line = |name: &str, value: Cell| row(vec![Cell::text(name), value]);
    let mut rows = Vec::new();
    if report.practice {
        rows.push(line("Note", Cell::text(PRACTICE)));
    }
    rows.extend([
        line("Client", Cell::text(&report.client)),
        line("From", Cell::text(&report.source_name)),
        line("To", Cell::text(&report.ledger_name)),
        line("Company", Cell::text(&report.company_name)),
        line("Run", Cell::text(report.run_id.to_string())),
        line("Step", Cell::text(words::step(report.step))),
        line("Result", Cell::text(words::result(report.state))),
    ]);
    if let (Some(from), Some(to)) = (&report.period_from, &report.period_to) {
        rows.push(line("Documents from", Cell::date(from)));
        rows.push(line("Documents to", Cell::date(to)));
    }
    rows.extend([
        line("As of", Cell::at(&report.tie_out.as_of)),
        line("Started", Cell::at(&report.started_at)),
        line("Ended", Cell::at(&report.ended_at)),
        line("Approved by", Cell::text(&report.approved_by)),
    ]);
    rows.retain(|row| row.cells.get(1) != Some(&Cell::text("")));
    Section {
        title: "Sync report",
        columns: Vec::new(),
        rows,
    }
}

/// Both sides, their difference, and the lines that explain it.
pub fn tie_out(report: &Report) -> Section {
    let tie = &report.tie_out;
    let side = |name: &str, side: &super::SideTotals| {
        row(vec![
            Cell::text(name),
            Cell::Count(side.invoices),
            Cell::money(&side.amount),
        ])
    };
    let mut rows = vec![
        side(&format!("{} (source)", report.source_name), &tie.source),
        side(&format!("{} (ledger)", report.ledger_name), &tie.ledger),
        strong(vec![
            Cell::text("Difference"),
            Cell::Empty,
            Cell::money(&tie.difference),
        ]),
    ];
    rows.extend(tie.bridge.iter().map(|line| {
        row(vec![
            Cell::text(format!("of which: {}", words::bridge(&line.cause))),
            Cell::Count(line.invoices),
            Cell::money(&line.amount),
        ])
    }));
    Section {
        title: "Tie-out",
        columns: vec![
            words_of("Side", 60),
            figures("Invoices", 15),
            figures(&format!("Amount {}", tie.currency), 25),
        ],
        rows,
    }
}

pub fn counts(report: &Report) -> Section {
    let counts = report.counts;
    let mut columns = vec![
        figures("Planned", 16),
        figures("= Sent", 16),
        figures("+ Held", 16),
        figures("+ Failed", 16),
        figures("+ Ignored", 16),
        figures("+ Being verified", 20),
    ];
    let mut cells = vec![
        Cell::Count(counts.planned),
        Cell::Count(counts.sent),
        Cell::Count(counts.held),
        Cell::Count(counts.failed),
        Cell::Count(counts.ignored),
        Cell::Count(counts.being_verified),
    ];
    // Most firms share one way: nothing ever goes into files.
    if counts.handed_over > 0 {
        columns.insert(2, figures("+ In files", 16));
        cells.insert(2, Cell::Count(counts.handed_over));
    }
    Section {
        title: "This run",
        columns,
        rows: vec![row(cells)],
    }
}

pub fn kinds(report: &Report) -> Section {
    let rows = report.kinds.iter().map(|line| {
        row(vec![
            Cell::text(words::kinds(line.kind)),
            Cell::Count(line.created),
            Cell::Count(line.updated),
            Cell::Count(line.held),
            Cell::Count(line.failed),
            line.amount.as_deref().map_or(Cell::Empty, Cell::money),
        ])
    });
    Section {
        title: "By kind",
        columns: vec![
            words_of("Kind", 27),
            figures("Created", 12),
            figures("Updated", 12),
            figures("Held", 12),
            figures("Failed", 12),
            figures(&format!("Amount sent {}", report.tie_out.currency), 25),
        ],
        rows: rows.collect(),
    }
}

/// Where every transaction stands, as on Home.
pub fn tiles(report: &Report) -> Section {
    let tiles = report.tiles;
    Section {
        title: "All transactions now",
        columns: vec![
            figures("Total", 16),
            figures("= Completed", 18),
            figures("+ Pre-Sync", 18),
            figures("+ Failed", 16),
            figures("+ Ignored", 16),
            figures("Pre-Sync: held", 16),
        ],
        rows: vec![row(vec![
            Cell::Count(tiles.total),
            Cell::Count(tiles.completed),
            Cell::Count(tiles.pre_sync),
            Cell::Count(tiles.failed),
            Cell::Count(tiles.ignored),
            Cell::Count(tiles.held),
        ])],
    }
}

/// What went to the source: each file waits to be imported there.
pub fn files(report: &Report) -> Section {
    let rows = report.files.iter().map(|file| {
        row(vec![
            Cell::text(words::kinds(file.kind)),
            Cell::Count(file.records),
            Cell::text(&file.file_name),
            Cell::text(&file.folder),
            Cell::text(file.left_out.join(", ")),
        ])
    });
    Section {
        title: "Files to be imported into the source",
        columns: vec![
            words_of("Kind", 13),
            figures("Records", 11),
            words_of("File", 28),
            words_of("Folder", 28),
            words_of("No column for", 20),
        ],
        rows: rows.collect(),
    }
}

fn exceptions(exceptions: &[Exception]) -> Section {
    let mut columns = exception_columns();
    columns.insert(4, words_of("Cause", 20));
    columns.insert(5, words_of("What to do", 30));
    let rows = exceptions.iter().map(|exception| {
        let mut row = exception_row(exception);
        row.cells.insert(4, Cell::text(words::cause(exception.failure.code)));
        row.cells
            .insert(5, Cell::text(words::what_to_do(exception.failure.code)));
        row
    });
    Section {
        title: "Exceptions",
        columns,
        rows: rows.collect(),
    }
}

fn exception_columns() -> Vec<Column> {
    vec![
        words_of("Kind", 12),
        words_of("Record", 26),
        words_of("Date", 13),
        figures("Amount", 15),
        words_of("Details", 34),
    ]
}

fn exception_row(exception: &Exception) -> Row {
    row(vec![
        Cell::text(words::kind(exception.kind)),
        Cell::text(&exception.name),
        exception.date.as_deref().map_or(Cell::Empty, Cell::date),
        exception.amount.as_deref().map_or(Cell::Empty, Cell::money),
        Cell::text(words::details(exception)),
    ])
}

/// Exceptions of one cause, for paper: the cause and its cure stand once above them.
pub struct CauseGroup {
    pub cause: &'static str,
    pub what_to_do: String,
    pub amount: Decimal,
    pub section: Section,
}

/// The causes, the most frequent first.
pub fn causes(report: &Report) -> Vec<CauseGroup> {
    let mut groups: Vec<CauseGroup> = Vec::new();
    for exception in &report.exceptions {
        let cause = words::cause(exception.failure.code);
        let at = groups.iter().position(|group| group.cause == cause).unwrap_or_else(|| {
            groups.push(CauseGroup {
                cause,
                what_to_do: words::what_to_do(exception.failure.code),
                amount: Decimal::ZERO,
                section: Section {
                    title: cause,
                    columns: exception_columns(),
                    rows: Vec::new(),
                },
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            let amount = exception.amount.as_deref().and_then(|amount| amount.parse().ok());
            group.amount += amount.unwrap_or(Decimal::ZERO);
            group.section.rows.push(exception_row(exception));
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.section.rows.len()));
    groups
}

pub fn warnings(report: &Report) -> Section {
    Section {
        title: "Warnings",
        columns: Vec::new(),
        rows: report
            .warnings
            .iter()
            .map(|warning| row(vec![Cell::text(words::warning(warning))]))
            .collect(),
    }
}

pub fn proof(report: &Report) -> Section {
    let line = |name: &str, value: &str| row(vec![Cell::text(name), Cell::text(value)]);
    Section {
        title: "Proof",
        columns: Vec::new(),
        rows: vec![
            line("Plan fingerprint", &report.plan_fingerprint),
            line("Audit trail ends with", &report.audit_head),
            line("Made by", &format!("Tieout {}", report.version)),
        ],
    }
}
