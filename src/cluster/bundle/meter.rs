//! Counts the bytes that go into a decoder and come out of it, and stops at the limits.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::error::Breach;
use super::limits::Limits;

/// The counters of one archive.
#[derive(Default)]
pub(super) struct Tally {
    packed: Rc<Cell<u64>>,
    ended: Rc<Cell<bool>>,
}

impl Tally {
    /// Counts what is read from the file.
    pub(super) fn packed<R: Read>(&self, inner: R) -> Packed<R> {
        Packed { inner, count: Rc::clone(&self.packed) }
    }

    /// Counts what comes out of the decoder, and checks it.
    pub(super) fn unpacked<'a>(&self, inner: Box<dyn Read + 'a>, limits: &'a Limits) -> Meter<'a> {
        Meter { inner, limits, out: 0, packed: Rc::clone(&self.packed), ended: Rc::clone(&self.ended) }
    }

    /// Whether the end of the stream was met.
    pub(super) fn ended(&self) -> bool {
        self.ended.get()
    }
}

/// The reader below the decoder.
pub(super) struct Packed<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// The reader above the decoder. A passed limit is an [`io::Error`] that wraps a [`Breach`].
pub(super) struct Meter<'a> {
    inner: Box<dyn Read + 'a>,
    limits: &'a Limits,
    out: u64,
    packed: Rc<Cell<u64>>,
    ended: Rc<Cell<bool>>,
}

impl Read for Meter<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && !into.is_empty() {
            self.ended.set(true);
        }
        self.out += read as u64;
        if self.out > self.limits.total {
            return Err(io::Error::other(Breach::Total { limit: self.limits.total }));
        }
        let allowed = self.packed.get().saturating_mul(self.limits.ratio);
        if self.out > self.limits.ratio_floor && self.out > allowed {
            return Err(io::Error::other(Breach::Ratio { limit: self.limits.ratio }));
        }
        Ok(read)
    }
}
