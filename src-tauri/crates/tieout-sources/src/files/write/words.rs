//! Yes, no and kinds of items in the source's own words.
//!
//! Not here: reading them (`map::words`). Invariant: a word that is written means the same when it is read.

use tieout_domain::objects::ItemType;

use super::super::map::words as read;
use super::super::profile::{Column, Role};

/// Words that files use for yes and no, each pair as they go together.
const PAIRS: [(&str, &str); 6] = [
    ("yes", "no"),
    ("1", "0"),
    ("true", "false"),
    ("active", "inactive"),
    ("y", "n"),
    ("t", "f"),
];

/// Whether a record is in use.
pub fn active(column: Option<&Column>, active: bool) -> String {
    let usual = if active { "yes" } else { "no" };
    own(column, |meaning| read::yes_or_no(meaning) == Some(active)).unwrap_or_else(|| usual.to_owned())
}

/// `None` for what no import knows, such as a heading.
pub fn item_type(column: Option<&Column>, wanted: ItemType) -> Option<String> {
    let usual = match wanted {
        ItemType::Inventory => "inventory",
        ItemType::NonInventory => "non-inventory",
        ItemType::Service => "service",
        ItemType::Category | ItemType::Other => return None,
    };
    let found = own(column, |meaning| read::item_type(meaning) == Some(wanted));
    Some(found.unwrap_or_else(|| usual.to_owned()))
}

/// The source's word with this meaning.
fn own(column: Option<&Column>, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let words = column.map(|column| &column.words)?;
    let found = words.iter().find(|(_, meaning)| is_it(meaning));
    found.map(|(word, _)| word.clone())
}

/// Remembers the words that a column was seen to use, so that a file written later has them too.
pub fn learn(role: Role, column: &mut Column, seen: &[String]) {
    for word in seen {
        let meaning = match role {
            Role::Active => read::yes_or_no(word).map(|yes| active(None, yes)),
            Role::ItemType => read::item_type(word).and_then(|kind| item_type(None, kind)),
            _ => None,
        };
        let Some(meaning) = meaning else { continue };
        column.words.entry(word.clone()).or_insert(meaning);
        if role == Role::Active {
            learn_other(column, word);
        }
    }
}

/// A list of records in use only shows one word of the two.
fn learn_other(column: &mut Column, word: &str) {
    let known = word.to_lowercase();
    let Some((yes, no)) = PAIRS.into_iter().find(|(yes, no)| known == *yes || known == *no) else {
        return;
    };
    let (other, meaning) = if known == yes { (no, "no") } else { (yes, "yes") };
    if column.words.values().all(|said| said != meaning) {
        column.words.insert(in_case_of(word, other), meaning.to_owned());
    }
}

/// `Active` goes with `Inactive`, `YES` with `NO`.
fn in_case_of(model: &str, word: &str) -> String {
    let mut letters = model.chars().filter(|letter| letter.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let mut rest = letters.peekable();
    let all = first && rest.peek().is_some_and(|letter| letter.is_uppercase());
    let mut out = if all { word.to_uppercase() } else { word.to_owned() };
    if let Some(letter) = out.get_mut(..1).filter(|_| first) {
        letter.make_ascii_uppercase();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_written_in_the_words_the_source_uses() {
        for (seen, yes, no) in [
            (&["1", "0"][..], "1", "0"),
            (&["1"], "1", "0"),
            (&["Inactive"], "Active", "Inactive"),
            (&["TRUE"], "TRUE", "FALSE"),
            (&["y"], "y", "n"),
            (&["maybe"], "yes", "no"),
            (&[], "yes", "no"),
        ] {
            let mut column = Column::default();
            let seen: Vec<String> = seen.iter().map(|word| (*word).to_owned()).collect();
            learn(Role::Active, &mut column, &seen);
            let wrote = (active(Some(&column), true), active(Some(&column), false));
            assert_eq!(wrote, (yes.to_owned(), no.to_owned()), "{seen:?}");
        }
    }

    #[test]
    fn kinds_of_items_are_written_in_the_words_the_source_uses() {
        let mut column = Column::default();
        learn(Role::ItemType, &mut column, &["Stock item".to_owned(), "?".to_owned()]);
        assert_eq!(
            item_type(Some(&column), ItemType::Inventory).as_deref(),
            Some("Stock item")
        );
        assert_eq!(item_type(Some(&column), ItemType::Service).as_deref(), Some("service"));
        assert_eq!(item_type(Some(&column), ItemType::Category), None);
    }
}
