//! Files and names to measure with: made by a fixed rule, so that figures can be compared.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const SYLLABLES: [&str; 20] = [
    "al", "bor", "cen", "dra", "el", "fis", "gar", "hol", "in", "jor", "kel", "lum", "mer", "nor", "os", "per", "quin",
    "ros", "tal", "ver",
];
const TRADES: [&str; 10] = [
    "Foods",
    "Trading",
    "Logistics",
    "Hardware",
    "Textiles",
    "Bakery",
    "Marine",
    "Optics",
    "Timber",
    "Paper",
];
const FORMS: [&str; 6] = ["Ltd", "GmbH", "Inc", "S.A.", "BV", "LLC"];
const ITEMS: usize = 200;

pub struct Files {
    pub customers: PathBuf,
    pub items: PathBuf,
    pub invoices: PathBuf,
}

/// A name of three syllables, a trade and a legal form; different for every number below 48,000.
pub fn name(number: usize) -> String {
    let syllable = |place: usize| SYLLABLES[number / 20usize.pow(place as u32) % 20];
    let stem = format!("{}{}{}", syllable(0), syllable(1), syllable(2));
    let (first, rest) = stem.split_at(1);
    format!(
        "{}{rest} {} {}",
        first.to_uppercase(),
        TRADES[number / 7 % 10],
        FORMS[number / 3 % 6]
    )
}

/// Two lists of `count` names; the right ones are spelt otherwise.
pub fn names(count: usize) -> (Vec<String>, Vec<String>) {
    let lefts = (0..count).map(name).collect::<Vec<_>>();
    let rights = lefts
        .iter()
        .map(|name| name.to_uppercase().replace(" LTD", " LIMITED").replace('A', "Á"))
        .collect();
    (lefts, rights)
}

pub fn write(folder: &Path, customers: usize, invoices: usize, lines: usize) -> anyhow::Result<Files> {
    let mut text = String::from("id,name,email\n");
    for number in 0..customers {
        writeln!(text, "C{number},{} {number},c{number}@example.com", name(number))?;
    }
    let files = Files {
        customers: folder.join("customers.csv"),
        items: folder.join("items.csv"),
        invoices: folder.join("invoices.csv"),
    };
    std::fs::write(&files.customers, text)?;
    let mut text = String::from("id,name,price\n");
    for number in 0..ITEMS {
        writeln!(text, "I{number},Part {number},{}.50", number % 90 + 1)?;
    }
    std::fs::write(&files.items, text)?;
    let mut text = String::from("id,customer,date,item,quantity,price,amount\n");
    for number in 0..invoices {
        for line in 0..lines {
            let item = (number * 7 + line) % ITEMS;
            let (quantity, price) = (line + 1, item % 90 + 1);
            let cents = quantity * (price * 100 + 50);
            let day = number % 28 + 1;
            writeln!(
                text,
                "N{number},C{},2026-10-{day:02},I{item},{quantity},{price}.50,{}.{:02}",
                number % customers,
                cents / 100,
                cents % 100
            )?;
        }
    }
    std::fs::write(&files.invoices, text)?;
    Ok(files)
}
