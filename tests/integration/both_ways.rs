//! The ledger's side as master: what was changed there goes back in a file with the source's own headings, and comes in again.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::host::Host;
use crate::world::World;

/// The practice book's customers that the source does not have.
const ONLY_THERE: usize = 10;

fn pull(host: &Host) {
    let run = host.ask("pull_start", &json!({ "kinds": [], "changes_only": false }));
    assert_eq!(host.follow(&run.unwrap())["state"], "completed");
}

fn plan(host: &Host) -> (Value, Vec<Value>) {
    let plan = host.ask("plan_make", &json!({ "step": "lists" })).unwrap();
    let all = json!({ "plan_id": plan["plan_id"], "kind": null, "action": null, "offset": 0, "limit": 500 });
    let rows = host.ask("plan_rows", &all).unwrap();
    (plan, rows["rows"].as_array().unwrap().clone())
}

/// Somebody renames a customer in the ledger.
fn rename_there(world: &World, from: &str, to: &str) {
    let book = world.book("customer");
    let rows = book["documents"]["Customer"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["DisplayName"] == from || row["Name"] == from)
        .unwrap();
    let (base, realm) = (&world.ledger.base_url, &world.ledger.realm_id);
    let token = world.ledger.grant();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let id = row["Id"].as_str().unwrap();
    let get = |path: &str| -> Value {
        let mut answer = ureq::get(path)
            .header("authorization", &bearer)
            .header("accept", "application/json")
            .call()
            .unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    };
    let customer = get(&format!("{base}/v3/company/{realm}/customer/{id}"))["Customer"].clone();
    let change = json!({ "Id": id, "SyncToken": customer["SyncToken"], "sparse": true, "DisplayName": to });
    ureq::post(format!("{base}/v3/company/{realm}/customer"))
        .header("authorization", &bearer)
        .header("content-type", "application/json")
        .send(change.to_string())
        .unwrap();
}

/// The office imports the file, numbers what is new, and exports it again.
fn through_the_office(file: &Path) -> PathBuf {
    let text = std::fs::read_to_string(file).unwrap();
    let numbered = text.lines().enumerate().map(|(at, line)| match line.strip_prefix(',') {
        Some(rest) => format!("NEW{at:02},{rest}"),
        None => line.to_owned(),
    });
    let out = file.with_file_name("export.csv");
    std::fs::write(&out, numbered.collect::<Vec<_>>().join("\n")).unwrap();
    out
}

fn import_customers(host: &Host, file: &Path) -> Value {
    let picked = host
        .ask(
            "file_pick",
            &json!({ "purpose": "import", "multiple": false, "path": file }),
        )
        .unwrap();
    let handle = &picked["files"][0]["handle"];
    let how = json!({ "handle": handle, "encoding": null, "delimiter": null, "header_row": null, "sheet": null });
    let found = host.ask("import_inspect", &how).unwrap();
    let roles = [
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
    ];
    let mut columns = found["columns"].clone();
    for column in columns.as_array_mut().unwrap() {
        let role = roles.iter().find(|(name, _)| column["name"] == *name);
        column["role"] = role.map_or(Value::Null, |(_, role)| json!(role));
    }
    let mapping = json!({
        "handle": handle, "kind": "customer", "lines": false, "encoding": found["encoding"],
        "delimiter": found["delimiter"], "header_row": found["header_row"], "sheet": null, "columns": columns,
        "snapshot": false, "final_when": null,
    });
    let order = json!({ "name": "Northwind files", "files": [mapping], "currency": "USD", "accept_gone": false });
    host.ask("import_run", &order).unwrap()
}

#[test]
fn what_the_ledger_decides_comes_back_through_a_file_and_then_both_sides_agree() {
    let world = World::with(vec![]);
    world.finish();
    let host = Host::start(&world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    host.ask(
        "setting_set",
        &json!({ "name": "master.customer", "value": "\"ledger\"" }),
    )
    .unwrap();
    rename_there(&world, "Alfreds Futterkiste", "Alfreds Feinkost");
    pull(&host);

    let (shown, rows) = plan(&host);
    let renamed: Vec<&Value> = rows.iter().filter(|row| row["action"] == "update").collect();
    assert_eq!(renamed.len(), 1, "only what was changed there: {renamed:?}");
    assert_eq!(
        (&renamed[0]["target"], &renamed[0]["wins"]),
        (&json!("source"), &json!("ledger"))
    );
    let change = &renamed[0]["changes"][0];
    assert_eq!(
        (&change["wanted"], &change["ledger"]),
        (&json!("Alfreds Futterkiste"), &json!("Alfreds Feinkost"))
    );
    assert_eq!(rows.len(), 1 + ONLY_THERE);
    assert_eq!(shown["to_send"], 0, "nothing goes to the ledger");
    assert_eq!(shown["write_back"][0]["records"], 1 + ONLY_THERE);

    let run = host
        .ask(
            "plan_approve",
            &json!({ "plan_id": shown["plan_id"], "hash": shown["hash"], "typed": null }),
        )
        .unwrap();
    assert_eq!(host.follow(&run)["state"], "completed");
    let report = host.ask("report_get", &json!({ "run_id": run["run_id"] })).unwrap();
    let written = &report["files"][0];
    assert_eq!(
        (&report["counts"]["handed_over"], &report["counts"]["sent"]),
        (&json!(1 + ONLY_THERE), &json!(0))
    );
    assert!(written["handle"].is_string(), "it can be opened: {written}");
    let (waits, rows) = plan(&host);
    assert_eq!(rows, Vec::<Value>::new(), "it waits to be imported");
    assert_eq!(waits["waiting_files"][0]["records"], 1 + ONLY_THERE);

    let file = Path::new(written["folder"].as_str().unwrap()).join(written["file_name"].as_str().unwrap());
    let summary = import_customers(&host, &through_the_office(&file));
    assert_eq!(
        (&summary["kinds"][0]["counts"]["new"], &summary["problems"]),
        (&json!(ONLY_THERE), &json!(0)),
        "{summary}"
    );
    let (agreed, rows) = plan(&host);
    assert_eq!(rows, Vec::<Value>::new(), "both sides agree");
    assert_eq!(agreed["waiting_files"], json!([]));
}
