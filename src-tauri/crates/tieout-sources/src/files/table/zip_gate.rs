//! One streaming pass over a workbook's parts before anything is parsed, because the sizes a file declares may lie.
//!
//! Not here: reading cells. Invariant: at most a small buffer is held, whatever the file inflates to.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use tieout_domain::Failure;
use zip::ZipArchive;

use crate::files::failure::{too_large, unreadable};
use crate::files::limits::{
    XLSX_ENTRIES_MAX, XLSX_INFLATED_MAX, XLSX_RATIO_FROM, XLSX_RATIO_MAX, XLSX_RUN_MAX, XLSX_STRINGS_MAX,
};

/// First bytes of the old binary format, which password-protected workbooks are wrapped in too.
const OLD_FORMAT: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

pub fn check(file: &str, bytes: &[u8]) -> Result<(), Failure> {
    if bytes.starts_with(&OLD_FORMAT) {
        return Err(unreadable(file, "old_or_protected_workbook"));
    }
    let damaged = |error: zip::result::ZipError| unreadable(file, "not_a_workbook").raw(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > XLSX_ENTRIES_MAX {
        return Err(too_large(file, "parts", XLSX_ENTRIES_MAX as u64));
    }
    let mut names = BTreeSet::new();
    let mut inflated = 0u64;
    for at in 0..archive.len() {
        // The raw entry tells a password before its content would fail to open.
        if archive.by_index_raw(at).map_err(damaged)?.encrypted() {
            return Err(unreadable(file, "old_or_protected_workbook"));
        }
        let mut part = archive.by_index(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_lowercase();
        let packed = part.compressed_size();
        if !names.insert(name.clone()) {
            return Err(unreadable(file, "part_twice").param("part", name));
        }
        let pass = Pass {
            file,
            name: &name,
            packed,
            before: inflated,
        };
        inflated += pass.run(&mut part)?;
    }
    Ok(())
}

/// One part on its way through.
struct Pass<'a> {
    file: &'a str,
    name: &'a str,
    packed: u64,
    /// Bytes of the parts before it.
    before: u64,
}

impl Pass<'_> {
    fn run(&self, part: &mut impl Read) -> Result<u64, Failure> {
        let is_text = [".xml", ".rels", ".vml"]
            .iter()
            .any(|ending| self.name.ends_with(ending));
        let mut buffer = vec![0u8; 64 * 1024];
        let (mut size, mut run) = (0u64, 0u64);
        loop {
            let read = part.read(&mut buffer).map_err(|error| {
                unreadable(self.file, "damaged_part")
                    .param("part", self.name)
                    .raw(error.to_string())
            })?;
            if read == 0 {
                return Ok(size);
            }
            size += read as u64;
            self.check_size(size)?;
            for byte in &buffer[..read] {
                run = if *byte == b'<' { 0 } else { run + 1 };
                if is_text && run > XLSX_RUN_MAX {
                    return Err(too_large(self.file, "text_bytes", XLSX_RUN_MAX));
                }
            }
        }
    }

    fn check_size(&self, size: u64) -> Result<(), Failure> {
        if self.before + size > XLSX_INFLATED_MAX {
            return Err(too_large(self.file, "inflated_bytes", XLSX_INFLATED_MAX));
        }
        if self.name.ends_with("sharedstrings.xml") && size > XLSX_STRINGS_MAX {
            return Err(too_large(self.file, "shared_strings_bytes", XLSX_STRINGS_MAX));
        }
        if size > XLSX_RATIO_FROM && size / self.packed.max(1) > XLSX_RATIO_MAX {
            return Err(too_large(self.file, "compression_ratio", XLSX_RATIO_MAX));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn limit(parts: &[(&str, Vec<u8>)]) -> String {
        check("a.xlsx", &zipped(parts)).unwrap_err().params["limit"].clone()
    }

    #[test]
    fn bombs_are_refused_before_they_are_opened() {
        let tags = b"<a/>".repeat(4 << 20);
        assert_eq!(limit(&[("xl/worksheets/sheet1.xml", tags)]), "compression_ratio");
        assert_eq!(limit(&[("xl/sharedStrings.xml", vec![b'a'; 2 << 20])]), "text_bytes");
        let many: Vec<(String, Vec<u8>)> = (0..2001).map(|at| (format!("{at}"), Vec::new())).collect();
        let many: Vec<(&str, Vec<u8>)> = many
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.clone()))
            .collect();
        assert_eq!(limit(&many), "parts");
    }

    #[test]
    fn what_is_no_workbook_says_so() {
        let reason = |bytes: &[u8]| check("a.xlsx", bytes).unwrap_err().params["reason"].clone();
        assert_eq!(reason(b"id,name"), "not_a_workbook");
        assert_eq!(reason(&[0xd0, 0xcf, 0x11, 0xe0, 0]), "old_or_protected_workbook");
        let whole = zipped(&[("xl/workbook.xml", b"<a/>".repeat(100))]);
        assert!(check("a.xlsx", &whole[..whole.len() / 2]).is_err());
        assert!(check("a.xlsx", &whole).is_ok());
    }
}
