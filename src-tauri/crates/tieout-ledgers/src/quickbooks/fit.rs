//! The nearest document QuickBooks can hold, and what was changed for it.
//!
//! Not here: bodies. Invariants: pure; fitting twice changes nothing more; an amount is never changed, only the way to it.

use rust_decimal::Decimal;
use tieout_connect::ledger::{Company, Fitted, Note, NumberPolicy};
use tieout_domain::objects::{Address, Invoice, InvoiceLine, Item, ItemType, LineKind, Party};
use tieout_domain::{Currency, ErrorCode, Failure, Object, Recovery, money, text};

use super::map::line_rank;

const DOC_NUMBER: usize = 21;
const DISPLAY_NAME: usize = 500;
const ITEM_NAME: usize = 100;
const PERSON_NAME: usize = 100;
const LINE_TEXT: usize = 4000;
const ADDRESS_LINES: usize = 5;
/// 4,000 characters less our stamp, the order number and the other system's number.
const MEMO: usize = 3800;
const NOTES: usize = 1970;

pub fn fit(wanted: &Object, company: &Company) -> Result<Fitted, Vec<Failure>> {
    let mut fitting = Fitting {
        notes: Vec::new(),
        refused: Vec::new(),
        company,
    };
    let document = match wanted {
        Object::Customer(party) => Object::Customer(fitting.customer(party.clone())),
        Object::Vendor(party) => Object::Vendor(fitting.vendor(party.clone())),
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
}

impl Fitting<'_> {
    fn customer(&mut self, mut party: Party) -> Party {
        self.party(&mut party);
        self.shorten_opt("notes", &mut party.notes, NOTES);
        self.drop_longer("tax_number", &mut party.tax_number, 16);
        // There is no such member; the tie is our reference.
        self.drop_unheld("account_number", &mut party.account_number);
        party
    }

    fn vendor(&mut self, mut party: Party) -> Party {
        self.party(&mut party);
        // 100 less our stamp.
        self.drop_longer("account_number", &mut party.account_number, 79);
        self.drop_longer("tax_number", &mut party.tax_number, 20);
        self.drop_unheld("notes", &mut party.notes);
        party.ship_to = None;
        party.parent = None;
        party
    }

    fn party(&mut self, party: &mut Party) {
        self.name(&mut party.name, DISPLAY_NAME);
        self.shorten_opt("company_name", &mut party.company_name, PERSON_NAME);
        self.shorten_opt("contact_name", &mut party.contact_name, PERSON_NAME);
        self.drop_longer("email", &mut party.email, 100);
        self.drop_longer("phone", &mut party.phone, 30);
        self.drop_longer("fax", &mut party.fax, 30);
        self.drop_longer("website", &mut party.website, 1000);
        self.address("bill_to", &mut party.bill_to);
        self.address("ship_to", &mut party.ship_to);
        let foreign = party
            .currency
            .as_ref()
            .is_some_and(|currency| *currency != self.company.base_currency);
        if foreign && !self.company.multi_currency {
            self.refuse(ErrorCode::CurrencyNotAllowed, "currency", party.currency.as_ref());
        }
        if !self.company.multi_currency {
            party.currency = None;
        }
        party.balance = None;
    }

    fn item(&mut self, mut item: Item) -> Item {
        self.name(&mut item.name, ITEM_NAME);
        self.shorten_opt("sku", &mut item.sku, 100);
        self.shorten_opt("description", &mut item.description, LINE_TEXT);
        self.shorten_opt("purchase_description", &mut item.purchase_description, 1000);
        let needs = |account: bool, slot: &str| (!account).then(|| slot.to_owned());
        let missing = match item.item_type {
            ItemType::Inventory => vec![
                needs(item.income_account.is_some(), "part_income"),
                needs(item.expense_account.is_some(), "part_expense"),
                needs(item.asset_account.is_some(), "part_asset"),
            ],
            ItemType::Service | ItemType::NonInventory => {
                vec![needs(
                    item.income_account.is_some() || item.expense_account.is_some(),
                    "part_income",
                )]
            }
            ItemType::Category | ItemType::Other => {
                self.refuse(ErrorCode::InvalidInput, "item_type", Some("category"));
                Vec::new()
            }
        };
        for slot in missing.into_iter().flatten() {
            let failure = Failure::new(ErrorCode::AccountMissing, Recovery::ChangeSetting);
            self.refused.push(failure.param("slot", slot));
        }
        if item.item_type == ItemType::Inventory && item.tracked_since.is_none() {
            self.refuse(ErrorCode::ValueMissing, "tracked_since", None::<&str>);
        }
        item.full_name = None;
        item
    }

    fn invoice(&mut self, mut invoice: Invoice) -> Invoice {
        if invoice.currency != self.company.base_currency {
            // Without a rate on the document the ledger would choose one.
            self.refuse(ErrorCode::CurrencyNotAllowed, "currency", Some(&invoice.currency));
        }
        self.number(&mut invoice);
        self.shorten_opt("memo", &mut invoice.memo, MEMO);
        self.shorten_opt("purchase_order", &mut invoice.purchase_order, 60);
        self.shorten_opt("reference", &mut invoice.reference, 60);
        self.address("bill_to", &mut invoice.bill_to);
        self.address("ship_to", &mut invoice.ship_to);
        invoice.tax_total = invoice.tax_total.filter(|tax| !tax.is_zero());
        invoice.balance = None;
        let currency = invoice.currency.clone();
        for (line, at) in invoice.lines.iter_mut().zip(1usize..) {
            self.line(line, at, &currency);
        }
        merge_discounts(&mut invoice.lines);
        invoice.lines.sort_by_key(|line| line_rank(line.kind));
        self.totals(&invoice);
        invoice
    }

    fn number(&mut self, invoice: &mut Invoice) {
        let Some(number) = invoice.number.clone() else { return };
        match self.company.numbers {
            NumberPolicy::Reference => {
                invoice.number = None;
                invoice.reference.get_or_insert(number);
            }
            NumberPolicy::Ours => {
                let short = text::shorten(&number, DOC_NUMBER);
                if short != number {
                    // The whole number stays searchable in the private note.
                    invoice.reference.get_or_insert_with(|| number.clone());
                    self.note("number", &number, &short, ErrorCode::TooLong);
                    invoice.number = Some(short);
                }
            }
        }
    }

    fn line(&mut self, line: &mut InvoiceLine, at: usize, currency: &Currency) {
        let field = |member: &str| format!("lines.{at}.{member}");
        if money::round_half_up(line.amount, currency) != line.amount || line.amount.round_dp(2) != line.amount {
            self.refuse(ErrorCode::AmountUnreadable, &field("amount"), Some(line.amount));
        }
        if line.kind == LineKind::Shipping && line.item.is_some() {
            line.kind = LineKind::Item;
        }
        if line.kind == LineKind::Item && line.item.is_none() {
            self.refuse(ErrorCode::NotMatched, &field("item"), line.description.as_ref());
        }
        if line.kind == LineKind::Text && !line.amount.is_zero() {
            // A line of text has no amount over there: sent like this, the document would be short of it.
            let failure = Failure::new(ErrorCode::LineWithoutItem, Recovery::FixSource)
                .param("line", at)
                .param("amount", line.amount);
            self.refused.push(failure);
        }
        if line.kind == LineKind::Discount && line.amount.is_sign_positive() && !line.amount.is_zero() {
            self.refuse(ErrorCode::InvalidInput, &field("amount"), Some(line.amount));
        }
        // Shipping and discounts have accounts of their own over there.
        line.account = None;
        self.price(line, &field("description"), currency);
        if line.class.is_some() && (!self.company.uses_classes || line.kind != LineKind::Item) {
            line.class = None;
        }
        self.tax_code(line, &field("tax_code"));
        self.shorten_opt(&field("description"), &mut line.description, LINE_TEXT);
    }

    /// Price × quantity must round to the amount; where a discount stands between them, the price goes into words.
    fn price(&mut self, line: &mut InvoiceLine, field: &str, currency: &Currency) {
        if line.kind != LineKind::Item {
            line.quantity = None;
            line.unit_price = None;
            line.discount_percent = None;
            return;
        }
        let Some(price) = line.unit_price else {
            line.discount_percent = None;
            return;
        };
        let product = line.quantity.and_then(|quantity| quantity.checked_mul(price));
        if product.is_some_and(|product| money::round_half_up(product, currency) == line.amount) {
            line.discount_percent = None;
            return;
        }
        let discount = line.discount_percent.filter(|percent| !percent.is_zero());
        let words = match discount {
            Some(percent) => format!("({} each, less {} %)", price.normalize(), percent.normalize()),
            None => format!("({} each)", price.normalize()),
        };
        let before = line.description.clone().unwrap_or_default();
        let after = format!("{before} {words}").trim_start().to_owned();
        self.note(field, &before, &after, ErrorCode::DiscountUnmapped);
        line.description = Some(after);
        line.unit_price = None;
        line.discount_percent = None;
    }

    fn tax_code(&mut self, line: &mut InvoiceLine, field: &str) {
        let in_us = self
            .company
            .country
            .as_deref()
            .is_none_or(|country| matches!(country, "US" | "USA"));
        let taxed_kind = matches!(line.kind, LineKind::Item | LineKind::Shipping);
        if !taxed_kind || (in_us && !self.company.uses_sales_tax) {
            line.tax_code = None;
        } else if !in_us && self.company.uses_sales_tax && line.tax_code.is_none() {
            // Outside the US a line without a code is refused.
            self.refuse(ErrorCode::TaxCodeUnmapped, field, line.description.as_ref());
        }
    }

    fn totals(&mut self, invoice: &Invoice) {
        if invoice.total.is_sign_negative() && !invoice.total.is_zero() {
            self.refuse(ErrorCode::NegativeTotal, "total", Some(invoice.total));
        }
        match invoice.sum() {
            Some(sum) if sum == invoice.total => {}
            sum => {
                let failure = Failure::new(ErrorCode::TotalDiffers, Recovery::FixSource)
                    .param("total", invoice.total)
                    .param("sum", sum.unwrap_or_default());
                self.refused.push(failure);
            }
        }
        if invoice.tax_total.is_some() && !self.company.uses_sales_tax {
            self.refuse(ErrorCode::TaxDiffers, "tax_total", invoice.tax_total);
        }
        if invoice.lines.is_empty() {
            self.refuse(ErrorCode::ValueMissing, "lines", None::<&str>);
        }
    }

    /// Names: no colon (it separates levels over there), no tab or line break, limited length.
    fn name(&mut self, name: &mut String, max: usize) {
        let plain: String = name
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        let plain = plain.replace(" : ", " - ").replace(": ", " - ").replace(':', "-");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if plain.is_empty() {
            self.refuse(ErrorCode::ValueMissing, "name", None::<&str>);
        }
        if plain != *name {
            self.note("name", name, &plain, ErrorCode::ForbiddenCharacter);
        }
        let short = text::shorten(&plain, max);
        if short != plain {
            self.note("name", &plain, &short, ErrorCode::TooLong);
        }
        *name = short;
    }

    fn address(&mut self, field: &str, address: &mut Option<Address>) {
        let Some(inside) = address else { return };
        if inside.lines.len() > ADDRESS_LINES {
            let rest = inside.lines.split_off(ADDRESS_LINES - 1).join(", ");
            inside.lines.push(rest);
        }
        for line in &mut inside.lines {
            self.shorten(&format!("{field}.lines"), line, 500);
        }
        self.shorten_opt(&format!("{field}.city"), &mut inside.city, 255);
        self.shorten_opt(&format!("{field}.region"), &mut inside.region, 255);
        self.drop_longer(&format!("{field}.postal_code"), &mut inside.postal_code, 30);
        self.shorten_opt(&format!("{field}.country"), &mut inside.country, 255);
        if inside.is_empty() {
            *address = None;
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

/// A form holds one discount line.
fn merge_discounts(lines: &mut Vec<InvoiceLine>) {
    let (discounts, mut others): (Vec<_>, Vec<_>) = std::mem::take(lines)
        .into_iter()
        .partition(|line| line.kind == LineKind::Discount);
    let sum: Option<Decimal> = discounts
        .iter()
        .try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.amount));
    // A sum that does not fit loses the lines here and is refused by the check of the total.
    if let (Some(mut first), Some(sum)) = (discounts.into_iter().next(), sum) {
        first.amount = sum;
        first.description = None;
        first.item = None;
        others.push(first);
    }
    *lines = others;
}

#[cfg(test)]
mod tests;
