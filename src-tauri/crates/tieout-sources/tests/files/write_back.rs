//! Records written in the source's own form, and read again by the profile they were imported with.

use proptest::prelude::*;
use rust_decimal::Decimal;
use tieout_connect::WriteBackTarget;
use tieout_connect::source::{WriteBack, WriteBackAction, WrittenFile};
use tieout_domain::fields::FieldChange;
use tieout_domain::objects::{Address, Item, ItemType, Party};
use tieout_domain::{Currency, ErrorCode, Object, RecordId, RecordRef, RunId};
use tieout_sources::files::profile::{FileProfile, Scope};
use tieout_sources::files::{FileTarget, Form};

use super::*;

pub const RUN: RunId = RunId(7);

/// Customers with every role a customer can have, and columns that mean nothing to us between them.
pub const PARTY: &str = r#""headings":["Code","Name","Title","Company","Contact","E-mail","Tel","Fax","Web","VAT","Account","To","Str 1",
    "Str 2","City","Region","Zip","Country","Ship to","Ship 1","Ship 2","Ship city","Ship region","Ship zip","Ship country","Cur.",
    "Terms","Remarks","In use","Last visit"],
    "columns":{"id":{"name":"Code","required":true},"name":{"name":"Name","required":true},"company_name":{"name":"Company"},
    "contact_name":{"name":"Contact"},"email":{"name":"E-mail"},"phone":{"name":"Tel"},"fax":{"name":"Fax"},
    "website":{"name":"Web"},"tax_number":{"name":"VAT"},"account_number":{"name":"Account"},"street":{"name":"Str 1"},
    "street2":{"name":"Str 2"},"city":{"name":"City"},"region":{"name":"Region"},"postal_code":{"name":"Zip"},
    "country":{"name":"Country"},"ship_name":{"name":"Ship to"},"ship_street":{"name":"Ship 1"},"ship_street2":{"name":"Ship 2"},
    "ship_city":{"name":"Ship city"},"ship_region":{"name":"Ship region"},"ship_postal_code":{"name":"Ship zip"},
    "ship_country":{"name":"Ship country"},"currency":{"name":"Cur."},"terms":{"name":"Terms"},"notes":{"name":"Remarks"},
    "active":{"name":"In use","words":{"j":"yes","n":"no"}}}"#;

const ITEM: &str = r#""headings":["No","Name","No","Text","Kind","Price","Buy text","Cost","Stock","Since","From","On"],
    "columns":{"id":{"name":"No","required":true},"sku":{"name":"No","occurrence":2},"name":{"name":"Name","required":true},
    "description":{"name":"Text"},"item_type":{"name":"Kind"},"unit_price":{"name":"Price","number":"NUMBER"},
    "purchase_description":{"name":"Buy text"},"purchase_cost":{"name":"Cost"},"quantity_on_hand":{"name":"Stock"},
    "tracked_since":{"name":"Since","date":"DATE"},"vendor":{"name":"From"},"active":{"name":"On"}}"#;

pub fn file(kind: &str, name: &str, more: &str, columns: &str) -> FileProfile {
    let json = format!(r#"{{"kind":"{kind}","recognise":{{"file_name":"{name}"}},{more}{columns}}}"#);
    serde_json::from_str(&json).unwrap()
}

pub fn profile_of(file: &FileProfile) -> ImportProfile {
    ImportProfile {
        format: 1,
        id: "x".into(),
        name: "X".into(),
        version: 1,
        note: None,
        currency: Currency::try_from("USD").unwrap(),
        date_shift: None,
        files: vec![file.clone()],
    }
}

pub fn target(file: &FileProfile) -> FileTarget {
    FileTarget::new(vec![Form {
        file: file.clone(),
        weeks: 0,
    }])
}

/// Reads a written file by the profile.
pub fn read_back(file: &FileProfile, written: &WrittenFile) -> SourceBatch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(&written.name);
    std::fs::write(&path, &written.bytes).unwrap();
    FileSource::chosen(profile_of(file), &[path]).read(file.kind).unwrap()
}

pub fn record(action: WriteBackAction, id: Option<&str>, wanted: Object) -> WriteBack {
    WriteBack {
        action,
        source_id: id.map(RecordId::new),
        ledger_id: RecordId::new("L1"),
        wanted,
        changes: Vec::new(),
        raw: None,
    }
}

pub fn updates(objects: Vec<Object>) -> Vec<WriteBack> {
    let numbered = objects.into_iter().enumerate();
    numbered
        .map(|(at, object)| record(WriteBackAction::Update, Some(&format!("00{at}")), object))
        .collect()
}

/// The objects come back as they were, with their ids and in use.
fn comes_back(file: &FileProfile, objects: &[Object]) {
    let target = target(file);
    let records = updates(objects.to_vec());
    let written = target.write_back(file.kind, RUN, &records).unwrap();
    assert_eq!(
        written,
        target.write_back(file.kind, RUN, &records).unwrap(),
        "equal bytes"
    );
    assert_eq!(written.rows as usize, objects.len());
    let batch = read_back(file, &written);
    assert_eq!(told(&batch), Vec::<String>::new());
    let read: Vec<_> = batch.records.iter().map(|found| &found.record).collect();
    assert_eq!(
        read.iter().map(|record| &record.object).collect::<Vec<_>>(),
        objects.iter().collect::<Vec<_>>()
    );
    assert!(read.iter().all(|record| record.active));
    let ids: Vec<_> = records.iter().flat_map(|record| record.source_id.clone()).collect();
    assert_eq!(read.iter().map(|record| record.id.clone()).collect::<Vec<_>>(), ids);
}

pub fn told(batch: &SourceBatch) -> Vec<String> {
    batch.problems.iter().map(|problem| format!("{problem:?}")).collect()
}

/// Anything people and programs write, without the blanks around it that every reader drops.
pub fn words() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("=1+1".to_owned()),
        Just("'=1+1".to_owned()),
        Just("''@x".to_owned()),
        Just("+44 20 7946 0958".to_owned()),
        Just("-12,50".to_owned()),
        Just("007".to_owned()),
        Just("1.50".to_owned()),
        Just("TRUE".to_owned()),
        Just("2024-01-31".to_owned()),
        Just("_x0041_".to_owned()),
        Just("a \"quoted\", b; c\td".to_owned()),
        Just("first\nsecond\r\nthird".to_owned()),
        Just("Romari\u{301}o & <Söhne> 東京 🚤 \u{202e}abc".to_owned()),
        Just("x".repeat(5_000)),
    ];
    prop_oneof![3 => "[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{feff}\u{fffe}\u{ffff}]{1,12}", 1 => odd]
        .prop_map(|text: String| trimmed(&text))
        .prop_filter("a value", |text| !text.is_empty())
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{feff}'))
        .to_owned()
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(words())
}

fn address(lines: usize) -> impl Strategy<Value = Option<Address>> {
    let parts = (maybe(), maybe(), maybe(), maybe());
    (proptest::collection::vec(words(), 0..=lines), parts).prop_map(|(lines, (city, region, postal_code, country))| {
        let address = Address {
            lines,
            city,
            region,
            postal_code,
            country,
        };
        (!address.is_empty()).then_some(address)
    })
}

pub fn party() -> impl Strategy<Value = Object> {
    let names = (words(), maybe(), maybe(), maybe(), maybe(), maybe());
    let more = (maybe(), maybe(), maybe(), maybe());
    let currency = proptest::option::of(prop_oneof![Just("EUR"), Just("USD")]);
    let website = proptest::option::of("www\\.[a-z]{1,8}\\.com");
    (names, more, address(2), address(3), currency, website).prop_map(
        |(names, more, bill_to, ship_to, currency, website)| {
            let (name, company_name, contact_name, email, phone, fax) = names;
            let (tax_number, account_number, notes, terms) = more;
            Object::Customer(Party {
                name,
                company_name,
                contact_name,
                email,
                phone,
                fax,
                website,
                tax_number,
                account_number,
                bill_to,
                ship_to,
                terms: terms.map(RecordRef::new),
                currency: currency.map(|code| Currency::try_from(code).unwrap()),
                notes,
                parent: None,
                balance: None,
            })
        },
    )
}

fn amount() -> impl Strategy<Value = Option<Decimal>> {
    proptest::option::of((any::<i64>(), 0u32..9).prop_map(|(units, scale)| Decimal::new(units, scale)))
}

fn item() -> impl Strategy<Value = Object> {
    let texts = (words(), maybe(), maybe(), maybe(), maybe());
    let kind = prop_oneof![
        Just(ItemType::Inventory),
        Just(ItemType::NonInventory),
        Just(ItemType::Service)
    ];
    let day = proptest::option::of(0i32..40_000);
    (texts, kind, (amount(), amount(), amount()), day).prop_map(|(texts, item_type, amounts, day)| {
        let (name, sku, description, purchase_description, vendor) = texts;
        let (unit_price, purchase_cost, quantity_on_hand) = amounts;
        let start = jiff::civil::Date::new(1950, 1, 1).unwrap();
        Object::Item(Item {
            name,
            full_name: None,
            sku,
            description,
            purchase_description,
            item_type,
            unit_price,
            purchase_cost,
            income_account: None,
            expense_account: None,
            asset_account: None,
            taxable: None,
            quantity_on_hand,
            tracked_since: day.map(|day| start.checked_add(jiff::Span::new().days(day)).unwrap()),
            vendor: vendor.map(RecordRef::new),
        })
    })
}

pub const FORMS: [(&str, &str); 6] = [
    ("c.csv", ""),
    ("c.csv", r#""encoding":"utf-8","delimiter":";","header_row":3,"#),
    ("c.csv", r#""encoding":"utf-16le","delimiter":"\t","#),
    ("c.csv", r#""encoding":"utf-16be","delimiter":"|","#),
    ("c.xlsx", ""),
    ("c.xlsx", r#""header_row":4,"#),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn customers_come_back_as_they_were_written(
        objects in proptest::collection::vec(party(), 1..5), form in proptest::sample::select(FORMS.to_vec()),
    ) {
        comes_back(&file("customer", form.0, form.1, PARTY), &objects);
    }

    #[test]
    fn items_come_back_to_the_last_digit(
        objects in proptest::collection::vec(item(), 1..5), form in proptest::sample::select(FORMS.to_vec()),
        number in prop_oneof![Just("1,234.56"), Just("1.234,56")],
        date in prop_oneof![Just("D.M.YYYY"), Just("M/D/YYYY"), Just("YYYY-M-D"), Just("D-MMM-YYYY")],
    ) {
        let columns = ITEM.replace("NUMBER", number).replace("DATE", date);
        comes_back(&file("item", form.0, form.1, &columns), &objects);
    }
}

pub fn customer(name: &str) -> Party {
    Party {
        name: name.into(),
        ..Party::default()
    }
}

pub fn text_of(written: &WrittenFile) -> String {
    String::from_utf8(written.bytes.clone()).unwrap()
}

#[test]
fn a_file_has_the_sources_headings_words_and_formats() {
    let file = file("customer", "c.csv", r#""delimiter":";","#, PARTY);
    let mut wanted = customer("Müller & Söhne");
    wanted.phone = Some("+49 30 0074321".into());
    wanted.notes = Some("=1+1".into());
    let records = [
        record(WriteBackAction::Update, Some("0012"), Object::Customer(wanted)),
        record(WriteBackAction::Create, None, Object::Customer(customer("New one"))),
        record(
            WriteBackAction::Deactivate,
            Some("0013"),
            Object::Customer(customer("Old one")),
        ),
    ];
    let written = target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap();
    assert_eq!(written.name, "Tieout customers for import, run 7.csv");
    let text = text_of(&written);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').collect()).collect();
    let cell = |row: usize, heading: &str| rows[row][rows[0].iter().position(|name| *name == heading).unwrap()];
    assert!(text.starts_with("Code;Name;Title;Company;"), "{text}");
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    let told = |row: usize| ["Code", "Name", "In use"].map(|heading| cell(row, heading));
    assert_eq!(told(1), ["0012", "Müller & Söhne", "j"]);
    assert_eq!(told(2), ["", "New one", "j"], "the source gives the id");
    assert_eq!(told(3), ["0013", "Old one", "n"]);
    assert_eq!(cell(1, "Tel"), "+49 30 0074321", "a telephone number stays one");
    assert_eq!((cell(1, "Remarks"), cell(1, "Title")), ("'=1+1", ""));
}

#[test]
fn what_has_no_column_is_said_and_not_carried() {
    let columns = r#""columns":{"id":{"name":"Code"},"account_number":{"name":"Code"},"name":{"name":"Name"},
        "company_name":{"name":"Name"},"street2":{"name":"Street"}}"#;
    let file = file("customer", "c.csv", "", columns);
    let target = target(&file);
    let carried = ["name", "bill_to.lines.1"];
    for field in [
        "name",
        "bill_to.lines.1",
        "bill_to.lines.2",
        "company_name",
        "account_number",
        "phone",
        "active",
    ] {
        let wanted = carried.contains(&field);
        assert_eq!(target.carries(ObjectKind::Customer, field), wanted, "{field}");
    }
    assert!(!target.carries(ObjectKind::Invoice, "name"));
    let mut records = updates(vec![Object::Customer(customer("A")), Object::Customer(customer("B"))]);
    records[0].changes = vec![changed("phone"), changed("name"), changed("email")];
    records[1].changes = vec![changed("phone")];
    records.push(record(
        WriteBackAction::Deactivate,
        Some("9"),
        Object::Customer(customer("C")),
    ));
    let written = target.write_back(ObjectKind::Customer, RUN, &records).unwrap();
    assert_eq!(written.left_out, ["active", "email", "phone"]);
    assert_eq!(
        written.rows, 2,
        "a row that cannot say that it is no longer in use is not written"
    );
    assert_eq!(text_of(&written), "Code,Name,Street\r\n000,A,\r\n001,B,\r\n");
}

#[test]
fn a_kind_that_was_never_imported_gets_a_plain_form_that_reads_back() {
    let target = FileTarget::new(Vec::new());
    let object = Object::Customer(Party {
        email: Some("a@example.com".into()),
        ..customer("Ana Trujillo")
    });
    let written = target
        .write_back(ObjectKind::Customer, RUN, &updates(vec![object.clone()]))
        .unwrap();
    assert!(text_of(&written).starts_with("ID,Name,Company,"));
    let columns =
        r#""columns":{"id":{"name":"ID"},"name":{"name":"Name"},"email":{"name":"Email"},"active":{"name":"Active"}}"#;
    let batch = read_back(&file("customer", "c.csv", "", columns), &written);
    assert_eq!(batch.records[0].record.object, object);
}

#[test]
fn new_records_without_an_id_come_back_under_the_name_they_are_told_apart_by() {
    let columns = r#""identity":{"content":["name"]},"columns":{"name":{"name":"Name"},"phone":{"name":"Phone"}}"#;
    let file = file("customer", "c.csv", "", columns);
    let object = Object::Customer(Party {
        phone: Some("(5) 555-4729".into()),
        ..customer("New one")
    });
    let records = [record(WriteBackAction::Create, None, object.clone())];
    let written = target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap();
    let batch = read_back(&file, &written);
    assert_eq!((batch.records.len(), &batch.records[0].record.object), (1, &object));
}

#[test]
fn a_letter_that_the_sources_encoding_lacks_is_named_and_nothing_is_written() {
    let file = file("customer", "c.csv", r#""encoding":"windows-1252","#, PARTY);
    let records = updates(vec![
        Object::Customer(customer("Ürün")),
        Object::Customer(customer("Łódź")),
    ]);
    let refused = target(&file)
        .write_back(ObjectKind::Customer, RUN, &records)
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::ForbiddenCharacter);
    assert_eq!(
        (refused.params["record"].as_str(), refused.params["field"].as_str()),
        ("Łódź", "Name")
    );
    let written = target(&file)
        .write_back(ObjectKind::Customer, RUN, &records[..1])
        .unwrap();
    assert!(
        written.bytes.windows(4).any(|bytes| bytes == b"\xDCr\xFCn"),
        "written in the source's encoding"
    );
}

#[test]
fn the_demos_own_tables_come_back_whole() {
    let profile = northwind_profile();
    let target = FileTarget::new(Form::of_profile(&profile));
    let source = FileSource::in_folder(profile.clone(), &demo_folder()).unwrap();
    for kind in [ObjectKind::Item, ObjectKind::Customer, ObjectKind::Vendor] {
        let imported = source.read(kind).unwrap();
        let records: Vec<WriteBack> = imported
            .records
            .iter()
            .map(|found| {
                record(
                    WriteBackAction::Update,
                    Some(found.record.id.as_str()),
                    found.record.object.clone(),
                )
            })
            .collect();
        let written = target.write_back(kind, RUN, &records).unwrap();
        let own = profile.files.iter().find(|file| file.kind == kind).unwrap();
        let again = read_back(own, &written);
        let objects = |batch: &SourceBatch| {
            batch
                .records
                .iter()
                .map(|found| found.record.object.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(objects(&again), objects(&imported), "{kind}");
        assert_eq!(ids(&again), ids(&imported));
        let original = std::fs::read_to_string(demo_folder().join(&own.recognise.file_name)).unwrap();
        let heading = text_of(&written).lines().next().map(str::to_owned);
        assert_eq!(
            heading.as_deref(),
            original.lines().next().map(str::trim_end),
            "the same columns in the same order"
        );
    }
    assert_eq!(profile.files[0].scope, Scope::Snapshot);
}

#[test]
fn a_record_of_another_kind_or_without_its_id_is_refused() {
    let target = FileTarget::new(Vec::new());
    let customer = Object::Customer(customer("A"));
    for (kind, records) in [
        (ObjectKind::Item, updates(vec![customer.clone()])),
        (
            ObjectKind::Customer,
            vec![record(WriteBackAction::Update, None, customer.clone())],
        ),
        (ObjectKind::Invoice, Vec::new()),
    ] {
        assert!(target.write_back(kind, RUN, &records).is_err(), "{kind}");
    }
}

pub fn changed(field: &str) -> FieldChange {
    FieldChange {
        field: field.into(),
        last_pushed: None,
        wanted: None,
        ledger: None,
    }
}
