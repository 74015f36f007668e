//! Answers of a strange shape, made from good ones.
//!
//! Not here: broken connections (`conn`) and the choice of victim (`faults`).
//! Invariant: what was carried out stays carried out; only its telling is spoiled.

use serde_json::{Value, json};

use crate::face::Vocabulary;
use crate::wire::Reply;

/// Rewrites a JSON body; anything else passes unchanged.
fn rewrite(reply: Reply, change: impl Fn(&mut Value)) -> Reply {
    let mut value = reply.value();
    if value.is_null() {
        return reply;
    }
    change(&mut value);
    Reply {
        body: value.to_string().into_bytes(),
        ..reply
    }
}

/// Calls `change` on every member of every object.
fn each_member(value: &mut Value, change: &dyn Fn(&str, &mut Value)) {
    match value {
        Value::Object(map) => {
            for (name, member) in map.iter_mut() {
                change(name, member);
                each_member(member, change);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_member(item, change)),
        _ => {}
    }
}

/// Members nobody announced, at every depth.
pub fn strangers(reply: Reply) -> Reply {
    fn add(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.values_mut().for_each(add);
                map.insert(
                    "NewMemberOfNextYear".to_owned(),
                    json!({"Kind": "Surprise", "Values": [1, null, "two"]}),
                );
            }
            Value::Array(items) => items.iter_mut().for_each(add),
            _ => {}
        }
    }
    rewrite(reply, add)
}

/// Amounts, versions and the like become null.
pub fn nulls(reply: Reply, vocabulary: &Vocabulary) -> Reply {
    rewrite(reply, |value| {
        each_member(value, &|name, member| {
            if vocabulary.needed.contains(&name) {
                *member = Value::Null;
            }
        });
    })
}

/// Numbers become text, numeric text becomes numbers.
pub fn types(reply: Reply) -> Reply {
    rewrite(reply, |value| {
        each_member(value, &|_, member| {
            let changed = match &*member {
                Value::Number(number) => Some(Value::String(number.to_string())),
                Value::String(text) => text.parse::<u64>().ok().map(|number| json!(number)),
                Value::Bool(flag) => Some(Value::String(flag.to_string())),
                _ => None,
            };
            if let Some(changed) = changed {
                *member = changed;
            }
        });
    })
}

/// Words of closed lists become words nobody knows.
pub fn words(reply: Reply, vocabulary: &Vocabulary) -> Reply {
    rewrite(reply, |value| {
        each_member(value, &|name, member| {
            if member.is_string() && (vocabulary.closed)(name) {
                *member = json!("QuantumEntangled");
            }
        });
    })
}

/// A good answer about something else.
pub fn other_entity(reply: Reply, vocabulary: &Vocabulary) -> Reply {
    Reply {
        body: vocabulary.stranger.to_string().into(),
        ..reply
    }
}

/// The right length, the wrong end.
pub fn truncated(reply: Reply) -> Reply {
    let half = reply.body.len() / 2;
    Reply {
        body: reply.body[..half].to_vec(),
        ..reply
    }
}

/// Sixteen megabytes of zeros in sixteen kilobytes.
pub fn gzip_bomb(reply: Reply) -> Reply {
    let packed: &[u8] = include_bytes!("data/zeros-16m.json.gz");
    Reply {
        body: packed.to_vec(),
        ..reply
    }
    .with("Content-Encoding", "gzip")
}

pub fn gateway_page(status: u16) -> Reply {
    Reply::html(
        status,
        format!("<html><head><title>{status}</title></head><body><h1>{status}</h1><p>gateway</p></body></html>"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_change_and_the_rest_stays() {
        let good = || {
            Reply::json(
                200,
                &json!({"Invoice": {"Id": "5", "TotalAmt": 10, "EmailStatus": "NotSet"}}),
            )
        };
        let vocabulary = Vocabulary {
            needed: &["TotalAmt"],
            closed: |name| name == "EmailStatus",
            stranger: json!({"Elsewhere": {}}),
        };
        assert_eq!(types(good()).value()["Invoice"]["Id"], 5);
        assert_eq!(types(good()).value()["Invoice"]["TotalAmt"], "10");
        assert_eq!(nulls(good(), &vocabulary).value()["Invoice"]["TotalAmt"], Value::Null);
        assert_eq!(
            words(good(), &vocabulary).value()["Invoice"],
            json!({"Id": "5", "TotalAmt": 10, "EmailStatus": "QuantumEntangled"})
        );
        assert_eq!(other_entity(good(), &vocabulary).value(), json!({"Elsewhere": {}}));
        assert_eq!(strangers(good()).value()["Invoice"]["Id"], "5");
        assert!(truncated(good()).value().is_null());
    }
}
