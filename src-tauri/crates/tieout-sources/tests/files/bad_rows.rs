use tieout_domain::ErrorCode::*;
use tieout_domain::objects::DocumentState;
use tieout_domain::{Object, ObjectKind};
use tieout_sources::files::profile::{FinalWhen, Part, Role};

use super::*;

const ORDERS: &str = "OrderID,CustomerID,OrderDate,ShippedDate,Freight\n";
const LINES: &str = "OrderID,ProductID,UnitPrice,Quantity,Discount\n";

fn invoices(orders: &str, lines: &str) -> SourceBatch {
    let files = [
        ("orders.csv", format!("{ORDERS}{orders}")),
        ("order_details.csv", format!("{LINES}{lines}")),
    ];
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    read(&northwind_profile(), &files, ObjectKind::Invoice).unwrap()
}

/// `file:line column code value` of each problem.
fn listed(batch: &SourceBatch) -> Vec<String> {
    let show = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let line = |problem: &tieout_connect::source::RowProblem| {
        let place = format!("{}:{}", problem.place.file, problem.place.line);
        format!(
            "{place} {} {} {}",
            show(&problem.column),
            problem.code.word(),
            show(&problem.value)
        )
    };
    batch.problems.iter().map(line).collect()
}

#[test]
fn an_invoice_with_a_bad_line_is_left_out_whole_and_listed_while_others_go_on() {
    let batch = invoices(
        "1,A,7/4/1996,,1.00\n2,A,7/4/1996,,1.00\n3,A,31/12/1996,,x\n4,,7/4/1996,,1\n",
        "1,7,10,1,0\n2,7,10,1,0\n2,8,ten,1,0\n3,7,1,1,0\n4,7,1,1,0\n",
    );
    assert_eq!(ids(&batch), ["1"]);
    assert_eq!(
        listed(&batch),
        [
            "order_details.csv:4 UnitPrice amount_unreadable ten",
            "orders.csv:4 Freight amount_unreadable x",
            "orders.csv:4 OrderDate date_unreadable 31/12/1996",
            "orders.csv:5 CustomerID value_missing -",
        ]
    );
    assert_eq!(batch.rows, 9);
    assert!(!batch.complete, "a row that was left out must not look deleted");
}

#[test]
fn a_row_of_the_wrong_width_takes_its_invoice_with_it() {
    let batch = invoices(
        "1,A,7/4/1996,,1.00\n2,A,7/4/1996,,1\n",
        "1,7,10,1,0\n1,8,10\n2,7,10,1,0\n",
    );
    assert_eq!(ids(&batch), ["2"], "invoice 1 would lack a line and have a wrong total");
    assert_eq!(listed(&batch), ["order_details.csv:3 - column_missing 3 columns"]);
}

#[test]
fn lines_without_an_order_and_orders_without_a_line_are_listed() {
    let batch = invoices(
        "1,A,7/4/1996,,1.00\n2,A,7/4/1996,,1.00\n",
        "1,7,10,1,0\n9,7,10,1,0\n,7,10,1,0\n",
    );
    assert_eq!(ids(&batch), ["1"]);
    assert_eq!(
        listed(&batch),
        [
            "order_details.csv:3 OrderID line_without_header 9",
            "order_details.csv:4 OrderID value_missing -",
            "orders.csv:3 OrderID value_missing 2",
        ]
    );
}

#[test]
fn two_different_rows_with_one_id_are_both_left_out_and_equal_ones_are_one() {
    let customers = "CustomerID,CompanyName\nA,Acme\nA,Apex\nB,Bolt\nB,Bolt\n,None\nC,\n";
    let batch = read(
        &northwind_profile(),
        &[("customers.csv", customers)],
        ObjectKind::Customer,
    )
    .unwrap();
    assert_eq!(ids(&batch), ["B"]);
    assert_eq!(
        listed(&batch),
        [
            "customers.csv:2 CustomerID duplicate_id A",
            "customers.csv:3 CustomerID duplicate_id A",
            "customers.csv:5 CustomerID duplicate_id B",
            "customers.csv:6 CustomerID value_missing -",
            "customers.csv:7 CompanyName value_missing -",
        ]
    );
    assert_eq!(
        batch.problems.iter().filter(|problem| !problem.blocking).count(),
        1,
        "an equal row costs nothing"
    );
}

#[test]
fn a_file_without_its_columns_is_refused_with_their_names() {
    let failure = read(
        &northwind_profile(),
        &[("customers.csv", "CustomerID,Company\nA,Acme\n")],
        ObjectKind::Customer,
    );
    let failure = failure.unwrap_err();
    assert_eq!(
        (failure.code, failure.params["column"].as_str()),
        (ColumnMissing, "CompanyName")
    );
    let failure = read(
        &northwind_profile(),
        &[("customers.csv", "a,b\n1,2\n")],
        ObjectKind::Customer,
    )
    .unwrap_err();
    assert_eq!(failure.code, FileNotRecognised);
    let failure = read(&northwind_profile(), &[], ObjectKind::Customer).unwrap_err();
    assert_eq!(failure.code, FileNotRecognised);
}

#[test]
fn a_column_that_can_be_read_in_two_ways_is_asked_not_guessed() {
    let mut profile = northwind_profile();
    for file in &mut profile.files {
        file.columns
            .values_mut()
            .for_each(|column| (column.date, column.number) = (None, None));
    }
    let read = |date: &str, price: &str| {
        let orders = format!("{ORDERS}1,A,{date},,1\n");
        let lines = format!("{LINES}1,7,\"{price}\",1,0\n");
        read(
            &profile,
            &[("orders.csv", &orders), ("order_details.csv", &lines)],
            ObjectKind::Invoice,
        )
    };
    let failure = read("7/4/1996", "1.50").unwrap_err();
    assert_eq!(
        (failure.code, failure.params["options"].as_str()),
        (FormatAmbiguous, "M/D/YYYY | D/M/YYYY")
    );
    let failure = read("7/14/1996", "14.550").unwrap_err();
    assert_eq!(
        (failure.code, failure.params["column"].as_str()),
        (FormatAmbiguous, "UnitPrice")
    );
    assert_eq!(read("7/14/1996", "1.234,50").unwrap().records.len(), 1);
}

#[test]
fn a_document_is_final_only_once_the_profile_says_so() {
    let mut profile = northwind_profile();
    for file in profile.files.iter_mut().filter(|file| file.part == Part::Records) {
        file.final_when = FinalWhen::Filled(Role::ShipDate);
    }
    let orders = format!("{ORDERS}1,A,7/4/1996,7/5/1996,1\n2,A,7/4/1996,,1\n");
    let lines = format!("{LINES}1,7,10,1,0\n2,7,10,1,0\n");
    let batch = read(
        &profile,
        &[("orders.csv", &orders), ("order_details.csv", &lines)],
        ObjectKind::Invoice,
    )
    .unwrap();
    let states = batch.records.iter().map(|found| match &found.record.object {
        Object::Invoice(invoice) => invoice.state,
        _ => panic!("an invoice"),
    });
    assert_eq!(states.collect::<Vec<_>>(), [DocumentState::Final, DocumentState::Draft]);
}

#[test]
fn a_total_in_the_file_that_differs_leaves_the_document_out() {
    let json = r#"{"format":1,"id":"flat","name":"Flat","version":1,"currency":"EUR","files":[{"kind":"invoice",
        "part":"records_with_lines","recognise":{"file_name":"flat*.csv"},"columns":{"id":{"name":"Invoice No."},
        "customer":{"name":"Customer"},"date":{"name":"Date"},"description":{"name":"Text"},"quantity":{"name":"Qty"},
        "unit_price":{"name":"Price"},"tax":{"name":"VAT"},"total":{"name":"Total"}}}]}"#;
    let profile = ImportProfile::from_json(json).unwrap();
    let text = "Report\nInvoice No.;Customer;Date;Text;Qty;Price;VAT;Total\n\
        1;A;31.12.2025;Tea;2;1,50;0,57;3,57\n2;A;31.12.2025;Tea;1;1,50;;2,50\n2;A;31.12.2025;Milk;1;1,10;;2,50\n\
        3;A;31.12.2025;Tea;1;1,00;;2,00\n3;B;31.12.2025;Tea;1;1,00;;2,00\n";
    let batch = read(&profile, &[("flat.csv", text)], ObjectKind::Invoice).unwrap();
    assert_eq!(ids(&batch), ["1"]);
    assert_eq!(
        listed(&batch),
        [
            "flat.csv:4 Total total_differs 2,50",
            "flat.csv:7 Customer invalid_input B"
        ]
    );
}
