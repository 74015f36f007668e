//! What stands on the pages, from the title to the lines for signing.
//!
//! Not here: the figures (`rows`). Invariant: every page says whose report it is, as of when, by which version, and whether it is
//! practice.

use rust_decimal::Decimal;
use tieout_domain::Instant;

use super::super::rows::{self, Cell, Section};
use super::super::{Report, show, words};
use super::sheet::{Flow, HEIGHT, HUGE, Ink, LEFT, LINE, Mark, Measure, RIGHT, SMALL, Sheet, TEXT, Text, WIDTH};
use super::table;

/// Room for a hand to sign in.
const SIGNATURES: u16 = 600;

pub fn layout(report: &Report, measure: &Measure<'_>) -> Vec<Sheet> {
    let running = format!("Sync report, run {}, continued", report.run_id);
    let mut flow = Flow::new(measure, running);
    head(&mut flow, report);
    verdict(&mut flow, report);
    facts(&mut flow, report);
    section(&mut flow, &rows::tie_out(report));
    section(&mut flow, &rows::counts(report));
    if !report.kinds.is_empty() {
        section(&mut flow, &rows::kinds(report));
    }
    if !report.files.is_empty() {
        section(&mut flow, &rows::files(report));
    }
    section(&mut flow, &rows::tiles(report));
    exceptions(&mut flow, report);
    if !report.warnings.is_empty() {
        flow.title("Warnings");
        for line in rows::warnings(report).rows {
            let text = line.cells.first().map(table::shown).unwrap_or_default();
            flow.paragraph(TEXT, Ink::Black, &text);
            flow.space(40);
        }
    }
    proof(&mut flow, report);
    signatures(&mut flow, report);
    let mut sheets = flow.sheets;
    let count = sheets.len();
    for (number, sheet) in (1..).zip(&mut sheets) {
        frame(sheet, report, measure, (number, count));
    }
    sheets
}

fn head(flow: &mut Flow<'_>, report: &Report) {
    flow.put(LEFT, HUGE, true, Ink::Black, "Sync report");
    flow.put_right(RIGHT, TEXT, false, Ink::Grey, &format!("Run {}", report.run_id));
    flow.space(HUGE + 110);
    let line = format!(
        "{}: from {} to {}, {}",
        report.client, report.source_name, report.ledger_name, report.company_name
    );
    flow.paragraph(TEXT + 15, Ink::Grey, &line);
    flow.space(90);
}

/// The one sentence a reader in a hurry needs.
fn verdict(flow: &mut Flow<'_>, report: &Report) {
    let tie = &report.tie_out;
    let shown = |text: &str| text.parse::<Decimal>().map_or_else(|_| text.to_owned(), show::money);
    let agree = tie
        .difference
        .parse::<Decimal>()
        .is_ok_and(|difference| difference.is_zero());
    let said = if agree {
        format!("Both sides agree: {} {}", shown(&tie.ledger.amount), tie.currency)
    } else {
        format!("The two sides differ by {} {}", shown(&tie.difference), tie.currency)
    };
    let counts = report.counts;
    let sentence = format!(
        "{}. Of {} planned, {} were sent; {} held, {} failed, {} ignored.",
        words::result(report.state),
        show::count(counts.planned),
        show::count(counts.sent),
        show::count(counts.held),
        show::count(counts.failed),
        show::count(counts.ignored)
    );
    let high = 470;
    flow.mark(Mark::Block {
        x: LEFT,
        y: flow.y,
        wide: RIGHT - LEFT,
        high,
        ink: if agree { Ink::Panel } else { Ink::PaleAmber },
    });
    let top = flow.y;
    flow.space(80);
    flow.put(LEFT + 110, 130, true, Ink::Black, &said);
    flow.space(190);
    flow.put(LEFT + 110, TEXT, false, Ink::Black, &sentence);
    flow.y = top + high + 130;
}

/// Names and values in two columns.
fn facts(flow: &mut Flow<'_>, report: &Report) {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), show::date);
    let at = |text: &str| text.parse().map_or_else(|_| text.to_owned(), show::instant);
    let moments = (report.started_at.parse::<Instant>(), report.ended_at.parse::<Instant>());
    let took = match moments {
        (Ok(started), Ok(ended)) => show::duration(started, ended),
        _ => String::new(),
    };
    let period = match (&report.period_from, &report.period_to) {
        (Some(from), Some(to)) => format!("{} to {}", day(from), day(to)),
        _ => "none".to_owned(),
    };
    let left = [
        ("Client", report.client.clone()),
        ("Company", report.company_name.clone()),
        ("Step", words::step(report.step).to_owned()),
        ("Result", words::result(report.state).to_owned()),
        ("Documents dated", period),
    ];
    let right = [
        ("As of", at(&report.tie_out.as_of)),
        ("Started", at(&report.started_at)),
        ("Ended", at(&report.ended_at)),
        ("Duration", took),
        ("Approved by", report.approved_by.clone()),
    ];
    let middle = WIDTH / 2 + 60;
    for ((name, value), (other, second)) in left.iter().zip(&right) {
        pair(flow, (LEFT, middle - 120), name, value);
        pair(flow, (middle, RIGHT), other, second);
        flow.space(LINE + 20);
    }
}

fn pair(flow: &mut Flow<'_>, (left, right): (u16, u16), name: &str, value: &str) {
    let value_at = left + 850;
    let value = flow.measure.wrap(value, TEXT, right.saturating_sub(value_at), 1);
    flow.put(left, TEXT, false, Ink::Grey, name);
    flow.put(
        value_at,
        TEXT,
        false,
        Ink::Black,
        value.first().map_or("", String::as_str),
    );
}

fn section(flow: &mut Flow<'_>, section: &Section) {
    flow.title(section.title);
    table::put(flow, section);
}

/// By cause: what happened, what to do, and the records it happened to.
fn exceptions(flow: &mut Flow<'_>, report: &Report) {
    let groups = rows::causes(report);
    flow.title("Exceptions");
    if groups.is_empty() {
        flow.paragraph(TEXT, Ink::Black, "None: every planned record went through.");
        return;
    }
    for group in groups {
        flow.room(LINE * 8);
        let number = show::count(u32::try_from(group.section.rows.len()).unwrap_or(u32::MAX));
        let records = if number == "1" { "record" } else { "records" };
        flow.put(LEFT, 100, true, Ink::Black, group.cause);
        let sum = format!(
            "{number} {records}, {} {}",
            show::money(group.amount),
            report.tie_out.currency
        );
        flow.put_right(RIGHT, TEXT, false, Ink::Grey, &sum);
        flow.space(LINE + 20);
        flow.paragraph(TEXT, Ink::Grey, &format!("What to do: {}", group.what_to_do));
        flow.space(60);
        table::put(flow, &group.section);
        flow.space(160);
    }
}

fn proof(flow: &mut Flow<'_>, report: &Report) {
    // Never lines to sign alone on a page.
    flow.room(LINE * 6 + SIGNATURES);
    flow.title("Proof");
    for line in rows::proof(report).rows {
        if let [Cell::Text(name), Cell::Text(value)] = line.cells.as_slice() {
            flow.put(LEFT, SMALL, false, Ink::Grey, name);
            flow.put(LEFT + 1000, SMALL, false, Ink::Black, value);
            flow.space(LINE);
        }
    }
}

/// Lines to sign on; they stay together.
fn signatures(flow: &mut Flow<'_>, report: &Report) {
    flow.room(SIGNATURES);
    flow.space(SIGNATURES - 160);
    let middle = WIDTH / 2 + 60;
    let approved = format!("Approved by ({} in Tieout)", report.approved_by);
    for (left, right, what) in [(LEFT, middle - 120, approved.as_str()), (middle, RIGHT, "Reviewed by")] {
        let date_at = right - 700;
        flow.rule(left, date_at - 100, 6, Ink::Grey);
        flow.rule(date_at, right, 6, Ink::Grey);
        flow.space(40);
        flow.put(left, SMALL, false, Ink::Grey, what);
        flow.put(date_at, SMALL, false, Ink::Grey, "Date");
        flow.y -= 40;
    }
}

/// The foot of every page, and the marks of practice below and above everything else.
fn frame(sheet: &mut Sheet, report: &Report, measure: &Measure<'_>, (number, count): (usize, usize)) {
    let as_of = report
        .tie_out
        .as_of
        .parse()
        .map_or_else(|_| report.tie_out.as_of.clone(), show::instant);
    let whose = format!(
        "{} · {} · run {} · as of {as_of}",
        report.client, report.company_name, report.run_id
    );
    let page = format!("Tieout {} · page {number} of {count}", report.version);
    let wide = measure.wide(&page, SMALL, false);
    let whose = measure.wrap(&whose, SMALL, RIGHT - LEFT - wide - 200, 1).remove(0);
    let foot = |x: u16, text: String| {
        Mark::Text(Text {
            x,
            y: HEIGHT - 400,
            size: SMALL,
            bold: false,
            ink: Ink::Grey,
            text,
        })
    };
    sheet.marks.push(Mark::Block {
        x: LEFT,
        y: HEIGHT - 530,
        wide: RIGHT - LEFT,
        high: 5,
        ink: Ink::Hairline,
    });
    sheet.marks.push(foot(LEFT, whose));
    sheet.marks.push(foot(RIGHT - wide, page));
    if report.practice {
        practice(sheet, measure);
    }
}

fn practice(sheet: &mut Sheet, measure: &Measure<'_>) {
    const SIZE: u16 = 1150;
    const HIGH: u16 = 260;
    let text = |x: u16, y: u16, size: u16, bold: bool, ink: Ink, words: &str| Text {
        x,
        y,
        size,
        bold,
        ink,
        text: words.to_owned(),
    };
    let half = measure.wide("PRACTICE", SIZE, true) / 2;
    let slanted = text(
        (WIDTH / 2).saturating_sub(half),
        HEIGHT / 2 + SIZE / 3,
        SIZE,
        true,
        Ink::PaleAmber,
        "PRACTICE",
    );
    let band = Mark::Block {
        x: 0,
        y: 0,
        wide: WIDTH,
        high: HIGH,
        ink: Ink::Amber,
    };
    sheet.marks.insert(0, Mark::Slanted(slanted));
    sheet.marks.push(band);
    sheet
        .marks
        .push(Mark::Text(text(LEFT, 165, TEXT, true, Ink::Black, rows::PRACTICE)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn laid_out(report: &Report) -> Vec<Sheet> {
        let measure = Measure::new(super::super::REGULAR, super::super::BOLD).unwrap();
        layout(report, &measure)
    }

    fn texts(sheet: &Sheet) -> Vec<&Text> {
        fn text(mark: &Mark) -> Option<&Text> {
            match mark {
                Mark::Text(text) => Some(text),
                Mark::Slanted(_) | Mark::Block { .. } => None,
            }
        }
        sheet.marks.iter().filter_map(text).collect()
    }

    fn says(sheet: &Sheet, words: &str) -> bool {
        texts(sheet).iter().any(|text| text.text.contains(words))
    }

    #[test]
    fn the_totals_on_paper_are_the_reports() {
        let report = sample::report(1);
        let sheets = laid_out(&report);
        for words in [
            "1,330,735.98",
            "1,330,635.98",
            "The two sides differ by 100.00 USD",
            "of which: Held, not sent",
            "Step 2: invoices",
            "22 Nov 2026 07:23 UTC",
            "1 Jan 2025 to 4 Nov 2026",
            "2 min 09 s",
            "The books are closed for this date",
            "Reviewed by",
        ] {
            assert!(sheets.iter().any(|sheet| says(sheet, words)), "{words}");
        }
    }

    #[test]
    fn decimals_stand_below_each_other_and_below_their_heading() {
        let report = sample::report(1);
        let measure = Measure::new(super::super::REGULAR, super::super::BOLD).unwrap();
        let sheets = layout(&report, &measure);
        let ends: Vec<u16> = texts(&sheets[0])
            .iter()
            .filter(|text| ["Amount USD", "1,330,735.98", "100.00"].contains(&text.text.as_str()))
            .map(|text| text.x + measure.wide(&text.text, text.size, text.bold))
            .collect();
        // The heading, both sides and the difference come before any other table.
        assert!(ends.len() >= 4, "{ends:?}");
        assert!(ends.iter().take(4).all(|end| *end == RIGHT), "{ends:?}");
    }

    #[test]
    fn hundreds_of_exceptions_go_over_pages_with_their_headings_and_none_is_lost() {
        let report = sample::report(400);
        let sheets = laid_out(&report);
        assert!(sheets.len() > 5, "{}", sheets.len());
        let count = sheets.len();
        for (number, sheet) in (1..).zip(&sheets) {
            assert!(says(sheet, "PRACTICE"), "page {number}");
            assert!(says(sheet, &format!("page {number} of {count}")), "page {number}");
            assert!(texts(sheet).iter().all(|text| text.y <= HEIGHT - 400 && text.x < RIGHT));
            let listed = texts(sheet)
                .iter()
                .any(|text| text.text.parse::<u32>().is_ok_and(|name| name >= 10_000));
            assert!(!listed || says(sheet, "Record"), "page {number} repeats the heading");
        }
        for exception in &report.exceptions {
            let found = sheets
                .iter()
                .any(|sheet| texts(sheet).iter().any(|text| text.text == exception.name));
            assert!(found, "{}", exception.name);
        }
    }
}
