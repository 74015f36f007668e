//! Fits the weights of the matcher: `match_weights dump FOLDER OUT` writes the features of every compared pair of the development
//! lists (folders with left.csv, right.csv, truth.csv, meta.json); `match_weights fit OUT` prints the weights.
//!
//! Not here: the matcher. Invariant: each list weighs the same, whatever its length.
#![allow(clippy::print_stdout, clippy::float_arithmetic)]

mod fit;
mod prior;

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;
use std::path::Path;

use rust_decimal::Decimal;
use tieout_domain::ObjectKind;
use tieout_engine::matching::{Candidate, tuning};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["dump", folder, out] => dump(Path::new(folder), out),
        ["fit", dumped] => fit::fit(&std::fs::read_to_string(dumped)?, 0.001),
        _ => Err("usage: match_weights dump FOLDER OUT | match_weights fit OUT".into()),
    }
}

/// One line a pair: list, kind strict or loose, left, right, truth, features.
fn dump(folder: &Path, out: &str) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(out)?);
    let mut lists: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    lists.sort();
    for list in lists.iter().filter(|list| list.join("truth.csv").exists()) {
        let meta: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(list.join("meta.json"))?)?;
        let kind = meta["kind"].as_str().and_then(ObjectKind::from_word).ok_or("no kind")?;
        let (lefts, rights) = (read(&list.join("left.csv"))?, read(&list.join("right.csv"))?);
        let truth: BTreeSet<(String, String)> = csv::Reader::from_path(list.join("truth.csv"))?
            .deserialize()
            .collect::<Result<_, _>>()?;
        let strict = matches!(kind, ObjectKind::Account | ObjectKind::Item | ObjectKind::Term);
        let name = list.file_name().unwrap_or_default().to_string_lossy();
        for (at, pairs) in tuning::features(kind, &lefts, &rights).into_iter().enumerate() {
            for (right, features) in pairs {
                let same = truth.contains(&(lefts[at].id.clone(), rights[right].id.clone()));
                write!(out, "{name} {} {at} {right} {}", u8::from(strict), u8::from(same))?;
                for feature in features {
                    write!(out, " {feature:.4}")?;
                }
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Candidate>, Box<dyn Error>> {
    let mut out = Vec::new();
    for row in csv::Reader::from_path(path)?.deserialize() {
        let row: std::collections::BTreeMap<String, String> = row?;
        let text = |name: &str| {
            row.get(name)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let name = text("name").unwrap_or_default();
        out.push(Candidate {
            id: text("id").unwrap_or_default(),
            name,
            number: text("account_number").or_else(|| text("sku")),
            email: text("email"),
            phone: text("phone"),
            tax_number: text("tax_id"),
            street: text("address"),
            city: text("city"),
            region: text("state"),
            postal_code: text("postcode"),
            description: text("description"),
            brand: text("brand"),
            price: text("price").and_then(|price| Decimal::from_str_exact(price.trim_start_matches('$')).ok()),
            parent: text("parent"),
            ..Candidate::default()
        });
    }
    Ok(out)
}
