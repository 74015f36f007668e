//! Several files of one kind, sheets of one workbook, and documents that name records by words.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use rust_decimal::Decimal;
use tieout_domain::objects::Invoice;
use tieout_domain::{ErrorCode, Object, RecordId};
use tieout_sources::files::profile::Scope;

use super::*;

/// One entry for each chosen file.
fn profile(entries: &[&str]) -> ImportProfile {
    let json = format!(
        r#"{{"format":1,"id":"x","name":"X","version":1,"currency":"USD","files":[{}]}}"#,
        entries.join(",")
    );
    ImportProfile::from_json(&json).unwrap()
}

const CUSTOMERS: &str = r#"{"kind":"customer","recognise":{"file_name":"c.csv"},"scope":"snapshot",
    "columns":{"id":{"name":"Id"},"name":{"name":"Name"}}}"#;
const NAMED: &str = r#"{"kind":"customer","recognise":{"file_name":"c.csv"},"identity":{"content":["name"]},
    "columns":{"name":{"name":"Name"},"phone":{"name":"Phone"}}}"#;
const ITEMS: &str = r#"{"kind":"item","recognise":{"file_name":"i.csv"},
    "columns":{"id":{"name":"Id"},"name":{"name":"Name"},"sku":{"name":"SKU"}}}"#;
const FLAT: &str = r#"{"kind":"invoice","part":"records_with_lines","recognise":{"file_name":"f.csv"},
    "columns":{"id":{"name":"Id"},"customer":{"name":"Customer"},"date":{"name":"Date"},"item":{"name":"Item"},
    "amount":{"name":"Amount"}}}"#;

/// Reads one kind of files chosen one by one; every file has a folder of its own, so that names may repeat.
fn read_chosen(entries: &[&str], files: &[(&str, &str)], kind: ObjectKind) -> Result<SourceBatch, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .enumerate()
        .map(|(at, (name, text))| {
            let own = folder.path().join(at.to_string());
            std::fs::create_dir(&own).unwrap();
            std::fs::write(own.join(name), text).unwrap();
            own.join(name)
        })
        .collect();
    FileSource::chosen(profile(entries), &paths).read(kind)
}

fn told(batch: &SourceBatch) -> Vec<String> {
    let show = |text: &Option<String>| text.clone().unwrap_or_default();
    let problems = batch.problems.iter().map(|problem| {
        let place = &problem.place;
        let effect = if problem.blocking { "left out" } else { "taken" };
        format!(
            "{}:{} {} {} {effect}, {}",
            place.file,
            place.line,
            problem.code.word(),
            show(&problem.value),
            show(&problem.expected)
        )
    });
    problems.collect()
}

fn invoices_of(batch: &SourceBatch) -> Vec<&Invoice> {
    let objects = batch
        .records
        .iter()
        .filter_map(|found| found.record.object.as_invoice());
    objects.collect()
}

#[test]
fn the_invoices_of_june_and_of_july_both_come_in() {
    let june = "Id,Customer,Date,Item,Amount\n1,A,2026-06-01,T,10.00\n1,A,2026-06-01,T,5.00\n2,A,2026-06-30,T,1.00\n";
    let july = "Id,Customer,Date,Item,Amount\n2,A,2026-06-30,T,1.00\n3,A,2026-07-01,T,2.00\n4,B,2026-07-02,T,2.00\n";
    let again = "Id,Customer,Date,Item,Amount\n4,B,2026-07-02,T,9.00\n";
    let files = [("f.csv", june), ("f.csv", july), ("f.csv", again)];
    let batch = read_chosen(&[FLAT, FLAT, FLAT], &files, ObjectKind::Invoice).unwrap();
    assert_eq!(
        ids(&batch),
        ["1", "2", "3"],
        "the overlap counts once, what differs is left out"
    );
    let totals: Vec<String> = invoices_of(&batch)
        .iter()
        .map(|invoice| invoice.total.to_string())
        .collect();
    assert_eq!(totals, ["15.00", "1.00", "2.00"]);
    assert_eq!(
        told(&batch),
        [
            "f (2).csv:2 duplicate_id 2 taken, not also in f.csv on line 4",
            "f (2).csv:4 duplicate_id 4 left out, not also in f (3).csv on line 2",
            "f (3).csv:2 duplicate_id 4 left out, not also in f (2).csv on line 4",
        ]
    );
    assert_eq!(batch.rows, 7);
}

#[test]
fn a_second_list_is_no_deletion_of_the_first_and_both_must_be_complete() {
    let part = CUSTOMERS.replace("snapshot", "incremental");
    let files = [("c.csv", "Id,Name\n1,A\n"), ("c.csv", "Id,Name\n2,B\n")];
    let both = read_chosen(&[CUSTOMERS, CUSTOMERS], &files, ObjectKind::Customer).unwrap();
    assert_eq!((ids(&both).len(), both.complete), (2, true));
    let one = read_chosen(&[CUSTOMERS, &part], &files, ObjectKind::Customer).unwrap();
    assert_eq!((ids(&one).len(), one.complete), (2, false));
    assert_eq!(profile(&[&part]).files[0].scope, Scope::Incremental);
}

#[test]
fn lines_of_a_document_in_two_files_are_never_added_up() {
    let header = r#"{"kind":"invoice","recognise":{"file_name":"h.csv"},
        "columns":{"id":{"name":"Id"},"customer":{"name":"Customer"},"date":{"name":"Date"}}}"#;
    let lines = r#"{"kind":"invoice","part":"lines","recognise":{"file_name":"l.csv"},
        "columns":{"document":{"name":"Id"},"item":{"name":"Item"},"amount":{"name":"Amount"}}}"#;
    let files = [
        (
            "h.csv",
            "Id,Customer,Date\n1,A,2026-06-01\n2,A,2026-06-01\n3,A,2026-06-01\n",
        ),
        ("l.csv", "Id,Item,Amount\n1,T,1.00\n2,T,2.00\n3,T,3.00\n"),
        ("l.csv", "Id,Item,Amount\n1,T,1.00\n2,T,2.50\n"),
    ];
    let batch = read_chosen(&[header, lines, lines], &files, ObjectKind::Invoice).unwrap();
    assert_eq!(ids(&batch), ["1", "3"]);
    assert_eq!(
        told(&batch),
        [
            "l (2).csv:2 duplicate_id 1 taken, not also in l.csv on line 2",
            "l (2).csv:3 duplicate_id 2 left out, not also in l.csv on line 3",
            "l.csv:3 duplicate_id 2 left out, not also in l (2).csv on line 3",
        ]
    );
    let failure = read_chosen(&[header], &files[..1], ObjectKind::Invoice).unwrap_err();
    assert!(failure.params["why"].contains("no file with lines was chosen"));
    let mixed = profile_refused(&[FLAT, lines]);
    assert!(mixed.params["reason"].contains("import them separately"), "{mixed}");
}

fn profile_refused(entries: &[&str]) -> Failure {
    let json = format!(
        r#"{{"format":1,"id":"x","name":"X","version":1,"currency":"USD","files":[{}]}}"#,
        entries.join(",")
    );
    ImportProfile::from_json(&json).unwrap_err()
}

#[test]
fn documents_name_records_by_id_name_number_or_sku_and_nothing_is_chosen() {
    let files = [
        ("c.csv", "Name,Phone\nHarrow & Pike,1\nTwin,2\nTwin,3\n"),
        ("i.csv", "Id,Name,SKU\n10,Chai,CH-1\n11,Chang,CH-2\n"),
        (
            "f.csv",
            "Id,Customer,Date,Item,Amount\n1,harrow & pike,2026-06-01,CH-1,1.00\n2,Harrow & Pike,2026-06-01,Chang,1.00\n\
             3,Twin,2026-06-01,10,1.00\n4,Nobody,2026-06-01,CH-9,1.00\n5,Nobody,2026-06-01,11,1.00\n",
        ),
    ];
    let batch = read_chosen(&[NAMED, ITEMS, FLAT], &files, ObjectKind::Invoice).unwrap();
    let customers = read_chosen(&[NAMED, ITEMS, FLAT], &files, ObjectKind::Customer).unwrap();
    let harrow = &customers
        .records
        .iter()
        .find(|found| found.record.object.name() == "Harrow & Pike");
    let harrow = harrow.unwrap().record.id.clone();
    let invoices = invoices_of(&batch);
    assert_eq!(ids(&batch), ["1", "2", "4", "5"]);
    assert_eq!((&invoices[0].customer.id, &invoices[1].customer.id), (&harrow, &harrow));
    let items = invoices.iter().map(|invoice| invoice.lines[0].item.clone().unwrap());
    let items: Vec<(String, Option<String>)> = items.map(|item| (item.id.0, item.name)).collect();
    let named = |id: &str, name: &str| (id.to_owned(), Some(name.to_owned()));
    assert_eq!(
        items,
        [
            named("10", "Chai"),
            named("11", "Chang"),
            ("CH-9".to_owned(), None),
            named("11", "Chang")
        ]
    );
    let codes: Vec<(ErrorCode, u64, bool)> = batch
        .problems
        .iter()
        .map(|problem| (problem.code, problem.place.line, problem.blocking))
        .collect();
    assert_eq!(
        codes,
        [
            (ErrorCode::NameNotUnique, 4, true),
            (ErrorCode::NotInSource, 5, false),
            (ErrorCode::NotInSource, 5, false)
        ],
        "Twin is asked; Nobody and CH-9 are told once and kept as they are"
    );
}

#[test]
fn a_later_file_of_documents_alone_reads_the_same_with_the_lists_of_earlier_imports() {
    let flat = "Id,Customer,Date,Item,Amount\n1,Harrow,2026-06-01,CH-1,1.00\n";
    let lists = [
        ("c.csv", "Id,Name\n7,Harrow\n"),
        ("i.csv", "Id,Name,SKU\n10,Chai,CH-1\n"),
        ("f.csv", flat),
    ];
    let together = read_chosen(&[CUSTOMERS, ITEMS, FLAT], &lists, ObjectKind::Invoice).unwrap();
    let known: Vec<(RecordId, Object)> = [ObjectKind::Customer, ObjectKind::Item]
        .into_iter()
        .flat_map(|kind| read_chosen(&[CUSTOMERS, ITEMS, FLAT], &lists, kind).unwrap().records)
        .map(|found| (found.record.id, found.record.object))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.csv");
    std::fs::write(&path, flat).unwrap();
    let alone = FileSource::chosen(profile(&[FLAT]), &[path]).with_known(known);
    let alone = alone.read(ObjectKind::Invoice).unwrap();
    assert_eq!(alone.records[0].record.object, together.records[0].record.object);
    assert_eq!(invoices_of(&alone)[0].lines[0].description.as_deref(), Some("Chai"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_split_over_files_are_the_rows_of_one_file(
        amounts in prop::collection::btree_map(1u32..500, 1i64..100_000, 1..20),
        cut in prop::collection::vec(0usize..3, 20),
    ) {
        let mut files = vec!["Id,Customer,Date,Item,Amount\n".to_owned(); 3];
        for ((id, cents), at) in amounts.iter().zip(&cut) {
            files[*at].push_str(&format!("{id},A,2026-06-01,T,{}\n", Decimal::new(*cents, 2)));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|text| ("f.csv", text.as_str())).collect();
        let batch = read_chosen(&[FLAT, FLAT, FLAT], &files, ObjectKind::Invoice).unwrap();
        prop_assert!(batch.problems.is_empty());
        let read: BTreeMap<String, Decimal> = batch
            .records
            .iter()
            .map(|found| (found.record.id.0.clone(), found.record.object.total().unwrap()))
            .collect();
        let wanted = amounts.iter().map(|(id, cents)| (id.to_string(), Decimal::new(*cents, 2)));
        prop_assert_eq!(read, wanted.collect::<BTreeMap<_, _>>());
    }
}
