//! Importing twice, changed, shrunk and broken files.

use std::sync::Mutex;

use tieout_connect::Source;
use tieout_connect::source::{RowPlace, RowProblem, SourceBatch, SourceRecord};
use tieout_domain::{Currency, ErrorCode, Failure, ObjectKind, Record, Side};
use tieout_engine::import::{ImportOrder, Imported, import};
use tieout_store::table::{import_problem, mirror};

use crate::world::{CUSTOMER, World, customer};

/// Customers in a file that can be exchanged.
struct Files(Mutex<SourceBatch>);

impl Files {
    fn with(records: &[Record]) -> Self {
        let files = Self(Mutex::default());
        files.hold(records);
        files
    }

    fn hold(&self, records: &[Record]) {
        let place = RowPlace {
            file: "customers.csv".into(),
            sheet: None,
            line: 2,
        };
        let read = |record: &Record| SourceRecord {
            record: record.clone(),
            places: vec![place.clone()],
            occurrence: None,
        };
        *self.0.lock().unwrap() = SourceBatch {
            records: records.iter().map(read).collect(),
            problems: Vec::new(),
            rows: records.len() as u64,
            complete: true,
        };
    }
}

impl Source for Files {
    fn name(&self) -> &str {
        "files"
    }

    fn kinds(&self) -> &[ObjectKind] {
        &[CUSTOMER]
    }

    fn fingerprint(&self, _kind: ObjectKind) -> Result<String, Failure> {
        Ok(format!("{:?}", self.0.lock().unwrap()))
    }

    fn read(&self, _kind: ObjectKind) -> Result<SourceBatch, Failure> {
        Ok(self.0.lock().unwrap().clone())
    }
}

fn run(world: &World, files: &Files, accept_gone: bool) -> Result<Imported, Failure> {
    let order = ImportOrder {
        source: files,
        currency: &Currency::try_from("USD").unwrap(),
        profile: "{}",
        remarks: &[],
        accept_gone,
        who: "ann",
        now: tieout_domain::Clock::instant(world.clock.as_ref()),
    };
    import(&world.store, &order)
}

fn many(count: usize) -> Vec<Record> {
    (0..count)
        .map(|n| customer(&n.to_string(), &format!("Firm {n}")))
        .collect()
}

#[test]
fn the_same_file_twice_is_imported_once() {
    let (world, files) = (World::new(), Files::with(&many(3)));
    let first = run(&world, &files, false).unwrap();
    assert_eq!((first.already, first.outcome.kinds[0].new), (false, 3));
    let second = run(&world, &files, false).unwrap();
    assert!(second.already);
    assert_eq!(second.import.id, first.import.id, "nothing was written");
}

#[test]
fn a_changed_record_and_one_that_comes_back_are_told_from_the_same_ones() {
    let (world, files) = (World::new(), Files::with(&many(3)));
    run(&world, &files, false).unwrap();
    files.hold(&[customer("0", "Firm 0"), customer("1", "Firm One")]);
    let counts = run(&world, &files, false).unwrap().outcome.kinds[0];
    assert_eq!((counts.same, counts.changed, counts.gone, counts.new), (1, 1, 1, 0));
    assert_eq!(world.names(Side::Source, CUSTOMER), ["Firm 0", "Firm One"]);
    files.hold(&many(3));
    let counts = run(&world, &files, false).unwrap().outcome.kinds[0];
    assert_eq!((counts.same, counts.changed), (1, 2), "the one that was gone is back");
    assert_eq!(world.names(Side::Source, CUSTOMER).len(), 3);
}

#[test]
fn absence_means_nothing_in_a_partial_file_or_beside_a_row_that_could_not_be_read() {
    let (world, files) = (World::new(), Files::with(&many(3)));
    run(&world, &files, false).unwrap();
    files.hold(&many(1));
    files.0.lock().unwrap().complete = false;
    assert_eq!(run(&world, &files, false).unwrap().outcome.kinds[0].gone, 0);
    files.hold(&many(2));
    files.0.lock().unwrap().problems.push(RowProblem {
        place: RowPlace {
            file: "customers.csv".into(),
            sheet: None,
            line: 4,
        },
        column: Some("id".into()),
        code: ErrorCode::ValueMissing,
        value: None,
        expected: None,
        blocking: true,
    });
    let done = run(&world, &files, false).unwrap();
    assert_eq!(
        done.outcome.kinds[0].gone, 0,
        "the unreadable row may be the missing record"
    );
    let (problems, total) = world
        .store
        .read(|v| import_problem::page(v, done.import.id, 0, 10))
        .unwrap();
    assert_eq!((problems[0].line, total), (4, 1));
    assert_eq!(world.names(Side::Source, CUSTOMER).len(), 3);
}

#[test]
fn many_vanished_records_must_be_confirmed_and_nothing_changes_before() {
    let (world, files) = (World::new(), Files::with(&many(60)));
    run(&world, &files, false).unwrap();
    files.hold(&many(30));
    let refused = run(&world, &files, false).unwrap_err();
    assert_eq!(refused.code, ErrorCode::ManyRowsGone);
    assert_eq!(world.names(Side::Source, CUSTOMER).len(), 60);
    assert_eq!(run(&world, &files, true).unwrap().outcome.kinds[0].gone, 30);
    let buried = world
        .store
        .read(|v| mirror::get(v, Side::Source, CUSTOMER, &"59".into()))
        .unwrap()
        .unwrap();
    assert!(buried.deleted, "a tombstone stays");
    assert_eq!(
        world
            .store
            .read(|v| mirror::raw(v, Side::Source, CUSTOMER, &"59".into()))
            .unwrap()
            .unwrap()
            .0,
        "raw 59"
    );
}

#[test]
fn a_disk_that_fills_up_during_an_import_is_said_so_and_nothing_is_lost() {
    let (world, files) = (World::new(), Files::with(&many(3)));
    run(&world, &files, false).unwrap();
    let pages = |most: u32| {
        let limited = world
            .store
            .write(|writer| Ok(writer.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?));
        limited.unwrap();
    };
    // No less than the file already has: the next page is one too many.
    pages(1);
    files.hold(&many(5_000));
    let failure = run(&world, &files, false).unwrap_err();
    assert_eq!(failure.code, ErrorCode::DiskFull);
    assert_eq!(world.names(Side::Source, CUSTOMER), ["Firm 0", "Firm 1", "Firm 2"]);
    pages(1_000_000);
    assert_eq!(run(&world, &files, false).unwrap().outcome.kinds[0].new, 4_997);
}
