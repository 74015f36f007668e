//! The report of a run as a mail: a subject that says how it went, and the report's first page as plain text.
//!
//! Not here: addresses and sending (connect). Invariant: each exception stands below its cause and what to do about it; what the
//! text has no room for is counted, and stands in the attached report.

use std::fmt::Write as _;

use tieout_domain::Instant;
use tieout_domain::run::RunState;

use super::rows::{self, CauseGroup, Cell, Row, Section};
use super::{Report, show, words};

/// Exceptions written out; more make a mail that nobody reads.
const LISTED_MAX: usize = 200;

/// What mail programs take in an address of a mail (ui-conventions §14).
const BRIEF_CHARS_MAX: usize = 1_500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub subject: String,
    pub text: String,
}

pub fn compose(report: &Report) -> Composed {
    let mut text = String::new();
    let parts = [
        head(report),
        standing(report),
        files(report),
        tie_out(report),
        exceptions(report),
        warnings(report),
    ];
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        text.push_str(&part);
        text.push('\n');
    }
    text.push_str(&next_steps(report));
    let _ = write!(
        text,
        "\nThe whole report is attached. Made by Tieout {}, run {}.\n",
        report.version, report.run_id
    );
    Composed {
        subject: subject(report),
        text,
    }
}

/// The same for an address of a mail, which takes neither attachment nor long text.
pub fn brief(report: &Report) -> Composed {
    let mut text = format!("{}\n{}\n{}", head(report), standing(report), tie_out(report));
    for group in rows::causes(report) {
        let _ = writeln!(text, "\n{}\nWhat to do: {}", title(&group, report), group.what_to_do);
    }
    if text.chars().count() > BRIEF_CHARS_MAX {
        text = text.chars().take(BRIEF_CHARS_MAX - 40).collect();
        text.push_str("…\nThe rest stands in the saved report.\n");
    }
    Composed {
        subject: subject(report),
        text,
    }
}

/// `Sync report Northwind Traders, 26 Nov 2026: 3 failed`.
fn subject(report: &Report) -> String {
    let practice = if report.practice { "[PRACTICE] " } else { "" };
    let day = report.ended_at.parse().map_or_else(
        |_| report.ended_at.clone(),
        |at: Instant| at.strftime("%-d %b %Y").to_string(),
    );
    format!("{practice}Sync report {}, {day}: {}", report.client, outcome(report))
}

fn outcome(report: &Report) -> String {
    let counts = report.counts;
    let broke = matches!(report.state, RunState::Aborted).then(|| "broke off".to_owned());
    let open = [
        (counts.failed, "failed"),
        (counts.being_verified, "being verified"),
        (counts.held, "held"),
    ];
    let open = open.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = broke
        .into_iter()
        .chain(open.map(|(count, word)| format!("{} {word}", show::count(count))))
        .collect();
    match said.is_empty() {
        true => format!("all {} sent", show::count(counts.sent)),
        false => said.join(", "),
    }
}

fn head(report: &Report) -> String {
    let mut out = String::new();
    if report.practice {
        let _ = writeln!(out, "{}\n", rows::PRACTICE);
    }
    let _ = writeln!(out, "Sync report of {}", report.client);
    let _ = writeln!(
        out,
        "{} → {} ({})",
        report.source_name, report.ledger_name, report.company_name
    );
    let _ = writeln!(out, "{}. {}.", words::step(report.step), words::result(report.state));
    let ended = report
        .ended_at
        .parse()
        .map_or_else(|_| report.ended_at.clone(), show::instant);
    let _ = writeln!(out, "Ended {ended}, approved by {}", report.approved_by);
    out
}

/// This run, and where every transaction stands: the tiles of Home.
fn standing(report: &Report) -> String {
    format!("{}\n{}", figures(&rows::counts(report)), figures(&rows::tiles(report)))
}

/// What waits to be imported into the source.
fn files(report: &Report) -> String {
    if report.files.is_empty() {
        return String::new();
    }
    let mut out = format!("FILES FOR {}\n", report.source_name.to_uppercase());
    for file in &report.files {
        let kind = words::kinds(file.kind);
        let _ = writeln!(
            out,
            "- {}: {} {kind}, in {}",
            file.file_name,
            show::count(file.records),
            file.folder
        );
    }
    out
}

/// A table of one row of figures as one line: `Planned 832 = Sent 829 + Held 3`.
fn figures(section: &Section) -> String {
    let cells = section.rows.first().map_or(&[][..], |row| &row.cells);
    let mut line = String::new();
    for (column, cell) in section.columns.iter().zip(cells) {
        // What is no part of the sum stands beside it.
        let apart = if column.title.starts_with(['=', '+']) {
            " "
        } else {
            "; "
        };
        let _ = write!(line, "{apart}{} {}", column.title, shown(cell));
    }
    let line = line.trim_start_matches("; ");
    format!("{}\n{line}\n", section.title.to_uppercase())
}

/// Both totals, their difference, and the lines that explain it.
fn tie_out(report: &Report) -> String {
    let section = rows::tie_out(report);
    let mut out = format!("{} ({})\n", section.title.to_uppercase(), report.tie_out.currency);
    for row in &section.rows {
        let _ = writeln!(out, "{}", side(row));
    }
    out
}

fn side(row: &Row) -> String {
    match row.cells.as_slice() {
        [name, Cell::Empty, amount] => format!("{}: {}", shown(name), shown(amount)),
        [name, Cell::Count(1), amount] => format!("{}: {} (1 invoice)", shown(name), shown(amount)),
        [name, count, amount] => format!("{}: {} ({} invoices)", shown(name), shown(amount), shown(count)),
        other => other.iter().map(shown).collect::<Vec<_>>().join(" "),
    }
}

fn exceptions(report: &Report) -> String {
    let all = report.exceptions.len();
    if all == 0 {
        return "EXCEPTIONS\nNone.\n".to_owned();
    }
    let mut out = format!("EXCEPTIONS ({all})\n");
    let mut room = LISTED_MAX;
    for group in rows::causes(report) {
        let _ = writeln!(out, "\n{}\nWhat to do: {}", title(&group, report), group.what_to_do);
        for row in group.section.rows.iter().take(room) {
            let _ = writeln!(out, "- {}", exception(row));
        }
        room = room.saturating_sub(group.section.rows.len());
    }
    if all > LISTED_MAX {
        let more = show::count(u32::try_from(all - LISTED_MAX).unwrap_or(u32::MAX));
        let _ = writeln!(out, "\nand {more} more in the attached report.");
    }
    out
}

fn warnings(report: &Report) -> String {
    if report.warnings.is_empty() {
        return String::new();
    }
    let lines = report.warnings.iter().map(|warning| one_line(&words::warning(warning)));
    format!("WARNINGS\n- {}\n", lines.collect::<Vec<_>>().join("\n- "))
}

fn title(group: &CauseGroup, report: &Report) -> String {
    let records = match group.section.rows.len() {
        1 => "1 record".to_owned(),
        many => format!("{many} records"),
    };
    let amount = show::money(group.amount);
    let currency = &report.tie_out.currency;
    match group.amount.is_zero() {
        true => format!("{}: {records}", group.cause),
        false => format!("{}: {records}, {amount} {currency}", group.cause),
    }
}

/// `Invoice 10000, 14 Mar 2026, 100.00 (closed through: 31 Mar 2026)`.
fn exception(row: &Row) -> String {
    let cells: Vec<String> = row.cells.iter().map(|cell| one_line(&shown(cell))).collect();
    let [kind, name, more @ .., details] = cells.as_slice() else {
        return cells.join(" ");
    };
    let mut out = format!("{kind} {name}");
    for word in more.iter().filter(|word| !word.is_empty()) {
        let _ = write!(out, ", {word}");
    }
    if !details.is_empty() {
        let _ = write!(out, " ({details})");
    }
    out
}

/// A name with line breaks would look like more lines of the list.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => show::count(*count),
        Cell::Money(amount) => show::money(*amount),
        Cell::Date(date) => show::date(*date),
        Cell::At(at) => show::instant(*at),
    }
}

fn next_steps(report: &Report) -> String {
    let counts = report.counts;
    let differs = report
        .tie_out
        .difference
        .parse()
        .is_ok_and(|difference: rust_decimal::Decimal| !difference.is_zero());
    let steps = [
        (
            report.state == RunState::Aborted,
            "The run broke off. Open Sync: it shows what was not sent, and goes on with it.",
        ),
        (
            counts.being_verified > 0,
            "Some records were sent without an answer. Open Sync: they are looked up before anything is sent again.",
        ),
        (
            counts.failed > 0,
            "Open Activity, Failed. Put right what stands above, then retry.",
        ),
        (
            counts.held > 0,
            "Open Activity, Held. What is put right there is sent with the next sync.",
        ),
        (
            counts.handed_over > 0,
            "Import the files named above into the source. The next import here shows what arrived.",
        ),
        (
            differs,
            "The two sides differ. The lines below the difference say which invoices make it.",
        ),
    ];
    let wanted: Vec<&str> = steps
        .into_iter()
        .filter(|(open, _)| *open)
        .map(|(_, step)| step)
        .collect();
    let mut out = "NEXT STEPS\n".to_owned();
    if wanted.is_empty() {
        out.push_str("None: everything was sent, and both sides agree to the cent.\n");
    }
    for (at, step) in wanted.iter().enumerate() {
        let _ = writeln!(out, "{}. {step}", at + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Counts, sample};

    #[test]
    fn a_report_reads_as_a_mail() {
        let composed = compose(&sample::report(3));
        assert_eq!(
            composed.subject,
            "[PRACTICE] Sync report Northwind Traders, 22 Nov 2026: 3 held"
        );
        let golden = include_str!("mail.golden.txt");
        assert_eq!(composed.text, golden, "the text of the mail changed");
    }

    #[test]
    fn files_that_wait_to_be_imported_are_named_with_their_place() {
        let mut report = sample::report(0);
        report.counts.handed_over = 2;
        report.files.push(crate::report::FileLine {
            kind: tieout_domain::ObjectKind::Customer,
            records: 2,
            file_name: "Customers for Northwind, run 3.csv".into(),
            folder: "/home/anna/Documents".into(),
            left_out: Vec::new(),
        });
        let text = compose(&report).text;
        assert!(text.contains("= Sent 829 + In files 2 + Held 0"), "{text}");
        let line = "- Customers for Northwind, run 3.csv: 2 customers, in /home/anna/Documents";
        assert!(text.to_lowercase().contains(&line.to_lowercase()), "{text}");
        assert!(text.contains("Import the files named above into the source."), "{text}");
    }

    #[test]
    fn the_subject_says_how_it_went() {
        let mut report = sample::report(0);
        report.practice = false;
        let subject = |report: &Report| subject(report).rsplit_once(": ").unwrap().1.to_owned();
        report.state = RunState::Completed;
        assert_eq!(subject(&report), "all 829 sent");
        report.counts = Counts {
            failed: 3,
            held: 1,
            being_verified: 2,
            ..report.counts
        };
        assert_eq!(subject(&report), "3 failed, 2 being verified, 1 held");
        report.state = RunState::Aborted;
        assert_eq!(subject(&report), "broke off, 3 failed, 2 being verified, 1 held");
    }

    #[test]
    fn everything_sent_and_tied_out_needs_nothing_more() {
        let mut report = sample::report(0);
        report.counts.held = 0;
        report.tie_out.difference = "0.00".into();
        let text = compose(&report).text;
        assert!(text.contains("EXCEPTIONS\nNone."), "{text}");
        assert!(text.contains("both sides agree to the cent"), "{text}");
    }

    #[test]
    fn what_has_no_room_is_counted_and_no_name_makes_a_line_of_its_own() {
        let mut report = sample::report(250);
        report.exceptions[0].name = "10000\n- Invoice 1, paid".into();
        let text = compose(&report).text;
        let listed = text.lines().filter(|line| line.starts_with("- Invoice")).count();
        assert_eq!(listed, LISTED_MAX);
        assert!(text.contains("and 50 more in the attached report."), "{text}");
        assert!(text.contains("- Invoice 10000 - Invoice 1, paid"), "{text}");
        let brief = brief(&report).text;
        assert!(brief.chars().count() <= BRIEF_CHARS_MAX);
        assert!(brief.contains("Difference: 100.00"), "{brief}");
    }
}
