//! The report as CSV: UTF-8 without a byte order mark, ISO dates, plain decimals, one table after the other.
//!
//! Not here: layout. Invariant: no cell can start a formula.

use tieout_domain::Failure;
use tieout_domain::cell::neutral;

use super::Report;
use super::rows::{Cell, rows};

pub fn write(report: &Report) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut put = |cells: Vec<String>| writer.write_record(cells).map_err(Failure::internal);
    for section in rows(report) {
        put(vec![section.title.to_owned()])?;
        if !section.columns.is_empty() {
            // A reader splits at the heading; the signs of the printed sum would only look like formulas.
            let plain = |title: &str| title.trim_start_matches(['=', '+', ' ']).to_owned();
            put(section.columns.iter().map(|column| plain(&column.title)).collect())?;
        }
        for row in section.rows {
            put(row.cells.iter().map(cell).collect())?;
        }
        put(vec![String::new()])?;
    }
    writer.into_inner().map_err(Failure::internal)
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => neutral(text).into_owned(),
        Cell::Count(count) => count.to_string(),
        Cell::Money(amount) => amount.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::At(at) => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn dates_are_iso_amounts_plain_and_there_is_no_byte_order_mark() {
        let mut report = sample::report(1);
        report.exceptions[0].name = "=HYPERLINK(\"x\")".into();
        let bytes = write(&report).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("Sync report"), "{text}");
        assert!(text.contains("As of,2026-11-22T07:23:09Z"), "{text}");
        assert!(text.contains("Example Ledger (ledger),829,1330635.98"), "{text}");
        assert!(text.contains("\"'=HYPERLINK("), "{text}");
        assert!(text.contains("Planned,Sent,Held,Failed"), "{text}");
    }
}
