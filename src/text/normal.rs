//! *The normal form of a token is what it is to the model*: lower case, straight apostrophes and
//! hyphens, every run of digits `0`.

use super::token::TokenClass;

/// Writes the normal form of a token to `normal`, in place of what was there.
pub fn normal_form_into(written: &str, class: TokenClass, normal: &mut String) {
    normal.clear();
    match class {
        TokenClass::Mark => normal.push_str(match written {
            "…" => "...",
            dots if dots.starts_with("..") => "...",
            "–" | "—" | "―" => "--",
            dashes if dashes.starts_with('-') => "--",
            "“" | "”" | "„" | "«" | "»" => "\"",
            "‘" | "’" => "'",
            other => other,
        }),
        TokenClass::Number => push_number(written, normal),
        TokenClass::Word => {
            for character in written.chars() {
                push_folded(character, normal);
            }
        }
    }
}

/// A run of digits, with the points and commas inside, is one `0`; letters stay.
fn push_number(written: &str, normal: &mut String) {
    let mut in_digits = false;
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        let goes_on = in_digits
            && matches!(character, '.' | ',')
            && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_ascii_digit() {
            if !in_digits {
                normal.push('0');
            }
            in_digits = true;
        } else if !goes_on {
            in_digits = false;
            push_folded(character, normal);
        }
    }
}

fn push_folded(character: char, normal: &mut String) {
    match character {
        '’' | '‘' | 'ʼ' => normal.push('\''),
        '‐' | '‑' => normal.push('-'),
        '\u{ad}' => {}
        ascii if ascii.is_ascii() => normal.push(ascii.to_ascii_lowercase()),
        other => normal.extend(other.to_lowercase()),
    }
}
