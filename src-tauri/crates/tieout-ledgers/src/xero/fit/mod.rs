//! The nearest document Xero can hold, and what was changed for it.
//!
//! Not here: bodies. Invariants: pure; fitting twice changes nothing more; an amount is never changed, only the way to it.

mod invoice;
mod item;
mod party;
#[cfg(test)]
pub(super) mod tests;
mod words;

use tieout_connect::ledger::{Company, Fitted, Note};
use tieout_domain::{ErrorCode, Failure, Object, Recovery, text};

use super::body::Facts;

pub fn fit(wanted: &Object, company: &Company, facts: &Facts) -> Result<Fitted, Vec<Failure>> {
    let mut fitting = Fitting {
        notes: Vec::new(),
        refused: Vec::new(),
        company,
        facts,
    };
    let document = match wanted {
        Object::Customer(party) => Object::Customer(fitting.party(party.clone())),
        Object::Vendor(party) => Object::Vendor(fitting.party(party.clone())),
        Object::Item(item) => Object::Item(fitting.item(item.clone())),
        Object::Invoice(invoice) => Object::Invoice(fitting.invoice(invoice.clone())),
        Object::Account(_) | Object::TaxCode(_) | Object::Term(_) | Object::Class(_) => {
            return Err(vec![Failure::internal("this kind is only read")]);
        }
    };
    if fitting.refused.is_empty() {
        Ok(Fitted {
            document,
            notes: fitting.notes,
        })
    } else {
        Err(fitting.refused)
    }
}

struct Fitting<'a> {
    notes: Vec<Note>,
    refused: Vec<Failure>,
    company: &'a Company,
    facts: &'a Facts,
}

impl Fitting<'_> {
    /// Names: no angle brackets, no line breaks, single blanks, limited length.
    fn name(&mut self, field: &str, name: &mut String, max: usize) {
        let plain = words::plain(name);
        if plain.is_empty() {
            self.refuse(ErrorCode::ValueMissing, field, None::<&str>);
        }
        if plain != *name {
            self.note(field, name, &plain, ErrorCode::ForbiddenCharacter);
            *name = plain;
        }
        self.shorten(field, name, max);
    }

    fn name_opt(&mut self, field: &str, name: &mut Option<String>, max: usize) {
        if let Some(inside) = name {
            self.name(field, inside, max);
        }
    }

    fn shorten(&mut self, field: &str, value: &mut String, max: usize) {
        let short = text::shorten(value, max);
        if short != *value {
            self.note(field, value, &short, ErrorCode::TooLong);
            *value = short;
        }
    }

    fn shorten_opt(&mut self, field: &str, value: &mut Option<String>, max: usize) {
        if let Some(value) = value {
            self.shorten(field, value, max);
        }
    }

    /// Part of a phone number or mail address is worse than none.
    fn drop_longer(&mut self, field: &str, value: &mut Option<String>, max: usize) {
        if let Some(long) = value.take_if(|value| value.chars().count() > max) {
            self.note(field, &long, "", ErrorCode::TooLong);
        }
    }

    /// There is no member for it over there.
    fn drop_unheld(&mut self, field: &str, value: &mut Option<String>) {
        if let Some(unheld) = value.take() {
            self.notes.push(Note {
                field: field.to_owned(),
                from: unheld,
                to: String::new(),
                reason: "not_held".to_owned(),
            });
        }
    }

    fn note(&mut self, field: &str, from: &str, to: &str, reason: ErrorCode) {
        self.notes.push(Note {
            field: field.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            reason: reason.word().to_owned(),
        });
    }

    fn refuse(&mut self, code: ErrorCode, field: &str, value: Option<impl std::fmt::Display>) {
        let recovery = match code {
            ErrorCode::NotMatched => Recovery::Match,
            ErrorCode::TaxCodeUnmapped | ErrorCode::TaxDiffers => Recovery::ChangeSetting,
            _ => Recovery::FixSource,
        };
        let failure = Failure::new(code, recovery).param("field", field);
        self.refused.push(match value {
            Some(value) => failure.param("value", value),
            None => failure,
        });
    }
}
