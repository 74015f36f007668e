//! Collects an answer's body, inflating it under a limit. Not here: the wire.
//! Invariant: no more than the limit is ever held, whatever the other side declares.

use std::io::Write;

use flate2::write::GzDecoder;

/// Inflated to compressed size, once past `RATIO_FROM`.
const RATIO_MAX: usize = 100;
const RATIO_FROM: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Gzip,
    Unknown,
}

impl Encoding {
    pub(super) fn of(header: Option<&str>) -> Self {
        match header.map(|value| value.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => Self::Plain,
            Some("gzip" | "x-gzip") => Self::Gzip,
            Some(_) => Self::Unknown,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Spoilt {
    #[error("the answer is larger than allowed")]
    TooLarge,
    #[error("the answer's compression cannot be read")]
    Unreadable,
}

/// A buffer that refuses to grow past its limit.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    /// Compressed bytes taken so far.
    taken: usize,
    burst: bool,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        let size = self.bytes.len().saturating_add(more.len());
        let bomb = size > RATIO_FROM && size > self.taken.saturating_mul(RATIO_MAX);
        if size > self.limit || bomb {
            self.burst = true;
            return Err(std::io::Error::other("limit"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) enum Collector {
    Plain { bytes: Vec<u8>, limit: usize },
    Gzip(Box<GzDecoder<Bounded>>),
    Unknown,
}

impl Collector {
    pub(super) fn new(encoding: Encoding, limit: usize) -> Self {
        match encoding {
            Encoding::Plain => Self::Plain {
                bytes: Vec::new(),
                limit,
            },
            Encoding::Gzip => Self::Gzip(Box::new(GzDecoder::new(Bounded {
                bytes: Vec::new(),
                limit,
                taken: 0,
                burst: false,
            }))),
            Encoding::Unknown => Self::Unknown,
        }
    }

    pub(super) fn take(&mut self, chunk: &[u8]) -> Result<(), Spoilt> {
        match self {
            Self::Plain { bytes, limit } => {
                if bytes.len().saturating_add(chunk.len()) > *limit {
                    return Err(Spoilt::TooLarge);
                }
                bytes.extend_from_slice(chunk);
                Ok(())
            }
            Self::Gzip(decoder) => {
                decoder.get_mut().taken += chunk.len();
                decoder.write_all(chunk).map_err(|_| {
                    if decoder.get_ref().burst {
                        Spoilt::TooLarge
                    } else {
                        Spoilt::Unreadable
                    }
                })
            }
            Self::Unknown => Err(Spoilt::Unreadable),
        }
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Spoilt> {
        match self {
            Self::Plain { bytes, .. } => Ok(bytes),
            Self::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => Ok(std::mem::take(&mut decoder.get_mut().bytes)),
                Err(_) if decoder.get_ref().burst => Err(Spoilt::TooLarge),
                Err(_) => Err(Spoilt::Unreadable),
            },
            Self::Unknown => Err(Spoilt::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn collect(encoding: Encoding, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Spoilt> {
        let mut collector = Collector::new(encoding, limit);
        for chunk in bytes.chunks(1000) {
            collector.take(chunk)?;
        }
        collector.finish()
    }

    #[test]
    fn an_honest_answer_comes_through() {
        let text = (0..50_000).map(|n| format!("{{\"n\":{n}}}")).collect::<String>();
        assert_eq!(
            collect(Encoding::Gzip, &zipped(text.as_bytes()), 4_000_000).unwrap(),
            text.as_bytes()
        );
        assert_eq!(
            collect(Encoding::Plain, text.as_bytes(), 4_000_000).unwrap(),
            text.as_bytes()
        );
    }

    #[test]
    fn a_bomb_stops_early() {
        let bomb = zipped(&vec![b' '; 20_000_000]);
        assert!(bomb.len() < 100_000);
        assert_eq!(
            collect(Encoding::Gzip, &bomb, 32_000_000),
            Err(Spoilt::TooLarge),
            "by ratio"
        );
        assert_eq!(
            collect(Encoding::Plain, &[b'x'; 5000], 4000),
            Err(Spoilt::TooLarge),
            "by size"
        );
    }

    #[test]
    fn half_a_gzip_body_is_unreadable_not_short() {
        let whole = zipped(&[7; 10_000]);
        assert_eq!(
            collect(Encoding::Gzip, &whole[..whole.len() / 2], 100_000),
            Err(Spoilt::Unreadable)
        );
        assert_eq!(collect(Encoding::of(Some("br")), b"x", 100), Err(Spoilt::Unreadable));
    }
}
