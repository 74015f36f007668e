//! File import for all hosts: screens' mappings become import profiles.
//!
//! Not here: reading (`tieout-sources`). Invariant: what a mapping leaves open is asked, never filled in here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_connect::Source;
use tieout_domain::{Currency, Failure, Object, RecordId};
use tieout_ipc::dto::{FileMapping, ImportInspectReq, ImportInspection};
use tieout_ipc::host::{DemoSource, FileImporter};
use tieout_sources::files::{FileSource, ImportProfile};

/// The demo client's files, carried by the program so that it needs no checkout.
const DEMO: &[(&str, &str)] = &[
    ("SOURCE.md", include_str!("../../../../../demo/northwind/SOURCE.md")),
    (
        "profile.json",
        include_str!("../../../../../demo/northwind/profile.json"),
    ),
    (
        "accounts.csv",
        include_str!("../../../../../demo/northwind/accounts.csv"),
    ),
    (
        "customers.csv",
        include_str!("../../../../../demo/northwind/customers.csv"),
    ),
    (
        "order_details.csv",
        include_str!("../../../../../demo/northwind/order_details.csv"),
    ),
    ("orders.csv", include_str!("../../../../../demo/northwind/orders.csv")),
    (
        "products.csv",
        include_str!("../../../../../demo/northwind/products.csv"),
    ),
    (
        "suppliers.csv",
        include_str!("../../../../../demo/northwind/suppliers.csv"),
    ),
    ("terms.csv", include_str!("../../../../../demo/northwind/terms.csv")),
];

pub struct Files;

impl FileImporter for Files {
    fn inspect(&self, path: &Path, request: &ImportInspectReq) -> Result<ImportInspection, Failure> {
        super::mapping::inspect(path, request)
    }

    fn source(
        &self,
        name: &str,
        files: &[(PathBuf, FileMapping)],
        currency: &Currency,
        known: Vec<(RecordId, Object)>,
    ) -> Result<Arc<dyn Source>, Failure> {
        let profile = super::mapping::profile(name, files, currency)?;
        let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
        Ok(Arc::new(FileSource::chosen(profile, &paths).with_known(known)))
    }

    fn demo(&self, folder: &Path) -> Result<DemoSource, Failure> {
        write_missing(folder).map_err(|error| Failure::internal(format!("the demo's files: {error}")))?;
        let text = std::fs::read_to_string(folder.join("profile.json")).map_err(Failure::internal)?;
        let profile = ImportProfile::from_json(&text)?;
        let remarks = remarks(&profile);
        let currency = profile.currency.clone();
        let source = Arc::new(FileSource::in_folder(profile, folder)?);
        Ok(DemoSource {
            source,
            currency,
            profile: text,
            remarks,
        })
    }
}

/// What the profile does to the data, for the import's summary.
fn remarks(profile: &ImportProfile) -> Vec<String> {
    let shift = profile.date_shift.iter().map(|shift| shift.reason.clone());
    shift.chain(profile.note.clone()).collect()
}

/// Never overwrites: a user may have changed the demo's files to try something.
fn write_missing(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in DEMO {
        let path = folder.join(name);
        if !path.exists() {
            std::fs::write(path, text)?;
        }
    }
    Ok(())
}
