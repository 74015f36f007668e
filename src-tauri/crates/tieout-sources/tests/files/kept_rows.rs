//! What an edited row keeps of the row that was imported: what we do not know, and how it was spelt.

use proptest::prelude::*;
use rust_decimal::Decimal;
use tieout_connect::WriteBackTarget;
use tieout_connect::source::{SourceRecord, WriteBack, WriteBackAction, WrittenFile};
use tieout_domain::{Object, fields};
use tieout_sources::files::profile::FileProfile;

use super::write_back::{
    FORMS, PARTY, RUN, changed, customer, file, party, profile_of, read_back, record, target, text_of, told, updates,
    words,
};
use super::*;

/// An update of an imported record.
fn edited(found: &SourceRecord, wanted: Object) -> WriteBack {
    let changes = fields::changes(&wanted, Some(&found.record.object), None);
    WriteBack {
        changes,
        raw: Some(found.record.raw.clone()),
        ..record(WriteBackAction::Update, Some(found.record.id.as_str()), wanted)
    }
}

fn import_text(file: &FileProfile, text: &str) -> SourceBatch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(&file.recognise.file_name);
    std::fs::write(&path, text).unwrap();
    FileSource::chosen(profile_of(file), &[path]).read(file.kind).unwrap()
}

fn rows(written: &WrittenFile) -> Vec<String> {
    text_of(written).lines().map(str::to_owned).collect()
}

/// Prices with signs and groups, ids with zeros, odd words for yes, dates of another trade, a repeated heading.
const ODD: &str = "No;Name;No;Last visit;Price;Colour;On;Since;Rank\r\n\
                   0007;Anchor;A-1; 3 Feb 99 ;$1,234.50;'=red;J;03/02/1999;007\r\n\
                   0008;Bell;B-1;;2.00;;;;+1\r\n";

const ODD_FORM: &str = r#""delimiter":";","headings":["No","Name","No","Last visit","Price","Colour","On","Since","Rank"],
    "columns":{"id":{"name":"No"},"sku":{"name":"No","occurrence":2},"name":{"name":"Name"},
    "unit_price":{"name":"Price","number":"1,234.56"},"active":{"name":"On","words":{"J":"yes","N":"no"}},
    "tracked_since":{"name":"Since","date":"D/M/YYYY"}}"#;

fn renamed(object: &Object, name: &str) -> Object {
    let mut object = object.clone();
    match &mut object {
        Object::Item(item) => name.clone_into(&mut item.name),
        Object::Customer(party) => name.clone_into(&mut party.name),
        _ => {}
    }
    object
}

#[test]
fn what_is_not_changed_goes_back_as_it_came_known_to_us_or_not() {
    let file = file("item", "i.csv", "", ODD_FORM);
    let imported = import_text(&file, ODD);
    assert_eq!(told(&imported), Vec::<String>::new());
    let (anchor, bell) = (&imported.records[0], &imported.records[1]);
    let mut dearer = bell.record.object.clone();
    if let Object::Item(item) = &mut dearer {
        item.unit_price = Some(Decimal::new(250, 2));
    }
    let records = [
        edited(anchor, renamed(&anchor.record.object, "Anchor, big")),
        edited(bell, dearer),
        WriteBack {
            changes: Vec::new(),
            action: WriteBackAction::Deactivate,
            ..edited(bell, bell.record.object.clone())
        },
    ];
    let written = target(&file).write_back(ObjectKind::Item, RUN, &records).unwrap();
    let expected = [
        "No;Name;No;Last visit;Price;Colour;On;Since;Rank",
        "0007;Anchor, big;A-1;3 Feb 99;$1,234.50;'=red;J;03/02/1999;007",
        "0008;Bell;B-1;;2.50;;;;+1",
        "0008;Bell;B-1;;2.00;;N;;+1",
    ];
    assert_eq!(rows(&written), expected);
    let again = read_back(&file, &written);
    assert_eq!(again.records[0].record.object, records[0].wanted);
}

#[test]
fn a_row_of_another_form_loses_nothing_that_both_have() {
    let old = r#""columns":{"id":{"name":"Nr"},"name":{"name":"Name"},"phone":{"name":"Phone"},"street":{"name":"Line 1"},
        "street2":{"name":"Line 2"}}"#;
    let imported = import_text(
        &file("customer", "c.csv", "", old),
        "Nr,Name,Phone,Line 1,Line 2,Colour\n7,Ann,1-2,,Quay 5,red\n",
    );
    let new = r#""headings":["Code","Name","Colour","Tel","Str 1","Str 2","Extra"],"columns":{"id":{"name":"Code"},
        "name":{"name":"Name"},"phone":{"name":"Tel"},"street":{"name":"Str 1"},"street2":{"name":"Str 2"}}"#;
    let file = file("customer", "c.csv", "", new);
    let wanted = renamed(&imported.records[0].record.object, "Anna");
    let records = [edited(&imported.records[0], wanted)];
    let written = target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap();
    assert_eq!(
        rows(&written),
        ["Code,Name,Colour,Tel,Str 1,Str 2,Extra", "7,Anna,red,1-2,Quay 5,,"]
    );
}

#[test]
fn lines_of_an_address_are_written_anew_together() {
    let file = file("customer", "c.csv", "", PARTY);
    let headings = "Code,Name,Str 1,Str 2,City";
    let imported = import_text(&file, &format!("{headings}\n7,Ann,,Quay 5,Cork\n"));
    let found = &imported.records[0];
    let mut moved = found.record.object.clone();
    if let Object::Customer(party) = &mut moved {
        party.bill_to.as_mut().unwrap().lines = vec!["Pier 1".into()];
    }
    for wanted in [moved, renamed(&found.record.object, "Anna")] {
        let records = [edited(found, wanted.clone())];
        let written = target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap();
        assert_eq!(read_back(&file, &written).records[0].record.object, wanted);
    }
}

#[test]
fn cells_of_a_workbook_keep_their_types_and_raw_rows_we_cannot_read_change_nothing() {
    let columns = r#""headings":["Nr","Name","Tel","Visits","Last visit"],"columns":{"id":{"name":"Nr"},"name":{"name":"Name"},
        "phone":{"name":"Tel"}}"#;
    let file = file("customer", "c.xlsx", "", columns);
    let raw = r#"[{"file":"c.xlsx","sheet":"S","line":2,"values":{"Nr":"007","Name":"Ann","Tel":{"number":"4930"},
        "Visits":{"number":"12.5"},"Last visit":{"date":"2026-01-31"}}}]"#;
    let mut records = updates(vec![Object::Customer(customer("Anna"))]);
    records[0].changes = vec![changed("name")];
    records[0].raw = Some(raw.to_owned());
    let again = read_back(
        &file,
        &target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap(),
    );
    let read: serde_json::Value = serde_json::from_str(&again.records[0].record.raw).unwrap();
    let values = serde_json::json!({"Nr": "007", "Name": "Anna", "Tel": {"number": "4930"}, "Visits": {"number": "12.5"},
        "Last visit": {"date": "2026-01-31"}});
    assert_eq!(read[0]["values"], values);
    for unreadable in ["row", "[]", "{}", "[{}]"] {
        records[0].raw = Some(unreadable.to_owned());
        let written = target(&file).write_back(ObjectKind::Customer, RUN, &records).unwrap();
        assert_eq!(read_back(&file, &written).records[0].record.object.name(), "Anna");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The form says its delimiter, as those of imported files do: finding it in a few odd lines is another matter.
    /// What a row said before, known to us or not, never gets into the way of what is wanted, nor is it lost.
    #[test]
    fn an_edited_row_reads_as_what_is_wanted_and_keeps_what_is_not_ours(
        pairs in proptest::collection::vec((party(), party()), 1..4), form in proptest::sample::select(FORMS[1..].to_vec()),
        foreign in words(),
    ) {
        let file = file("customer", form.0, form.1, PARTY);
        let before: Vec<Object> = pairs.iter().map(|(before, _)| before.clone()).collect();
        let first = target(&file).write_back(file.kind, RUN, &updates(before)).unwrap();
        let imported = read_back(&file, &first);
        let with_foreign = |found: &SourceRecord| {
            let mut raw: serde_json::Value = serde_json::from_str(&found.record.raw).unwrap();
            raw[0]["values"]["Title"] = foreign.clone().into();
            raw.to_string()
        };
        // As a plan does it: what the other side does not say stays.
        let records: Vec<WriteBack> = imported.records.iter().zip(&pairs).map(|(found, (_, wanted))| WriteBack {
            raw: Some(with_foreign(found)),
            ..edited(found, fields::overlay(&found.record.object, wanted, &|_| true).unwrap())
        }).collect();
        let again = read_back(&file, &target(&file).write_back(file.kind, RUN, &records).unwrap());
        prop_assert_eq!(told(&again), Vec::<String>::new());
        for (found, record) in again.records.iter().zip(&records) {
            prop_assert_eq!(fields::fields(&found.record.object), fields::fields(&record.wanted));
            let raw: serde_json::Value = serde_json::from_str(&found.record.raw).unwrap();
            prop_assert_eq!(&raw[0]["values"]["Title"], &serde_json::Value::from(foreign.clone()));
        }
    }
}
