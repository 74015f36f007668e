//! Invoices, bills, credit notes, orders: amounts, states and what may not be.

use serde_json::{Value, json};

use super::books::{Books, bill_of, number, word};

fn lines(books: &Books, contact: &str, types: &str, lines: &Value) -> Value {
    let sent = json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "Date": "2026-11-20", "DueDate": "2026-12-20",
        "LineAmountTypes": types, "LineItems": lines});
    books.put("/Invoices?unitdp=4", &sent)["Invoices"][0].clone()
}

fn line(amount: &str) -> Value {
    json!({"Description": "Work", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200", "TaxType": "TAX001"})
}

#[test]
fn tax_is_rounded_half_up_on_each_line_and_then_summed() {
    let books = Books::empty();
    let rate = json!({"Name": "Fifteen", "TaxComponents": [{"Name": "F", "Rate": 15}]});
    books.put("/TaxRates", &rate);
    let contact = books.contact("Someone");
    let three = json!([line("25.06"), line("25.61"), line("25.63")]);
    let exclusive = lines(&books, &contact, "Exclusive", &three);
    assert_eq!(
        number(&exclusive["TotalTax"]),
        "11.44",
        "summed first it would be 11.45"
    );
    assert_eq!(number(&exclusive["Total"]), "87.74");
    let inclusive = lines(&books, &contact, "Inclusive", &three);
    assert_eq!(number(&inclusive["Total"]), "76.30", "tax is inside");
    assert_eq!(number(&inclusive["TotalTax"]), "9.95");
    let none = lines(&books, &contact, "NoTax", &three);
    assert_eq!(
        (number(&none["TotalTax"]), none["LineItems"][0]["TaxType"].clone()),
        ("0.00".into(), json!("NONE"))
    );
    let mut own = line("25.06");
    own["TaxAmount"] = json!(3.75);
    assert_eq!(
        number(&lines(&books, &contact, "Exclusive", &json!([own]))["TotalTax"]),
        "3.75",
        "a given tax wins"
    );
}

#[test]
fn unit_amounts_have_two_decimals_unless_four_are_asked_for() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let sent = json!([{"Description": "Pipe", "Quantity": 3.5, "UnitAmount": 12.5455, "AccountCode": "200", "TaxType": "OUTPUT"}]);
    let four = lines(&books, &contact, "Exclusive", &sent);
    assert_eq!(number(&four["LineItems"][0]["UnitAmount"]), "12.5455");
    assert_eq!(number(&four["LineItems"][0]["LineAmount"]), "43.91");
    let id = word(&four["InvoiceID"]);
    let two = &books.get(&format!("/Invoices/{id}"))["Invoices"][0];
    assert_eq!(
        number(&two["LineItems"][0]["UnitAmount"]),
        "12.55",
        "read without asking"
    );
    let body = json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": sent});
    let two = &books.put("/Invoices", &body)["Invoices"][0];
    assert_eq!(
        number(&two["LineItems"][0]["LineAmount"]),
        "43.93",
        "written without asking"
    );
}

#[test]
fn an_item_fills_description_price_account_and_tax() {
    let books = Books::empty();
    let item = json!({"Code": "PIPE-20", "Name": "20 mm pipe", "Description": "20 mm copper pipe",
        "SalesDetails": {"UnitPrice": 12.5455, "AccountCode": "200", "TaxType": "OUTPUT"}});
    books.post("/Items?unitdp=4", &json!({"Items": [item]}));
    let contact = books.contact("Someone");
    let made = lines(
        &books,
        &contact,
        "Exclusive",
        &json!([{"ItemCode": "PIPE-20", "Quantity": 2}]),
    );
    let line = &made["LineItems"][0];
    assert_eq!(line["Description"], "20 mm copper pipe");
    assert_eq!(line["Item"]["Name"], "20 mm pipe");
    assert_eq!(
        (line["AccountCode"].as_str(), line["TaxType"].as_str()),
        (Some("200"), Some("OUTPUT"))
    );
    assert_eq!(number(&made["Total"]), "27.60");
}

#[test]
fn lines_are_updated_added_and_left_out_by_their_ids() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let two = json!([{"Description": "One", "UnitAmount": 10, "AccountCode": "200"}, {"Description": "Two", "UnitAmount": 20, "AccountCode": "200"}]);
    let made = lines(&books, &contact, "NoTax", &two);
    let (id, first) = (word(&made["InvoiceID"]), word(&made["LineItems"][0]["LineItemID"]));
    let new = json!({"LineItems": [{"LineItemID": first, "UnitAmount": 11}, {"Description": "Three", "UnitAmount": 30, "AccountCode": "200"}]});
    let changed = &books.post(&format!("/Invoices/{id}"), &new)["Invoices"][0];
    let shown: Vec<(&str, String)> = changed["LineItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["Description"].as_str().unwrap(), number(&line["LineAmount"])))
        .collect();
    assert_eq!(shown, [("One", "11.00".to_owned()), ("Three", "30.00".to_owned())]);
    assert_eq!(changed["LineItems"][0]["LineItemID"], first.as_str());
    let same = &books.post(&format!("/Invoices/{id}"), &json!({"Reference": "R"}))["Invoices"][0];
    assert_eq!(same["LineItems"].as_array().unwrap().len(), 2, "left out, they stay");
}

#[test]
fn a_status_moves_only_where_it_may() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let change = |id: &str, status: &str| {
        let body = json!({"InvoiceID": id, "Status": status}).to_string();
        let answer = books.call("POST", "/Invoices", &[], body.as_bytes());
        (answer.status, super::books::texts(&answer.json()).join("; "))
    };
    let modified = (400, "Invoice not of valid status for modification".to_owned());
    let ok = (200, String::new());
    let draft = word(&books.invoice(&contact, "10", "DRAFT")["InvoiceID"]);
    assert_eq!(change(&draft, "VOIDED"), modified, "a draft is deleted, not voided");
    assert_eq!(change(&draft, "SUBMITTED"), ok);
    assert_eq!(change(&draft, "DRAFT"), ok);
    assert_eq!(change(&draft, "DELETED"), ok);
    assert_eq!(change(&draft, "DRAFT"), modified, "deleted is final");
    let live = word(&books.invoice(&contact, "10", "AUTHORISED")["InvoiceID"]);
    assert_eq!(change(&live, "DRAFT"), modified);
    assert_eq!(change(&live, "DELETED"), modified);
    assert_eq!(change(&live, "PAID"), modified, "only the ledger pays");
    assert_eq!(books.book()["receivable_open"], "10.00");
    assert_eq!(change(&live, "VOIDED"), ok);
    assert_eq!(books.book()["receivable_open"], "0");
    assert_eq!(change(&live, "AUTHORISED"), modified, "void is final");
    let begun = books.refused("PUT", "/Invoices", &bill_of("ACCREC", &contact, "10", "VOIDED"));
    assert_eq!(begun, ["Invoice not of valid status for creation"]);
}

#[test]
fn a_settled_invoice_keeps_its_amounts_and_cannot_be_voided() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let made = books.invoice(&contact, "100", "AUTHORISED");
    let id = word(&made["InvoiceID"]);
    let pay = json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Date": "2026-11-22", "Amount": 40});
    let payment = word(&books.put("/Payments", &pay)["Payments"][0]["PaymentID"]);
    let target = format!("/Invoices/{id}");
    let part = &books.get(&target)["Invoices"][0];
    assert_eq!(
        (
            number(&part["AmountDue"]),
            number(&part["AmountPaid"]),
            part["Status"].as_str()
        ),
        ("60.00".into(), "40.00".into(), Some("AUTHORISED"))
    );
    assert_eq!(part["Payments"][0]["PaymentID"], payment.as_str());
    let line = word(&made["LineItems"][0]["LineItemID"]);
    let dearer = json!({"LineItems": [{"LineItemID": line, "UnitAmount": 120}]});
    assert_eq!(
        books.refused("POST", &target, &dearer),
        ["This document cannot be edited as it has a payment or credit note allocated to it."]
    );
    let void = json!({"Status": "VOIDED"});
    assert_eq!(
        books.refused("POST", &target, &void),
        ["The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."]
    );
    let words = json!({"Reference": "R2", "LineItems": [{"LineItemID": line, "Description": "Other words"}]});
    let changed = &books.post(&target, &words)["Invoices"][0];
    assert_eq!(
        (
            changed["Reference"].as_str(),
            changed["LineItems"][0]["Description"].as_str()
        ),
        (Some("R2"), Some("Other words"))
    );
    assert_eq!(
        books.refused(
            "PUT",
            "/Payments",
            &json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Amount": 60.01})
        ),
        ["Payment amount exceeds the amount outstanding on this document"]
    );
    books.post(&format!("/Payments/{payment}"), &json!({"Status": "DELETED"}));
    assert_eq!(
        books.post(&target, &void)["Invoices"][0]["Status"],
        "VOIDED",
        "after its payments are deleted"
    );
    books.book();
}

#[test]
fn what_a_line_may_not_be_is_told_in_the_vendors_words() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let say = |line: &Value| {
        let sent = json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "DueDate": "2026-12-20", "Status": "AUTHORISED", "LineItems": [line]});
        books.refused("PUT", "/Invoices", &sent)
    };
    let with = |name: &str, value: Value| {
        let mut line =
            json!({"Description": "W", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200", "TaxType": "OUTPUT"});
        line[name] = value;
        line
    };
    assert_eq!(
        say(&with("AccountCode", json!("999"))),
        ["Account code '999' is not a valid code for this document."]
    );
    assert_eq!(
        say(&with("AccountCode", json!("090"))),
        ["Account code '090' is not a valid code for this document."],
        "a bank account"
    );
    assert_eq!(
        say(&with("AccountCode", json!("610"))),
        ["Account code '610' is not a valid code for this document."],
        "receivables"
    );
    assert_eq!(
        say(&with("AccountCode", json!("476")))[0],
        "Account code '476' has been archived, or has been deleted. Each line item must reference a valid account."
    );
    assert_eq!(
        say(&with("TaxType", json!("INPUT"))),
        ["The TaxType code 'INPUT' cannot be used with account code '200'."]
    );
    assert_eq!(
        say(&with("TaxAmount", json!(11))),
        ["The tax amount cannot be greater than the line amount!"]
    );
    assert_eq!(
        say(&with("LineAmount", json!(9.99))),
        ["The line total 9.99 does not match the expected line total 10.00"]
    );
    assert_eq!(
        say(&with("Quantity", json!(-1)))[0],
        "The quantity value '-1.0000' is invalid. Quantity must not be less than zero."
    );
    let long = "x".repeat(4001);
    assert!(say(&with("Description", json!(long)))[0].contains("4000"));
    assert!(!say(&with("ItemCode", json!("NONE-SUCH"))).is_empty());
    assert!(!say(&with("Tracking", json!([{"Name": "Region", "Option": "North"}]))).is_empty());
    assert!(
        !say(&with("UnitAmount", json!("ten"))).is_empty(),
        "an unreadable amount is never nothing"
    );
}

#[test]
fn what_a_document_may_not_be_is_told_in_the_vendors_words() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let good = bill_of("ACCREC", &contact, "10", "AUTHORISED");
    let say = |name: &str, value: Value| {
        let mut sent = good.clone();
        sent[name] = value;
        if sent[name].is_null() {
            sent.as_object_mut().unwrap().remove(name);
        }
        books.refused("PUT", "/Invoices", &sent)
    };
    assert_eq!(
        say("LineItems", json!([])),
        ["One or more line items must be specified"]
    );
    assert_eq!(
        say("Contact", Value::Null),
        ["A Contact must be specified for this type of transaction"]
    );
    assert_eq!(
        say("Contact", json!({"EmailAddress": "a@b.example"})),
        [
            "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber"
        ]
    );
    assert_eq!(
        say("CurrencyCode", json!("EUR")),
        ["Organisation is not subscribed to currency EUR"]
    );
    assert!(!say("DueDate", Value::Null).is_empty());
    assert!(!say("Date", json!("20/11/2026")).is_empty());
    assert!(!say("InvoiceNumber", json!("Nº 7")).is_empty(), "printable ASCII only");
    books.put("/Invoices", &{
        let mut sent = good.clone();
        sent["InvoiceNumber"] = json!("OWN-0041");
        sent
    });
    assert_eq!(say("InvoiceNumber", json!("OWN-0041")), ["Invoice # must be unique."]);
    let next = books.put("/Invoices", &good);
    assert_eq!(
        next["Invoices"][0]["InvoiceNumber"], "INV-0001",
        "another prefix counts for itself"
    );
    books.post("/Contacts", &json!({"ContactID": contact, "ContactStatus": "ARCHIVED"}));
    assert_eq!(
        books.refused("PUT", "/Invoices", &good),
        [
            "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes."
        ]
    );
}

#[test]
fn locked_periods_hold_documents_but_not_drafts() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let old = word(&books.invoice(&contact, "10", "AUTHORISED")["InvoiceID"]);
    books.change(&json!({"period_lock_date": "2026-11-20"}));
    assert_eq!(
        books.get("/Organisation")["Organisations"][0]["PeriodLockDate"],
        "/Date(1795132800000+0000)/"
    );
    let good = bill_of("ACCREC", &contact, "10", "AUTHORISED");
    assert_eq!(
        books.refused("PUT", "/Invoices", &good),
        ["The document date cannot be before the period lock date, currently set at 20-Nov-2026"]
    );
    assert_eq!(
        books.refused("POST", &format!("/Invoices/{old}"), &json!({"Status": "VOIDED"})),
        ["Document cannot be edited as it is currently dated before period lock date"]
    );
    books.invoice(&contact, "10", "DRAFT");
    books.change(&json!({"switches": {"drafts_pass_lock": false}}));
    assert!(
        !books
            .refused("PUT", "/Invoices", &bill_of("ACCREC", &contact, "10", "DRAFT"))
            .is_empty()
    );
    books.change(&json!({"switches": {"user_is_adviser": true}}));
    books.put("/Invoices", &good);
    books.change(&json!({"end_of_year_lock_date": "2026-12-31"}));
    assert!(
        books.refused("PUT", "/Invoices", &good)[0].contains("end of year lock date, currently set at 31-Dec-2026"),
        "advisers too"
    );
}

#[test]
fn a_credit_note_is_allocated_taken_off_and_refunded() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let invoice = word(&books.invoice(&contact, "100", "AUTHORISED")["InvoiceID"]);
    let mut note = bill_of("ACCRECCREDIT", &contact, "30", "AUTHORISED");
    note["LineItems"][0]["AccountCode"] = json!("200");
    note.as_object_mut().unwrap().remove("DueDate");
    let made = books.put("/CreditNotes", &json!({"CreditNotes": [note]}))["CreditNotes"][0].clone();
    assert_eq!(
        (made["CreditNoteNumber"].as_str(), number(&made["RemainingCredit"])),
        (Some("CN-0001"), "30.00".into())
    );
    let id = word(&made["CreditNoteID"]);
    let target = format!("/CreditNotes/{id}/Allocations");
    let allocate = |amount: &str| json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": amount, "Date": "2026-11-21"}]});
    assert!(
        !books.refused("PUT", &target, &allocate("30.01")).is_empty(),
        "more than is left"
    );
    let allocated = books.put(&target, &allocate("20"));
    let allocation = word(&allocated["Allocations"][0]["AllocationID"]);
    let shown = &books.get(&format!("/Invoices/{invoice}"))["Invoices"][0];
    assert_eq!(
        (number(&shown["AmountCredited"]), number(&shown["AmountDue"])),
        ("20.00".into(), "80.00".into())
    );
    assert_eq!(shown["CreditNotes"][0]["CreditNoteID"], id.as_str());
    let refund = json!({"CreditNote": {"CreditNoteID": id}, "Account": {"Code": "090"}, "Amount": 10});
    let refunded = books.put("/Payments", &refund);
    assert_eq!(refunded["Payments"][0]["PaymentType"], "ARCREDITPAYMENT");
    assert_eq!(
        books.get(&format!("/CreditNotes/{id}"))["CreditNotes"][0]["Status"],
        "PAID"
    );
    assert_eq!(books.book()["receivable_open"], "80.00");
    let gone = books.call("DELETE", &format!("{target}/{allocation}"), &[], b"");
    assert_eq!((gone.status, gone.json()["IsDeleted"].clone()), (200, json!(true)));
    assert_eq!(
        number(&books.get(&format!("/Invoices/{invoice}"))["Invoices"][0]["AmountDue"]),
        "100.00"
    );
    assert_eq!(
        number(&books.get(&format!("/CreditNotes/{id}"))["CreditNotes"][0]["RemainingCredit"]),
        "20.00"
    );
    books.book();
}

#[test]
fn money_that_came_first_is_allocated_later() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let received = json!({"Type": "RECEIVE-OVERPAYMENT", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"},
        "Date": "2026-11-22", "LineAmountTypes": "NoTax", "LineItems": [{"Description": "Overpayment", "LineAmount": 50, "AccountCode": "620"}]});
    let made = books.put("/BankTransactions", &json!({"BankTransactions": [received]}))["BankTransactions"][0].clone();
    let id = word(&made["OverpaymentID"]);
    let over = &books.get(&format!("/Overpayments/{id}"))["Overpayments"][0];
    assert_eq!(
        (over["Type"].as_str(), number(&over["RemainingCredit"])),
        (Some("RECEIVE-OVERPAYMENT"), "50.00".into())
    );
    let invoice = word(&books.invoice(&contact, "50", "AUTHORISED")["InvoiceID"]);
    books.put(
        &format!("/Overpayments/{id}/Allocations"),
        &json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": 50, "Date": "2026-11-22"}]}),
    );
    assert_eq!(
        books.get(&format!("/Invoices/{invoice}"))["Invoices"][0]["Status"],
        "PAID"
    );
    assert_eq!(books.get("/Overpayments?page=1")["Overpayments"][0]["Status"], "PAID");
    assert_eq!(books.book()["receivable_open"], "0");
}

#[test]
fn money_spent_and_journals_post_and_balance() {
    let books = Books::empty();
    let contact = books.contact("Fuel Co");
    let spent = json!({"Type": "SPEND", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"}, "Date": "2026-11-22",
        "Reference": "Card 9", "LineAmountTypes": "Inclusive", "LineItems": [{"Description": "Fuel", "Quantity": 1, "UnitAmount": 55, "AccountCode": "449", "TaxType": "INPUT"}]});
    books.put("/BankTransactions", &spent);
    let journal = |credit: i64, code: &str| {
        json!({"Narration": "Job costing Oct", "Date": "2026-10-31", "Status": "POSTED",
        "JournalLines": [{"LineAmount": 100, "AccountCode": "310"}, {"LineAmount": credit, "AccountCode": code}]})
    };
    assert_eq!(
        books.refused("PUT", "/ManualJournals", &journal(-10, "825")),
        ["The total debits (100.00) must equal total credits (-10.00)"]
    );
    for closed in ["610", "800", "960", "090", "630"] {
        assert_eq!(
            books.refused("PUT", "/ManualJournals", &journal(-100, closed)).len(),
            1,
            "{closed}"
        );
    }
    let made = books.put("/ManualJournals", &journal(-100, "825"))["ManualJournals"][0].clone();
    assert_eq!(made["Status"], "POSTED");
    let book = books.book();
    let balance = |code: &str| {
        book["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .find(|account| account["code"] == code)
            .unwrap()["balance"]
            .clone()
    };
    assert_eq!(
        (balance("090"), balance("449"), balance("820")),
        (json!("-55.00"), json!("50.00"), json!("5.00"))
    );
    let report = &books.get("/Reports/TrialBalance?date=2026-11-30")["Reports"][0];
    let rows = report["Rows"].as_array().unwrap();
    let total = &rows.last().unwrap()["Rows"][0]["Cells"];
    assert_eq!(total[3]["Value"], total[4]["Value"], "debits equal credits");
    assert_eq!(total[3]["Value"], "155.00");
    assert_eq!(rows[0]["RowType"], "Header");
    let void = json!({"Status": "VOIDED"});
    books.post(&format!("/ManualJournals/{}", word(&made["ManualJournalID"])), &void);
    books.book();
}

#[test]
fn purchase_orders_post_nothing_and_number_themselves() {
    let books = Books::empty();
    let order = |contact: Value| json!({"PurchaseOrders": [{"Contact": contact, "LineItems": [{"Description": "Pipe", "Quantity": 100, "UnitAmount": 7.2455, "AccountCode": "300"}]}]});
    assert!(
        !books
            .refused("PUT", "/PurchaseOrders", &order(json!({"Name": "Nobody yet"})))
            .is_empty(),
        "orders never create contacts"
    );
    let contact = books.contact("Supplier");
    let made = books.put("/PurchaseOrders", &order(json!({"ContactID": contact})))["PurchaseOrders"][0].clone();
    assert_eq!(
        (made["PurchaseOrderNumber"].as_str(), made["Status"].as_str()),
        (Some("PO-0001"), Some("DRAFT"))
    );
    let listed = &books.get("/PurchaseOrders?Status=DRAFT")["PurchaseOrders"][0];
    assert_eq!(
        number(&listed["LineItems"][0]["UnitAmount"]),
        "7.2455",
        "always four decimals, always with lines"
    );
    let id = word(&made["PurchaseOrderID"]);
    let sent = json!({"SentToContact": true});
    assert_eq!(
        books.refused("POST", &format!("/PurchaseOrders/{id}"), &sent),
        ["Only AUTHORISED and BILLED purchase orders may have SentToContact updated."]
    );
    books.post(&format!("/PurchaseOrders/{id}"), &json!({"Status": "AUTHORISED"}));
    books.post(&format!("/PurchaseOrders/{id}"), &json!({"Status": "BILLED"}));
    assert_eq!(
        books.get("/PurchaseOrders/PO-0001")["PurchaseOrders"][0]["Status"],
        "BILLED"
    );
    assert_eq!(books.book()["payable_open"], "0");
}

#[test]
fn a_prepayment_pays_a_bill_and_discounts_are_for_sales() {
    let books = Books::empty();
    let contact = books.contact("Supplier");
    let spent = json!({"Type": "SPEND-PREPAYMENT", "Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"},
        "Date": "2026-11-22", "LineAmountTypes": "NoTax", "LineItems": [{"Description": "Deposit", "LineAmount": 80, "AccountCode": "300"}]});
    let made = books.put("/BankTransactions", &spent)["BankTransactions"][0].clone();
    let prepayment = word(&made["PrepaymentID"]);
    let bill =
        word(&books.put("/Invoices", &bill_of("ACCPAY", &contact, "100", "AUTHORISED"))["Invoices"][0]["InvoiceID"]);
    let set = json!({"Allocations": [{"Invoice": {"InvoiceID": bill}, "Amount": 80, "Date": "2026-11-22"}]});
    books.put(&format!("/Prepayments/{prepayment}/Allocations"), &set);
    let shown = &books.get(&format!("/Invoices/{bill}"))["Invoices"][0];
    assert_eq!(
        (
            number(&shown["AmountDue"]),
            shown["Prepayments"][0]["PrepaymentID"].as_str()
        ),
        ("20.00".into(), Some(prepayment.as_str()))
    );
    let transaction = word(&made["BankTransactionID"]);
    assert!(
        !books
            .refused(
                "POST",
                &format!("/BankTransactions/{transaction}"),
                &json!({"Status": "DELETED"})
            )
            .is_empty()
    );
    assert_eq!(books.book()["payable_open"], "20.00");
    let discounted = |type_: &str| {
        let mut sent = bill_of(type_, &contact, "100", "AUTHORISED");
        sent["LineItems"][0]["DiscountRate"] = json!(12.5);
        sent
    };
    let sale = &books.put("/Invoices", &discounted("ACCREC"))["Invoices"][0];
    assert_eq!(
        (
            number(&sale["Total"]),
            sale["IsDiscounted"].clone(),
            number(&sale["TotalDiscount"])
        ),
        ("87.50".into(), json!(true), "12.50".into())
    );
    assert_eq!(
        books.refused("PUT", "/Invoices", &discounted("ACCPAY")),
        ["Discounts can only be given on sales invoices and quotes."]
    );
}

#[test]
fn a_nothing_turns_paid_at_once_and_a_due_date_counts_as_a_change_while_nothing_is_paid() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let free = books.invoice(&contact, "0", "AUTHORISED");
    assert_eq!(free["Status"], "PAID");
    let open = books.invoice(&contact, "5", "AUTHORISED");
    books.later(60);
    let changed = &books.post(
        &format!("/Invoices/{}", word(&open["InvoiceID"])),
        &json!({"DueDate": "2027-01-31"}),
    )["Invoices"][0];
    assert_ne!(changed["UpdatedDateUTC"], open["UpdatedDateUTC"]);
}
