//! The report as PDF: A4, made for printing and signing.
//!
//! Not here: what is in it (`rows`), where it stands (`page`, `sheet`). Invariant: positions are whole tenths of a point, so that
//! no layout depends on floating arithmetic.

mod page;
mod sheet;
mod table;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use tieout_domain::Failure;

use super::Report;
use sheet::{HEIGHT, Ink, Mark, Measure, Sheet, Text, WIDTH};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf");

/// Points of the page, and the scale from tenths to points.
const POINTS: (u16, u16) = (WIDTH / 10, HEIGHT / 10);
const TENTH: f32 = 0.1;

struct Fonts {
    regular: Font,
    bold: Font,
}

pub fn write(report: &Report) -> Result<Vec<u8>, Failure> {
    let font = |data: &'static [u8]| Font::new(data.to_vec().into(), 0).ok_or_else(unreadable);
    let fonts = Fonts {
        regular: font(REGULAR)?,
        bold: font(BOLD)?,
    };
    let measure = Measure::new(REGULAR, BOLD).ok_or_else(unreadable)?;
    let sheets = page::layout(report, &measure);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("Sync report, {}, run {}", report.client, report.run_id))
            .language("en".to_owned())
            .creator(format!("Tieout {}", report.version)),
    );
    for sheet in sheets {
        let settings = PageSettings::from_wh(f32::from(POINTS.0), f32::from(POINTS.1))
            .ok_or_else(|| Failure::internal("the page has no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(TENTH, TENTH));
        paint(&mut surface, &fonts, &sheet);
        surface.pop();
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|error| Failure::internal(format!("{error:?}")))
}

fn unreadable() -> Failure {
    Failure::internal("a font of the report cannot be read")
}

fn paint(surface: &mut Surface<'_>, fonts: &Fonts, sheet: &Sheet) {
    for mark in &sheet.marks {
        match mark {
            Mark::Text(text) => write_text(surface, fonts, text),
            Mark::Slanted(text) => {
                let middle = (f32::from(WIDTH / 2), f32::from(HEIGHT / 2));
                surface.push_transform(&Transform::from_rotate_at(-54.0, middle.0, middle.1));
                write_text(surface, fonts, text);
                surface.pop();
            }
            Mark::Block { x, y, wide, high, ink } => {
                let mut builder = PathBuilder::new();
                let rect = Rect::from_xywh(f32::from(*x), f32::from(*y), f32::from(*wide), f32::from(*high));
                if let Some(rect) = rect {
                    builder.push_rect(rect);
                }
                if let Some(path) = builder.finish() {
                    surface.set_fill(Some(fill(*ink)));
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn write_text(surface: &mut Surface<'_>, fonts: &Fonts, text: &Text) {
    let font = if text.bold { &fonts.bold } else { &fonts.regular };
    surface.set_fill(Some(fill(text.ink)));
    surface.draw_text(
        Point::from_xy(f32::from(text.x), f32::from(text.y)),
        font.clone(),
        f32::from(text.size),
        &text.text,
        false,
        TextDirection::Auto,
    );
}

fn fill(ink: Ink) -> Fill {
    let (red, green, blue) = match ink {
        Ink::Black => (20, 24, 31),
        Ink::Grey => (92, 99, 112),
        Ink::Hairline => (196, 201, 209),
        Ink::Panel => (243, 245, 247),
        Ink::Amber => (255, 213, 128),
        Ink::PaleAmber => (255, 245, 224),
    };
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{csv, sample, xlsx};

    #[test]
    fn every_format_can_be_made_of_one_report() {
        for exceptions in [0, 60] {
            let report = sample::report(exceptions);
            assert!(super::write(&report).unwrap().starts_with(b"%PDF-"));
            assert!(xlsx::write(&report).unwrap().starts_with(b"PK"));
            assert!(csv::write(&report).unwrap().starts_with(b"Sync report"));
        }
    }
}
