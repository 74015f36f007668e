//! Checks JSON exchanges against a vendor's published OpenAPI 3.0 file, inside the test process.
//!
//! Not here: the file, the members it forgot (both test data) and any rule that a schema cannot state.
//! Invariant: a request is judged strictly (no undeclared and no read-only member); an answer may only have undeclared
//! members that the list of extras names.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Value, json};

/// Prefixes of the two copies: what a client may write and what it may read.
const WRITE: &str = "json-schema:///w";
const READ: &str = "json-schema:///r";

/// A vendor's API as its file declares it.
pub struct Api {
    doc: Value,
    registry: Registry<'static>,
    /// Compiled schemas by address.
    compiled: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Api {
    /// Reads the file (YAML) and the extras, a JSON list of `{"schemas": [..], "members": [..]}`: members that real
    /// answers have although the file does not declare them; the member `*` leaves a schema open.
    ///
    /// # Errors
    /// Says which of the two cannot be read.
    pub fn load(yaml: &str, extras: &str) -> Result<Self, String> {
        let doc: Value = serde_yaml_ng::from_str(yaml).map_err(|error| format!("the API file: {error}"))?;
        let extras: Vec<Value> = serde_json::from_str(extras).map_err(|error| format!("the extras: {error}"))?;
        let (mut write, mut read) = (doc.clone(), doc.clone());
        close(&mut write, true);
        allow(&mut read, &extras)?;
        close(&mut read, false);
        let registry = Registry::new()
            .add(WRITE, Resource::from_contents(write))
            .and_then(|registry| registry.add(READ, Resource::from_contents(read)))
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| format!("the API file: {error}"))?;
        Ok(Self {
            doc,
            registry,
            compiled: Mutex::default(),
        })
    }

    /// What is wrong with a request; `path` is relative to the API's base, the body `None` when there is none.
    #[must_use]
    pub fn request(&self, method: &str, path: &str, query: &[(&str, &str)], body: Option<&Value>) -> Vec<String> {
        let Some((template, operation)) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not declared")];
        };
        let declared = self.query_names(&template, operation);
        let mut findings: Vec<String> = query
            .iter()
            .filter(|(name, _)| !declared.iter().any(|known| known == name))
            .map(|(name, _)| format!("{method} {path}: query parameter {name} is not declared"))
            .collect();
        let Some(body) = body else { return findings };
        let at = self.resolve(format!("{}/requestBody", pointer(&template, method)));
        let schema = format!("{at}/content/application~1json/schema");
        if self.doc.pointer(&schema).is_none() {
            findings.push(format!("{method} {path}: no JSON body is declared"));
            return findings;
        }
        findings.extend(self.check(WRITE, &schema, body));
        findings
    }

    /// What is wrong with a JSON answer. Refusals of a status that the file does not declare pass.
    #[must_use]
    pub fn answer(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let Some((template, _)) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not declared")];
        };
        let at = self.resolve(format!("{}/responses/{status}", pointer(&template, method)));
        let schema = format!("{at}/content/application~1json/schema");
        match (self.doc.pointer(&at), self.doc.pointer(&schema)) {
            (None, _) if status < 400 => vec![format!("{method} {path}: status {status} is not declared")],
            (None, _) | (_, None) => Vec::new(),
            _ => self.check(READ, &schema, body),
        }
    }

    fn check(&self, copy: &str, schema: &str, body: &Value) -> Vec<String> {
        let validator = match self.validator(copy, schema) {
            Ok(validator) => validator,
            Err(error) => return vec![format!("the schema {schema} cannot be used: {error}")],
        };
        let findings = validator.iter_errors(body);
        findings
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    fn validator(&self, copy: &str, schema: &str) -> Result<Arc<Validator>, String> {
        let address = format!("{copy}#{}", schema.replace('{', "%7B").replace('}', "%7D"));
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(&address) {
            return Ok(Arc::clone(known));
        }
        let made = jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .build(&json!({"$ref": address}))
            .map_err(|error| error.to_string())?;
        let made = Arc::new(made);
        compiled.insert(address, Arc::clone(&made));
        Ok(made)
    }

    /// The template that fits a path best, with its operation.
    fn operation(&self, method: &str, path: &str) -> Option<(String, &Value)> {
        let method = method.to_lowercase();
        let paths = self.doc["paths"].as_object()?;
        let fitting = paths
            .iter()
            .filter_map(|(template, item)| Some((fit(template, path)?, template, item.get(&method)?)));
        let (_, template, operation) = fitting.max_by_key(|(score, _, _)| *score)?;
        Some((template.clone(), operation))
    }

    fn query_names(&self, template: &str, operation: &Value) -> Vec<String> {
        let shared = self.doc["paths"][template].get("parameters");
        let lists = [shared, operation.get("parameters")];
        let parameters = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        parameters
            .map(|parameter| match parameter["$ref"].as_str() {
                Some(reference) => self.doc.pointer(reference.trim_start_matches('#')).unwrap_or(parameter),
                None => parameter,
            })
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .collect()
    }

    /// Follows a reference, if one stands at this place.
    fn resolve(&self, pointer: String) -> String {
        let reference = self.doc.pointer(&pointer).and_then(|at| at["$ref"].as_str());
        reference.map_or(pointer, |reference| reference.trim_start_matches('#').to_owned())
    }
}

fn pointer(template: &str, method: &str) -> String {
    format!("/paths/{}/{}", template.replace('/', "~1"), method.to_lowercase())
}

/// How well a path fits a template: words count most, then ids in places that are named after ids.
fn fit(template: &str, path: &str) -> Option<usize> {
    let split = |text: &str| text.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (wanted, given) = (split(template), split(path));
    if wanted.len() != given.len() {
        return None;
    }
    let mut score = 0;
    for (wanted, given) in wanted.iter().zip(&given) {
        let Some(name) = wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
            if wanted != given {
                return None;
            }
            score += 10;
            continue;
        };
        score += usize::from(name.ends_with("ID") == is_uuid(given));
    }
    Some(score)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

/// Forbids undeclared members everywhere, and read-only ones in what clients write.
fn close(node: &mut Value, writing: bool) {
    match node {
        Value::Object(map) => {
            if let Some(Value::Object(members)) = map.get_mut("properties") {
                for member in members.values_mut().filter(|_| writing) {
                    if member["readOnly"] == true {
                        *member = json!({"not": {}});
                    }
                }
                map.entry("additionalProperties").or_insert(json!(false));
            }
            map.values_mut().for_each(|child| close(child, writing));
        }
        Value::Array(items) => items.iter_mut().for_each(|child| close(child, writing)),
        _ => {}
    }
}

/// Adds the members that the file forgot.
fn allow(doc: &mut Value, extras: &[Value]) -> Result<(), String> {
    let texts = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    for extra in extras {
        for name in texts(&extra["schemas"]) {
            let schema = doc.pointer_mut(&format!("/components/schemas/{name}"));
            let schema = schema.ok_or_else(|| format!("the extras name an unknown schema: {name}"))?;
            for member in texts(&extra["members"]) {
                if member == "*" {
                    schema["additionalProperties"] = json!(true);
                } else {
                    schema["properties"][member] = json!({});
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../tests/golden/xero/xero_accounting.yaml");
    const EXTRAS: &str = include_str!("../../../../tests/golden/xero/extras.json");
    const ID: &str = "11111111-2222-3333-4444-555555555555";

    fn api() -> Api {
        Api::load(FILE, EXTRAS).unwrap()
    }

    #[test]
    fn a_request_may_only_have_declared_members_that_are_not_read_only() {
        let api = api();
        let send = |body: Value| api.request("PUT", "/Invoices", &[("unitdp", "4")], Some(&body));
        let lines = json!([{"Description": "Labour", "Quantity": 2, "UnitAmount": 85.25}]);
        let good = json!({"Type": "ACCREC", "Contact": {"ContactID": ID}, "Date": "2026-11-20", "LineItems": lines});
        assert_eq!(send(json!({"Invoices": [good]})), Vec::<String>::new());
        for (member, value) in [
            ("Total", json!(1)),
            ("Totl", json!(1)),
            ("Type", json!(5)),
            ("Status", json!("OPEN")),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            assert!(!send(json!({"Invoices": [bad]})).is_empty(), "{member}");
        }
    }

    #[test]
    fn paths_and_query_parameters_must_be_declared() {
        let api = api();
        assert!(
            api.request("GET", "/Invoices", &[("where", "a"), ("pageSize", "5")], None)
                .is_empty()
        );
        assert_eq!(api.request("GET", "/Invoices", &[("offset", "5")], None).len(), 1);
        assert_eq!(api.request("PATCH", "/Invoices", &[], None).len(), 1);
        assert_eq!(api.request("GET", "/Voices", &[], None).len(), 1);
        assert!(api.request("GET", &format!("/Contacts/{ID}"), &[], None).is_empty());
        assert!(api.request("GET", "/Contacts/TTA-0042", &[], None).is_empty());
    }

    #[test]
    fn an_answer_may_have_the_listed_extras_and_nothing_else() {
        let api = api();
        let answer = |invoice: Value| {
            let body = json!({"Id": ID, "Status": "OK", "ProviderName": "P", "DateTimeUTC": "/Date(1)/",
                              "Invoices": [invoice]});
            api.answer("GET", "/Invoices", 200, &body)
        };
        assert_eq!(
            answer(json!({"InvoiceID": ID, "DateString": "2026-11-20T00:00:00"})),
            Vec::<String>::new()
        );
        assert_eq!(answer(json!({"InvoiceID": ID, "Dat": "2026-11-20"})).len(), 1);
        assert_eq!(answer(json!({"InvoiceID": "7"})).len(), 1, "ids are UUIDs");
        assert!(
            api.answer("GET", "/Invoices", 503, &json!({})).is_empty(),
            "not declared, not judged"
        );
        assert_eq!(api.answer("GET", "/Invoices", 201, &json!({})).len(), 1);
    }
}
