//! Contacts, items and the lists: names, codes, pages, filters, what changed.

use serde_json::{Value, json};

use super::books::{Books, bill_of, number, texts, word};
use super::http::escape;

fn names(answer: &Value, plural: &str, member: &str) -> Vec<String> {
    answer[plural]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| word(&one[member]))
        .collect()
}

#[test]
fn a_name_is_unique_among_active_contacts_and_free_once_archived() {
    let books = Books::empty();
    let first = books.contact("A B C Rentals");
    let again = json!({"Contacts": [{"Name": "a b c rentals"}]});
    let taken = "The contact name a b c rentals is already assigned to another contact. The contact name must be unique across all active contacts.";
    assert_eq!(books.refused("PUT", "/Contacts", &again), [taken]);
    books.post(
        "/Contacts",
        &json!({"Contacts": [{"ContactID": first, "ContactStatus": "ARCHIVED"}]}),
    );
    let second = word(&books.put("/Contacts", &again)["Contacts"][0]["ContactID"]);
    assert_eq!(
        books.get("/Contacts")["Contacts"].as_array().unwrap().len(),
        1,
        "archived ones are left out"
    );
    assert_eq!(
        books.get("/Contacts?includeArchived=true")["Contacts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let back = json!({"ContactID": first, "ContactStatus": "ACTIVE"});
    assert_eq!(
        books.refused("POST", "/Contacts", &back).len(),
        1,
        "the name is taken meanwhile"
    );
    let upsert = json!({"Contacts": [{"Name": "a b c rentals", "AccountNumber": "0042"}]});
    assert_eq!(
        word(&books.post("/Contacts", &upsert)["Contacts"][0]["ContactID"]),
        second,
        "POST finds by name"
    );
}

#[test]
fn contacts_are_checked_member_by_member() {
    let books = Books::empty();
    let say = |contact: Value| books.refused("PUT", "/Contacts", &contact);
    assert_eq!(say(json!({"Name": ""})).len(), 1);
    assert_eq!(say(json!({"Name": "a <b>"})).len(), 1);
    assert_eq!(say(json!({"Name": " a"})).len(), 1);
    assert_eq!(say(json!({"Name": "a  b"})).len(), 1);
    assert_eq!(
        say(json!({"Name": "x".repeat(256)})),
        ["Name can be at most 255 characters long."]
    );
    assert_eq!(
        say(json!({"Name": "A", "EmailAddress": "müller@b.example"})),
        ["Email address must be valid"]
    );
    assert_eq!(
        say(json!({"Name": "A", "Addresses": [{"AddressType": "POBOX", "Country": "c".repeat(51)}]})).len(),
        1
    );
    assert_eq!(
        say(json!({"Name": "A", "ContactPersons": [{}, {}, {}, {}, {}, {}]})).len(),
        1
    );
    assert_eq!(
        say(json!({"Name": "A", "PaymentTerms": {"Sales": {"Day": 30, "Type": "NET"}}})).len(),
        1
    );
    let full = json!({"Name": "A", "ContactNumber": "TTA-CUST-0042", "IsCustomer": true, "EmailAddress": "a@b.example",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "5550100"}],
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "1 Hay St", "City": "Perth"}],
        "PaymentTerms": {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}});
    let made = books.put("/Contacts", &full)["Contacts"][0].clone();
    assert_eq!(made["IsCustomer"], false, "only a document makes a customer");
    assert_eq!(
        say(json!({"Name": "B", "ContactNumber": "TTA-CUST-0042"}))[0],
        "The contact number TTA-CUST-0042 is already assigned to another contact. The contact number must be unique across all contacts."
    );
    let found = &books.get("/Contacts/TTA-CUST-0042")["Contacts"][0];
    assert_eq!(
        (
            found["ContactID"].clone(),
            found["PaymentTerms"]["Sales"]["Day"].clone()
        ),
        (made["ContactID"].clone(), json!(30))
    );
    let more = json!({"ContactID": made["ContactID"], "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]});
    assert_eq!(
        books.post("/Contacts", &more)["Contacts"][0]["Phones"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_document_marks_its_contact_without_changing_it_and_may_create_one() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    books.change(&json!({"advance_seconds": 60}));
    books.invoice(&contact, "10", "DRAFT");
    let shown = &books.get(&format!("/Contacts/{contact}"))["Contacts"][0];
    assert_eq!(
        (shown["IsCustomer"].clone(), shown["IsSupplier"].clone()),
        (json!(true), json!(false))
    );
    assert_eq!(
        shown["UpdatedDateUTC"], "/Date(1795313880000+0000)/",
        "no change of the contact"
    );
    let mut sent = bill_of("ACCPAY", &contact, "5", "DRAFT");
    sent["Contact"] = json!({"Name": "New Supplier"});
    let made = &books.put("/Invoices", &sent)["Invoices"][0];
    assert_eq!(made["Contact"]["Name"], "New Supplier");
    sent["Contact"] = json!({"Name": "Never"});
    sent["LineItems"] = json!([]);
    books.refused("PUT", "/Invoices", &sent);
    let all = names(&books.get("/Contacts"), "Contacts", "Name");
    assert_eq!(
        all,
        ["Someone", "New Supplier"],
        "a refused document leaves no contact behind"
    );
}

#[test]
fn items_are_found_by_code_and_keep_four_decimals() {
    let books = Books::empty();
    let item = json!({"Code": "PIPE-20", "Name": "20 mm pipe", "IsSold": true, "IsPurchased": true,
        "SalesDetails": {"UnitPrice": 12.5455, "AccountCode": "200", "TaxType": "OUTPUT"}, "PurchaseDetails": {"UnitPrice": 7.25, "AccountCode": "300"}});
    let id = word(&books.put("/Items?unitdp=4", &json!({"Items": [item]}))["Items"][0]["ItemID"]);
    assert_eq!(
        books.refused("PUT", "/Items", &item),
        ["Price List Item with Code 'PIPE-20' already exists"]
    );
    let changed = books.post(
        "/Items?unitdp=4",
        &json!({"Code": "pipe-20", "SalesDetails": {"UnitPrice": 12.6}}),
    );
    assert_eq!(word(&changed["Items"][0]["ItemID"]), id, "POST finds by code");
    let four = &books.get("/Items/PIPE-20?unitdp=4")["Items"][0];
    assert_eq!(
        (
            number(&four["SalesDetails"]["UnitPrice"]),
            four["SalesDetails"]["AccountCode"].as_str()
        ),
        ("12.6000".into(), Some("200"))
    );
    assert_eq!(
        number(&books.get("/Items")["Items"][0]["SalesDetails"]["UnitPrice"]),
        "12.60"
    );
    let unsold = &books.post("/Items", &json!({"Code": "PIPE-20", "IsPurchased": false}))["Items"][0];
    assert!(unsold.get("PurchaseDetails").is_none());
    assert!(
        !books
            .refused("PUT", "/Items", &json!({"Code": "c".repeat(31)}))
            .is_empty()
    );
    assert!(
        !books
            .refused(
                "PUT",
                "/Items",
                &json!({"Code": "X", "SalesDetails": {"AccountCode": "999"}})
            )
            .is_empty()
    );
    assert_eq!(books.call("DELETE", &format!("/Items/{id}"), &[], b"").status, 204);
    assert_eq!(books.call("GET", &format!("/Items/{id}"), &[], b"").status, 404);
}

#[test]
fn accounts_rates_tracking_and_currencies_are_written_one_at_a_time() {
    let books = Books::empty();
    let account = json!({"Code": "206", "Name": "More income", "Type": "REVENUE"});
    let made = books.put("/Accounts", &account)["Accounts"][0].clone();
    assert_eq!(made["Class"], "REVENUE");
    assert_eq!(
        books.refused(
            "PUT",
            "/Accounts",
            &json!({"Code": "207", "Name": "more income", "Type": "REVENUE"})
        ),
        ["Please enter a unique Name."]
    );
    assert!(
        !books
            .refused(
                "PUT",
                "/Accounts",
                &json!({"Code": "208", "Name": "X", "Type": "NOTHING"})
            )
            .is_empty()
    );
    assert!(
        !books
            .refused("PUT", "/Accounts", &json!({"Accounts": [account, account]}))
            .is_empty()
    );
    let archived = json!({"AccountID": made["AccountID"], "Status": "ARCHIVED"});
    books.post(&format!("/Accounts/{}", word(&made["AccountID"])), &archived);
    let category = books.put("/TrackingCategories", &json!({"Name": "Region"}))["TrackingCategories"][0].clone();
    let id = word(&category["TrackingCategoryID"]);
    books.put(&format!("/TrackingCategories/{id}/Options"), &json!({"Name": "North"}));
    books.put("/TrackingCategories", &json!({"Name": "Crew"}));
    assert!(
        !books
            .refused("PUT", "/TrackingCategories", &json!({"Name": "Third"}))
            .is_empty(),
        "two at most"
    );
    let listed = &books.get("/TrackingCategories")["TrackingCategories"][0];
    assert_eq!(listed["Options"][0]["Name"], "North");
    let contact = books.contact("Someone");
    let mut sent = bill_of("ACCREC", &contact, "10", "AUTHORISED");
    sent["LineItems"][0]["Tracking"] = json!([{"Name": "Region", "Option": "North"}]);
    let tracked = &books.put("/Invoices", &sent)["Invoices"][0]["LineItems"][0]["Tracking"][0];
    assert_eq!(tracked["TrackingCategoryID"], id.as_str());
    assert_eq!(
        books.refused("PUT", "/Currencies", &json!({"Code": "NZD"})),
        ["Organisation is not subscribed to currency NZD"]
    );
    books.change(&json!({"switches": {"multicurrency": true}}));
    books.put("/Currencies", &json!({"Code": "NZD"}));
    let mut foreign = bill_of("ACCREC", &contact, "110", "AUTHORISED");
    foreign["CurrencyCode"] = json!("NZD");
    foreign["CurrencyRate"] = json!(1.1);
    assert_eq!(books.put("/Invoices", &foreign)["Invoices"][0]["CurrencyCode"], "NZD");
    assert_eq!(
        books.book()["receivable_open"],
        "110.00",
        "ten, and a hundred and ten at one point one"
    );
}

#[test]
fn lists_come_in_pages_with_lines_or_whole_without() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    for round in 0..5 {
        let batch: Vec<Value> = (0..50)
            .map(|at| bill_of("ACCREC", &contact, &format!("{}.5", round * 50 + at + 1), "AUTHORISED"))
            .collect();
        books.put("/Invoices?summarizeErrors=false", &json!({"Invoices": batch}));
    }
    books.invoice(&contact, "1", "DRAFT");
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=3 {
        let answer = books.get(&format!("/Invoices?page={page}"));
        assert_eq!(
            answer["pagination"],
            json!({"page": page, "pageSize": 100, "pageCount": 3, "itemCount": 251})
        );
        assert_eq!(answer["Invoices"][0]["LineItems"].as_array().unwrap().len(), 1);
        seen.extend(names(&answer, "Invoices", "InvoiceID"));
    }
    assert_eq!(seen.len(), 251, "no page repeats another");
    assert_eq!(books.get("/Invoices?page=4")["Invoices"], json!([]));
    assert_eq!(
        books.get("/Invoices?pageSize=5000")["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        251,
        "adjusted to a thousand"
    );
    let whole = books.get("/Invoices");
    assert!(whole.get("pagination").is_none());
    assert_eq!(whole["Invoices"].as_array().unwrap().len(), 251);
    assert_eq!(
        whole["Invoices"][0]["LineItems"],
        json!([]),
        "lists without pages leave lines out"
    );
    let summary = books.get("/Invoices?summaryOnly=true&pageSize=2");
    assert_eq!(
        (
            summary["Invoices"].as_array().unwrap().len(),
            &summary["Invoices"][0]["LineItems"]
        ),
        (2, &json!([]))
    );
    let drafts = books.get("/Invoices?Statuses=DRAFT,VOIDED");
    assert_eq!(drafts["pagination"]["itemCount"], 1, "statuses force pages");
}

#[test]
fn filters_narrow_lists_and_unknown_fields_are_refused() {
    let books = Books::empty();
    let contact = books.contact("A B C Rentals");
    for (amount, reference) in [("10", "TTA-INV0001"), ("20", "TTA-INV0002"), ("30", "TTA-INV0003")] {
        let mut sent = bill_of("ACCREC", &contact, amount, "AUTHORISED");
        sent["Reference"] = json!(reference);
        books.put("/Invoices", &sent);
    }
    books.put("/Invoices", &bill_of("ACCPAY", &contact, "40", "DRAFT"));
    let count = |text: &str| {
        books.get(&format!("/Invoices?page=1&where={}", escape(text)))["Invoices"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count(r#"Type=="ACCREC" AND Reference=="TTA-INV0002""#), 1);
    assert_eq!(count(r#"Type=="ACCPAY" || Total >= 30"#), 2);
    assert_eq!(count(&format!(r#"Contact.ContactID==guid("{contact}")"#)), 4);
    assert_eq!(
        count(r#"Contact.Name=="A B C Rentals" AND AmountDue>15 AND Status!="DRAFT""#),
        2
    );
    assert_eq!(count("Date>=DateTime(2026,11,20) AND Date<DateTime(2026,11,21)"), 4);
    assert_eq!(count("Date>DateTime(2026,11,20)"), 0);
    assert_eq!(count(r#"Reference.StartsWith("TTA-")"#), 3);
    assert_eq!(count("DueDate!=null"), 4);
    assert_eq!(count("AmountPaid==0 and SentToContact==false"), 4);
    for bad in [r#"Nonsense=="1""#, "Total>", r#"Total=="ten""#] {
        let answer = books.call("GET", &format!("/Invoices?where={}", escape(bad)), &[], b"");
        assert_eq!(answer.status, 400, "{bad}");
    }
    let ordered = books.get("/Invoices?page=1&order=Total%20DESC");
    assert_eq!(number(&ordered["Invoices"][0]["Total"]), "40.00");
    let ids: Vec<String> = names(&ordered, "Invoices", "InvoiceID");
    assert_eq!(
        books.get(&format!("/Invoices?IDs={},{}", ids[0], ids[2]))["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        books.get("/Invoices?InvoiceNumbers=INV-0001,INV-0003")["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        books.get(&format!("/Invoices?ContactIDs={contact}"))["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        books.get("/Invoices?searchTerm=inv0003")["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let practice = Books::practice();
    practice.change(&json!({"create": {"Contact": {"Name": "By hand"}}}));
    assert_eq!(
        practice.get("/Invoices?createdByMyApp=true")["Invoices"],
        json!([]),
        "the seed is nobody's app"
    );
}

#[test]
fn what_changed_since_is_answered_in_every_form_of_the_header() {
    let books = Books::empty();
    let contact = books.contact("Early");
    let invoice = word(&books.invoice(&contact, "100", "AUTHORISED")["InvoiceID"]);
    books.later(3600);
    books.contact("Late");
    let changed = |plural: &str, since: &str| {
        let answer = books.call("GET", &format!("/{plural}"), &[("If-Modified-Since", since)], b"");
        assert_eq!(answer.status, 200);
        answer.json()[plural].as_array().unwrap().len()
    };
    for since in [
        "2026-11-22T02:30:00",
        "2026-11-22T02:30:00Z",
        "2026-11-22T02:30:00.000Z",
        "2026-11-22T02:30:00+00:00",
    ] {
        assert_eq!(changed("Contacts", since), 1, "{since}");
    }
    assert_eq!(
        changed("Contacts", "2026-11-22T02:18:00Z"),
        2,
        "to the second, itself included"
    );
    assert_eq!(changed("Invoices", "2026-11-22T02:30:00Z"), 0);
    let pay = json!({"Invoice": {"InvoiceID": invoice}, "Account": {"Code": "090"}, "Amount": 40});
    books.put("/Payments", &pay);
    assert_eq!(
        changed("Invoices", "2026-11-22T02:30:00Z"),
        1,
        "a payment changes what it pays"
    );
    books.later(3600);
    books.post(&format!("/Invoices/{invoice}"), &json!({"DueDate": "2027-01-31"}));
    assert_eq!(
        changed("Invoices", "2026-11-22T03:30:00Z"),
        0,
        "a due date is no change the ledger tells"
    );
    assert_eq!(
        books.get(&format!("/Invoices/{invoice}"))["Invoices"][0]["DueDateString"],
        "2027-01-31T00:00:00"
    );
    assert_eq!(
        books
            .call("GET", "/Contacts", &[("If-Modified-Since", "soon")], b"")
            .status,
        400
    );
}

#[test]
fn errors_are_summarised_or_told_one_by_one() {
    let books = Books::empty();
    let good = json!({"Name": "Good"});
    let bad = json!({"Name": "Bad <one>"});
    let both = json!({"Contacts": [good, bad]});
    let answer = books.call("PUT", "/Contacts", &[], both.to_string().as_bytes());
    assert_eq!((answer.status, texts(&answer.json()).len()), (400, 1));
    let refusal = answer.json();
    assert_eq!(
        (refusal["ErrorNumber"].clone(), refusal["Type"].as_str()),
        (json!(10), Some("ValidationException"))
    );
    assert_eq!(
        refusal["Elements"][0]["ContactID"],
        "00000000-0000-0000-0000-000000000000"
    );
    assert_eq!(
        books.get("/Contacts")["Contacts"],
        json!([]),
        "one bad element, none kept"
    );
    let mixed = books.put("/Contacts?SummarizeErrors=False", &both);
    let status = |at: usize| mixed["Contacts"][at]["StatusAttributeString"].as_str().unwrap();
    assert_eq!((status(0), status(1)), ("OK", "ERROR"));
    assert_eq!(mixed["Contacts"][1]["HasValidationErrors"], true);
    assert_eq!(names(&books.get("/Contacts"), "Contacts", "Name"), ["Good"]);
    books.change(&json!({"switches": {"keeps_good_ones": true}}));
    let more = json!({"Contacts": [{"Name": "Better"}, bad]});
    assert_eq!(
        books.call("PUT", "/Contacts", &[], more.to_string().as_bytes()).status,
        400
    );
    assert_eq!(books.get("/Contacts")["Contacts"].as_array().unwrap().len(), 2);
    assert_eq!(books.call("PUT", "/Contacts", &[], b"{").status, 400);
    assert_eq!(books.call("PUT", "/Contacts", &[], b"{}").status, 400);
    let many: Vec<Value> = (0..501).map(|at| json!({"Code": format!("I{at}")})).collect();
    assert_eq!(books.refused("PUT", "/Items", &json!({"Items": many})).len(), 1);
}

#[test]
fn groups_users_themes_and_actions_are_there() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let group = word(&books.put("/ContactGroups", &json!({"Name": "Preferred"}))["ContactGroups"][0]["ContactGroupID"]);
    books.put(
        &format!("/ContactGroups/{group}/Contacts"),
        &json!({"Contacts": [{"ContactID": contact}]}),
    );
    let shown = &books.get(&format!("/ContactGroups/{group}"))["ContactGroups"][0];
    assert_eq!(shown["Contacts"][0]["Name"], "Someone");
    assert_eq!(
        books.get(&format!("/Contacts/{contact}"))["Contacts"][0]["ContactGroups"][0]["Name"],
        "Preferred"
    );
    assert_eq!(
        books
            .call(
                "DELETE",
                &format!("/ContactGroups/{group}/Contacts/{contact}"),
                &[],
                b""
            )
            .status,
        204
    );
    assert_eq!(
        books.get(&format!("/ContactGroups/{group}"))["ContactGroups"][0]["Contacts"],
        json!([])
    );
    assert_eq!(books.get("/Users")["Users"][0]["OrganisationRole"], "STANDARD");
    assert_eq!(books.get("/BrandingThemes")["BrandingThemes"][0]["Name"], "Standard");
    let actions = books.get("/Organisation/Actions")["Actions"].clone();
    let of = |name: &str| {
        actions
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["Name"] == name)
            .unwrap()["Status"]
            .clone()
    };
    assert_eq!(
        (of("CreateApprovedInvoice"), of("UseMulticurrency")),
        (json!("ALLOWED"), json!("NOT-ALLOWED"))
    );
    assert_eq!(books.call("PUT", "/Users", &[], b"{\"Users\":[{}]}").status, 501);
}
