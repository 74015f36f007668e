//! Files, PDFs, mail and the small services beside the entities.
//!
//! Not here: keeping file contents across restarts; only their records are journaled.
//! Invariant: a refused upload is answered with 200 and a fault, as the vendor does.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::QuickBooks;
use super::errors::{Answer, business, not_found, refuse, required};
use super::json::{Body, list, object, text};
use super::kinds::Kind;
use super::write::Call;
use crate::wire::{Reply, Request};

/// One part of a multipart body.
struct Part {
    name: String,
    file_name: String,
    content_type: String,
    base64: bool,
    content: Vec<u8>,
}

impl QuickBooks {
    pub(super) fn upload(&mut self, request: &Request, now: Timestamp) -> Answer<Reply> {
        let parts = parts(request.header("content-type"), &request.body);
        let part = |prefix: &str| parts.iter().find(|part| part.name.starts_with(prefix));
        let answer = self.store_upload(part("file_metadata"), part("file_content"), now);
        let item = match answer {
            Ok(attachable) => json!({"Attachable": attachable}),
            Err(refusal) => json!({"Fault": refusal.fault()}),
        };
        Ok(Reply::json(
            200,
            &json!({"AttachableResponse": [item], "time": self.company.stamp_ms(now)}),
        ))
    }

    fn store_upload(&mut self, meta: Option<&Part>, file: Option<&Part>, now: Timestamp) -> Answer<Value> {
        let meta = meta.map(|part| serde_json::from_slice::<Value>(&part.content).map_err(|_| refuse("6040", &[])));
        let mut body = meta.transpose()?.map(|meta| object(&meta)).unwrap_or_default();
        let content = file.map(Part::bytes);
        if let (Some(file), Some(content)) = (file, &content) {
            super::json::default(&mut body, "FileName", json!(file.file_name));
            super::json::default(&mut body, "ContentType", json!(file.content_type));
            body.insert("Size".into(), json!(content.len()));
        }
        self.check_links(&mut body)?;
        if text(&body, "Note").is_empty() && content.is_none() {
            return Err(business("You must have at least a note string or file attachment"));
        }
        let call = Call {
            now,
            include: "",
            seeding: false,
        };
        let saved = self.company.save(Kind::Attachable, &Value::Object(body), &call)?;
        if let (Some(id), Some(content)) = (saved["Id"].as_str(), content) {
            self.files.insert(id.to_owned(), content);
        }
        Ok(saved)
    }

    /// What a note or file is attached to must exist.
    pub(super) fn check_links(&self, body: &mut Body) -> Answer<()> {
        let mut refs = list(body, "AttachableRef");
        for row in &mut refs {
            let entity = row.get("EntityRef").map(object).unwrap_or_default();
            let (kind, id) = (text(&entity, "type"), text(&entity, "value"));
            let found = Kind::find(kind)
                .zip(id.parse().ok())
                .and_then(|(kind, id)| self.company.get(kind, id));
            if found.is_none() {
                let text = format!("The entity {kind} {id} that you are trying to link does not exist. {kind} {id}");
                return Err(business(&text));
            }
            super::json::default(row, "IncludeOnSend", json!(false));
        }
        if !refs.is_empty() {
            body.insert("AttachableRef".into(), json!(refs));
        }
        Ok(())
    }

    pub(super) fn download(&self, id: &str) -> Answer<Reply> {
        let number = id.parse().map_err(|_| refuse("2030", &[id]).at("Id"))?;
        self.company.get(Kind::Attachable, number).ok_or_else(not_found)?;
        let address = format!("{}/practice-files/{number}", self.company.base_url);
        Ok(Reply::new(200, "text/plain;charset=utf-8", address))
    }

    /// The bytes of an uploaded file, as the presigned address gives them.
    pub(super) fn file(&self, request: &Request) -> Reply {
        let id = request.path.trim_start_matches("/practice-files/");
        let record = id.parse().ok().and_then(|id| self.company.get(Kind::Attachable, id));
        match (self.files.get(id), record) {
            (Some(content), Some(record)) => {
                let kind = text(&record.body, "ContentType");
                let safe = kind.bytes().all(|byte| byte.is_ascii_graphic()) && !kind.is_empty();
                Reply::new(
                    200,
                    if safe { kind } else { "application/octet-stream" },
                    content.clone(),
                )
                .with("Content-Disposition", "attachment")
            }
            _ => Reply::new(404, "text/plain", "not found"),
        }
    }

    pub(super) fn pdf(&self, kind: Kind, id: &str) -> Answer<Reply> {
        let number = id.parse().map_err(|_| refuse("2030", &[id]).at("Id"))?;
        let record = self
            .company
            .get(kind, number)
            .filter(|_| kind.is_printed())
            .ok_or_else(not_found)?;
        let title = format!("{} {}", kind.name(), text(&record.body, "DocNumber"));
        Ok(Reply::new(200, "application/pdf", crate::pages::pdf(&title)))
    }

    pub(super) fn send_mail(&mut self, request: &Request, kind: Kind, id: &str, now: Timestamp) -> Answer<Reply> {
        let number = id.parse().map_err(|_| refuse("2030", &[id]).at("Id"))?;
        let record = self
            .company
            .get(kind, number)
            .filter(|_| kind.is_sale())
            .cloned()
            .ok_or_else(not_found)?;
        let stored = record
            .body
            .get("BillEmail")
            .and_then(|mail| mail["Address"].as_str())
            .map(str::to_owned);
        let address = request
            .param("sendTo")
            .map(str::to_owned)
            .or(stored)
            .ok_or_else(|| required("BillEmail"))?;
        if !address.contains('@') {
            return Err(refuse("2210", &[&address]));
        }
        let mut body = record.body.clone();
        body.insert("EmailStatus".into(), json!("EmailSent"));
        body.insert("BillEmail".into(), json!({"Address": address}));
        body.insert(
            "DeliveryInfo".into(),
            json!({"DeliveryType": "Email", "DeliveryTime": self.company.stamp(now)}),
        );
        let record = super::store::Record {
            body,
            token: record.token + 1,
            updated: now,
            ..record
        };
        self.company.commit(kind, number, record)?;
        Ok(self.envelope(kind.name(), self.company.render(kind, number), now))
    }

    pub(super) fn exchange_rate(&self, request: &Request, now: Timestamp) -> Reply {
        let source = request.param("sourcecurrencycode").unwrap_or("USD").to_owned();
        let home = self.company.home_currency();
        let today = self.company.today(now).to_string();
        let rate = self.company.prefs["CurrencyPrefs"]["PracticeRates"][&source].clone();
        let rate = super::json::decimal(&rate).unwrap_or(rust_decimal::Decimal::ONE);
        let body = json!({
            "SourceCurrencyCode": source, "TargetCurrencyCode": home, "Rate": super::json::plain(rate),
            "AsOfDate": request.param("asofdate").unwrap_or(&today),
            "MetaData": {"LastUpdatedTime": self.company.stamp(now)}
        });
        self.envelope("ExchangeRate", body, now)
    }

    /// Makes a tax code with its rates.
    pub(super) fn tax_service(&mut self, request: &Request, now: Timestamp) -> Answer<Reply> {
        let sent: Value = serde_json::from_slice(&request.body)
            .map_err(|error| refuse("2010", &[&error.to_string()]).without_element())?;
        let name = sent["TaxCode"]
            .as_str()
            .filter(|name| !name.is_empty())
            .ok_or_else(|| required("TaxCode"))?;
        if !self.company.labelled(Kind::TaxCode, name).is_empty() {
            return Err(refuse("6240", &["Another tax code is already using this name"]));
        }
        let details = sent["TaxRateDetails"].as_array().cloned().unwrap_or_default();
        for detail in &details {
            let rate = detail["TaxRateName"].as_str().unwrap_or("");
            if !rate.is_empty() && !self.company.labelled(Kind::TaxRate, rate).is_empty() {
                return Err(refuse("6240", &["Another tax rate is already using this name"]));
            }
        }
        let (mut answer, mut rates) = (Vec::new(), Vec::new());
        for detail in details {
            let id = self.tax_rate(&detail, now)?;
            rates.push(json!({"TaxRateRef": {"value": id}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}));
            let mut shown = detail;
            shown["TaxRateId"] = json!(id);
            answer.push(shown);
        }
        let body = json!({
            "Name": name, "Description": name, "Taxable": true, "TaxGroup": true,
            "SalesTaxRateList": {"TaxRateDetail": rates}
        });
        let call = Call {
            now,
            include: "",
            seeding: true,
        };
        let saved = self.company.save(Kind::TaxCode, &body, &call)?;
        let body = json!({"TaxCode": name, "TaxCodeId": saved["Id"], "TaxRateDetails": answer});
        Ok(Reply::json(200, &body))
    }

    fn tax_rate(&mut self, detail: &Value, now: Timestamp) -> Answer<String> {
        if let Some(id) = detail["TaxRateId"].as_str() {
            return Ok(id.to_owned());
        }
        let rate = super::json::decimal(&detail["RateValue"]).ok_or_else(|| required("RateValue"))?;
        let agency = detail["TaxAgencyId"].as_str().unwrap_or("1");
        let body = json!({
            "Name": detail["TaxRateName"], "RateValue": super::json::plain(rate), "AgencyRef": {"value": agency}
        });
        let call = Call {
            now,
            include: "",
            seeding: true,
        };
        let saved = self.company.save(Kind::TaxRate, &body, &call)?;
        saved["Id"].as_str().map(str::to_owned).ok_or_else(not_found)
    }
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        use base64::Engine;
        if !self.base64 {
            return self.content.clone();
        }
        let dense: Vec<u8> = self
            .content
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        base64::engine::general_purpose::STANDARD
            .decode(dense)
            .unwrap_or_else(|_| self.content.clone())
    }
}

/// Splits a multipart body; line ends may be bare, and the boundary is taken from the body when the header lacks it.
fn parts(content_type: &str, body: &[u8]) -> Vec<Part> {
    let named = content_type
        .split("boundary=")
        .nth(1)
        .map(|rest| rest.split(';').next().unwrap_or(rest));
    let first = || {
        let line = body.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"--"))?;
        Some(String::from_utf8_lossy(line).trim().trim_start_matches("--").to_owned())
    };
    let Some(boundary) = named
        .map(|name| name.trim().trim_matches('"').to_owned())
        .or_else(first)
    else {
        return Vec::new();
    };
    let mark = format!("--{boundary}").into_bytes();
    let starts: Vec<usize> = find_all(body, &mark);
    let chunks = starts.windows(2).map(|pair| &body[pair[0] + mark.len()..pair[1]]);
    chunks.filter_map(read_part).collect()
}

fn find_all(body: &[u8], mark: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + mark.len() <= body.len() {
        if body[at..].starts_with(mark) {
            found.push(at);
            at += mark.len();
        } else {
            at += 1;
        }
    }
    found
}

fn read_part(chunk: &[u8]) -> Option<Part> {
    let chunk = chunk.strip_prefix(b"\r\n").or_else(|| chunk.strip_prefix(b"\n"))?;
    let split = |gap: &[u8]| {
        chunk
            .windows(gap.len())
            .position(|window| window == gap)
            .map(|at| (at, at + gap.len()))
    };
    let (end, start) = match (split(b"\r\n\r\n"), split(b"\n\n")) {
        (Some(wide), Some(bare)) => {
            if wide.0 < bare.0 {
                wide
            } else {
                bare
            }
        }
        (one, other) => one.or(other)?,
    };
    let head = String::from_utf8_lossy(&chunk[..end]).into_owned();
    let content = &chunk[start..];
    let content = content
        .strip_suffix(b"\r\n")
        .or_else(|| content.strip_suffix(b"\n"))
        .unwrap_or(content);
    let field = |name: &str| {
        let at = head.to_lowercase().find(&format!("{name}=\""))? + name.len() + 2;
        head.get(at..)?.split('"').next().map(str::to_owned)
    };
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    // ` name="` with its blank, or `filename="` would be found first.
    let named = head
        .to_lowercase()
        .find(" name=\"")
        .and_then(|at| head.get(at + 7..)?.split('"').next());
    Some(Part {
        name: named.unwrap_or("").to_owned(),
        file_name: field("filename").unwrap_or_default(),
        content_type: header("content-type").unwrap_or_default(),
        base64: header("content-transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("base64")),
        content: content.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipart_is_read_with_bare_line_ends_and_base64() {
        let body = b"--b1\nContent-Disposition: form-data; name=\"file_metadata_01\"\nContent-Type: application/json\n\n{\"Note\":\"x\"}\n--b1\nContent-Disposition: form-data; name=\"file_content_01\"; filename=\"a.txt\"\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--b1--\n";
        let found = parts("multipart/form-data; boundary=b1", body);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].content, b"{\"Note\":\"x\"}");
        assert_eq!(
            (found[1].file_name.as_str(), found[1].bytes().as_slice()),
            ("a.txt", b"hello".as_slice())
        );
    }
}
