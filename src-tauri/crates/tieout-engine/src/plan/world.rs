//! Everything a plan depends on, read in one consistent view.
//!
//! Not here: the decision. Invariant: ordered maps only, so that equal worlds give equal plans byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use tieout_connect::ledger::{AccountSlot, Company, LedgerProfile};
use tieout_domain::{BookId, Marker, ObjectKind, RecordId, Side};
use tieout_store::table::base::{self, Base};
use tieout_store::table::client;
use tieout_store::table::link::{self, Decided, LinkRow};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::suggestion::{self, SuggestionRow, Tier};
use tieout_store::table::write_back::{self, WriteBackRow};
use tieout_store::{Reader, StoreError};

use crate::settings::Settings;
use crate::stage::DOCUMENTS;

/// List kinds that can be written.
pub const LISTS: [ObjectKind; 2] = [ObjectKind::Item, ObjectKind::Customer];

/// Kinds whose records documents and lists refer to.
const REFERRED: [ObjectKind; 7] = [
    ObjectKind::Account,
    ObjectKind::TaxCode,
    ObjectKind::Term,
    ObjectKind::Class,
    ObjectKind::Item,
    ObjectKind::Customer,
    ObjectKind::Vendor,
];

/// Records of one side and kind by id.
pub type Records = BTreeMap<RecordId, MirrorRow>;

#[derive(Debug, Clone)]
pub struct World {
    pub client_uid: String,
    pub book: BookId,
    pub company: Company,
    pub settings: Settings,
    /// Default accounts this ledger wants.
    pub slots: Vec<AccountSlot>,
    /// Kinds the ledger lets us write.
    pub pushes: Vec<ObjectKind>,
    pub shared_name_space: Vec<ObjectKind>,
    /// Kinds whose records the ledger can make inactive.
    pub retires: Vec<ObjectKind>,
    pub source: BTreeMap<ObjectKind, Records>,
    /// Tied list records that the source no longer has.
    pub gone: BTreeMap<ObjectKind, Records>,
    pub ledger: BTreeMap<ObjectKind, Records>,
    pub links: BTreeMap<(ObjectKind, RecordId), LinkRow>,
    /// Ledger records with a decision of their own.
    pub decided_in_ledger: BTreeSet<(ObjectKind, RecordId)>,
    /// Per source record the tier of its best open candidate.
    pub suggested: BTreeMap<(ObjectKind, RecordId), Tier>,
    /// Per ledger record its best open candidate.
    pub candidates: BTreeMap<(ObjectKind, RecordId), SuggestionRow>,
    /// What tied pairs said when they last agreed, by source and ledger id.
    pub bases: BTreeMap<ObjectKind, BTreeMap<(RecordId, RecordId), Base>>,
    /// Source ids by the ledger ids they are tied to.
    tied: BTreeMap<(ObjectKind, RecordId), RecordId>,
    /// What is on its way to the source, by ledger id.
    pub handed: BTreeMap<(ObjectKind, RecordId), WriteBackRow>,
    /// The newest entry of each source record.
    pub outbox: BTreeMap<(ObjectKind, RecordId), OutboxRow>,
    /// Ledger records that carry a reference of ours, by it.
    marked: BTreeMap<(ObjectKind, String), Vec<RecordId>>,
}

impl World {
    pub fn load(
        view: &Reader<'_>,
        book: &BookId,
        company: &Company,
        profile: &LedgerProfile,
    ) -> Result<Self, StoreError> {
        let client = client::get(view)?.ok_or_else(|| StoreError::NotFound("client".into()))?;
        let mut world = Self {
            client_uid: client.uid,
            book: book.clone(),
            company: company.clone(),
            settings: Settings::load(view)?,
            slots: profile.slots.iter().map(|need| need.slot).collect(),
            pushes: profile.pushes.clone(),
            shared_name_space: profile.shared_name_space.clone(),
            retires: profile.retires.clone(),
            source: BTreeMap::new(),
            gone: BTreeMap::new(),
            ledger: BTreeMap::new(),
            links: BTreeMap::new(),
            decided_in_ledger: BTreeSet::new(),
            suggested: BTreeMap::new(),
            candidates: BTreeMap::new(),
            bases: BTreeMap::new(),
            tied: BTreeMap::new(),
            handed: BTreeMap::new(),
            outbox: BTreeMap::new(),
            marked: BTreeMap::new(),
        };
        for kind in REFERRED.into_iter().chain(DOCUMENTS) {
            world.load_kind(view, kind)?;
        }
        for row in write_back::open(view, book)? {
            world.handed.insert((row.kind, row.ledger_id.clone()), row);
        }
        Ok(world)
    }

    fn load_kind(&mut self, view: &Reader<'_>, kind: ObjectKind) -> Result<(), StoreError> {
        let by_id = |rows: Vec<MirrorRow>| rows.into_iter().map(|row| (row.id.clone(), row)).collect::<Records>();
        self.source.insert(kind, by_id(mirror::list(view, Side::Source, kind)?));
        let ledger = by_id(mirror::list(view, Side::Ledger, kind)?);
        for (id, marker) in ledger.iter().filter_map(|(id, row)| Some((id, row.marker.clone()?))) {
            self.marked.entry((kind, marker)).or_default().push(id.clone());
        }
        self.ledger.insert(kind, ledger);
        for row in link::list(view, &self.book, kind)? {
            if let Some(id) = &row.ledger_id {
                self.decided_in_ledger.insert((kind, id.clone()));
            }
            if let (Decided::Linked, Some(ledger), Some(source)) = (row.state, &row.ledger_id, &row.source_id) {
                self.tied.insert((kind, ledger.clone()), source.clone());
            }
            if let Some(id) = row.source_id.clone() {
                self.links.insert((kind, id), row);
            }
        }
        if LISTS.contains(&kind) {
            let gone = self.gone(view, kind)?;
            self.gone.insert(kind, gone);
            self.bases.insert(kind, base::list(view, &self.book, kind)?);
        }
        // Suggestions of long lists are made anew a moment after a decision: what was decided since counts already.
        for row in suggestion::best(view, kind)? {
            let decided = self.links.contains_key(&(kind, row.source_id.clone()));
            if !decided && !self.decided_in_ledger.contains(&(kind, row.ledger_id.clone())) {
                let best = self.suggested.entry((kind, row.source_id.clone())).or_insert(row.tier);
                *best = (*best).min(row.tier);
                self.candidates.insert((kind, row.ledger_id.clone()), row);
            }
        }
        for row in outbox::of_kind(view, &self.book, kind)? {
            // Oldest first, so the newest revision stays.
            self.outbox.insert((kind, row.source_id.clone()), row);
        }
        Ok(())
    }

    fn gone(&self, view: &Reader<'_>, kind: ObjectKind) -> Result<Records, StoreError> {
        let mut gone = Records::new();
        for ((of, id), link) in &self.links {
            let here = *of != kind || link.state != Decided::Linked || self.source_record(kind, id).is_some();
            if here {
                continue;
            }
            if let Some(row) = mirror::get(view, Side::Source, kind, id)? {
                gone.insert(id.clone(), row);
            }
        }
        Ok(gone)
    }

    pub fn marker(&self, kind: ObjectKind, source: &RecordId) -> Marker {
        Marker::derive(&self.client_uid, &self.book, kind, source, 0)
    }

    pub fn link(&self, kind: ObjectKind, source: &RecordId) -> Option<&LinkRow> {
        self.links.get(&(kind, source.clone()))
    }

    /// The ledger record a source record is tied to.
    pub fn partner(&self, kind: ObjectKind, source: &RecordId) -> Option<&RecordId> {
        self.link(kind, source)
            .filter(|link| link.state == Decided::Linked)
            .and_then(|link| link.ledger_id.as_ref())
    }

    /// The source record a ledger record is tied to.
    pub fn tied_to(&self, kind: ObjectKind, ledger: &RecordId) -> Option<&RecordId> {
        self.tied.get(&(kind, ledger.clone()))
    }

    pub fn ledger_record(&self, kind: ObjectKind, id: &RecordId) -> Option<&MirrorRow> {
        self.ledger.get(&kind)?.get(id)
    }

    pub fn source_record(&self, kind: ObjectKind, id: &RecordId) -> Option<&MirrorRow> {
        self.source.get(&kind)?.get(id)
    }

    pub fn newest(&self, kind: ObjectKind, source: &RecordId) -> Option<&OutboxRow> {
        self.outbox.get(&(kind, source.clone()))
    }

    /// Ledger records of a kind that carry our reference for this source record.
    pub fn marked(&self, kind: ObjectKind, source: &RecordId) -> Vec<&MirrorRow> {
        let marker = self.marker(kind, source).as_str().to_owned();
        let ids = self.marked.get(&(kind, marker)).into_iter().flatten();
        ids.filter_map(|id| self.ledger_record(kind, id)).collect()
    }
}
