//! The pages a practice ledger shows in a browser, and on paper.
//!
//! Not here: what they ask (each face).
//! Invariant: nothing that was sent reaches a page unescaped; a page runs no scripts.

use crate::wire::Reply;

#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Fields of a form that nobody sees.
#[must_use]
pub fn hidden(fields: &[(&str, &str)]) -> String {
    let fields = fields.iter();
    fields
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect()
}

#[must_use]
pub fn page(status: u16, title: &str, content: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>\
         body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#1c2430}}\
         button{{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem;border-radius:.4rem;border:1px solid #596377}}\
         button[value=allow]{{background:#14532d;border-color:#14532d;color:#fff}}</style></head>\
         <body><main><h1>{title}</h1>{content}</main></body></html>"
    );
    Reply::html(status, html).with(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
}

/// An address with more in its query; an empty state is left out.
#[must_use]
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    match url::Url::parse(address) {
        Ok(mut url) => {
            let kept = pairs
                .iter()
                .filter(|(name, value)| *name != "state" || !value.is_empty());
            url.query_pairs_mut().extend_pairs(kept);
            url.into()
        }
        Err(_) => address.to_owned(),
    }
}

/// The smallest valid page with one line of text.
#[must_use]
pub fn pdf(title: &str) -> Vec<u8> {
    let safe: String = title.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let safe = safe.replace(['(', ')', '\\'], "");
    let stream = format!("BT /F1 18 Tf 72 720 Td ({safe}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj{object}endobj\n", at + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}
