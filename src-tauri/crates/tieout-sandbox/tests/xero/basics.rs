//! Organisation, lists and the way of an invoice.

use serde_json::json;

use super::books::{Books, bill_of, number, word};

#[test]
fn the_practice_book_is_the_counterpart_of_the_demo_client() {
    let books = Books::practice();
    let organisation = &books.get("/Organisation")["Organisations"][0];
    assert_eq!(organisation["Name"], "Northwind Traders");
    assert_eq!(organisation["BaseCurrency"], "USD");
    assert!(organisation.get("PeriodLockDate").is_none(), "absent when unset");
    assert_eq!(
        books.get("/Contacts?page=1&pageSize=1000&includeArchived=true")["pagination"]["itemCount"],
        121
    );
    assert!(books.get("/Items")["Items"].as_array().unwrap().len() > 60);
    assert_eq!(books.get("/Accounts")["Accounts"].as_array().unwrap().len(), 73);
    assert!(
        books.get("/TaxRates")["TaxRates"]
            .as_array()
            .unwrap()
            .iter()
            .any(|rate| rate["TaxType"] == "NONE")
    );
    let invoices = books.get("/Invoices?page=1");
    assert_eq!(invoices["pagination"]["itemCount"], 9, "six invoices and three bills");
    let book = books.book();
    assert_eq!(book["kinds"]["Payment"]["count"], 1);
    assert_eq!(book["receivable_open"], "2997.50");
}

#[test]
fn an_invoice_goes_from_draft_over_authorised_to_paid() {
    let books = Books::empty();
    let contact = books.contact("A B C Rentals");
    let line = json!({"Description": "Labour, 2 h", "Quantity": 2, "UnitAmount": 85, "AccountCode": "200", "TaxType": "OUTPUT"});
    let sent = json!({"Invoices": [{"Type": "ACCREC", "Contact": {"ContactID": contact}, "Date": "2026-11-20",
        "DueDate": "2026-12-20", "Reference": "TTA-INV0007", "LineItems": [line]}]});
    let made = books.put("/Invoices?summarizeErrors=false&unitdp=4", &sent);
    let invoice = &made["Invoices"][0];
    assert_eq!(invoice["Status"], "DRAFT");
    assert_eq!(invoice["InvoiceNumber"], "INV-0001");
    assert_eq!(number(&invoice["Total"]), "187.00");
    assert_eq!(invoice["DateString"], "2026-11-20T00:00:00");
    assert_eq!(invoice["Date"], "/Date(1795132800000+0000)/");
    assert_eq!(books.book()["receivable_open"], "0", "a draft posts nothing");
    let id = word(&invoice["InvoiceID"]);
    let authorised = books.post(&format!("/Invoices/{id}"), &json!({"Status": "AUTHORISED"}));
    assert_eq!(authorised["Invoices"][0]["Status"], "AUTHORISED");
    assert_eq!(books.book()["receivable_open"], "187.00");
    let payment =
        json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Date": "2026-11-22", "Amount": 187});
    books.put("/Payments", &payment);
    let paid = &books.get(&format!("/Invoices/{id}"))["Invoices"][0];
    assert_eq!(paid["Status"], "PAID");
    assert_eq!(number(&paid["AmountDue"]), "0.00");
    assert_eq!(books.book()["receivable_open"], "0");
    assert!(books.get("/Contacts?IDs=".to_owned().as_str())["Contacts"][0]["IsCustomer"] == json!(true));
    books.put("/Invoices", &bill_of("ACCPAY", &contact, "55.10", "AUTHORISED"));
    assert_eq!(books.book()["payable_open"], "55.10");
}
