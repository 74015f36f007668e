//! Which organisations a consent opened, and the addresses that list and close them.
//!
//! Not here: tokens (`oauth`).
//! Invariant: an organisation is open only while it has a connection.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::dates::moment_long;
use crate::wire::{Reply, Request};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Connection {
    pub id: String,
    pub tenant: String,
    /// The consent that opened it.
    pub event: String,
    pub created: Timestamp,
    pub updated: Timestamp,
}

/// All connections of the practice application.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Connections(Vec<Connection>);

impl Connections {
    /// A consent opens organisations, or opens them anew.
    pub fn open(&mut self, tenants: &[String], event: &str, now: Timestamp) {
        for tenant in tenants {
            if let Some(known) = self.0.iter_mut().find(|one| one.tenant == *tenant) {
                event.clone_into(&mut known.event);
                known.updated = now;
                continue;
            }
            self.0.push(Connection {
                id: uuid::Uuid::new_v4().to_string(),
                tenant: tenant.clone(),
                event: event.to_owned(),
                created: now,
                updated: now,
            });
        }
    }

    #[must_use]
    pub fn is_open(&self, tenant: &str) -> bool {
        self.0.iter().any(|one| one.tenant.eq_ignore_ascii_case(tenant))
    }

    /// Closes one connection by its own id; whether there was one.
    pub fn close(&mut self, id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|one| !one.id.eq_ignore_ascii_case(id));
        self.0.len() < before
    }

    pub fn close_tenant(&mut self, tenant: &str) {
        self.0.retain(|one| one.tenant != tenant);
    }

    pub fn close_all(&mut self) {
        self.0.clear();
    }

    /// A bare list, narrowed to one consent when asked.
    #[must_use]
    pub fn list(&self, request: &Request, name_of: impl Fn(&str) -> String) -> Reply {
        let event = request.param("authEventId").unwrap_or("");
        let wanted = self
            .0
            .iter()
            .filter(|one| event.is_empty() || one.event.eq_ignore_ascii_case(event));
        let shown = wanted.map(|one| {
            json!({
                "id": one.id, "authEventId": one.event, "tenantId": one.tenant, "tenantType": "ORGANISATION",
                "tenantName": name_of(&one.tenant), "createdDateUtc": moment_long(one.created),
                "updatedDateUtc": moment_long(one.updated)
            })
        });
        Reply::json(200, &Value::Array(shown.collect()))
    }
}
