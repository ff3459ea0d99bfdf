//! *A line is a row in the making*: what is written is a few stores at a known place, many bytes
//! at once, of which the last ones may be nothing.

/// Bytes in memory that serves many rows.
pub(super) struct Line {
    held: Vec<u8>,
    /// What is written ends here.
    at: usize,
}

/// Short words are copied as so many bytes.
pub(super) const SHORT: usize = 48;

/// There is always room for so many bytes more behind bytes of any number: for the literals and
/// numbers that are written until the next ones come.
const AHEAD: usize = 256;

impl Line {
    pub(super) fn new() -> Line {
        Line { held: vec![0; AHEAD], at: 0 }
    }

    /// Makes room for so many bytes, and for what comes between them and the next.
    #[inline]
    fn room(&mut self, bytes: usize) {
        let end = self.at + bytes + AHEAD;
        if self.held.len() < end {
            self.grow(end);
        }
    }

    #[cold]
    fn grow(&mut self, to: usize) {
        self.held.resize(to.next_power_of_two(), 0);
    }

    /// Appends what is written to `to`, and begins anew.
    pub(super) fn end(&mut self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.held[..self.at]);
        self.at = 0;
    }

    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.room(bytes.len());
        self.held[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    /// Few bytes, whose number the compiler knows.
    #[inline]
    pub(super) fn literal<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.chunk(*bytes, N);
    }

    /// The first `length` bytes of some, behind which [`SHORT`] more stand: few are copied together
    /// with these, which the next bytes overwrite, so that their number needs no guess.
    #[inline]
    pub(super) fn padded(&mut self, bytes: &[u8], length: usize) {
        match bytes.first_chunk::<SHORT>() {
            Some(chunk) if length <= SHORT => {
                self.room(SHORT);
                self.chunk(*chunk, length);
            }
            _ => self.bytes(&bytes[..length]),
        }
    }

    /// With every quotation mark doubled.
    pub(super) fn doubled(&mut self, bytes: &[u8]) {
        let mut from = 0;
        for mark in memchr::memchr_iter(b'"', bytes) {
            self.bytes(&bytes[from..=mark]);
            from = mark;
        }
        self.bytes(&bytes[from..]);
    }

    #[inline]
    pub(super) fn number(&mut self, number: usize) {
        match u32::try_from(number) {
            Ok(small) if small < 100_000_000 => {
                let digits = eight_digits(small);
                // A byte for each zero in front, but for the last digit.
                let zeros = (digits | 1 << 56).trailing_zeros() & !7;
                self.chunk(((digits + ZEROS) >> zeros).to_le_bytes(), 8 - zeros as usize / 8);
            }
            _ => self.bytes(itoa::Buffer::new().format(number).as_bytes()),
        }
    }

    /// A number with four decimals at most, as the shortest digits that read back exactly.
    #[inline]
    pub(super) fn weight(&mut self, weight: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
        let scaled = (weight.abs() * 1e4 + 0.5) as u32;
        let exact = (f64::from(scaled) / 1e4).to_bits() == weight.abs().to_bits();
        if !exact || !(1..100_000_000).contains(&scaled) {
            return self.bytes(zmij::Buffer::new().format(weight).as_bytes());
        }
        self.chunk(*b"-", usize::from(weight < 0.0));
        let digits = eight_digits(scaled);
        let (whole, decimals) = (digits & 0xFFFF_FFFF, digits >> 32);
        let zeros = (whole | 1 << 24).trailing_zeros() & !7;
        self.chunk(((whole + ZEROS) >> zeros).to_le_bytes(), 4 - zeros as usize / 8);
        self.literal(b".");
        let zeros = ((decimals << 32) | 1 << 32).leading_zeros() / 8;
        self.chunk((decimals + ZEROS).to_le_bytes(), 4 - zeros as usize);
    }

    /// The first `kept` of some bytes.
    #[inline]
    fn chunk<const N: usize>(&mut self, bytes: [u8; N], kept: usize) {
        self.held[self.at..self.at + N].copy_from_slice(&bytes);
        self.at += kept;
    }
}

/// Eight times the digit zero.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight digits of a number below 100 million, a byte each, the first in the lowest place.
/// Fours, then twos, then ones are split side by side by multiplication with inverses.
#[inline]
fn eight_digits(number: u32) -> u64 {
    let fours = u64::from(number / 10_000) | u64::from(number % 10_000) << 32;
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | (twos - tens * 10) << 8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(write: impl FnOnce(&mut Line)) -> String {
        let mut line = Line::new();
        write(&mut line);
        let mut bytes = b"before".to_vec();
        line.end(&mut bytes);
        let text = String::from_utf8(bytes).expect("ASCII");
        text.strip_prefix("before").expect("nothing is lost").to_owned()
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_display_writes_them(
            number in prop_oneof![any::<usize>(), 0_usize..200, 0_usize..200_000_000],
        ) {
            prop_assert_eq!(line(|line| line.number(number)), number.to_string());
        }

        #[test]
        fn weights_are_written_as_their_shortest_digits(
            weight in prop_oneof![-90_000_i32..90_000, any::<i32>()], exact in any::<f64>(),
        ) {
            let weight = f64::from(weight) / 1e4;
            for weight in [weight, exact].into_iter().filter(|weight| weight.is_finite()) {
                let mut shortest = zmij::Buffer::new();
                prop_assert_eq!(line(|line| line.weight(weight)), shortest.format(weight));
            }
        }

        #[test]
        fn padded_bytes_end_where_they_end(text in "[a-z]{0,90}", length in 0_usize..90) {
            let length = length.min(text.len());
            let written = line(|line| {
                line.padded(text.as_bytes(), length);
                line.bytes(b"!");
            });
            prop_assert_eq!(written, format!("{}!", &text[..length]));
        }
    }
}
