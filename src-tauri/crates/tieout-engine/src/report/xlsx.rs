//! The report as a workbook: one sheet a section, amounts and dates as such.
//!
//! Not here: what is in it (`rows`). Invariant: text is written as text, so that no cell is a formula.

use jiff::civil::DateTime;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use tieout_domain::Failure;

use super::Report;
use super::rows::{Cell, PRACTICE, Row, Section, rows};

pub fn write(report: &Report) -> Result<Vec<u8>, Failure> {
    make(report).map_err(Failure::internal)
}

fn make(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for section in rows(report) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(section.title)?;
        fill(sheet, &section)?;
        sheet.set_autofit_max_width(420);
        sheet.autofit();
        // A4, landscape: the exceptions are wide.
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_footer("&LTieout sync report&RPage &P of &N");
        if report.practice {
            sheet.set_header(format!("&C{PRACTICE}"));
            sheet.set_tab_color(Color::RGB(0x00FF_C107));
        }
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, section: &Section) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (at, column) in (0u16..).zip(&section.columns) {
        let title = column.title.trim_start_matches(['=', '+', ' ']);
        let format = if column.figures {
            heading.clone().set_align(FormatAlign::Right)
        } else {
            heading.clone()
        };
        sheet.write_string_with_format(0, at, title, &format)?;
    }
    let first = u32::from(!section.columns.is_empty());
    if first > 0 {
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
    }
    let mut last = first;
    for (line, row) in (first..).zip(&section.rows) {
        write_row(sheet, line, row)?;
        last = line;
    }
    // Sums and differences would be filtered and sorted with the lines they are of.
    let filters = section.columns.len() > 3 && section.rows.len() > 1 && section.rows.iter().all(|row| !row.strong);
    if filters && let Ok(columns) = u16::try_from(section.columns.len()) {
        sheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, line: u32, row: &Row) -> Result<(), XlsxError> {
    let plain = if row.strong {
        Format::new().set_bold()
    } else {
        Format::new()
    };
    for (column, cell) in (0u16..).zip(&row.cells) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                sheet.write_string_with_format(line, column, text, &plain)?;
            }
            Cell::Count(count) => {
                let format = plain.clone().set_num_format("#,##0");
                sheet.write_number_with_format(line, column, *count, &format)?;
            }
            Cell::Money(amount) => {
                let places = usize::try_from(amount.scale()).unwrap_or(0);
                let shown = if places == 0 {
                    "#,##0".to_owned()
                } else {
                    format!("#,##0.{}", "0".repeat(places))
                };
                // Workbooks know binary numbers only; the exact text is in the CSV.
                match amount.to_string().parse::<f64>() {
                    Ok(number) => {
                        sheet.write_number_with_format(line, column, number, &plain.clone().set_num_format(shown))?;
                    }
                    Err(_) => {
                        sheet.write_string(line, column, amount.to_string())?;
                    }
                }
            }
            Cell::Date(date) => write_day(
                sheet,
                (line, column),
                date.to_datetime(jiff::civil::Time::midnight()),
                &plain,
                false,
            )?,
            Cell::At(at) => {
                let utc = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
                write_day(sheet, (line, column), utc, &plain, true)?;
            }
        }
    }
    Ok(())
}

/// A day, or a moment in UTC, as the spreadsheet's own date; years it cannot hold stay text.
fn write_day(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    at: DateTime,
    plain: &Format,
    with_time: bool,
) -> Result<(), XlsxError> {
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let day = u16::try_from(at.year())
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, part(at.month()), part(at.day())).ok());
    let format = if with_time {
        "d mmm yyyy hh:mm \"UTC\""
    } else {
        "d mmm yyyy"
    };
    let format = plain.clone().set_num_format(format).set_align(FormatAlign::Left);
    match day {
        Some(day) if with_time => {
            let moment = day.and_hms(u16::from(part(at.hour())), part(at.minute()), f64::from(at.second()))?;
            sheet.write_datetime_with_format(line, column, &moment, &format)?;
        }
        Some(day) => {
            sheet.write_datetime_with_format(line, column, &day, &format)?;
        }
        None => {
            sheet.write_string(line, column, at.to_string())?;
        }
    }
    Ok(())
}
