//! What a byte may be part of.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteClass {
    Space,
    Letter,
    Digit,
    Mark,
    /// Part of a character beyond ASCII.
    Wide,
}

pub(super) static CLASSES: [ByteClass; 256] = {
    let mut table = [ByteClass::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "byte is below 256")]
        let character = byte as u8;
        table[byte] = if character.is_ascii_alphabetic() {
            ByteClass::Letter
        } else if character.is_ascii_digit() {
            ByteClass::Digit
        } else if character <= b' ' || character == 0x7f {
            ByteClass::Space
        } else if character < 0x80 {
            ByteClass::Mark
        } else {
            ByteClass::Wide
        };
        byte += 1;
    }
    table
};
