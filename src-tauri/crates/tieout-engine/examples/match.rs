//! Matches two CSV lists from the command line: `match LEFT RIGHT OUT --kind customer|vendor|item|account|term`.
//!
//! Not here: anything the program needs; this measures the matcher. Invariant: at most five rows for a left record.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;

use rust_decimal::Decimal;
use tieout_domain::ObjectKind;
use tieout_engine::matching::{Candidate, TermMeaning, Tier, suggest};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (files, kind) = match arguments.as_slice() {
        [left, right, out, flag, kind] if flag == "--kind" => ([left, right, out], kind),
        _ => return Err("usage: match LEFT RIGHT OUT --kind KIND".into()),
    };
    let kind = ObjectKind::from_word(kind).ok_or("unknown kind")?;
    let (lefts, rights) = (read(files[0], kind)?, read(files[1], kind)?);
    let mut out = csv::Writer::from_path(files[2])?;
    out.write_record(["left_id", "right_id", "score", "rank", "tier"])?;
    for suggestion in suggest(kind, &lefts, &rights, &[]) {
        for (rank, candidate) in (1u32..).zip(&suggestion.candidates) {
            let tier = match candidate.tier {
                Tier::Exact => "exact",
                Tier::Strong => "strong",
                Tier::Ambiguous | Tier::Possible | Tier::None => "possible",
            };
            let score = Decimal::new(i64::from(candidate.score), 3).to_string();
            let row = [
                suggestion.left.as_str(),
                &candidate.right,
                &score,
                &rank.to_string(),
                tier,
            ];
            out.write_record(row)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn read(path: &str, kind: ObjectKind) -> Result<Vec<Candidate>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut out = Vec::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row?;
        let text = |name: &str| {
            row.get(name)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let name = text("name").unwrap_or_default();
        out.push(Candidate {
            id: text("id").unwrap_or_default(),
            term: if kind == ObjectKind::Term {
                TermMeaning::read(&name)
            } else {
                None
            },
            name,
            number: text("account_number").or_else(|| text("sku")),
            email: text("email"),
            phone: text("phone"),
            tax_number: text("tax_id"),
            street: text("address"),
            city: text("city"),
            region: text("state"),
            postal_code: text("postcode"),
            country: text("country"),
            description: text("description"),
            brand: text("brand"),
            price: text("price").and_then(|price| Decimal::from_str_exact(price.trim_start_matches('$')).ok()),
            parent: text("parent"),
            ..Candidate::default()
        });
    }
    Ok(out)
}
