use super::super::kinds::Kind;
use super::parse::{Filter, Op, Operand};
use super::{parse, parse_order};

#[test]
fn and_binds_closer_than_or_and_brackets_closest() {
    let filter = parse(
        r#"Type=="ACCREC" AND Total>1 OR (Status = "DRAFT" || total <= -2.5)"#,
        Kind::Invoice,
    )
    .unwrap();
    let Filter::Either(left, right) = filter else {
        panic!("OR is outermost")
    };
    assert!(matches!(*left, Filter::Both(..)));
    assert!(matches!(*right, Filter::Either(..)));
}

#[test]
fn guids_dates_texts_and_nothing_are_read() {
    let of = |text: &str| match parse(text, Kind::Invoice).unwrap() {
        Filter::Compare(_, op, right) => (op, right),
        other => panic!("{other:?}"),
    };
    let id = "c0ffee00-0000-4000-8000-00000000000a";
    assert_eq!(
        of(&format!("Contact.ContactID = guid(\"{}\")", id.to_uppercase())),
        (Op::Equal, Operand::Text(id.into()))
    );
    let (op, Operand::Moment(at)) = of("Date >= DateTime(2026, 11, 01)") else {
        panic!("a moment")
    };
    assert_eq!(
        (op, at.to_string().as_str()),
        (Op::GreaterOrEqual, "2026-11-01T00:00:00Z")
    );
    assert_eq!(
        of(r#"Reference != "a \"b\"""#),
        (Op::Unequal, Operand::Text("a \"b\"".into()))
    );
    assert_eq!(of("DueDate == null"), (Op::Equal, Operand::Null));
}

#[test]
fn what_cannot_be_read_is_refused() {
    for text in [
        "Totl>1",
        "Total>",
        "(Total>1",
        "Total>1 AND",
        r#"Reference=="open"#,
        "Total ~ 1",
        "Date>DateTime(2026,13,1)",
        "1",
    ] {
        assert!(parse(text, Kind::Invoice).is_err(), "{text}");
    }
    assert!(parse("AmountDue>0", Kind::Contact).is_err(), "another kind's field");
    assert!(parse_order("UpdatedDateUTC ASC, InvoiceId DESC", Kind::Invoice).is_ok());
    assert!(parse_order("UpdatedDateUTC SIDEWAYS", Kind::Invoice).is_err());
    assert!(parse_order("Nothing", Kind::Invoice).is_err());
}
