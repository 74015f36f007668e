//! Contacts. Not here: `ContactNumber`, which is ours (`body`).

use tieout_domain::objects::{Address, Party};
use tieout_domain::{Currency, ErrorCode};

use super::{Fitting, words};
use crate::xero::map::term;

const NAME: usize = 255;
const NUMBER: usize = 50;
const ADDRESS_LINES: usize = 4;

impl Fitting<'_> {
    pub(super) fn party(&mut self, mut party: Party) -> Party {
        self.name("name", &mut party.name, NAME);
        // The name is the company's; a second one has no place.
        party.company_name.take_if(|company| *company == party.name);
        self.drop_unheld("company_name", &mut party.company_name);
        self.name_opt("contact_name", &mut party.contact_name, NAME);
        self.mail(&mut party.email);
        self.drop_longer("phone", &mut party.phone, NUMBER);
        self.drop_longer("fax", &mut party.fax, NUMBER);
        self.drop_longer("tax_number", &mut party.tax_number, NUMBER);
        self.drop_longer("account_number", &mut party.account_number, NUMBER);
        // Read only over there.
        self.drop_unheld("website", &mut party.website);
        self.drop_unheld("notes", &mut party.notes);
        if let Some(parent) = party.parent.take() {
            let name = parent.name.unwrap_or_else(|| parent.id.to_string());
            self.drop_unheld("parent", &mut Some(name));
        }
        self.address("bill_to", &mut party.bill_to);
        self.address("ship_to", &mut party.ship_to);
        party.terms.take_if(|terms| term::parse(terms.id.as_str()).is_none());
        self.party_currency(&mut party.currency);
        party.balance = None;
        party
    }

    fn mail(&mut self, email: &mut Option<String>) {
        self.drop_longer("email", email, NAME);
        if let Some(wrong) = email.take_if(|email| !words::is_mail(email)) {
            self.note("email", &wrong, "", ErrorCode::ForbiddenCharacter);
        }
    }

    fn party_currency(&mut self, currency: &mut Option<Currency>) {
        let foreign = currency
            .as_ref()
            .is_some_and(|currency| *currency != self.company.base_currency);
        if foreign && !self.company.multi_currency {
            self.refuse(ErrorCode::CurrencyNotAllowed, "currency", currency.as_ref());
        }
        if !self.company.multi_currency {
            *currency = None;
        }
    }

    fn address(&mut self, field: &str, address: &mut Option<Address>) {
        let Some(inside) = address else { return };
        inside.lines.retain(|line| !line.trim().is_empty());
        if inside.lines.len() > ADDRESS_LINES {
            let rest = inside.lines.split_off(ADDRESS_LINES - 1).join(", ");
            inside.lines.push(rest);
        }
        for line in &mut inside.lines {
            self.shorten(&format!("{field}.lines"), line, 500);
        }
        self.shorten_opt(&format!("{field}.city"), &mut inside.city, 255);
        self.shorten_opt(&format!("{field}.region"), &mut inside.region, 255);
        self.drop_longer(&format!("{field}.postal_code"), &mut inside.postal_code, 50);
        self.country(&format!("{field}.country"), &mut inside.country);
        if inside.is_empty() {
            *address = None;
        }
    }

    fn country(&mut self, field: &str, country: &mut Option<String>) {
        if let Some(said) = country.take() {
            let plain = words::country(&said);
            if plain != said {
                self.note(field, &said, &plain, ErrorCode::ForbiddenCharacter);
            }
            *country = Some(plain).filter(|plain| !plain.is_empty());
        }
        self.drop_longer(field, country, 50);
    }
}
