//! Secrets in one sealed file beside the settings.
//!
//! Not here: client files and backups; no secret is ever in them. Invariants: each secret is sealed with the data key and its own
//! place (connection, kind, version), so that none can be moved; the file is replaced whole or not at all; a file that cannot be
//! opened is left as it is.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::{SecretKind, Secrets};
use crate::factory::ConnectionKey;

const VERSION: u32 = 1;
const FILE: &str = "secrets.json";
const LOCK: &str = "secrets.lock";
const KEY_FILE: &str = "secrets.key";
const KEY_BYTES: usize = 32;

/// Argon2id: 64 MB, 3 passes, 1 lane.
const ARGON_KIB: u32 = 64 * 1024;
const ARGON_PASSES: u32 = 3;

/// Where the data key comes from. Never chosen silently.
pub enum KeySource {
    /// The system's store, as the host set it with `keyring_core::set_default_store`. May block on a prompt.
    System { service: String },
    /// A passphrase, for systems without such a store; the key lives until the program ends.
    Passphrase(SecretString),
    /// A file beside the secrets, readable by this user only: only after the user chose it in so many words.
    KeyFile,
}

/// One file, one data key. Several processes may have it open.
pub struct SealedSecrets {
    folder: PathBuf,
    cipher: XChaCha20Poly1305,
    /// One change at a time in this process; the lock file keeps other processes out.
    changing: Mutex<()>,
}

/// What is on disk. Nothing in it is secret without the key.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Sealed {
    version: u32,
    /// For passphrases.
    salt: Option<String>,
    /// Seals a known text: tells a wrong key from a damaged file.
    check: Option<Parcel>,
    secrets: BTreeMap<String, Parcel>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Parcel {
    nonce: String,
    sealed: String,
}

/// Opens (or starts) the secrets in `folder`. Blocks: call it off the async threads.
pub fn open(folder: &Path, source: KeySource) -> Result<SealedSecrets, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| broken(&error))?;
    let _lock = lock(folder)?;
    let mut sealed = load(folder)?;
    let key = match &source {
        KeySource::System { service } => system_key(service, sealed.check.is_none())?,
        KeySource::Passphrase(passphrase) => passphrase_key(passphrase, &mut sealed)?,
        KeySource::KeyFile => file_key(&folder.join(KEY_FILE), sealed.check.is_none())?,
    };
    let cipher = XChaCha20Poly1305::new_from_slice(key.expose_secret()).map_err(Failure::internal)?;
    let secrets = SealedSecrets {
        folder: folder.to_owned(),
        cipher,
        changing: Mutex::new(()),
    };
    match &sealed.check {
        Some(check) => {
            secrets
                .unseal("check", check)
                .ok_or_else(|| locked("the key does not open the stored secrets"))?;
        }
        None => {
            sealed.version = VERSION;
            sealed.check = Some(secrets.seal("check", "tieout")?);
            store(folder, &sealed)?;
        }
    }
    Ok(secrets)
}

impl SealedSecrets {
    fn place(connection: &ConnectionKey, kind: SecretKind) -> String {
        format!("{}/{}/{VERSION}", connection.as_str().replace('/', "%2F"), kind.word())
    }

    fn seal(&self, place: &str, secret: &str) -> Result<Parcel, Failure> {
        let nonce: [u8; 24] = rand::random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| Failure::internal("sealing a secret"))?;
        Ok(Parcel {
            nonce: STANDARD.encode(nonce),
            sealed: STANDARD.encode(sealed),
        })
    }

    fn unseal(&self, place: &str, sealed: &Parcel) -> Option<SecretString> {
        let nonce = STANDARD.decode(&sealed.nonce).ok().filter(|nonce| nonce.len() == 24)?;
        let bytes = STANDARD.decode(&sealed.sealed).ok()?;
        let payload = Payload {
            msg: &bytes,
            aad: place.as_bytes(),
        };
        let plain = self.cipher.decrypt(XNonce::from_slice(&nonce), payload).ok()?;
        String::from_utf8(plain).ok().map(SecretString::from)
    }

    fn change(&self, change: impl FnOnce(&mut Sealed) -> Result<(), Failure>) -> Result<(), Failure> {
        let _mine = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = lock(&self.folder)?;
        let mut sealed = load(&self.folder)?;
        change(&mut sealed)?;
        store(&self.folder, &sealed)
    }
}

impl Secrets for SealedSecrets {
    fn get(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<Option<SecretString>, Failure> {
        let place = Self::place(connection, kind);
        let found = load(&self.folder)?.secrets.remove(&place);
        let unsealed = found.map(|sealed| {
            self.unseal(&place, &sealed)
                .ok_or_else(|| locked("a stored secret is damaged"))
        });
        unsealed.transpose()
    }

    fn put(&self, connection: &ConnectionKey, kind: SecretKind, secret: &SecretString) -> Result<(), Failure> {
        let place = Self::place(connection, kind);
        let sealed = self.seal(&place, secret.expose_secret())?;
        self.change(|file| {
            file.secrets.insert(place, sealed);
            Ok(())
        })
    }

    fn delete(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<(), Failure> {
        let place = Self::place(connection, kind);
        self.change(|file| {
            file.secrets.remove(&place);
            Ok(())
        })
    }
}

type Key = SecretBox<[u8; KEY_BYTES]>;

fn key_of(bytes: &[u8]) -> Result<Key, Failure> {
    let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| locked("the stored key is damaged"))?;
    Ok(SecretBox::new(Box::new(bytes)))
}

fn system_key(service: &str, may_create: bool) -> Result<Key, Failure> {
    let unavailable =
        |error: keyring_core::Error| locked("the system's key store cannot be used").raw(error.to_string());
    let entry = keyring_core::Entry::new(service, "data-key").map_err(unavailable)?;
    match entry.get_secret() {
        Ok(bytes) => key_of(&bytes),
        Err(keyring_core::Error::NoEntry) if may_create => {
            let key: [u8; KEY_BYTES] = rand::random();
            entry.set_secret(&key).map_err(unavailable)?;
            key_of(&key)
        }
        // A new key would make the stored secrets unreadable for ever.
        Err(keyring_core::Error::NoEntry) => Err(locked("the system's key store no longer holds the key")),
        Err(error) => Err(unavailable(error)),
    }
}

fn passphrase_key(passphrase: &SecretString, sealed: &mut Sealed) -> Result<Key, Failure> {
    let salt = match (&sealed.salt, &sealed.check) {
        (Some(salt), _) => STANDARD
            .decode(salt)
            .map_err(|_| locked("the stored salt is damaged"))?,
        (None, Some(_)) => return Err(locked("the stored secrets are not sealed with a passphrase")),
        (None, None) => rand::random::<[u8; 16]>().to_vec(),
    };
    sealed.salt = Some(STANDARD.encode(&salt));
    let params = argon2::Params::new(ARGON_KIB, ARGON_PASSES, 1, Some(KEY_BYTES)).map_err(Failure::internal)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut key = [0; KEY_BYTES];
    argon
        .hash_password_into(passphrase.expose_secret().as_bytes(), &salt, &mut key)
        .map_err(Failure::internal)?;
    key_of(&key)
}

fn file_key(path: &Path, may_create: bool) -> Result<Key, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => key_of(&bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_create => {
            let key: [u8; KEY_BYTES] = rand::random();
            write_private(path, &key)?;
            key_of(&key)
        }
        Err(error) => Err(locked("the key file cannot be read").raw(error.to_string())),
    }
}

fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| broken(&error))?;
    file.lock().map_err(|error| broken(&error))?;
    Ok(file)
}

fn load(folder: &Path) -> Result<Sealed, Failure> {
    match std::fs::read(folder.join(FILE)) {
        Ok(bytes) => {
            let sealed: Sealed = serde_json::from_slice(&bytes).map_err(|_| locked("the secrets file is damaged"))?;
            if sealed.version > VERSION {
                return Err(locked("the secrets file was written by a newer version"));
            }
            Ok(sealed)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Sealed::default()),
        Err(error) => Err(broken(&error)),
    }
}

fn store(folder: &Path, sealed: &Sealed) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(sealed).map_err(Failure::internal)?;
    write_private(&folder.join(FILE), &bytes)
}

/// Whole or not at all: temporary file, flush to disk, rename, flush the folder.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let temporary = path.with_extension("tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let write = || -> std::io::Result<()> {
        // A left-over of a crash could have other rights.
        let _ = std::fs::remove_file(&temporary);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().map_err(|error| broken(&error))
}

fn locked(why: &str) -> Failure {
    Failure::new(ErrorCode::SecretsLocked, Recovery::ReadHelp).context(why)
}

fn broken(error: &std::io::Error) -> Failure {
    let code = if error.kind() == std::io::ErrorKind::StorageFull {
        ErrorCode::DiskFull
    } else {
        ErrorCode::SecretsLocked
    };
    Failure::new(code, Recovery::Retry)
        .context("the secrets file")
        .raw(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> ConnectionKey {
        ConnectionKey::new(name)
    }

    fn read(secrets: &SealedSecrets, name: &str) -> Option<String> {
        secrets
            .get(&key(name), SecretKind::Tokens)
            .unwrap()
            .map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn secrets_survive_a_restart_and_the_file_shows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = open(folder.path(), KeySource::KeyFile).unwrap();
        secrets
            .put(&key("a/b"), SecretKind::Tokens, &"PLANTED-token".into())
            .unwrap();
        secrets
            .put(&key("a"), SecretKind::ClientSecret, &"other".into())
            .unwrap();
        let again = open(folder.path(), KeySource::KeyFile).unwrap();
        assert_eq!(read(&again, "a/b").as_deref(), Some("PLANTED-token"));
        assert_eq!(read(&again, "a"), None);
        let file = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!file.contains("PLANTED") && !file.contains(&STANDARD.encode("PLANTED-token")));
        again.delete(&key("a/b"), SecretKind::Tokens).unwrap();
        assert_eq!(read(&secrets, "a/b"), None, "two openings see one file");
    }

    #[test]
    fn a_secret_cannot_be_moved_to_another_connection() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = open(folder.path(), KeySource::KeyFile).unwrap();
        secrets.put(&key("mine"), SecretKind::Tokens, &"t".into()).unwrap();
        let path = folder.path().join(FILE);
        let text = std::fs::read_to_string(&path)
            .unwrap()
            .replace("mine/tokens", "other/tokens");
        std::fs::write(&path, text).unwrap();
        let failure = secrets.get(&key("other"), SecretKind::Tokens).err().unwrap();
        assert_eq!(failure.code, ErrorCode::SecretsLocked);
    }

    #[test]
    fn a_wrong_passphrase_opens_nothing_and_destroys_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let with = |passphrase: &str| open(folder.path(), KeySource::Passphrase(passphrase.into()));
        with("right")
            .unwrap()
            .put(&key("c"), SecretKind::Tokens, &"t".into())
            .unwrap();
        assert_eq!(with("wrong").err().unwrap().code, ErrorCode::SecretsLocked);
        assert_eq!(
            open(folder.path(), KeySource::KeyFile).err().unwrap().code,
            ErrorCode::SecretsLocked
        );
        assert_eq!(read(&with("right").unwrap(), "c").as_deref(), Some("t"));
    }

    #[test]
    fn the_systems_store_keeps_the_key_and_losing_it_is_said() {
        let folder = tempfile::tempdir().unwrap();
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
        let with = |service: &str| {
            open(
                folder.path(),
                KeySource::System {
                    service: service.into(),
                },
            )
        };
        with("tieout")
            .unwrap()
            .put(&key("c"), SecretKind::Tokens, &"t".into())
            .unwrap();
        assert_eq!(read(&with("tieout").unwrap(), "c").as_deref(), Some("t"));
        assert_eq!(with("elsewhere").err().unwrap().code, ErrorCode::SecretsLocked);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_this_user_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), KeySource::KeyFile).unwrap();
        for name in [FILE, KEY_FILE] {
            let mode = std::fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
