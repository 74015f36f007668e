//! Faults in both shapes: the business one (`Fault`, capitals) and the gateway's (`fault`, lower case).
//!
//! Not here: what they mean (`failure`).

use serde::Deserialize;

use super::Members;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Fault {
    #[serde(rename = "Error", alias = "error")]
    pub errors: Vec<FaultError>,
    #[serde(rename = "type")]
    pub fault_type: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FaultError {
    #[serde(rename = "Message", alias = "message")]
    pub message: Option<String>,
    #[serde(rename = "Detail", alias = "detail")]
    pub detail: Option<String>,
    pub code: Option<String>,
    pub element: Option<String>,
}

impl Fault {
    /// The fault among the members of an answer, if there is one.
    pub fn of(members: &Members) -> Option<Self> {
        let raw = members.get("Fault").or_else(|| members.get("fault"))?;
        serde_json::from_str::<Option<Self>>(raw.get()).ok().flatten()
    }
}
