//! What documents refer to: by id, or by a name, number or SKU that one record alone has.
//!
//! Not here: the ledger's records. Invariant: nothing is chosen between two records, and nothing unknown is dropped.

use std::collections::{BTreeMap, BTreeSet};

use tieout_domain::objects::DueRule;
use tieout_domain::{Object, RecordId, RecordRef, text};

/// Records of one kind that documents can name.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    names: BTreeMap<String, String>,
    by_words: BTreeMap<String, BTreeSet<String>>,
    /// Every value of the column is an id: then a name that looks like an id of another record means nothing.
    all_ids: bool,
}

/// What a word in a document's row stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    One(RecordRef),
    /// Ids of the records that it could be.
    Several(Vec<String>),
    /// No record has it; the word itself stays the reference.
    Unknown(RecordRef),
}

impl Directory {
    fn add(&mut self, id: &str, name: &str, others: impl Iterator<Item = String>) {
        self.names.insert(id.to_owned(), name.to_owned());
        for word in others.chain([name.to_owned()]) {
            let key = text::name_key(&word);
            if !key.is_empty() {
                self.by_words.entry(key).or_default().insert(id.to_owned());
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Settles by the whole column whether it holds ids.
    pub fn read_column(&mut self, values: impl Iterator<Item = String>) {
        let mut values = values.peekable();
        self.all_ids = values.peek().is_some() && values.all(|value| self.names.contains_key(&value));
    }

    pub fn meant(&self, word: String) -> Meant {
        let one = |id: &str| RecordRef {
            id: RecordId::new(id),
            name: self.names.get(id).cloned(),
        };
        let own = self.names.get_key_value(&word).map(|(id, _)| id);
        if let Some(id) = own.filter(|_| self.all_ids) {
            return Meant::One(one(id));
        }
        let named = self.by_words.get(&text::name_key(&word));
        let ids: BTreeSet<&String> = own.into_iter().chain(named.into_iter().flatten()).collect();
        let mut ids = ids.into_iter();
        match (ids.next(), ids.next()) {
            (None, _) => Meant::Unknown(RecordRef::new(word)),
            (Some(id), None) => Meant::One(one(id)),
            (Some(first), Some(second)) => Meant::Several([first, second].into_iter().chain(ids).cloned().collect()),
        }
    }
}

/// What the source's lists say about what documents refer to.
#[derive(Debug, Clone, Default)]
pub struct Lookups {
    pub customers: Directory,
    pub items: Directory,
    pub terms: Directory,
    pub rules: BTreeMap<String, DueRule>,
}

impl Lookups {
    /// Of records by id; of two with one id the later one counts.
    pub fn of<'a>(records: impl Iterator<Item = (&'a RecordId, &'a Object)>) -> Self {
        let mut lookups = Self::default();
        let newest: BTreeMap<_, _> = records
            .map(|(id, object)| ((object.kind(), id.as_str()), object))
            .collect();
        for ((_, id), object) in newest {
            lookups.add(id, object);
        }
        lookups
    }

    fn add(&mut self, id: &str, object: &Object) {
        match object {
            Object::Customer(party) => self
                .customers
                .add(id, &party.name, party.account_number.iter().cloned()),
            Object::Item(item) => self.items.add(id, &item.name, item.sku.iter().cloned()),
            Object::Term(term) => {
                self.terms.add(id, &term.name, std::iter::empty());
                self.rules.insert(id.to_owned(), term.due);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(column: &[&str]) -> Directory {
        let mut directory = Directory::default();
        directory.add("1", "Chai", std::iter::once("CH-1".to_owned()));
        directory.add("2", "Chang", std::iter::once("1".to_owned()));
        directory.add("3", "Twin", std::iter::empty());
        directory.add("4", "twin ", std::iter::empty());
        directory.read_column(column.iter().map(|value| (*value).to_owned()));
        directory
    }

    #[test]
    fn a_word_is_an_id_or_what_one_record_alone_has() {
        let ids = &["1", "2"][..];
        let words = &["CH-1", "1"][..];
        for (column, word, meant) in [
            (ids, "1", Ok("1")),
            (words, "CH-1", Ok("1")),
            (words, "ch-1", Ok("1")),
            (words, " Chang", Ok("2")),
            // An id of one and the SKU of another, in a column that is not all ids.
            (words, "1", Err(vec!["1", "2"])),
            (words, "Twin", Err(vec!["3", "4"])),
            (words, "Nobody", Err(vec![])),
        ] {
            let found = match directory(column).meant(word.to_owned()) {
                Meant::One(one) => Ok(one.id.0),
                Meant::Several(ids) => Err(ids),
                Meant::Unknown(kept) => {
                    assert_eq!(kept.id.as_str(), word, "what is unknown stays as it is");
                    Err(Vec::new())
                }
            };
            let meant = meant
                .map(str::to_owned)
                .map_err(|ids| ids.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found, meant, "{word}");
        }
    }
}
