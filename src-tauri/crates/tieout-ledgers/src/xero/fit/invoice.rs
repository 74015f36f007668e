//! Invoices. What cannot be said over there is said in words or refused; the total never moves.

use rust_decimal::Decimal;
use tieout_domain::objects::{Invoice, InvoiceLine, LineKind};
use tieout_domain::{Currency, ErrorCode, Failure, Recovery, money};

use super::{Fitting, words};
use crate::xero::map::{term, tracking};
use crate::xero::tax;

const REFERENCE: usize = 255;
const TEXT: usize = 4000;
/// Decimals of a quantity and of a price (`unitdp=4`), and of a discount.
const UNIT_DP: u32 = 4;
const DISCOUNT_DP: u32 = 2;

impl Fitting<'_> {
    pub(super) fn invoice(&mut self, mut invoice: Invoice) -> Invoice {
        if invoice.currency != self.company.base_currency {
            // Without a rate on the document the ledger would choose one.
            self.refuse(ErrorCode::CurrencyNotAllowed, "currency", Some(&invoice.currency));
        }
        // The ledger numbers; ours travels as the reference.
        if let Some(number) = invoice.number.take() {
            invoice.reference.get_or_insert(number);
        }
        self.name_opt("reference", &mut invoice.reference, REFERENCE);
        self.drop_unheld("memo", &mut invoice.memo);
        self.drop_unheld("purchase_order", &mut invoice.purchase_order);
        // Addresses are the contact's; the day of shipping is only the other system's.
        (invoice.bill_to, invoice.ship_to, invoice.ship_date) = (None, None, None);
        self.due(&mut invoice);
        invoice.tax_total = invoice.tax_total.filter(|tax| !tax.is_zero());
        invoice.balance = None;
        let currency = invoice.currency.clone();
        for (line, at) in invoice.lines.iter_mut().zip(1usize..) {
            self.line(line, at, &currency);
        }
        self.codes(&invoice);
        self.totals(&invoice);
        self.tax(&invoice);
        invoice
    }

    /// An approved document needs its due day; the ledger keeps no term to compute it from.
    fn due(&mut self, invoice: &mut Invoice) {
        let terms = invoice.terms.take();
        if invoice.due_date.is_some() {
            return;
        }
        invoice.due_date = terms.and_then(|terms| term::due(terms.id.as_str(), invoice.date));
        if invoice.due_date.is_none() {
            self.note("due_date", "", &invoice.date.to_string(), ErrorCode::ValueMissing);
            invoice.due_date = Some(invoice.date);
        }
    }

    fn line(&mut self, line: &mut InvoiceLine, at: usize, currency: &Currency) {
        let field = |member: &str| format!("lines.{at}.{member}");
        if money::round_half_up(line.amount, currency) != line.amount || line.amount.round_dp(2) != line.amount {
            self.refuse(ErrorCode::AmountUnreadable, &field("amount"), Some(line.amount));
        }
        match line.kind {
            LineKind::Text => self.text_line(line, at),
            LineKind::Item if line.item.is_none() && line.account.is_none() => {
                self.refuse(ErrorCode::NotMatched, &field("item"), line.description.as_ref());
            }
            LineKind::Item => {}
            LineKind::Shipping | LineKind::Discount => self.extra(line, &field("amount")),
        }
        self.price(line, &field("description"), currency);
        if line
            .class
            .as_ref()
            .is_some_and(|class| tracking(class.id.as_str()).is_none())
            || line.kind == LineKind::Text
        {
            line.class = None;
        }
        if line.kind == LineKind::Text || !self.company.uses_sales_tax {
            line.tax_code = None;
        }
        self.describe(line);
        self.shorten_opt(&field("description"), &mut line.description, TEXT);
    }

    fn text_line(&mut self, line: &mut InvoiceLine, at: usize) {
        line.account = None;
        if !line.amount.is_zero() {
            // A line of text has no amount over there: sent like this, the document would be short of it.
            let failure = Failure::new(ErrorCode::LineWithoutItem, Recovery::FixSource)
                .param("line", at)
                .param("amount", line.amount);
            self.refused.push(failure);
        }
    }

    /// Shipping and discounts are lines like any other, booked to an account.
    fn extra(&mut self, line: &mut InvoiceLine, field: &str) {
        if line.item.is_none() && line.account.is_none() {
            let failure = Failure::new(ErrorCode::AccountMissing, Recovery::ChangeSetting);
            self.refused.push(failure.param("slot", "part_income"));
        }
        if line.kind == LineKind::Discount && line.amount.is_sign_positive() && !line.amount.is_zero() {
            self.refuse(ErrorCode::InvalidInput, field, Some(line.amount));
        }
        if line.description.is_none() {
            let words = if line.kind == LineKind::Shipping {
                "Shipping"
            } else {
                "Discount"
            };
            line.description = Some(words.to_owned());
        }
        // A line without an item and with a negative amount comes back as a discount, any other as an ordinary line.
        if line.kind == LineKind::Shipping || line.item.is_some() || line.amount.is_zero() {
            line.kind = LineKind::Item;
        }
    }

    /// An approved line must say something.
    fn describe(&mut self, line: &mut InvoiceLine) {
        let said = line
            .description
            .as_deref()
            .is_some_and(|words| !words.trim().is_empty());
        if !said {
            let name = line.item.as_ref().and_then(|item| item.name.clone());
            line.description = Some(name.unwrap_or_else(|| "-".to_owned()));
        }
    }

    /// Quantity × price, less the discount, must round to the amount with no more decimals than the ledger keeps; where it does not,
    /// they go into words and the line becomes one of its amount.
    fn price(&mut self, line: &mut InvoiceLine, field: &str, currency: &Currency) {
        if line.kind != LineKind::Item {
            (line.quantity, line.unit_price, line.discount_percent) = (None, None, None);
            return;
        }
        line.discount_percent = line.discount_percent.filter(|percent| !percent.is_zero());
        let Some(price) = line.unit_price else {
            (line.quantity, line.discount_percent) = (None, None);
            return;
        };
        if line
            .quantity
            .is_some_and(|quantity| quantity.is_sign_negative() && !quantity.is_zero())
        {
            // The ledger refuses less than none; a price may be negative.
            line.quantity = line.quantity.map(|quantity| -quantity);
            line.unit_price = Some(-price);
        }
        if product(line).is_some_and(|product| money::round_half_up(product, currency) == line.amount) {
            return;
        }
        let before = line.description.clone().unwrap_or_default();
        let after = format!("{before} {}", in_words(line, price)).trim_start().to_owned();
        self.note(field, &before, &after, ErrorCode::DiscountUnmapped);
        line.description = Some(after);
        (line.quantity, line.unit_price, line.discount_percent) = (Some(Decimal::ONE), Some(line.amount), None);
    }

    /// Either every line says its tax or none does: a line that is silent beside others would be taxed as its account is.
    fn codes(&mut self, invoice: &Invoice) {
        let booked = |line: &&InvoiceLine| line.kind != LineKind::Text;
        let coded = invoice.lines.iter().any(|line| line.tax_code.is_some());
        let silent = invoice.lines.iter().filter(booked).find(|line| line.tax_code.is_none());
        if let Some(silent) = silent.filter(|_| coded) {
            self.refuse(ErrorCode::TaxCodeUnmapped, "tax_code", silent.description.as_ref());
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
        if invoice.lines.iter().all(|line| line.kind == LineKind::Text) {
            self.refuse(ErrorCode::ValueMissing, "lines", None::<&str>);
        }
    }

    /// The ledger computes the tax itself: ours must be the same, or differ by no more than rounding.
    fn tax(&mut self, invoice: &Invoice) {
        if invoice.tax_total.is_some() && tax::Mode::of(invoice) == tax::Mode::NoTax {
            self.refuse(ErrorCode::TaxDiffers, "tax_total", invoice.tax_total);
            return;
        }
        // Before the company was read in this session, only the answer tells.
        let Some(each) = tax::of_lines(invoice, &self.facts.rates) else {
            return;
        };
        let ours = invoice.tax_total.unwrap_or_default();
        match tax::shares(invoice, &each) {
            Ok(shares) if shares.computed == ours => {}
            Ok(shares) => {
                let (from, to) = (shares.computed.to_string(), ours.to_string());
                self.note("tax_total", &from, &to, ErrorCode::TaxDiffers);
            }
            Err(computed) => {
                let failure = Failure::new(ErrorCode::TaxDiffers, Recovery::ChangeSetting).param("field", "tax_total");
                self.refused
                    .push(failure.param("value", ours).param("computed", computed));
            }
        }
    }
}

/// `None` where the ledger cannot hold the factors.
fn product(line: &InvoiceLine) -> Option<Decimal> {
    let (quantity, price) = (line.quantity?, line.unit_price?);
    let percent = line.discount_percent.unwrap_or_default();
    let held = quantity.round_dp(UNIT_DP) == quantity && price.round_dp(UNIT_DP) == price;
    let left = Decimal::ONE_HUNDRED.checked_sub(percent.round_dp(DISCOUNT_DP))?;
    let product = quantity
        .checked_mul(price)?
        .checked_mul(left)?
        .checked_div(Decimal::ONE_HUNDRED)?;
    (held && percent.round_dp(DISCOUNT_DP) == percent).then_some(product)
}

fn in_words(line: &InvoiceLine, price: Decimal) -> String {
    let many = line
        .quantity
        .map(|quantity| format!("{} × ", quantity.abs().normalize()));
    let less = line
        .discount_percent
        .map(|percent| format!(", less {} %", percent.normalize()));
    let words = format!(
        "({}{} each{})",
        many.unwrap_or_default(),
        price.normalize(),
        less.unwrap_or_default()
    );
    words::plain(&words)
}
