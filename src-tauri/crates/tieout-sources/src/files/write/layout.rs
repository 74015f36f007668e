//! The columns of a file to be written: their headings in order, and what each holds.
//!
//! Not here: values. Invariant: a column that several meanings share carries the first of them only.

use std::collections::{BTreeMap, BTreeSet};

use tieout_domain::ObjectKind;
use tieout_domain::text::name_key;

use super::super::number::NumberStyle;
use super::super::profile::{Column, FileProfile, FinalWhen, Identity, Part, Recogniser, Role, Scope};
use super::super::table::{Heading, headings, same_heading};

/// Roles whose columns are the street lines of one address, in order.
const BILL_LINES: [Role; 2] = [Role::Street, Role::Street2];
const SHIP_LINES: [Role; 3] = [Role::ShipName, Role::ShipStreet, Role::ShipStreet2];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub headings: Vec<String>,
    pub at: BTreeMap<Role, usize>,
    places: BTreeMap<String, usize>,
    /// Roles that have their column for themselves, or come first in it.
    carried: Vec<Role>,
    /// Their fields, named as in `fields::Fields`.
    fields: BTreeSet<String>,
}

impl Layout {
    pub fn of(file: &FileProfile) -> Self {
        let mut names = file.headings.clone();
        let at: BTreeMap<Role, usize> = file
            .columns
            .iter()
            .map(|(role, column)| (*role, place(&mut names, column)))
            .collect();
        let mut layout = Self {
            places: places(file, &names, &at),
            headings: names,
            at,
            carried: Vec::new(),
            fields: BTreeSet::new(),
        };
        let first = |(role, place): (&Role, &usize)| (layout.role_at(*place) == Some(*role)).then_some(*role);
        layout.carried = layout.at.iter().filter_map(first).collect();
        let fields = layout.carried.iter().filter_map(|role| layout.field(file.kind, *role));
        layout.fields = fields.collect();
        layout
    }

    /// The meaning that a column is read by.
    pub fn role_at(&self, at: usize) -> Option<Role> {
        self.roles_at(at).next()
    }

    pub fn roles_at(&self, at: usize) -> impl Iterator<Item = Role> {
        let here = self.at.iter().filter(move |(_, place)| **place == at);
        here.map(|(role, _)| *role)
    }

    /// Which line of its address a street column is, from 0.
    pub fn nth(&self, role: Role) -> usize {
        let lines = [BILL_LINES.as_slice(), SHIP_LINES.as_slice()];
        let own = lines
            .into_iter()
            .find(|lines| lines.contains(&role))
            .unwrap_or_default();
        let here = own.iter().filter(|line| self.carried.contains(line));
        here.take_while(|line| **line != role).count()
    }

    pub fn carries(&self, field: &str) -> bool {
        self.fields.contains(field)
    }

    /// The column that a heading of a record's raw row belongs to, headings of older exports included.
    pub fn place_of(&self, heading: &str) -> Option<usize> {
        let found = self.places.get(heading);
        found.or_else(|| self.places.get(&name_key(heading))).copied()
    }

    /// The field that a column holds.
    pub fn field(&self, kind: ObjectKind, role: Role) -> Option<String> {
        let word = match (kind, role) {
            (_, Role::Name) => "name",
            (_, Role::Active) => super::ACTIVE,
            (ObjectKind::Item, role) => item_field(role)?,
            (_, role) if BILL_LINES.contains(&role) => return Some(format!("bill_to.lines.{}", self.nth(role) + 1)),
            (_, role) if SHIP_LINES.contains(&role) => return Some(format!("ship_to.lines.{}", self.nth(role) + 1)),
            (_, role) => party_field(role)?,
        };
        Some(word.to_owned())
    }
}

const fn item_field(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Sku => "sku",
        Role::Description => "description",
        Role::PurchaseDescription => "purchase_description",
        Role::ItemType => "item_type",
        Role::UnitPrice => "unit_price",
        Role::PurchaseCost => "purchase_cost",
        Role::QuantityOnHand => "quantity_on_hand",
        Role::TrackedSince => "tracked_since",
        Role::Vendor => "vendor",
        _ => return None,
    })
}

const fn party_field(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::CompanyName => "company_name",
        Role::ContactName => "contact_name",
        Role::Email => "email",
        Role::Phone => "phone",
        Role::Fax => "fax",
        Role::Website => "website",
        Role::TaxNumber => "tax_number",
        Role::AccountNumber => "account_number",
        Role::Notes => "notes",
        Role::City => "bill_to.city",
        Role::Region => "bill_to.region",
        Role::PostalCode => "bill_to.postal_code",
        Role::Country => "bill_to.country",
        Role::ShipCity => "ship_to.city",
        Role::ShipRegion => "ship_to.region",
        Role::ShipPostalCode => "ship_to.postal_code",
        Role::ShipCountry => "ship_to.country",
        Role::Currency => "currency",
        Role::Terms => "terms",
        _ => return None,
    })
}

/// Columns by what raw rows call them. Headings that differ in letters only are told apart as long as they are spelt alike.
fn places(file: &FileProfile, names: &[String], at: &BTreeMap<Role, usize>) -> BTreeMap<String, usize> {
    let own = headings(names.iter().cloned()).into_iter().enumerate();
    let own: Vec<(String, usize)> = own.map(|(at, heading)| (heading.to_string(), at)).collect();
    let older = file.columns.iter().flat_map(|(role, column)| {
        let place = at.get(role).copied();
        let called = column.aliases.iter().filter_map(move |alias| {
            let heading = Heading {
                name: alias.clone(),
                occurrence: column.occurrence,
            };
            Some((heading.to_string(), place?))
        });
        called.collect::<Vec<_>>()
    });
    let exact: Vec<(String, usize)> = own.into_iter().chain(older).collect();
    let alike = exact.iter().map(|(name, at)| (name_key(name), *at));
    let mut places = BTreeMap::new();
    for (name, at) in exact.iter().cloned().chain(alike) {
        places.entry(name).or_insert(at);
    }
    places
}

/// Where a column stands; one that the known headings lack comes behind them.
fn place(names: &mut Vec<String>, column: &Column) -> usize {
    let wanted = column.occurrence.max(1);
    loop {
        let known = headings(names.iter().cloned());
        let called = |name: &String| {
            let mut same = known
                .iter()
                .enumerate()
                .filter(|(_, heading)| same_heading(&heading.name, name));
            same.nth(wanted as usize - 1).map(|(at, _)| at)
        };
        if let Some(at) = std::iter::once(&column.name).chain(&column.aliases).find_map(called) {
            return at;
        }
        names.push(column.name.clone());
    }
}

/// The form of a kind that was never imported: a plain table that the import screen knows by its headings.
pub fn plain(kind: ObjectKind) -> FileProfile {
    let columns: &[(Role, &str)] = match kind {
        ObjectKind::Item => &[
            (Role::Id, "Item ID"),
            (Role::Name, "Name"),
            (Role::Sku, "SKU"),
            (Role::Description, "Description"),
            (Role::ItemType, "Item type"),
            (Role::UnitPrice, "Unit price"),
            (Role::PurchaseDescription, "Purchase description"),
            (Role::PurchaseCost, "Unit cost"),
            (Role::Active, "Active"),
        ],
        _ => &[
            (Role::Id, "ID"),
            (Role::Name, "Name"),
            (Role::CompanyName, "Company"),
            (Role::ContactName, "Contact name"),
            (Role::Email, "Email"),
            (Role::Phone, "Phone"),
            (Role::Fax, "Fax"),
            (Role::Website, "Website"),
            (Role::TaxNumber, "Tax number"),
            (Role::AccountNumber, "Account number"),
            (Role::Street, "Address line 1"),
            (Role::Street2, "Address line 2"),
            (Role::City, "City"),
            (Role::Region, "Region"),
            (Role::PostalCode, "Postal code"),
            (Role::Country, "Country"),
            (Role::Currency, "Currency"),
            (Role::Terms, "Terms"),
            (Role::Notes, "Notes"),
            (Role::Active, "Active"),
        ],
    };
    FileProfile {
        kind,
        part: Part::Records,
        recognise: Recogniser {
            file_name: format!("{kind}s.csv"),
            ..Recogniser::default()
        },
        headings: columns.iter().map(|(_, name)| (*name).to_owned()).collect(),
        encoding: Some("utf-8".to_owned()),
        delimiter: Some(','),
        header_row: None,
        skip: Vec::new(),
        stop: None,
        columns: columns.iter().map(|(role, name)| (*role, column(name))).collect(),
        defaults: BTreeMap::new(),
        identity: Identity::Id,
        scope: Scope::Incremental,
        final_when: FinalWhen::Listed,
    }
}

fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        occurrence: 1,
        number: Some(NumberStyle::Point),
        ..Column::default()
    }
}
