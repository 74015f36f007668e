//! A page as a list of marks, and the flow that fills one page after the other.
//!
//! Not here: what is written. Invariant: nothing is placed below the foot's line.

use ttf_parser::Face;

/// A4 in tenths of a point.
pub const WIDTH: u16 = 5950;
pub const HEIGHT: u16 = 8420;
/// 19 mm at both sides.
pub const LEFT: u16 = 540;
pub const RIGHT: u16 = WIDTH - LEFT;
/// Where text may begin and must end.
pub const TOP: u16 = 600;
pub const BOTTOM: u16 = HEIGHT - 600;

/// Sizes of text.
pub const SMALL: u16 = 75;
pub const TEXT: u16 = 90;
pub const TITLE: u16 = 120;
pub const HUGE: u16 = 210;
/// From one line of text to the next.
pub const LINE: u16 = 130;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    Hairline,
    Panel,
    Amber,
    PaleAmber,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub x: u16,
    pub y: u16,
    pub size: u16,
    pub bold: bool,
    pub ink: Ink,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Text(Text),
    /// Across the page, below everything else.
    Slanted(Text),
    Block {
        x: u16,
        y: u16,
        wide: u16,
        high: u16,
        ink: Ink,
    },
}

#[derive(Debug, Default)]
pub struct Sheet {
    pub marks: Vec<Mark>,
}

/// Widths of text by the fonts' own tables.
pub struct Measure<'a> {
    regular: Face<'a>,
    bold: Face<'a>,
}

impl<'a> Measure<'a> {
    pub fn new(regular: &'a [u8], bold: &'a [u8]) -> Option<Self> {
        Some(Self {
            regular: Face::parse(regular, 0).ok()?,
            bold: Face::parse(bold, 0).ok()?,
        })
    }

    /// Width in tenths of a point, rounded up.
    pub fn wide(&self, text: &str, size: u16, bold: bool) -> u16 {
        let face = if bold { &self.bold } else { &self.regular };
        let advance = |letter| {
            let glyph = face.glyph_index(letter).unwrap_or(ttf_parser::GlyphId(0));
            u32::from(face.glyph_hor_advance(glyph).unwrap_or(0))
        };
        let units: u32 = text.chars().map(advance).sum();
        let tenths = (units * u32::from(size)).div_ceil(u32::from(face.units_per_em()).max(1));
        u16::try_from(tenths).unwrap_or(u16::MAX)
    }

    /// The text on lines no wider than `wide`; what is past `lines_max` is cut with an ellipsis.
    pub fn wrap(&self, text: &str, size: u16, wide: u16, lines_max: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.wide(&joined, size, false) <= wide {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word wider than the column is broken wherever it must.
            for letter in word.chars() {
                line.push(letter);
                if self.wide(&line, size, false) > wide && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        if lines.len() > lines_max {
            lines.truncate(lines_max);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.wide(&format!("{last}…"), size, false) > wide {
                    last.pop();
                }
                last.push('…');
            }
        }
        lines
    }
}

/// Fills pages from top to bottom.
pub struct Flow<'a> {
    pub measure: &'a Measure<'a>,
    pub sheets: Vec<Sheet>,
    /// Top of the next line.
    pub y: u16,
    /// Said at the top of every page but the first.
    running: String,
}

impl<'a> Flow<'a> {
    pub fn new(measure: &'a Measure<'a>, running: String) -> Self {
        Self {
            measure,
            sheets: vec![Sheet::default()],
            y: TOP,
            running,
        }
    }

    /// Makes sure that this much fits on the page; true when that took a new one.
    pub fn room(&mut self, high: u16) -> bool {
        if self.y.saturating_add(high) <= BOTTOM {
            return false;
        }
        self.sheets.push(Sheet::default());
        self.y = TOP;
        let running = self.running.clone();
        self.put(LEFT, SMALL, false, Ink::Grey, &running);
        self.y += LINE + 80;
        true
    }

    pub fn space(&mut self, high: u16) {
        self.y = self.y.saturating_add(high);
    }

    pub fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    /// Text whose line begins at the flow's height.
    pub fn put(&mut self, x: u16, size: u16, bold: bool, ink: Ink, text: &str) {
        self.mark(Mark::Text(Text {
            x,
            y: self.y + size,
            size,
            bold,
            ink,
            text: text.to_owned(),
        }));
    }

    pub fn put_right(&mut self, right: u16, size: u16, bold: bool, ink: Ink, text: &str) {
        let x = right.saturating_sub(self.measure.wide(text, size, bold));
        self.put(x, size, bold, ink, text);
    }

    /// A line across, at the flow's height.
    pub fn rule(&mut self, x: u16, right: u16, high: u16, ink: Ink) {
        self.mark(Mark::Block {
            x,
            y: self.y,
            wide: right.saturating_sub(x),
            high,
            ink,
        });
    }

    /// Wrapped text over the whole width.
    pub fn paragraph(&mut self, size: u16, ink: Ink, text: &str) {
        for line in self.measure.wrap(text, size, RIGHT - LEFT, 6) {
            self.room(LINE);
            self.put(LEFT, size, false, ink, &line);
            self.space(size + size * 4 / 10);
        }
    }

    /// A section's title; it never stands alone at the foot of a page.
    pub fn title(&mut self, text: &str) {
        self.room(LINE * 5);
        self.space(120);
        self.put(LEFT, TITLE, true, Ink::Black, text);
        self.space(TITLE + 80);
    }
}
