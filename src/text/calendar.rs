//! *A date line is made of nothing but dates*: days, months, years, times, and the words that lead to them.

/// The longest run of words that a date line has: `Last updated on Monday, 12 March 2024 at 10:45 a.m. EST`
/// has eleven, and some say it twice.
const MOST_WORDS: usize = 16;

/// What one word of a date line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A month's name.
    Month,
    /// A number such as `12`, `3rd` or `2024`.
    Number,
    /// A whole date (`2024-03-12`, `12/03/2024`), which needs nothing beside it.
    Whole,
    /// A time of day, a weekday, a zone: it dates nothing alone.
    Time,
    /// `Published`, `Updated`, `Date`: what follows is a date.
    Lead,
    /// `at`, `on`, `|`.
    Link,
    /// `hours ago`
    Ago,
}

/// Whether a line says when the document appeared, and nothing else: `12 March 2024`, `Published: March 3, 2021
/// 10:45 a.m. EST`, `2024-03-12`, `3 hours ago`; also with the place in front: `London, 12 March 2024`.
pub(super) fn is_date_line(line: &str) -> bool {
    let (mut months, mut numbers, mut whole, mut ago, mut leads, mut places) = (0, 0, 0, 0, 0, 0);
    let mut weekday_or_time = 0;
    let mut words = 0;
    let separators =
        |glyph: char| glyph.is_whitespace() || matches!(glyph, ',' | '|' | '•' | '·' | '(' | ')');
    for word in line.split(separators).filter(|word| !word.is_empty()) {
        words += 1;
        if words > MOST_WORDS {
            return false;
        }
        match part(word) {
            Some(Part::Month) => months += 1,
            Some(Part::Number) => numbers += 1,
            Some(Part::Whole) => whole += 1,
            Some(Part::Time) => weekday_or_time += 1,
            Some(Part::Lead) => leads += 1,
            Some(Part::Link) => {}
            Some(Part::Ago) => ago += 1,
            None if word.starts_with(char::is_uppercase)
                && months + numbers + leads == 0
                && places < 3 =>
            {
                places += 1;
            }
            None => return false,
        }
    }
    let dated = whole > 0 || (months > 0 && numbers > 0) || (ago > 0 && numbers > 0);
    if places > 0 {
        // A place needs a whole date beside it: `Budapest 1956` is a headline.
        return whole > 0 || (months == 1 && numbers >= 2);
    }
    dated || (leads > 0 && (numbers > 0 || weekday_or_time > 0))
}

fn part(word: &str) -> Option<Part> {
    let word = word.trim_matches(['.', ':', '*', '_', '-', '–', '—', ';']);
    if word.is_empty() {
        return Some(Part::Link);
    }
    if word.starts_with(|glyph: char| glyph.is_ascii_digit()) {
        return numeric(word);
    }
    if is_zone(word) {
        return Some(Part::Time);
    }
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "january" | "february" | "march" | "april" | "may" | "june" | "july" | "august"
        | "september" | "october" | "november" | "december" | "jan" | "feb" | "mar" | "apr"
        | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec" => Part::Month,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
        | "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun"
        | "a.m" | "p.m" | "am" | "pm" | "est" | "edt" | "et" | "cst" | "cdt" | "ct" | "pst"
        | "pdt" | "pt" | "gmt" | "utc" | "bst" | "cet" | "ist" | "aest" | "aedt" | "noon"
        | "midnight" | "today" | "yesterday" | "local" => Part::Time,
        "published" | "updated" | "posted" | "date" | "dated" | "modified" | "created"
        | "filed" | "issued" | "revised" | "amended" | "corrected" => Part::Lead,
        "at" | "on" | "of" | "the" | "last" | "first" | "edited" | "time" => Part::Link,
        "ago" | "hours" | "hour" | "minutes" | "minute" | "mins" | "min" | "days" | "day"
        | "weeks" | "week" | "hrs" | "read" => Part::Ago,
        _ => return None,
    })
}

/// `CEST`, `UTC+2`: a zone in capitals, which may be a word in small letters (`eat`, `art`).
fn is_zone(word: &str) -> bool {
    let offset = word.strip_prefix("UTC").or_else(|| word.strip_prefix("GMT"));
    if let Some(offset) = offset.and_then(|offset| offset.strip_prefix(['+', '-', '−'])) {
        return (1..=5).contains(&offset.len())
            && offset.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    }
    matches!(
        word,
        "CEST"
            | "EET"
            | "EEST"
            | "WET"
            | "WEST"
            | "MSK"
            | "TRT"
            | "SAST"
            | "WAT"
            | "CAT"
            | "EAT"
            | "GST"
            | "PKT"
            | "IRST"
            | "WIB"
            | "ICT"
            | "SGT"
            | "HKT"
            | "JST"
            | "KST"
            | "AWST"
            | "ACST"
            | "ACDT"
            | "NZST"
            | "NZDT"
            | "NZT"
            | "ART"
            | "BRT"
            | "CLT"
            | "CLST"
            | "AST"
            | "ADT"
            | "NST"
            | "NDT"
            | "MST"
            | "MDT"
            | "MT"
            | "AKST"
            | "AKDT"
            | "HST"
    )
}

/// `12`, `3rd`, `2024`; `10:45`, `7pm`, `17h40`; `2024-03-12T10:45Z`, `12/03/2024`, `12.03.2024`.
fn numeric(word: &str) -> Option<Part> {
    let bytes = word.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = word.get(digits..)?;
    match rest {
        "" if digits <= 2 || digits == 4 => Some(Part::Number),
        "st" | "nd" | "rd" | "th" => Some(Part::Number),
        "am" | "pm" | "a.m" | "p.m" | "AM" | "PM" | "h" => Some(Part::Time),
        _ if is_whole_date(word) => Some(Part::Whole),
        _ if rest.strip_prefix(['h', 'H']).is_some_and(is_two_digits) => Some(Part::Time),
        _ if rest.starts_with([':', '.']) => {
            let in_time = |glyph: char| glyph.is_ascii_digit() || matches!(glyph, ':' | '.');
            let tail = rest.trim_start_matches(in_time).to_ascii_lowercase();
            matches!(tail.as_str(), "" | "am" | "pm" | "a.m" | "p.m" | "z").then_some(Part::Time)
        }
        _ => None,
    }
}

fn is_two_digits(rest: &str) -> bool {
    rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2024-03-12`, `12/03/2024`, also with a time behind a `T`.
fn is_whole_date(word: &str) -> bool {
    let begins_with_digit = |piece: &&str| piece.starts_with(|glyph: char| glyph.is_ascii_digit());
    let numbers = word.split(['-', '/', '.']).take(3).filter(begins_with_digit).count();
    let in_date = |byte: u8| byte.is_ascii_digit() || b"-/.:TZ+".contains(&byte);
    numbers == 3 && word.len() >= 6 && word.bytes().all(in_date)
}

#[cfg(test)]
mod tests {
    use super::is_date_line;

    #[test]
    fn dates_in_all_their_dress_are_date_lines() {
        for line in [
            "12 March 2024",
            "March 3, 2021 10:45 a.m. EST",
            "2024-03-12",
            "2024-03-12T10:45:00Z",
            "Published: 12/03/2024",
            "Last updated on Monday, 12 March 2024 at 10:45 GMT",
            "Sun 7 Apr 2019 07.59 BST",
            "3 hours ago",
            "London, 12 March 2024",
            "Updated 7:15 PM ET, Tue August 4, 2020",
            "10 June 2025, 07:00 CEST",
            "Updated 10 June 2025 at 17h40 UTC+2",
            "Filed 4 May 2025, 9 a.m. local time",
            "First published 3 May 2025, last updated 4 May 2025 10:15 NZST",
        ] {
            assert!(is_date_line(line), "{line}");
        }
    }

    #[test]
    fn sentences_and_headlines_with_a_date_are_none() {
        for line in [
            "March on Washington",
            "Budapest 1956",
            "12 dead in fire",
            "May 2024 elections: what we know",
            "On 12 March 2024 he left",
            "2024",
            "Today",
            "Chelsea 3 Arsenal 1",
            "May 4 art sale",
            "Updated rules for local papers",
            "10 June 2025 was a wet day",
        ] {
            assert!(!is_date_line(line), "{line}");
        }
    }
}
