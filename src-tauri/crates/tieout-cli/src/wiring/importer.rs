//! File import for all hosts: screens' mappings become import profiles.
//!
//! Not here: reading (`tieout-sources`). Invariant: what a mapping leaves open is asked, never filled in here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_connect::{Source, WriteBackTarget};
use tieout_domain::{Currency, Failure, Object, RecordId};
use tieout_ipc::dto::{FileMapping, ImportInspectReq, ImportInspection};
use tieout_ipc::host::{DemoSource, FileImporter};
use tieout_sources::files::{FileSource, FileTarget, Form, ImportProfile};

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

    fn write_back(&self, profiles: &[String]) -> Result<Option<Arc<dyn WriteBackTarget>>, Failure> {
        if profiles.is_empty() {
            return Ok(None);
        }
        let forms = profiles.iter().flat_map(|profile| forms(profile)).collect();
        Ok(Some(Arc::new(FileTarget::new(forms))))
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

/// How the files of one import looked: the user's mappings, or a profile that came with them. What an older program wrote and this
/// one cannot read tells nothing.
fn forms(profile: &str) -> Vec<Form> {
    let found = match serde_json::from_str::<Vec<FileMapping>>(profile) {
        Ok(mappings) => super::mapping::forms(&mappings),
        Err(_) => ImportProfile::from_json(profile).map(|profile| Form::of_profile(&profile)),
    };
    found.unwrap_or_else(|failure| {
        tracing::warn!(%failure, "an import's profile cannot be read");
        Vec::new()
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use tieout_domain::ObjectKind;

    const MAPPED: &str = r#"[
        {"handle":"f1","kind":"customer","lines":false,"encoding":"windows-1252","delimiter":";","header_row":1,"sheet":null,
         "columns":[{"name":"Nr","occurrence":1,"role":"id","format":null,"ambiguous":[]},
                    {"name":"Notiz","occurrence":1,"role":null,"format":null,"ambiguous":[]},
                    {"name":"Name","occurrence":1,"role":"name","format":null,"ambiguous":[]},
                    {"name":"Aktiv","occurrence":1,"role":"active","format":null,"ambiguous":[],"values":["1"]}],
         "snapshot":true,"final_when":null},
        {"handle":"f2","kind":"item","lines":false,"encoding":null,"delimiter":null,"header_row":2,"sheet":"Parts",
         "columns":[{"name":"Name","occurrence":1,"role":"name","format":null,"ambiguous":[]}],
         "snapshot":true,"final_when":null}]"#;

    #[test]
    fn files_go_back_in_the_form_the_newest_import_of_their_kind_had() {
        let target = |profiles: &[&str]| {
            let profiles: Vec<String> = profiles.iter().map(|text| (*text).to_owned()).collect();
            Files.write_back(&profiles).unwrap()
        };
        assert!(target(&[]).is_none(), "nothing tells how the source's files look");
        let mapped = target(&["no profile", MAPPED]).unwrap();
        let name = |kind| mapped.file_name(kind, tieout_domain::RunId(3));
        assert_eq!(name(ObjectKind::Customer), "Tieout customers for import, run 3.csv");
        assert_eq!(name(ObjectKind::Item), "Tieout items for import, run 3.xlsx");
        let written = mapped
            .write_back(ObjectKind::Customer, tieout_domain::RunId(3), &[])
            .unwrap();
        assert_eq!(written.bytes, b"Nr;Notiz;Name;Aktiv\r\n");
        assert!(mapped.carries(ObjectKind::Customer, "active") && !mapped.carries(ObjectKind::Customer, "notes"));
        let demo = include_str!("../../../../../demo/northwind/profile.json");
        let newest = target(&[demo, MAPPED]).unwrap();
        assert!(newest.carries(ObjectKind::Customer, "fax"));
        assert!(newest.carries(ObjectKind::Vendor, "contact_name"));
    }
}
