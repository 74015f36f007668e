//! What an organisation holds before anybody touches it.
//!
//! Not here: how a record is checked or posted; a seed runs through the same path as a request.
//! Invariant: ids follow from what a record is, so every start shows the same ones.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::json::{Body, object, plain};
use super::kinds::Kind;
use super::store::{Org, Record};
use super::write::Call;
use crate::BookName;
use crate::counterpart::{self, Company, Document, Party};

pub const PRACTICE_TENANT: &str = "7a1e0000-0000-4000-8000-000000000001";
pub const EMPTY_TENANT: &str = "7a1e0000-0000-4000-8000-000000000002";

const SEED_TIME: &str = "2025-01-02T09:00:00Z";

/// Which record of the practice book is which record of the demo client: `entity,ledger_id,source_id` with a heading.
#[must_use]
pub fn practice_truth() -> String {
    let rows = counterpart::TRUTH.lines().skip(1).filter_map(|row| {
        let mut cells = row.splitn(3, ',');
        let (entity, id, source) = (cells.next()?, cells.next()?, cells.next()?);
        let id = match entity {
            "Account" => stable("Account", id),
            "Customer" | "Vendor" => stable("Contact", id),
            "Item" => stable("Item", id),
            _ => return None,
        };
        Some(format!("{entity},{id},{source}\n"))
    });
    rows.fold("entity,ledger_id,source_id\n".to_owned(), |all, row| all + &row)
}

/// A UUID that follows from what it is for.
fn stable(kind: &str, key: &str) -> String {
    let hash = blake3::hash(format!("{kind}:{key}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// Fills an organisation from nothing.
pub fn plant(org: &mut Org, book: BookName) -> Result<(), String> {
    let mut planter = Planter {
        now: SEED_TIME.parse().map_err(|error| format!("{error}"))?,
        org,
    };
    match book {
        BookName::Practice => planter.practice(&counterpart::company()?),
        _ => planter.empty(),
    }
}

struct Planter<'a> {
    org: &'a mut Org,
    now: Timestamp,
}

impl Planter<'_> {
    fn add(&mut self, kind: Kind, body: Value) -> Result<String, String> {
        let call = Call {
            seeding: true,
            ..Call::by_hand(self.now)
        };
        let sent = object(&body);
        let saved = self.org.save(kind, &sent, None, &call);
        saved.map_err(|texts| format!("the seed's {} was refused: {}: {body}", kind.name(), texts.join("; ")))
    }

    /// Records that no request can write.
    fn keep(&mut self, kind: Kind, id: &str, body: Value) -> Result<(), String> {
        let record = Record {
            id: id.to_owned(),
            body: object(&body),
            created: self.now,
            updated: self.now,
            by_app: false,
        };
        self.org.commit(kind, record).map_err(|texts| texts.join("; "))
    }

    fn common(&mut self, currency: &str, mail: &str) -> Result<(), String> {
        self.add(Kind::Currency, json!({"Code": currency}))?;
        self.keep(
            Kind::User,
            &stable("User", "1"),
            json!({"EmailAddress": mail, "FirstName": "Practice", "LastName": "Bookkeeper", "IsSubscriber": true,
                   "OrganisationRole": "STANDARD"}),
        )?;
        self.keep(
            Kind::BrandingTheme,
            &stable("BrandingTheme", "1"),
            json!({"Name": "Standard", "SortOrder": 0, "Type": "INVOICE",
                   "CreatedDateUTC": super::dates::moment_ms(self.now)}),
        )
    }

    fn tax(&mut self, type_: &str, name: &str, rate: &str, classes: &str) -> Result<String, String> {
        let mut body = json!({
            "TaxType": type_, "Name": name, "Status": "ACTIVE",
            "TaxComponents": [{"Name": name, "Rate": rate.parse::<serde_json::Number>().unwrap_or_else(|_| 0.into()),
                               "IsCompound": false, "IsNonRecoverable": false}]
        });
        for (letter, class) in [
            ('A', "Assets"),
            ('Q', "Equity"),
            ('E', "Expenses"),
            ('L', "Liabilities"),
            ('R', "Revenue"),
        ] {
            body[format!("CanApplyTo{class}")] = json!(classes.contains(letter));
        }
        self.add(Kind::TaxRate, body)
    }

    fn account(&mut self, code: &str, name: &str, type_: &str, system: &str, tax: &str) -> Result<(), String> {
        let mut body = json!({
            "AccountID": stable("Account", &format!("code {code}")), "Code": code, "Name": name, "Type": type_, "TaxType": tax
        });
        if type_ == "BANK" {
            body["BankAccountNumber"] = json!("123456789");
        }
        let id = self.add(Kind::Account, body)?;
        self.system(&id, system)
    }

    /// Marks an account as the organisation's own of that kind.
    fn system(&mut self, id: &str, system: &str) -> Result<(), String> {
        let Some(record) = self.org.get(Kind::Account, id).filter(|_| !system.is_empty()).cloned() else {
            return Ok(());
        };
        let mut body = record.body;
        body.insert("SystemAccount".into(), json!(system));
        self.keep(Kind::Account, id, Value::Object(body))
    }

    /// The Australian starting chart, as far as documents need it.
    fn empty(&mut self) -> Result<(), String> {
        self.org.info = organisation(
            "Practice Organisation",
            "AU",
            "AUD",
            "Australia/Sydney",
            "AUSEASTERNSTANDARDTIME",
            6,
        );
        self.org.settle();
        self.common("AUD", "bookkeeper@practice.example")?;
        for (type_, name, rate, classes) in [
            ("OUTPUT", "GST on Income", "10", "AQLR"),
            ("INPUT", "GST on Expenses", "10", "AQLE"),
            ("EXEMPTOUTPUT", "GST Free Income", "0", "AQLR"),
            ("EXEMPTEXPENSES", "GST Free Expenses", "0", "AQLE"),
            ("BASEXCLUDED", "BAS Excluded", "0", "AQELR"),
            ("INPUTTAXED", "Input Taxed", "0", "AQLR"),
            ("CAPEXINPUT", "GST on Capital", "10", "AQE"),
            ("NONE", "No Tax", "0", "AQELR"),
        ] {
            self.tax(type_, name, rate, classes)?;
        }
        for (code, name, type_, system, tax) in [
            ("090", "Business Bank Account", "BANK", "", "BASEXCLUDED"),
            ("200", "Sales", "REVENUE", "", "OUTPUT"),
            ("205", "Service Income", "REVENUE", "", "OUTPUT"),
            ("260", "Other Revenue", "REVENUE", "", "OUTPUT"),
            ("300", "Purchases", "DIRECTCOSTS", "", "INPUT"),
            ("310", "Cost of Goods Sold", "DIRECTCOSTS", "", "INPUT"),
            ("400", "Advertising", "EXPENSE", "", "INPUT"),
            ("429", "General Expenses", "EXPENSE", "", "INPUT"),
            ("449", "Motor Vehicle Expenses", "EXPENSE", "", "INPUT"),
            ("476", "Old Suspense", "EXPENSE", "", "INPUT"),
            ("610", "Accounts Receivable", "CURRENT", "DEBTORS", "BASEXCLUDED"),
            ("620", "Prepayments", "CURRENT", "", "BASEXCLUDED"),
            ("630", "Inventory", "INVENTORY", "", "BASEXCLUDED"),
            ("640", "Work in Progress", "CURRENT", "", "BASEXCLUDED"),
            ("800", "Accounts Payable", "CURRLIAB", "CREDITORS", "BASEXCLUDED"),
            ("820", "GST", "CURRLIAB", "GST", "BASEXCLUDED"),
            ("825", "PAYG Withholdings Payable", "CURRLIAB", "", "BASEXCLUDED"),
            ("840", "Historical Adjustment", "CURRLIAB", "HISTORICAL", "BASEXCLUDED"),
            ("860", "Rounding", "CURRLIAB", "ROUNDING", "BASEXCLUDED"),
            ("960", "Retained Earnings", "EQUITY", "RETAINEDEARNINGS", "BASEXCLUDED"),
            ("970", "Owner A Funds Introduced", "EQUITY", "", "BASEXCLUDED"),
        ] {
            self.account(code, name, type_, system, tax)?;
        }
        let suspense = stable("Account", "code 476");
        self.add(Kind::Account, json!({"AccountID": suspense, "Status": "ARCHIVED"}))?;
        Ok(())
    }

    /// The counterpart of the demo client.
    fn practice(&mut self, company: &Company) -> Result<(), String> {
        self.org.info = organisation(
            "Northwind Traders",
            "US",
            "USD",
            "America/Los_Angeles",
            "PACIFICSTANDARDTIME",
            12,
        );
        self.org.settle();
        self.common("USD", "books@northwindtraders.example")?;
        for (type_, name, rate) in [
            ("NONE", "Tax Exempt", "0"),
            ("OUTPUT", "Tax on Sales", "0"),
            ("INPUT", "Tax on Purchases", "0"),
            ("TAX001", "Washington", "6.5"),
            ("TAX002", "Out of state", "0"),
        ] {
            self.tax(type_, name, rate, "AQELR")?;
        }
        self.accounts(company)?;
        for (name, options) in [("Class", &company.classes), ("Location", &company.places)] {
            let options = options
                .iter()
                .map(|option| json!({"Name": option, "TrackingOptionID": stable("Option", option)}));
            let options = Value::Array(options.collect());
            let id = stable("TrackingCategory", name);
            self.add(
                Kind::TrackingCategory,
                json!({"TrackingCategoryID": id, "Name": name, "Options": options}),
            )?;
        }
        for party in &company.parties {
            self.add(Kind::Contact, contact(party))?;
        }
        self.items(company)?;
        for document in &company.documents {
            self.document(company, document)?;
        }
        // An archived party still has its documents, so archiving comes last.
        for party in company.parties.iter().filter(|party| !party.active) {
            self.add(
                Kind::Contact,
                json!({"ContactID": stable("Contact", &party.id), "ContactStatus": "ARCHIVED"}),
            )?;
        }
        for account in company.accounts.iter().filter(|account| !account.active) {
            self.add(
                Kind::Account,
                json!({"AccountID": stable("Account", &account.id), "Status": "ARCHIVED"}),
            )?;
        }
        Ok(())
    }

    fn accounts(&mut self, company: &Company) -> Result<(), String> {
        for account in &company.accounts {
            let (type_, system) = account_type(&account.kind, &account.detail);
            let mut body = json!({
                "AccountID": stable("Account", &account.id), "Code": account.code, "Name": account.name, "Type": type_,
                "TaxType": "NONE"
            });
            if type_ == "BANK" {
                body["BankAccountNumber"] = json!(format!("00{}", account.code));
                let card = account.kind == "Credit Card";
                body["BankAccountType"] = json!(if card { "CREDITCARD" } else { "BANK" });
            }
            let id = self.add(Kind::Account, body)?;
            self.system(&id, system)?;
        }
        self.account("2220", "Sales Tax", "CURRLIAB", "GST", "NONE")?;
        self.account("6995", "Rounding", "EXPENSE", "ROUNDING", "NONE")
    }

    fn items(&mut self, company: &Company) -> Result<(), String> {
        let code = |id: &str| {
            company
                .accounts
                .iter()
                .find(|account| account.id == id)
                .map(|account| account.code.clone())
        };
        for item in company.items.iter().filter(|item| item.active) {
            let mut body = json!({
                "ItemID": stable("Item", &item.id), "Code": item_code(&item.sku, &item.name), "Name": shortened(&item.name, 50),
                "IsSold": true, "IsPurchased": item.cost.is_some()
            });
            if !item.description.is_empty() {
                body["Description"] = json!(item.description);
            }
            let mut sales = Body::new();
            if let Some(price) = item.price {
                sales.insert("UnitPrice".into(), plain(price));
            }
            if let Some(income) = code(&item.income) {
                sales.insert("AccountCode".into(), json!(income));
            }
            sales.insert("TaxType".into(), json!("NONE"));
            body["SalesDetails"] = Value::Object(sales);
            if let Some(cost) = item.cost {
                body["PurchaseDetails"] =
                    json!({"UnitPrice": plain(cost), "AccountCode": code(&item.expense), "TaxType": "NONE"});
            }
            self.add(Kind::Item, body)?;
        }
        Ok(())
    }

    fn document(&mut self, company: &Company, document: &Document) -> Result<(), String> {
        let code = |id: &str| {
            company
                .accounts
                .iter()
                .find(|account| account.id == id)
                .map(|account| account.code.clone())
        };
        let contact = json!({"ContactID": stable("Contact", &document.party)});
        match document.kind {
            "invoice" | "bill" => {
                let bill = document.kind == "bill";
                let lines = document.lines.iter().map(|line| {
                    let item = company.items.iter().find(|item| item.id == line.item);
                    let account = item.map_or(&line.account, |item| &item.income);
                    let mut made = json!({
                        "Description": item.map_or(document.number.as_str(), |item| item.name.as_str()),
                        "Quantity": plain(line.quantity), "UnitAmount": plain(line.price), "AccountCode": code(account),
                        "TaxType": "NONE"
                    });
                    if let Some(item) = item.filter(|item| item.active) {
                        made["ItemCode"] = json!(item_code(&item.sku, &item.name));
                    }
                    made
                });
                let days = i32::try_from(document.net_days.unwrap_or(30)).unwrap_or(30);
                let date: jiff::civil::Date = document.date.parse().map_err(|error| format!("{error}"))?;
                let due = crate::book::TermRule::Days(days).due(date);
                let body = json!({
                    "InvoiceID": stable("Document", &document.id), "Type": if bill { "ACCPAY" } else { "ACCREC" },
                    "Contact": contact, "InvoiceNumber": document.number, "Date": document.date, "DueDate": due.to_string(),
                    "Status": "AUTHORISED", "LineAmountTypes": "Exclusive", "LineItems": Value::Array(lines.collect())
                });
                self.add(Kind::Invoice, body)?;
            }
            "payment" => {
                let invoice = document.settles.first().map(|id| stable("Document", id));
                let body = json!({
                    "PaymentID": stable("Document", &document.id), "Invoice": {"InvoiceID": invoice},
                    "Account": {"Code": code(&document.account)}, "Date": document.date, "Amount": plain(document.total),
                    "Reference": document.memo
                });
                self.add(Kind::Payment, body)?;
            }
            _ => {
                let lines = document.lines.iter().map(|line| {
                    json!({"LineAmount": plain(line.amount), "AccountCode": code(&line.account), "Description": document.memo})
                });
                let body = json!({
                    "ManualJournalID": stable("Journal", &document.id), "Narration": document.memo, "Date": document.date,
                    "Status": "POSTED", "JournalLines": Value::Array(lines.collect())
                });
                self.add(Kind::ManualJournal, body)?;
            }
        }
        Ok(())
    }
}

fn contact(party: &Party) -> Value {
    let mut body = json!({"ContactID": stable("Contact", &party.id), "Name": party.name});
    for (name, value) in [
        ("FirstName", &party.given),
        ("LastName", &party.family),
        ("EmailAddress", &party.mail),
        ("TaxNumber", &party.tax_id),
    ] {
        if !value.is_empty() {
            body[name] = json!(value);
        }
    }
    let phones = [("DEFAULT", &party.phone), ("FAX", &party.fax)]
        .into_iter()
        .filter(|(_, number)| !number.is_empty());
    let phones: Vec<Value> = phones
        .map(|(kind, number)| json!({"PhoneType": kind, "PhoneNumber": number}))
        .collect();
    if !phones.is_empty() {
        body["Phones"] = json!(phones);
    }
    if let Some([line, city, region, postcode, country]) = &party.address {
        body["Addresses"] = json!([{
            "AddressType": "POBOX", "AddressLine1": line, "City": city, "Region": region, "PostalCode": postcode,
            "Country": country
        }]);
    }
    if let Some(days) = party.net_days {
        let side = if party.vendor { "Bills" } else { "Sales" };
        body["PaymentTerms"] = json!({side: {"Day": days, "Type": "DAYSAFTERBILLDATE"}});
    }
    body
}

/// The article number, or what the bookkeeper would have typed for want of one.
fn item_code(sku: &str, name: &str) -> String {
    if sku.is_empty() {
        shortened(name, 30)
    } else {
        sku.to_owned()
    }
}

fn shortened(text: &str, max: usize) -> String {
    let cut: String = text.chars().take(max).collect();
    cut.trim_end().to_owned()
}

/// The vendor's account type, and which of the organisation's own accounts it is.
fn account_type(kind: &str, detail: &str) -> (&'static str, &'static str) {
    match (kind, detail) {
        ("Bank" | "Credit Card", _) => ("BANK", ""),
        ("Accounts Receivable", _) => ("CURRENT", "DEBTORS"),
        ("Accounts Payable", _) => ("CURRLIAB", "CREDITORS"),
        ("Other Current Asset", "PrepaidExpenses") => ("PREPAYMENT", ""),
        ("Other Current Asset", _) => ("CURRENT", ""),
        ("Fixed Asset", _) => ("FIXED", ""),
        ("Other Asset", _) => ("NONCURRENT", ""),
        ("Other Current Liability", _) => ("CURRLIAB", ""),
        ("Long Term Liability", _) => ("TERMLIAB", ""),
        ("Equity", "RetainedEarnings") => ("EQUITY", "RETAINEDEARNINGS"),
        ("Equity", _) => ("EQUITY", ""),
        ("Income", _) => ("REVENUE", ""),
        ("Other Income", _) => ("OTHERINCOME", ""),
        ("Cost of Goods Sold", _) => ("DIRECTCOSTS", ""),
        ("Other Expense", "Depreciation") => ("DEPRECIATN", ""),
        ("Expense", _) => ("EXPENSE", ""),
        _ => ("OVERHEADS", ""),
    }
}

fn organisation(name: &str, country: &str, currency: &str, zone: &str, timezone: &str, year_end: i64) -> Value {
    json!({
        "Name": name, "LegalName": name, "PaysTax": true, "Version": country, "OrganisationType": "COMPANY",
        "BaseCurrency": currency, "CountryCode": country, "IsDemoCompany": false, "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": if year_end == 6 { 30 } else { 31 }, "FinancialYearEndMonth": year_end,
        "SalesTaxBasis": "ACCRUALS", "SalesTaxPeriod": "QUARTERLY", "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive", "Timezone": timezone, "OrganisationEntityType": "COMPANY",
        "ShortCode": "!7Aie0", "Class": "STARTER", "Edition": "BUSINESS", "LineOfBusiness": "",
        "Addresses": [], "Phones": [], "ExternalLinks": [], "PaymentTerms": {},
        "_zone": zone, "_created": SEED_TIME
    })
}
