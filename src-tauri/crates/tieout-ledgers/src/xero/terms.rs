//! The list of payment terms, gathered from where they are used: the organisation, its contacts, and a few that everybody knows.
//!
//! Not here: what a term means (`map::term`). Invariant: read only; the same rule is one term however many use it.

use std::collections::BTreeSet;

use tieout_connect::ledger::PullPage;
use tieout_domain::Failure;

use super::client::{Ask, Client};
use super::map::{self, term};
use super::pull;
use super::wire::{Contact, Organisation, PaymentTerms};

const PAGE: u32 = 1000;

pub async fn all(client: &Client) -> Result<PullPage, Failure> {
    let answer = client.list("Organisation").await?;
    let started = answer.server_time()?;
    let mut ids: BTreeSet<String> = term::USUAL.iter().map(|(kind, day)| term::id(kind, *day)).collect();
    for text in answer.texts() {
        let organisation: Organisation = map::typed("Organisation", text)?;
        ids.extend(used(organisation.payment_terms));
    }
    of_contacts(client, &mut ids).await?;
    let records: Vec<_> = ids.iter().filter_map(|id| term::record(id)).collect();
    Ok(PullPage {
        total: u64::try_from(records.len()).ok(),
        records,
        deleted: Vec::new(),
        whole: true,
        next: None,
        cursor: pull::cursor(started),
    })
}

async fn of_contacts(client: &Client, ids: &mut BTreeSet<String>) -> Result<(), Failure> {
    let mut page = 1;
    loop {
        let ask = Ask {
            plural: "Contacts",
            query: format!("order=ContactID%20ASC&page={page}&pageSize={PAGE}"),
            ..Ask::default()
        };
        let answer = client.get(&ask).await?;
        for text in answer.texts() {
            let contact: Contact = map::typed("Contacts", text)?;
            ids.extend(used(contact.payment_terms));
        }
        if answer.rows.is_empty() || answer.pages.is_none_or(|pages| pages.page_count <= page) {
            return Ok(());
        }
        page += 1;
    }
}

fn used(terms: Option<PaymentTerms>) -> impl Iterator<Item = String> {
    let PaymentTerms { sales, bills } = terms.unwrap_or_default();
    [sales, bills].into_iter().flatten().filter_map(term::reference)
}
