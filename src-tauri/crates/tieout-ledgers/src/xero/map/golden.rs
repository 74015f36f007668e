//! Answers as the vendor's own documents show them, read by the same code (fact sheet §3; our own values).

use tieout_domain::objects::{DocumentState, Invoice, ItemType, LineKind};

use super::*;

fn read(kind: ObjectKind, raw: &str) -> Vec<Row> {
    let context = Context {
        base_currency: Currency::try_from("AUD").ok(),
    };
    rows(Entity::of(kind).unwrap(), raw, &context).unwrap()
}

fn record(kind: ObjectKind, raw: &str) -> Record {
    match read(kind, raw).remove(0) {
        Row::Record(record) => *record,
        Row::Deleted(id) => panic!("{id} was deleted"),
    }
}

const INVOICE: &str = r#"{"Type":"ACCREC","InvoiceID":"I","InvoiceNumber":"INV-0031","Reference":"TTA-INV0007","Payments":[],
    "AmountDue":235.30,"AmountPaid":0.00,"SentToContact":false,"CurrencyRate":1.0,"HasErrors":false,
    "Contact":{"ContactID":"C","Name":"A B C Rentals","Addresses":[],"HasValidationErrors":false},
    "DateString":"2026-11-20T00:00:00","Date":"/Date(1795132800000+0000)/","DueDateString":"2026-12-20T00:00:00",
    "DueDate":"/Date(1797724800000+0000)/","Status":"AUTHORISED","LineAmountTypes":"Exclusive","LineItems":[
    {"LineItemID":"A","Description":"Labour, 2 h","Quantity":2.0,"UnitAmount":85.00,"TaxType":"OUTPUT","TaxAmount":17.00,
     "LineAmount":170.00,"AccountCode":"200","Tracking":[{"TrackingCategoryID":"T","TrackingOptionID":"O","Name":"Region","Option":"North"}]},
    {"LineItemID":"B","ItemCode":"PIPE-20","Description":"20 mm copper pipe","Quantity":3.5,"UnitAmount":12.5455,"TaxType":"OUTPUT",
     "TaxAmount":4.39,"LineAmount":43.91,"AccountCode":"200","Tracking":[]}],
    "SubTotal":213.91,"TotalTax":21.39,"Total":235.30,"UpdatedDateUTC":"/Date(1795313880000+0000)/","CurrencyCode":"AUD",
    "StatusAttributeString":"OK"}"#;

fn invoice(raw: &str) -> Invoice {
    record(ObjectKind::Invoice, raw).object.as_invoice().unwrap().clone()
}

#[test]
fn an_invoice_adds_up_and_has_its_two_numbers() {
    let record = record(ObjectKind::Invoice, INVOICE);
    assert_eq!(
        (record.id.as_str(), record.version.as_deref()),
        ("I", Some("1795313880000;A,B"))
    );
    assert_eq!(line_ids(record.version.as_deref()), ["A", "B"]);
    let invoice = record.object.as_invoice().unwrap();
    assert_eq!(invoice.sum(), Some(invoice.total));
    assert_eq!(
        (invoice.number.as_deref(), invoice.reference.as_deref()),
        (Some("INV-0031"), Some("TTA-INV0007"))
    );
    assert_eq!(invoice.date, jiff::civil::date(2026, 11, 20));
    assert_eq!(invoice.due_date, Some(jiff::civil::date(2026, 12, 20)));
    assert_eq!(invoice.lines[0].class.as_ref().unwrap().id.as_str(), "T/O");
    assert_eq!(invoice.lines[1].item.as_ref().unwrap().id.as_str(), "PIPE-20");
    assert_eq!(invoice.lines[1].unit_price.unwrap().to_string(), "12.5455");
}

#[test]
fn amounts_that_hold_their_tax_are_read_without_it() {
    let inclusive = INVOICE
        .replace(r#""LineAmountTypes":"Exclusive""#, r#""LineAmountTypes":"Inclusive""#)
        .replace(r#""LineAmount":170.00"#, r#""LineAmount":187.00"#)
        .replace(r#""LineAmount":43.91"#, r#""LineAmount":48.30"#);
    let invoice = invoice(&inclusive);
    assert_eq!(invoice.lines[0].amount.to_string(), "170.00");
    assert_eq!(invoice.sum(), Some(invoice.total));
}

#[test]
fn every_status_has_its_state_and_what_was_deleted_is_gone() {
    let with = |status: &str| INVOICE.replace("AUTHORISED", status);
    for (status, state) in [
        ("DRAFT", DocumentState::Draft),
        ("SUBMITTED", DocumentState::Draft),
        ("AUTHORISED", DocumentState::Final),
        ("PAID", DocumentState::Final),
        ("VOIDED", DocumentState::Void),
    ] {
        assert_eq!(invoice(&with(status)).state, state, "{status}");
    }
    assert_eq!(read(ObjectKind::Invoice, &with("DELETED")), [Row::Deleted("I".into())]);
    assert_eq!(
        read(ObjectKind::Invoice, &INVOICE.replace("ACCREC", "ACCPAY")),
        [],
        "a bill is none of ours"
    );
}

#[test]
fn lines_without_an_item_are_words_discounts_or_bookings() {
    let lines = INVOICE
        .replace(r#""ItemCode":"PIPE-20","#, "")
        .replace("43.91", "-43.91")
        .replace("12.5455", "-12.5455");
    let lines = lines.replace(
        r#""AccountCode":"200","Tracking":[]}]"#,
        r#""AccountCode":"200","Tracking":[]},{"LineItemID":"Z","Description":"Thank you"}]"#,
    );
    let kinds: Vec<_> = invoice(&lines).lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Item, LineKind::Discount, LineKind::Text]);
}

const CONTACT: &str = r#"{"ContactID":"C","ContactNumber":"TOABCDEFGHIJKLMNOP","AccountNumber":"0042","ContactStatus":"ACTIVE",
    "Name":"A B C Rentals","FirstName":"Ada","LastName":"Byron","EmailAddress":"","TaxNumber":"51824753556","IsSupplier":false,
    "IsCustomer":true,"Addresses":[{"AddressType":"STREET"},{"AddressType":"POBOX","AddressLine1":"PO Box 12","City":"Perth"}],
    "Phones":[{"PhoneType":"DEFAULT","PhoneNumber":"5550100","PhoneAreaCode":"08","PhoneCountryCode":"61"},
    {"PhoneType":"FAX","PhoneNumber":"","PhoneAreaCode":""}],"PaymentTerms":{"Sales":{"Day":30,"Type":"DAYSAFTERBILLDATE"},
    "Bills":{"Day":20,"Type":"OFFOLLOWINGMONTH"}},"UpdatedDateUTC":"/Date(1795313880000+0000)/",
    "Balances":{"AccountsReceivable":{"Outstanding":849.50,"Overdue":0.00}},"HasValidationErrors":false}"#;

#[test]
fn a_contact_is_a_customer_and_once_it_sold_something_a_vendor_too() {
    let customer = record(ObjectKind::Customer, CONTACT);
    assert_eq!(customer.marker.as_ref().unwrap().as_str(), "TOABCDEFGHIJKLMNOP");
    let party = customer.object.as_party().unwrap();
    assert_eq!(party.contact_name.as_deref(), Some("Ada Byron"));
    assert_eq!(party.phone.as_deref(), Some("61 08 5550100"));
    assert_eq!(
        (&party.email, &party.fax, &party.ship_to),
        (&None, &None, &None),
        "empty is not said"
    );
    assert_eq!(party.bill_to.as_ref().unwrap().city.as_deref(), Some("Perth"));
    assert_eq!(
        party.terms.as_ref().unwrap().id.as_str(),
        "xero-term:DAYSAFTERBILLDATE:30"
    );
    assert_eq!(party.balance.unwrap().to_string(), "849.50");
    assert_eq!(read(ObjectKind::Vendor, CONTACT), []);
    let vendor = record(
        ObjectKind::Vendor,
        &CONTACT.replace(r#""IsSupplier":false"#, r#""IsSupplier":true"#),
    );
    assert_eq!(
        vendor.object.as_party().unwrap().terms.as_ref().unwrap().id.as_str(),
        "xero-term:OFFOLLOWINGMONTH:20"
    );
}

#[test]
fn archived_and_erased_contacts_are_inactive_and_foreign_numbers_are_no_reference_of_ours() {
    for status in ["ARCHIVED", "GDPRREQUEST"] {
        assert!(
            !record(ObjectKind::Customer, &CONTACT.replace("ACTIVE", status)).active,
            "{status}"
        );
    }
    let foreign = CONTACT.replace("TOABCDEFGHIJKLMNOP", "CUST-7");
    assert_eq!(record(ObjectKind::Customer, &foreign).marker, None);
}

#[test]
fn items_go_by_their_code() {
    let raw = r#"{"ItemID":"i","Code":"PIPE-20","Name":"20 mm pipe","IsTrackedAsInventory":false,"IsSold":true,
        "SalesDetails":{"UnitPrice":12.5455,"AccountCode":"200","TaxType":"OUTPUT"},"PurchaseDetails":{"UnitPrice":7.25,"AccountCode":"300"}}"#;
    let read = record(ObjectKind::Item, raw);
    assert_eq!(
        (read.id.as_str(), read.object.name(), read.object.number()),
        ("PIPE-20", "20 mm pipe", Some("PIPE-20"))
    );
    let Object::Item(item) = read.object else { panic!() };
    assert_eq!(item.item_type, ItemType::NonInventory);
    assert_eq!(item.income_account.unwrap().id.as_str(), "200");
    let tracked = r#"{"Code":"T","IsTrackedAsInventory":true,"InventoryAssetAccountCode":"630","PurchaseDetails":{"COGSAccountCode":"310"}}"#;
    let Object::Item(item) = record(ObjectKind::Item, tracked).object else {
        panic!()
    };
    assert_eq!(
        (item.name.as_str(), item.item_type),
        ("T", ItemType::Inventory),
        "a bare code is its name"
    );
    assert_eq!(item.expense_account.unwrap().id.as_str(), "310");
}

#[test]
fn each_tracking_option_is_a_class() {
    let raw = r#"{"TrackingCategoryID":"T","Name":"Region","Status":"ACTIVE","Options":[
        {"TrackingOptionID":"N","Name":"North","Status":"ACTIVE"},{"TrackingOptionID":"S","Name":"South","Status":"ARCHIVED"},
        {"TrackingOptionID":"W","Name":"West","Status":"DELETED"}]}"#;
    let rows = read(ObjectKind::Class, raw);
    let told: Vec<_> = rows
        .iter()
        .map(|row| match row {
            Row::Record(record) => (record.id.as_str(), record.active),
            Row::Deleted(id) => (id.as_str(), false),
        })
        .collect();
    assert_eq!(told, [("T/N", true), ("T/S", false), ("T/W", false)]);
    assert!(matches!(rows[2], Row::Deleted(_)));
    assert_eq!(tracking("T/N"), Some(("T", "N")));
}

#[test]
fn tax_rates_go_by_their_type() {
    let raw = r#"{"TaxType":"OUTPUT","Name":"GST on Income","EffectiveRate":10.0000,"Status":"ACTIVE","CanApplyToRevenue":true}"#;
    let read = record(ObjectKind::TaxCode, raw);
    assert_eq!((read.id.as_str(), read.active), ("OUTPUT", true));
    assert!(
        !record(ObjectKind::TaxCode, &raw.replace("true", "false")).active,
        "no sale can have it"
    );
    let rates = active_rates([raw].into_iter()).unwrap();
    assert_eq!(rates["OUTPUT"].to_string(), "10.0000");
}

#[test]
fn what_cannot_be_read_names_its_record() {
    let failure = rows(
        Entity::of(ObjectKind::Invoice).unwrap(),
        &INVOICE.replace("235.30", "\"much\""),
        &Context::default(),
    );
    let failure = failure.unwrap_err();
    assert_eq!(failure.code, ErrorCode::AnswerUnknown);
    assert_eq!(failure.params["remote_id"], "I");
}
