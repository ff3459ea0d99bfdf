//! *A packed input gives other bytes than it holds*: gzip in one or many members, zstd in one
//! or many frames.
//!
//! What comes out is counted, so that a bomb is an error. Where a member of gzip is damaged, the
//! next one is looked for: an archive has a record a member, and loses that record alone.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::limits::{EXPANSION, EXPANSION_FREE_BYTES, Limits};
use super::stream::{Counted, Input};

/// A file in which so many members are damaged is not read on.
const MOST_DAMAGED: usize = 1000;

/// The largest window of a zstd frame, in bytes: what `zstd -d` takes unasked.
const WINDOW_BYTES: u64 = 128 << 20;

/// How an input is packed, as its first bytes say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// The packing of an input that begins with `head`.
    pub(super) fn of(head: &[u8]) -> Option<Packing> {
        if head.starts_with(&[0x1F, 0x8B, 8]) {
            Some(Packing::Gzip)
        } else if is_frame(head) {
            Some(Packing::Zstd)
        } else {
            None
        }
    }
}

/// Whether a frame of zstd begins here, also one to skip.
fn is_frame(head: &[u8]) -> bool {
    head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
        || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// The unpacked bytes of an input.
pub(super) struct Unpacked<'a> {
    state: State<'a>,
    out_bytes: u64,
    /// Where the member that is being read begins.
    member: u64,
    damaged: usize,
    most_bytes: u64,
}

type Packed<'a> = Counted<BufReader<Input<'a>>>;

enum State<'a> {
    Between(Packing, Box<Packed<'a>>),
    Member(Box<GzDecoder<Packed<'a>>>),
    Frame(Box<StreamingDecoder<Packed<'a>, FrameDecoder>>),
    Ended,
}

/// What unpacking some bytes came to.
enum Step {
    Bytes(usize),
    Next,
    Failed(io::Error),
}

impl<'a> Unpacked<'a> {
    pub(super) fn new(packing: Packing, input: Input<'a>, limits: &Limits) -> Unpacked<'a> {
        let packed = Counted::new(BufReader::with_capacity(64 << 10, input));
        Unpacked {
            state: State::Between(packing, Box::new(packed)),
            out_bytes: 0,
            member: 0,
            damaged: 0,
            most_bytes: limits.unpacked_bytes,
        }
    }

    fn packed_bytes(&self) -> u64 {
        match &self.state {
            State::Between(_, packed) => packed.consumed,
            State::Member(member) => member.get_ref().consumed,
            State::Frame(frame) => frame.get_ref().consumed,
            State::Ended => 0,
        }
    }

    /// Begins the next member or frame.
    fn begin(&mut self, packing: Packing, mut packed: Packed<'a>) -> Step {
        let head = match packed.fill_buf() {
            Ok([]) => return Step::Bytes(0),
            Ok(head) => head,
            Err(cause) => return Step::Failed(cause),
        };
        match packing {
            Packing::Gzip if head[0] == 0 && self.member > 0 => {
                // Tapes and some servers fill the last block with zeros.
                let zeros = head.iter().take_while(|byte| **byte == 0).count();
                packed.consume(zeros);
                self.state = State::Between(packing, Box::new(packed));
                Step::Next
            }
            Packing::Gzip => {
                self.member = packed.consumed;
                self.state = State::Member(Box::new(GzDecoder::new(packed)));
                Step::Next
            }
            Packing::Zstd => self.begin_frame(packed),
        }
    }

    fn begin_frame(&mut self, mut packed: Packed<'a>) -> Step {
        let mut magic = [0; 4];
        if let Err(cause) = packed.read_exact(&mut magic) {
            return Step::Failed(cause);
        }
        if magic[1..] == [0x2A, 0x4D, 0x18] && magic[0] & 0xF0 == 0x50 {
            let mut length = [0; 4];
            let skipped = packed.read_exact(&mut length).and_then(|()| {
                let length = u64::from(u32::from_le_bytes(length));
                io::copy(&mut (&mut packed).take(length), &mut io::sink())
            });
            return match skipped {
                Ok(_) => {
                    self.state = State::Between(Packing::Zstd, Box::new(packed));
                    Step::Next
                }
                Err(cause) => Step::Failed(cause),
            };
        }
        packed.put_back(&magic);
        match StreamingDecoder::new_with_max_window_size(packed, WINDOW_BYTES) {
            Ok(frame) => {
                self.state = State::Frame(Box::new(frame));
                Step::Next
            }
            Err(cause) => Step::Failed(damage(&format!("damaged zstd: {cause}"))),
        }
    }

    fn step(&mut self, buffer: &mut [u8]) -> Step {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => Step::Bytes(0),
            State::Between(packing, packed) => self.begin(packing, *packed),
            State::Member(mut member) => match member.read(buffer) {
                Ok(0) => {
                    self.state = State::Between(Packing::Gzip, Box::new(member.into_inner()));
                    Step::Next
                }
                Ok(bytes) => {
                    self.state = State::Member(member);
                    Step::Bytes(bytes)
                }
                Err(cause) => self.look_for_next(member.into_inner(), cause),
            },
            State::Frame(mut frame) => match frame.read(buffer) {
                Ok(0) => {
                    self.state = State::Between(Packing::Zstd, Box::new(frame.into_inner()));
                    Step::Next
                }
                Ok(bytes) => {
                    self.state = State::Frame(frame);
                    Step::Bytes(bytes)
                }
                Err(cause) => Step::Failed(damage(&format!("damaged zstd: {cause}"))),
            },
        }
    }

    /// After damage, goes on with the next member that can be found.
    fn look_for_next(&mut self, mut packed: Packed<'a>, cause: io::Error) -> Step {
        let is_damage = matches!(
            cause.kind(),
            ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof
        );
        if !is_damage {
            return Step::Failed(cause);
        }
        self.damaged += 1;
        if self.damaged <= MOST_DAMAGED {
            packed.back_to(self.member + 1);
            match find_member(&mut packed) {
                Ok(true) => self.state = State::Between(Packing::Gzip, Box::new(packed)),
                // Something else than a member stands at the end, which gzip ignores too.
                Ok(false) if cause.kind() == ErrorKind::InvalidInput && self.member > 0 => {
                    return Step::Bytes(0);
                }
                Ok(false) => {}
                Err(cause) => return Step::Failed(cause),
            }
        }
        Step::Failed(damage(&format!(
            "damaged gzip in the member at byte {}: {cause}",
            self.member
        )))
    }

    /// Whether so much came out that nobody wrote it.
    fn is_bomb(&self) -> bool {
        self.out_bytes > EXPANSION_FREE_BYTES
            && self.out_bytes / EXPANSION > self.packed_bytes().max(1)
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.step(buffer) {
                Step::Bytes(bytes) => {
                    self.out_bytes += bytes as u64;
                    let problem = if self.out_bytes > self.most_bytes {
                        format!("unpacks to more than {} bytes", self.most_bytes)
                    } else if bytes > 0 && self.is_bomb() {
                        format!("unpacks to more than {EXPANSION} times its size")
                    } else {
                        return Ok(bytes);
                    };
                    self.state = State::Ended;
                    return Err(io::Error::other(problem));
                }
                Step::Next => {}
                Step::Failed(cause) => return Err(cause),
            }
        }
    }
}

/// An error that costs what it stands in, and not what comes after.
fn damage(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, problem)
}

/// Goes to the next bytes that begin a member, and says whether there are any.
fn find_member(packed: &mut Packed<'_>) -> io::Result<bool> {
    let mut seen = [0xFF_u8; 4];
    loop {
        let buffer = packed.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        for (at, byte) in buffer.iter().enumerate() {
            seen.rotate_left(1);
            seen[3] = *byte;
            if seen[..3] == [0x1F, 0x8B, 8] && seen[3] < 0x20 {
                packed.consume(at + 1);
                packed.put_back(&seen);
                return Ok(true);
            }
        }
        let length = buffer.len();
        packed.consume(length);
    }
}
