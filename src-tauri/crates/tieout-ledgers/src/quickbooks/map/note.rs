//! Where our reference goes in texts that belong to the user too.
//!
//! Not here: which member holds the text. Invariant: what `stamp` and `Note::compose` write, `unstamp` and `Note::parse` take apart again.

use tieout_domain::Marker;

/// `text [TO…]`
pub fn stamp(text: Option<&str>, marker: &Marker) -> String {
    match text.map(str::trim_end).filter(|text| !text.is_empty()) {
        Some(text) => format!("{text} [{marker}]"),
        None => format!("[{marker}]"),
    }
}

/// The text without our stamp, and the stamp.
pub fn unstamp(text: Option<String>) -> (Option<String>, Option<Marker>) {
    let Some(text) = text else { return (None, None) };
    let Some(marker) = Marker::find(&text) else {
        return (Some(text), None);
    };
    let rest = text.replacen(&format!("[{marker}]"), "", 1);
    let rest = rest.trim_end();
    ((!rest.is_empty()).then(|| rest.to_owned()), Some(marker))
}

const ORDER: &str = "PO: ";
const REFERENCE: &str = "Ref: ";

/// The private note of a document: memo, then the order number, then the other system's number, each on its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    pub memo: Option<String>,
    pub purchase_order: Option<String>,
    pub reference: Option<String>,
    pub marker: Option<Marker>,
}

impl Note {
    pub fn compose(&self) -> Option<String> {
        let labelled = |label: &str, text: &Option<String>| text.as_ref().map(|text| format!("{label}{text}"));
        let lines = [
            self.memo.clone(),
            labelled(ORDER, &self.purchase_order),
            labelled(REFERENCE, &self.reference),
        ];
        let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let text = (!text.is_empty()).then_some(text);
        match &self.marker {
            Some(marker) => Some(stamp(text.as_deref(), marker)),
            None => text,
        }
    }

    /// Labels are only ours where our stamp is; otherwise all of it is the memo.
    pub fn parse(text: Option<String>) -> Self {
        let (rest, marker) = unstamp(text);
        let mut note = Self {
            marker,
            ..Self::default()
        };
        let Some(rest) = rest else { return note };
        if note.marker.is_none() {
            note.memo = Some(rest);
            return note;
        }
        let mut lines: Vec<&str> = rest.split('\n').collect();
        note.reference = take_last(&mut lines, REFERENCE);
        note.purchase_order = take_last(&mut lines, ORDER);
        let memo = lines.join("\n");
        note.memo = (!memo.is_empty()).then_some(memo);
        note
    }
}

fn take_last(lines: &mut Vec<&str>, label: &str) -> Option<String> {
    let found = lines.last()?.strip_prefix(label)?.to_owned();
    lines.pop();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tieout_domain::ObjectKind;

    fn marker() -> Marker {
        Marker::derive("c", &"b:1".into(), ObjectKind::Invoice, &"1".into(), 0)
    }

    #[test]
    fn a_note_that_is_not_ours_is_all_memo() {
        let note = Note::parse(Some("Ref: their own words".into()));
        assert_eq!(
            (note.memo.as_deref(), note.reference),
            (Some("Ref: their own words"), None)
        );
    }

    proptest! {
        #[test]
        fn what_is_stamped_is_taken_apart_again(
            memo in prop::option::of("[a-zA-Z0-9.,:öé]{1,20}( [a-z]{1,5})?"),
            order in prop::option::of("[A-Z0-9-]{1,12}"),
            reference in prop::option::of("[A-Z0-9-]{1,12}"),
        ) {
            let note = Note { memo, purchase_order: order, reference, marker: Some(marker()) };
            prop_assert_eq!(Note::parse(note.compose()), note);
        }
    }
}
