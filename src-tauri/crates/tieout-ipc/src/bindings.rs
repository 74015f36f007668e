//! TypeScript declarations of everything that crosses to the UI, as one file.
//!
//! Not here: writing it (xtask). Invariant: the file depends on the list of commands and nothing else.

use ts_rs::{Config, TS, TypeVisitor};

use crate::dto::*;
use crate::{error::IpcError, event::AppEvent};

#[derive(Default)]
struct Declarations {
    seen: std::collections::BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let config = Config::default();
        T::visit_generics(self);
        // Only our own types have a file to go to; maps and lists are spelled out where they are used.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&config);
        if self.seen.contains_key(&name) {
            return;
        }
        self.seen.insert(name, format!("export {}", T::decl(&config)));
        T::visit_dependencies(self);
    }
}

macro_rules! declare {
    ($($name:ident($req:ty) -> $res:ty,)+) => {
        fn visit_all(found: &mut Declarations) -> Vec<String> {
            let config = Config::default();
            vec![$({
                found.visit::<$req>();
                found.visit::<$res>();
                format!("  {}: {{ req: {}; res: {} }};", stringify!($name), <$req>::name(&config), <$res>::name(&config))
            }),+]
        }
    };
}
crate::with_commands!(declare);

/// The whole of `ui/src/ipc/generated.ts`.
pub fn typescript() -> String {
    let mut found = Declarations::default();
    let commands = visit_all(&mut found);
    found.visit::<IpcError>();
    found.visit::<AppEvent>();
    let types = found.seen.into_values().collect::<Vec<_>>().join("\n\n");
    format!(
        "// Generated from the command list by `cargo xtask bindings`. Do not edit.\n\n{types}\n\nexport interface Commands {{\n{}\n}}\n",
        commands.join("\n")
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_is_declared() {
        let text = super::typescript();
        for name in crate::commands::NAMES {
            assert!(text.contains(&format!("  {name}: {{ req: ")), "{name}");
        }
    }
}
