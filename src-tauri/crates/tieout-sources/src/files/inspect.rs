//! What the import screen shows before anything is imported.
//!
//! Not here: decisions. Invariant: everything shown as found is said with how sure it is, and nothing found here is used unless a
//! profile says it.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tieout_connect::Source;
use tieout_connect::source::SourceBatch;
use tieout_domain::{Failure, ObjectKind};

use super::date::{self, DatePattern, DateVerdict};
use super::detect::{self, DelimiterGuess, EncodingEvidence};
use super::number::{NumberEvidence, NumberStyle};
use super::profile::{ImportProfile, Role};
use super::source::{FileSource, file_name, is_workbook, read_bytes};
use super::table::xlsx::SheetName;
use super::table::{self, CellRef, Header, Table};

/// Rows shown.
const SHOWN_MAX: usize = 20;

/// A column of more different words than this is no list of states.
const WORDS_MAX: usize = 12;

#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    pub file: String,
    /// `None` for workbooks.
    pub text: Option<TextFindings>,
    /// Of workbooks; empty for text.
    pub sheets: Vec<SheetName>,
    /// The sheet that was looked at.
    pub sheet: Option<String>,
    /// 1-based line of the headings.
    pub header_line: u64,
    pub columns: Vec<ColumnFinding>,
    /// The first rows as text, cell by cell.
    pub rows: Vec<ShownRow>,
    /// Rows with other than plain letters: by these an encoding is judged.
    pub accented: Vec<ShownRow>,
    pub row_count: u64,
    /// Rows of another width than the headings.
    pub uneven_count: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct TextFindings {
    pub encoding: &'static str,
    pub evidence: EncodingEvidence,
    pub delimiter: DelimiterGuess,
}

#[derive(Debug, Clone, Serialize)]
pub struct ShownRow {
    pub line: u64,
    pub cells: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ColumnFinding {
    pub heading: String,
    pub occurrence: u32,
    /// What its name suggests it is.
    pub role: Option<Role>,
    pub filled: u64,
    /// Its values in the order in which they first come; empty where they are many.
    pub values: Vec<String>,
    pub shape: ColumnShape,
}

/// What the values of a column can be read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnShape {
    Empty,
    Text,
    Number {
        style: NumberStyle,
        unreadable: u64,
    },
    /// To be asked.
    NumberAmbiguous {
        example: String,
    },
    Date {
        pattern: DatePattern,
        unreadable: u64,
    },
    /// To be asked.
    DateAmbiguous {
        options: Vec<DatePattern>,
        example: String,
    },
}

/// What the user chose instead of what was found.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    pub sheet: Option<String>,
    pub header_line: Option<u64>,
}

/// Looks at a file.
pub fn inspect(path: &Path, choices: &Choices) -> Result<Inspection, Failure> {
    inspect_bytes(&file_name(path), &read_bytes(path)?, choices)
}

/// Looks at a file's bytes.
pub fn inspect_bytes(file: &str, bytes: &[u8], choices: &Choices) -> Result<Inspection, Failure> {
    let header = choices.header_line.map_or(Header::Looks, Header::Line);
    if is_workbook(file) {
        let sheets = table::xlsx::sheets(file, bytes)?;
        let table = table::xlsx::read(file, bytes, choices.sheet.as_deref(), header)?;
        return Ok(findings(&table, None, sheets));
    }
    let decoded = detect::decode(file, bytes, choices.encoding.as_deref())?;
    let mut delimiter = detect::delimiter(&decoded.text);
    if let Some(chosen) = choices.delimiter {
        delimiter.delimiter = chosen;
    }
    let table = table::csv::read(file, &decoded.text, delimiter.delimiter, header)?;
    let text = TextFindings {
        encoding: decoded.encoding,
        evidence: decoded.evidence,
        delimiter,
    };
    Ok(findings(&table, Some(text), Vec::new()))
}

fn findings(table: &Table, text: Option<TextFindings>, sheets: Vec<SheetName>) -> Inspection {
    let shown = |row: &table::Row| ShownRow {
        line: row.line,
        cells: (0..table.headings.len())
            .map(|at| row.text(at).unwrap_or_default())
            .collect(),
    };
    let accented = |row: &&table::Row| (0..row.len()).any(|at| row.text(at).is_some_and(|text| !text.is_ascii()));
    Inspection {
        file: table.file.clone(),
        text,
        sheets,
        sheet: table.sheet.clone(),
        header_line: table.header_line,
        columns: (0..table.headings.len()).map(|at| column(table, at)).collect(),
        rows: table.rows.iter().take(SHOWN_MAX).map(shown).collect(),
        accented: table.rows.iter().filter(accented).take(SHOWN_MAX).map(shown).collect(),
        row_count: (table.rows.len() + table.uneven.len()) as u64,
        uneven_count: table.uneven.len() as u64,
    }
}

fn column(table: &Table, at: usize) -> ColumnFinding {
    let heading = &table.headings[at];
    let filled = table.rows.iter().filter(|row| row.get(at) != CellRef::Empty).count() as u64;
    ColumnFinding {
        heading: heading.name.clone(),
        occurrence: heading.occurrence,
        role: guess_role(&heading.name),
        filled,
        values: few_values(table, at),
        shape: if filled == 0 {
            ColumnShape::Empty
        } else {
            shape(table, at)
        },
    }
}

fn few_values(table: &Table, at: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for text in table.rows.iter().filter_map(|row| row.text(at)) {
        if values.contains(&text) {
            continue;
        }
        if values.len() == WORDS_MAX {
            return Vec::new();
        }
        values.push(text);
    }
    values
}

fn shape(table: &Table, at: usize) -> ColumnShape {
    let dates = table
        .rows
        .iter()
        .filter(|row| matches!(row.get(at), CellRef::Date(_)))
        .count();
    if dates * 2 > table.rows.len() {
        return ColumnShape::Date {
            pattern: DatePattern::iso(),
            unreadable: 0,
        };
    }
    let texts = table.rows.iter().filter_map(|row| match row.get(at) {
        CellRef::Text(text) | CellRef::Number(text) => Some(text),
        _ => None,
    });
    let mut evidence = NumberEvidence::default();
    texts.clone().for_each(|text| evidence.add(text));
    if evidence.readable() > evidence.unreadable {
        return match evidence.style() {
            Some(style) => ColumnShape::Number {
                style,
                unreadable: evidence.unreadable,
            },
            None => ColumnShape::NumberAmbiguous {
                example: evidence.example.unwrap_or_default(),
            },
        };
    }
    match date::vote(texts.clone()) {
        DateVerdict::None => ColumnShape::Text,
        DateVerdict::One(pattern) => {
            let unreadable = texts.filter(|text| pattern.read(text).is_none()).count() as u64;
            ColumnShape::Date { pattern, unreadable }
        }
        DateVerdict::Ambiguous { options, example } => ColumnShape::DateAmbiguous { options, example },
    }
}

/// A role by the words of a heading; only plain cases, the user maps the rest.
fn guess_role(heading: &str) -> Option<Role> {
    let key: String = heading
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Some(match key.as_str() {
        "id" | "customerid" | "supplierid" | "vendorid" | "productid" | "itemid" | "orderid" | "invoiceid" => Role::Id,
        "name" | "companyname" | "customername" | "productname" | "itemname" | "vendorname" => Role::Name,
        "contact" | "contactname" => Role::ContactName,
        "email" | "emailaddress" | "mail" => Role::Email,
        "phone" | "telephone" | "tel" | "phonenumber" => Role::Phone,
        "fax" => Role::Fax,
        "website" | "homepage" | "url" => Role::Website,
        "taxnumber" | "vatnumber" | "vatid" | "taxid" => Role::TaxNumber,
        "address" | "street" | "address1" | "addressline1" => Role::Street,
        "address2" | "addressline2" => Role::Street2,
        "city" | "town" => Role::City,
        "region" | "state" | "county" | "province" => Role::Region,
        "postalcode" | "postcode" | "zip" | "zipcode" => Role::PostalCode,
        "country" => Role::Country,
        "shipname" => Role::ShipName,
        "shipaddress" => Role::ShipStreet,
        "shipcity" => Role::ShipCity,
        "shipregion" => Role::ShipRegion,
        "shippostalcode" => Role::ShipPostalCode,
        "shipcountry" => Role::ShipCountry,
        "currency" | "currencycode" => Role::Currency,
        "terms" | "paymentterms" => Role::Terms,
        "sku" | "partnumber" | "itemcode" => Role::Sku,
        "description" | "quantityperunit" => Role::Description,
        "unitprice" | "price" => Role::UnitPrice,
        "cost" | "unitcost" => Role::PurchaseCost,
        "unitsinstock" | "quantityonhand" | "stock" => Role::QuantityOnHand,
        "number" | "invoicenumber" | "invoiceno" | "ordernumber" => Role::Number,
        "type" => Role::Type,
        "date" | "invoicedate" | "orderdate" => Role::Date,
        "duedate" => Role::DueDate,
        "shippeddate" | "shipdate" => Role::ShipDate,
        "customer" => Role::Customer,
        "freight" | "shipping" => Role::Shipping,
        "tax" | "vat" => Role::Tax,
        "total" => Role::Total,
        "memo" | "notes" => Role::Memo,
        "quantity" | "qty" => Role::Quantity,
        "discount" => Role::DiscountFraction,
        "amount" | "lineamount" => Role::Amount,
        _ => return None,
    })
}

/// Reads one kind as the profile says and keeps the first `limit` records; all problems are kept.
pub fn preview(
    profile: ImportProfile,
    files: Vec<PathBuf>,
    kind: ObjectKind,
    limit: usize,
) -> Result<SourceBatch, Failure> {
    let mut batch = FileSource::new(profile, &files).read(kind)?;
    batch.records.truncate(limit);
    // What is shown is a part, whatever the file is.
    batch.complete = false;
    Ok(batch)
}

/// Writes a profile beside what it describes: whole, or not at all.
pub fn write_profile(profile: &ImportProfile, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::internal(format!("writing {}: {error}", path.display()));
    let part = path.with_extension("json.part");
    std::fs::write(&part, profile.to_json()? + "\n").map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &[u8]) -> Inspection {
        inspect_bytes("a.csv", text, &Choices::default()).unwrap()
    }

    #[test]
    fn what_is_found_is_shown_with_how_sure_it_is() {
        let found = look(
            b"Shop report\n\nOrderID;Customer;OrderDate;Freight\n1;Romar\xedo;31.12.2025;1,50\n2;B;01.01.2026;2\n3;C\n",
        );
        let text = found.text.unwrap();
        assert_eq!(
            (text.evidence, text.delimiter.delimiter),
            (EncodingEvidence::Guess, ';')
        );
        assert_eq!((found.header_line, found.row_count, found.uneven_count), (3, 3, 1));
        assert_eq!(found.accented[0].cells[1], "Romarío");
        let roles: Vec<_> = found.columns.iter().map(|column| column.role).collect();
        assert_eq!(
            roles,
            [
                Some(Role::Id),
                Some(Role::Customer),
                Some(Role::Date),
                Some(Role::Shipping)
            ]
        );
        assert_eq!(
            found.columns[3].shape,
            ColumnShape::Number {
                style: NumberStyle::Comma,
                unreadable: 0
            }
        );
        assert!(
            matches!(&found.columns[2].shape, ColumnShape::Date { pattern, .. } if pattern.to_string() == "D.M.YYYY")
        );
    }

    #[test]
    fn few_words_are_listed_and_many_values_are_not() {
        let mut text = b"id,state\n".to_vec();
        for id in 0..20 {
            text.extend(format!("{id},{}\n", ["Posted", "Open", ""][id % 3]).bytes());
        }
        let found = look(&text);
        assert_eq!(found.columns[1].values, ["Posted", "Open"]);
        assert!(found.columns[0].values.is_empty());
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_shown_as_a_question() {
        let found = look(b"id,when,amount\n1,1/2/2025,\"1,234\"\n2,3/4/2025,5\n");
        assert!(matches!(found.columns[1].shape, ColumnShape::DateAmbiguous { .. }));
        assert!(matches!(found.columns[2].shape, ColumnShape::NumberAmbiguous { .. }));
    }

    #[test]
    fn a_profile_written_is_the_profile_read() {
        let json = include_str!("../../../../../demo/northwind/profile.json");
        let profile = ImportProfile::from_json(json).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.json");
        write_profile(&profile, &path).unwrap();
        assert_eq!(
            ImportProfile::from_json(&std::fs::read_to_string(path).unwrap()).unwrap(),
            profile
        );
    }
}
