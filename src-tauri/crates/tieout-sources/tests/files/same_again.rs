use proptest::prelude::*;
use std::collections::BTreeSet;

use tieout_domain::ObjectKind;

use super::*;

fn profile() -> ImportProfile {
    let json = r#"{"format":1,"id":"list","name":"List","version":1,"currency":"EUR","files":[{"kind":"customer",
        "recognise":{"file_name":"list.csv"},"columns":{"name":{"name":"Name"},"city":{"name":"City"},"phone":{"name":"Phone"}},
        "identity":{"content":["name","city"]}}]}"#;
    ImportProfile::from_json(json).unwrap()
}

fn read_rows(rows: &[(String, String, u8)]) -> BTreeSet<(String, String)> {
    let mut text = "Name,City,Phone\n".to_owned();
    for (name, city, phone) in rows {
        text.push_str(&format!("{name},{city},{phone}\n"));
    }
    let batch = read(&profile(), &[("list.csv", &text)], ObjectKind::Customer).unwrap();
    assert_eq!(batch.records.len(), rows.len(), "nothing is lost and nothing is merged");
    let phone =
        |found: &tieout_connect::source::SourceRecord| found.record.object.as_party().unwrap().phone.clone().unwrap();
    batch
        .records
        .iter()
        .map(|found| (found.record.id.0.clone(), phone(found)))
        .collect()
}

fn rows() -> impl Strategy<Value = Vec<(String, String, u8)>> {
    prop::collection::vec(("[ab]{1,2}", "[xy]", 0u8..3), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_does_not_change_ids(rows in rows(), turn in 0usize..12) {
        let first = read_rows(&rows);
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        prop_assert_eq!(&first, &read_rows(&turned));
        turned.reverse();
        prop_assert_eq!(&first, &read_rows(&turned));
        prop_assert_eq!(first.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len(), rows.len());
    }

    #[test]
    fn overlapping_files_give_the_shared_rows_the_same_ids(rows in rows(), kept in 1usize..12) {
        // Identical rows are interchangeable; the file that holds fewer of them has the first of their ids.
        let ids = |rows: &[(String, String, u8)]| {
            let same: Vec<_> = rows.iter().map(|(name, city, _)| (name.clone(), city.clone(), 0)).collect();
            read_rows(&same)
        };
        let (whole, part) = (ids(&rows), ids(&rows[..kept.min(rows.len())]));
        prop_assert!(part.is_subset(&whole));
    }
}

#[test]
fn two_identical_rows_without_an_id_stay_two() {
    let row = ("a".to_owned(), "x".to_owned(), 1);
    let found = read_rows(&[row.clone(), row]);
    assert_eq!(found.iter().map(|(id, _)| &id[24..]).collect::<Vec<_>>(), ["-1", "-2"]);
}

#[test]
fn case_blanks_and_composition_do_not_make_another_record() {
    let row = |name: &str| vec![(name.to_owned(), "x".to_owned(), 1)];
    assert_eq!(read_rows(&row("Romarío  Ltd")), read_rows(&row("ROMARI\u{301}O Ltd")));
}
