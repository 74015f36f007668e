//! The operational system: tables that people edit, files that go in, and exports that come out.
//!
//! Not here: what is proved with it. Invariant: it takes every cell of a file for the record's, an empty one erases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::host::Host;

pub const KINDS: [&str; 2] = ["item", "customer"];

/// A column that means nothing to us.
pub const TITLE: &str = "ContactTitle";

const ROLES: [(&str, &[(&str, &str)]); 2] = [
    (
        "item",
        &[
            ("ProductID", "id"),
            ("ProductName", "name"),
            ("QuantityPerUnit", "description"),
            ("UnitPrice", "unit_price"),
            ("UnitsInStock", "quantity_on_hand"),
            ("SupplierID", "vendor"),
        ],
    ),
    (
        "customer",
        &[
            ("CustomerID", "id"),
            ("CompanyName", "name"),
            ("ContactName", "contact_name"),
            ("Address", "street"),
            ("City", "city"),
            ("Region", "region"),
            ("PostalCode", "postal_code"),
            ("Country", "country"),
            ("Phone", "phone"),
            ("Fax", "fax"),
        ],
    ),
];

struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        Self {
            headings: cells(reader.headers().unwrap()),
            rows: reader.records().map(|record| cells(&record.unwrap())).collect(),
        }
    }

    fn write(&self, path: &Path) {
        let mut writer = csv::Writer::from_path(path).unwrap();
        writer.write_record(&self.headings).unwrap();
        self.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.flush().unwrap();
    }
}

/// Ids stand in the first column of its tables and names in the second.
pub struct Office {
    folder: PathBuf,
    tables: BTreeMap<&'static str, Table>,
    exports: u32,
}

impl Office {
    /// With the demo company's customers and products.
    pub fn of_the_demo(folder: &Path) -> Self {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../demo/northwind");
        let tables = [("item", "products.csv"), ("customer", "customers.csv")];
        Self {
            folder: folder.to_owned(),
            tables: tables.map(|(kind, file)| (kind, Table::read(&demo.join(file)))).into(),
            exports: 0,
        }
    }

    fn table(&mut self, kind: &str) -> &mut Table {
        self.tables.get_mut(kind).unwrap()
    }

    pub fn enter(&mut self, kind: &str, cells: &[&str]) {
        let row = cells.iter().map(|cell| (*cell).to_owned()).collect();
        self.table(kind).rows.push(row);
    }

    pub fn rename(&mut self, kind: &str, from: &str, to: &str) {
        let mut rows = self.table(kind).rows.iter_mut();
        to.clone_into(&mut rows.find(|row| row[1] == from).unwrap()[1]);
    }

    pub fn names(&self, kind: &str) -> BTreeSet<String> {
        self.tables[kind].rows.iter().map(|row| row[1].clone()).collect()
    }

    pub fn cell(&self, kind: &str, name: &str, heading: &str) -> &str {
        let table = &self.tables[kind];
        let at = table.headings.iter().position(|known| known == heading).unwrap();
        &table.rows.iter().find(|row| row[1] == name).unwrap()[at]
    }

    /// Names of the records in a file.
    pub fn names_in(path: &Path) -> BTreeSet<String> {
        Table::read(path).rows.into_iter().map(|row| row[1].clone()).collect()
    }

    /// Imports a file: a row without an id is new and gets one.
    pub fn take(&mut self, kind: &str, file: &Path) {
        let came = Table::read(file);
        let table = self.table(kind);
        assert_eq!(came.headings, table.headings, "the file has the office's own columns");
        for mut row in came.rows {
            if row[0].is_empty() {
                row[0] = format!("9{:04}", table.rows.len());
                table.rows.push(row);
            } else {
                let known = table.rows.iter_mut().find(|known| known[0] == row[0]);
                *known.unwrap() = row;
            }
        }
    }

    /// Exports everything, and the program imports it.
    pub fn export(&mut self, host: &Host) {
        self.exports += 1;
        let folder = self.folder.join(format!("export-{}", self.exports));
        std::fs::create_dir_all(&folder).unwrap();
        let files: Vec<Value> = self
            .tables
            .iter()
            .map(|(kind, table)| {
                let path = folder.join(format!("{kind}s.csv"));
                table.write(&path);
                mapping(host, kind, &path)
            })
            .collect();
        let order = json!({ "name": "Office", "files": files, "currency": "USD", "accept_gone": false });
        let summary = host.ask("import_run", &order).unwrap();
        assert_eq!(summary["problems"], 0, "{summary}");
    }
}

/// What a person answers on the import screen.
fn mapping(host: &Host, kind: &str, path: &Path) -> Value {
    let pick = json!({ "purpose": "import", "multiple": false, "path": path });
    let handle = host.ask("file_pick", &pick).unwrap()["files"][0]["handle"].clone();
    let how = json!({ "handle": handle, "encoding": null, "delimiter": null, "header_row": null, "sheet": null });
    let found = host.ask("import_inspect", &how).unwrap();
    let (_, roles) = ROLES.iter().find(|(known, _)| *known == kind).unwrap();
    let mut columns = found["columns"].clone();
    for column in columns.as_array_mut().unwrap() {
        let role = roles.iter().find(|(name, _)| column["name"] == *name);
        column["role"] = role.map_or(Value::Null, |(_, role)| json!(role));
    }
    let defaults = match kind {
        "item" => json!({ "item_type": "inventory", "tracked_since": "2024-12-26" }),
        _ => json!({}),
    };
    json!({
        "handle": handle, "kind": kind, "lines": false, "encoding": found["encoding"], "delimiter": found["delimiter"],
        "header_row": found["header_row"], "sheet": null, "columns": columns, "snapshot": true, "defaults": defaults,
        "final_when": null,
    })
}
