//! The match screen: counts per list, windows of rows, and what belongs to each row.
//!
//! Not here: scores (engine). Invariant: a window costs what it shows; no list is loaded to return a page of it.

use rusqlite::{Row, named_params};
use tieout_domain::{BookId, ObjectKind, RecordId, Side};

use crate::table::suggestion::Tier;
use crate::value::{count, first, number, rows, side_word};
use crate::{Reader, StoreError};

/// Counts of one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCounts {
    pub ledger_records: u32,
    pub source_records: u32,
    pub linked: u32,
    pub ignored: u32,
    /// Source records without a decision.
    pub source_left: u32,
    /// Source records that the next plan creates because a person said so.
    pub to_create: u32,
    pub exact: u32,
    pub strong: u32,
    pub possible: u32,
    pub ambiguous: u32,
    pub none: u32,
}

impl ListCounts {
    /// Ledger records without a decision.
    pub const fn left(&self) -> u32 {
        self.exact + self.strong + self.possible + self.ambiguous + self.none
    }
}

pub fn counts(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<ListCounts, StoreError> {
    let mut out = ListCounts::default();
    let grouped = rows(
        view,
        "SELECT coalesce(l.state, s.tier, 'none') AS word, count(*) AS n FROM mirror m
         LEFT JOIN link l ON l.book_id = :book AND l.kind = m.kind AND l.ledger_id = m.remote_id
         LEFT JOIN suggestion s ON s.kind = m.kind AND s.ledger_id = m.remote_id AND s.rank = 1
         WHERE m.side = 'ledger' AND m.kind = :kind AND m.deleted = 0 GROUP BY word",
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| Ok((row.get::<_, String>("word")?, count(row.get("n")?))),
    )?;
    for (word, n) in grouped {
        out.ledger_records += n;
        match word.as_str() {
            "linked" => out.linked = n,
            "ignored" => out.ignored = n,
            "exact" => out.exact = n,
            "strong" => out.strong = n,
            "possible" => out.possible = n,
            "ambiguous" => out.ambiguous = n,
            _ => out.none = n,
        }
    }
    let (alive, decided, wished) = source_counts(view, book, kind)?;
    out.source_records = alive;
    out.to_create = wished;
    out.source_left = alive.saturating_sub(decided);
    Ok(out)
}

/// Source records, those with a decision, and those that a person wants created. Decided ones are counted from the
/// decisions: every decision asks for these counts, and a join over all records made each one wait for the whole list.
fn source_counts(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<(u32, u32, u32), StoreError> {
    let alive = number(
        view,
        "SELECT count(*) FROM mirror WHERE side = 'source' AND kind = :kind AND deleted = 0",
        named_params! { ":kind": kind.word() },
    )?;
    let decided = first(
        view,
        "SELECT count(*) AS decided, count(*) FILTER (WHERE l.state = 'create') AS wished FROM link l
         CROSS JOIN mirror m ON m.side = 'source' AND m.kind = l.kind AND m.remote_id = l.source_id AND m.deleted = 0
         WHERE l.book_id = :book AND l.kind = :kind",
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| Ok((count(row.get("decided")?), count(row.get("wished")?))),
    )?;
    let (decided, wished) = decided.unwrap_or_default();
    Ok((count(alive), decided, wished))
}

/// Which records a window is cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Open,
    Linked,
    Ignored,
    Create,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Tier,
    Name,
    Number,
}

#[derive(Debug, Clone)]
pub struct Filter {
    pub side: Side,
    pub view: View,
    /// Empty: all. `None` stands for records without a suggestion.
    pub tiers: Vec<Option<Tier>>,
    pub search: String,
    pub sort: Sort,
    pub descending: bool,
}

/// One row of a window, by ids: what it shows is read from mirror, link and suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: RecordId,
    pub tier: Option<Tier>,
}

/// A window of a list, and how many records the filter leaves.
pub fn window(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    filter: &Filter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<Found>, u32), StoreError> {
    let from = from_clause(kind, filter, true);
    // Finding the best guess of each record takes longest, and without tiers or words no guess decides who is counted.
    let guesses = !filter.tiers.is_empty() || !filter.search.trim().is_empty();
    let counted = from_clause(kind, filter, guesses);
    let pattern = like(&filter.search);
    let total = number(
        view,
        &format!("SELECT count(*) {counted}"),
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":side": side_word(filter.side), ":like": pattern },
    )?;
    let sql = format!(
        "SELECT m.remote_id, s.tier {from} {} LIMIT :limit OFFSET :offset",
        order(filter)
    );
    let found = rows(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":side": side_word(filter.side), ":like": pattern,
        ":limit": limit, ":offset": offset },
        read,
    )?;
    Ok((found, count(total)))
}

fn read(row: &Row<'_>) -> Result<Found, StoreError> {
    let tier: Option<String> = row.get("tier")?;
    Ok(Found {
        id: RecordId(row.get("remote_id")?),
        tier: tier.as_deref().and_then(Tier::from_word),
    })
}

/// What a list shows under a name, and people search by, as paths in the stored object.
const fn shown_below(kind: ObjectKind) -> &'static [&'static str] {
    match kind {
        ObjectKind::Customer | ObjectKind::Vendor => &["email", "phone", "bill_to.city", "ship_to.city"],
        ObjectKind::Item | ObjectKind::TaxCode => &["description"],
        ObjectKind::Account => &["type_words"],
        _ => &[],
    }
}

/// Whether a row says what was typed. The object is read last: taking it apart costs most.
fn searched(kind: ObjectKind) -> String {
    let columns = ["m.name", "m.number", "p.name", "p.number"].map(str::to_owned);
    let below = ["m", "p"].into_iter().flat_map(|row| {
        shown_below(kind)
            .iter()
            .map(move |path| format!("json_extract({row}.object, '$.{kind}.{path}')", kind = kind.word()))
    });
    let said = columns.into_iter().chain(below);
    let likes: Vec<String> = said
        .map(|text| format!("fold({text}) LIKE :like ESCAPE '\\'"))
        .collect();
    likes.join(" OR ")
}

fn from_clause(kind: ObjectKind, filter: &Filter, guesses: bool) -> String {
    let (mine, other) = match filter.side {
        Side::Ledger => ("ledger_id", "source_id"),
        Side::Source => ("source_id", "ledger_id"),
    };
    let state = match filter.view {
        View::Open => "l.id IS NULL",
        View::Linked => "l.state = 'linked'",
        View::Ignored => "l.state = 'ignored'",
        View::Create => "l.state = 'create'",
        View::All => "1",
    };
    // A source record may be the best guess of several ledger records: its own best is the one with the highest score.
    // The index is named, because without statistics the planner walks all of a kind for each row (minutes at 50,000).
    let suggestion = match filter.side {
        Side::Ledger => "s.kind = m.kind AND s.ledger_id = m.remote_id AND s.rank = 1",
        Side::Source => {
            "s.kind = m.kind AND s.source_id = m.remote_id AND s.ledger_id =
                (SELECT b.ledger_id FROM suggestion b INDEXED BY suggestion_source WHERE b.kind = m.kind AND b.source_id = m.remote_id
                 ORDER BY b.score DESC, b.rank, b.ledger_id LIMIT 1)"
        }
    };
    let suggestion = if guesses {
        format!("LEFT JOIN suggestion s ON {suggestion}")
    } else {
        String::new()
    };
    let (partner, searched) = if filter.search.trim().is_empty() {
        (String::new(), ":like = ''".to_owned())
    } else {
        let partner = format!(
            "LEFT JOIN mirror p ON p.side = '{}' AND p.kind = m.kind AND p.remote_id = coalesce(l.{other}, s.{other})",
            match filter.side {
                Side::Ledger => "source",
                Side::Source => "ledger",
            }
        );
        (partner, searched(kind))
    };
    format!(
        "FROM mirror m
         LEFT JOIN link l ON l.book_id = :book AND l.kind = m.kind AND l.{mine} = m.remote_id
         {suggestion}
         {partner}
         WHERE m.side = :side AND m.kind = :kind AND m.deleted = 0 AND {state} AND {} AND ({searched})",
        tiers(&filter.tiers),
    )
}

/// Words of an enum only, so that nothing typed reaches the statement.
fn tiers(wanted: &[Option<Tier>]) -> String {
    if wanted.is_empty() {
        return "1".to_owned();
    }
    let words: Vec<&str> = wanted.iter().flatten().map(|tier| tier.word()).collect();
    let named = format!("s.tier IN ('{}')", words.join("', '"));
    match (wanted.contains(&None), words.is_empty()) {
        (true, true) => "s.tier IS NULL".to_owned(),
        (true, false) => format!("(s.tier IS NULL OR {named})"),
        (false, _) => named,
    }
}

fn order(filter: &Filter) -> String {
    let direction = if filter.descending { "DESC" } else { "ASC" };
    let tier = "CASE s.tier WHEN 'exact' THEN 0 WHEN 'strong' THEN 1 WHEN 'possible' THEN 2 WHEN 'ambiguous' THEN 3 \
                ELSE 4 END";
    match filter.sort {
        Sort::Tier => format!("ORDER BY {tier} {direction}, s.score DESC, m.name, m.remote_id"),
        Sort::Name => format!("ORDER BY m.name {direction}, m.remote_id"),
        Sort::Number => format!("ORDER BY m.number {direction}, m.name, m.remote_id"),
    }
}

/// A pattern for folded text: empty means no search.
fn like(search: &str) -> String {
    let folded = crate::fold::fold(search.trim());
    if folded.is_empty() {
        return String::new();
    }
    let escaped = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Name of a record, for sentences.
pub fn name(view: &Reader<'_>, side: Side, kind: ObjectKind, id: &RecordId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT name FROM mirror WHERE side = :side AND kind = :kind AND remote_id = :id";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word(), ":id": id.as_str() };
    first(view, sql, params, |row| Ok(row.get("name")?))
}
