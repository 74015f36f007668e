//! The counterpart of the demo client, kept by another hand: the same trading partners, goods and accounts under the
//! names a bookkeeper typed.
//!
//! Not here: how a vendor keeps them (each face's seed). The file was first written in one vendor's shapes; the reader
//! below turns it into nobody's.
//! Invariant: every face that plants this company shows the same names, prices and amounts.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::json::{decimal, object, ref_text, text};

/// The records as they were first written.
pub const RECORDS: &str = include_str!("data/practice.json");

/// Which record is which record of the demo client: `entity,ledger_id,source_id` with a heading.
pub const TRUTH: &str = include_str!("data/practice_truth.csv");

#[derive(Debug, Clone)]
pub struct Account {
    pub id: String,
    pub code: String,
    pub name: String,
    /// The kind of account in words: `Bank`, `Other Current Asset`, …, and a narrower word.
    pub kind: String,
    pub detail: String,
    pub active: bool,
}

#[derive(Debug, Clone)]
pub struct Party {
    pub id: String,
    pub vendor: bool,
    pub name: String,
    pub given: String,
    pub family: String,
    pub mail: String,
    pub phone: String,
    pub fax: String,
    pub tax_id: String,
    /// Line, city, region, postcode, country.
    pub address: Option<[String; 5]>,
    /// Days after the date of the document.
    pub net_days: Option<i64>,
    pub active: bool,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub id: String,
    pub name: String,
    pub sku: String,
    pub description: String,
    pub price: Option<Decimal>,
    pub cost: Option<Decimal>,
    /// Ids of accounts.
    pub income: String,
    pub expense: String,
    pub active: bool,
}

/// One line: an item with quantity and price, or an account with an amount.
#[derive(Debug, Clone)]
pub struct Line {
    pub item: String,
    pub account: String,
    pub quantity: Decimal,
    pub price: Decimal,
    /// Debit positive, on journals.
    pub amount: Decimal,
}

/// An invoice, bill, payment or journal.
#[derive(Debug, Clone)]
pub struct Document {
    pub kind: &'static str,
    pub id: String,
    pub number: String,
    pub date: String,
    pub party: String,
    pub memo: String,
    pub net_days: Option<i64>,
    pub lines: Vec<Line>,
    /// What a payment settles, and the account it went to.
    pub settles: Vec<String>,
    pub account: String,
    pub total: Decimal,
}

/// The whole company.
#[derive(Debug, Clone, Default)]
pub struct Company {
    pub accounts: Vec<Account>,
    pub classes: Vec<String>,
    pub places: Vec<String>,
    pub parties: Vec<Party>,
    pub items: Vec<Item>,
    pub documents: Vec<Document>,
}

/// Reads the company.
pub fn company() -> Result<Company, String> {
    let file: Value = serde_json::from_str(RECORDS).map_err(|error| error.to_string())?;
    let mut company = Company::default();
    let mut days = Vec::new();
    for entity in file["entities"].as_array().into_iter().flatten() {
        let body = &entity[1];
        match entity[0].as_str().unwrap_or("") {
            "Account" => company.accounts.push(account(body)),
            "Term" => days.push((word(body, "Id"), body["DueDays"].as_i64())),
            "Class" => company.classes.push(word(body, "Name")),
            "Department" => company.places.push(word(body, "Name")),
            "Customer" => company.parties.push(party(body, false, &days)),
            "Vendor" => company.parties.push(party(body, true, &days)),
            "Item" => company.items.push(item(body)),
            "Invoice" => company.documents.push(document("invoice", body, &days)),
            "Bill" => company.documents.push(document("bill", body, &days)),
            "Payment" => company.documents.push(document("payment", body, &days)),
            "JournalEntry" => company.documents.push(document("journal", body, &days)),
            _ => {}
        }
    }
    Ok(company)
}

fn word(body: &Value, name: &str) -> String {
    text(&object(body), name).to_owned()
}

fn named(body: &Value, name: &str) -> String {
    ref_text(&object(body), name).unwrap_or_default()
}

fn is_active(body: &Value) -> bool {
    body["Active"] != Value::Bool(false)
}

fn account(body: &Value) -> Account {
    Account {
        id: word(body, "Id"),
        code: word(body, "AcctNum"),
        name: word(body, "Name"),
        kind: word(body, "AccountType"),
        detail: word(body, "AccountSubType"),
        active: is_active(body),
    }
}

fn net_days(body: &Value, member: &str, days: &[(String, Option<i64>)]) -> Option<i64> {
    let term = named(body, member);
    days.iter().find(|(id, _)| *id == term)?.1
}

fn party(body: &Value, vendor: bool, days: &[(String, Option<i64>)]) -> Party {
    let address = body.get("BillAddr").map(|address| {
        ["Line1", "City", "CountrySubDivisionCode", "PostalCode", "Country"].map(|name| word(address, name))
    });
    let tax = ["TaxIdentifier", "ResaleNum"].map(|name| word(body, name));
    Party {
        id: word(body, "Id"),
        vendor,
        name: word(body, "DisplayName"),
        given: word(body, "GivenName"),
        family: word(body, "FamilyName"),
        mail: word(&body["PrimaryEmailAddr"], "Address"),
        phone: word(&body["PrimaryPhone"], "FreeFormNumber"),
        fax: word(&body["Fax"], "FreeFormNumber"),
        tax_id: tax.into_iter().find(|tax| !tax.is_empty()).unwrap_or_default(),
        address,
        net_days: net_days(body, if vendor { "TermRef" } else { "SalesTermRef" }, days),
        active: is_active(body),
    }
}

fn item(body: &Value) -> Item {
    Item {
        id: word(body, "Id"),
        name: word(body, "Name"),
        sku: word(body, "Sku"),
        description: word(body, "Description"),
        price: decimal(&body["UnitPrice"]),
        cost: decimal(&body["PurchaseCost"]),
        income: named(body, "IncomeAccountRef"),
        expense: named(body, "ExpenseAccountRef"),
        active: is_active(body),
    }
}

fn document(kind: &'static str, body: &Value, days: &[(String, Option<i64>)]) -> Document {
    let lines: Vec<&Value> = body["Line"].as_array().into_iter().flatten().collect();
    let settled = lines
        .iter()
        .flat_map(|line| line["LinkedTxn"].as_array().into_iter().flatten());
    let party = [named(body, "CustomerRef"), named(body, "VendorRef")];
    Document {
        kind,
        id: word(body, "Id"),
        number: word(body, "DocNumber"),
        date: word(body, "TxnDate"),
        party: party.into_iter().find(|party| !party.is_empty()).unwrap_or_default(),
        memo: [word(body, "PrivateNote"), word(body, "PaymentRefNum")].concat(),
        net_days: net_days(body, "SalesTermRef", days),
        settles: settled.map(|link| word(link, "TxnId")).collect(),
        lines: lines.into_iter().map(line).collect(),
        account: named(body, "DepositToAccountRef"),
        total: decimal(&body["TotalAmt"]).unwrap_or_default(),
    }
}

fn line(body: &Value) -> Line {
    let (sold, spent, booked) = (
        &body["SalesItemLineDetail"],
        &body["AccountBasedExpenseLineDetail"],
        &body["JournalEntryLineDetail"],
    );
    let amount = decimal(&body["Amount"]).unwrap_or_default();
    let credit = booked["PostingType"] == "Credit";
    Line {
        item: named(sold, "ItemRef"),
        account: [named(spent, "AccountRef"), named(booked, "AccountRef")].concat(),
        quantity: decimal(&sold["Qty"]).unwrap_or(Decimal::ONE),
        price: decimal(&sold["UnitPrice"]).unwrap_or(amount),
        amount: if credit { -amount } else { amount },
    }
}
