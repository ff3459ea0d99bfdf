//! *A masthead is the name over the door*: the outlet that a text comes from, or the person who wrote it.

use super::calendar::is_date_line;

/// The most words that a line with an author or an outlet has: *By Jane Doe, John Roe and Richard Miles, BBC
/// News, Kyiv* has eleven.
const MOST_WORDS: usize = 14;

/// The most words that the name of an outlet has.
const MOST_OUTLET_WORDS: usize = 6;

/// The most words of an office or a desk: *our chief political correspondent*.
const MOST_OFFICE_WORDS: usize = 4;

/// Whether a line names the author or a well-known outlet: `By Jane Doe`, `Source: Reuters`, `BBC News, London`,
/// `www.example.com`.
pub(super) fn is_source_line(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', '#', ' ', '(', ')', '[', ']', '|']);
    if line.ends_with('.') && !ends_in_initial(line) || line.split_whitespace().count() > MOST_WORDS
    {
        return false;
    }
    is_author_line(line) || is_address(line) || is_led_by_outlet(line)
}

/// As [`is_source_line`] for a line below a headline, where an outlet is expected: any name that ends as those of
/// newspapers do, and a person with an outlet (`Jane Doe, Staff Writer`).
pub(super) fn is_outlet_line(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', '#', ' ', '(', ')', '[', ']', '|']);
    if line.ends_with(['.', '?', '!', ':'])
        || line.split_whitespace().count() > MOST_WORDS
        || !is_signature(line)
    {
        return false;
    }
    pieces(line).any(|piece| is_known(piece) || is_like_outlet(piece) || is_office(piece))
}

/// As [`is_outlet_line`] for a line above what may be the headline: the name of a newspaper and nothing else. A
/// short headline may end in the same words (*Good News*), so the commonest of them need two words before them.
pub(super) fn is_outlet_name(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', '#', ' ']);
    let words = line.split_whitespace().count();
    let last = line.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let least = match last.as_str() {
        "news" | "times" | "post" | "agency" => 3,
        "herald" | "tribune" | "gazette" | "chronicle" | "telegraph" | "courier" | "courant"
        | "newswire" | "observer" | "examiner" | "inquirer" | "echo" | "argus" => 2,
        _ => return false,
    };
    (least..=MOST_OUTLET_WORDS).contains(&words) && !line.contains([',', '?', '!']) && is_name(line)
}

/// Names, of which all but the first may be a desk or an office in small letters: *The Courant, energy desk*.
fn is_signature(line: &str) -> bool {
    is_name(line)
        || pieces(line)
            .enumerate()
            .all(|(at, piece)| is_name(piece) || (at > 0 && is_plain_office(piece)))
}

/// `energy desk`, `our staff writer`
fn is_plain_office(piece: &str) -> bool {
    is_office(piece) && piece.split_whitespace().count() <= MOST_OFFICE_WORDS
}

/// `By Jane Doe`, `Written by …`, `Source: …`, `© …`
fn is_author_line(line: &str) -> bool {
    if let Some((lead, rest)) = line.split_once(':') {
        let lead = lead.trim().to_ascii_lowercase();
        let leads = [
            "source",
            "sources",
            "author",
            "authors",
            "byline",
            "by",
            "publisher",
            "publication",
            "credit",
            "outlet",
        ];
        if leads.contains(&lead.as_str()) {
            return !rest.trim().is_empty();
        }
    }
    if line.starts_with('©') {
        return true;
    }
    let leads = [
        "written by ",
        "story by ",
        "reporting by ",
        "reported by ",
        "posted by ",
        "published by ",
        "by ",
    ];
    leads.iter().any(|lead| {
        line.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead))
            && line
                .get(lead.len()..)
                .is_some_and(|rest| is_signature(rest) || (is_ours(rest) && is_plain_office(rest)))
    })
}

/// `our energy correspondent`, `a staff reporter`, `Our Staff`
fn is_ours(rest: &str) -> bool {
    let first = rest.split(' ').next().unwrap_or_default();
    ["our", "a", "staff"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// `bbc.co.uk`, `https://www.example.com/news`
fn is_address(line: &str) -> bool {
    let host = line.trim_start_matches("https://").trim_start_matches("http://");
    let end = host.find('/').unwrap_or(host.len());
    let last = host.get(..end).and_then(|host| host.rsplit('.').next()).unwrap_or_default();
    !line.contains(char::is_whitespace)
        && host.get(..end).is_some_and(|host| host.contains('.') && host.len() >= 4)
        && (2..=6).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A well-known outlet, then places, offices or a date.
fn is_led_by_outlet(line: &str) -> bool {
    let mut pieces = pieces(line);
    let Some(first) = pieces.next() else {
        return false;
    };
    let rest = line
        .get(first.len()..)
        .unwrap_or_default()
        .trim_start_matches([' ', ',', '|', '-', '–', '—', '/', '•', '·']);
    is_known(first)
        && (rest.is_empty()
            || is_date_line(rest)
            || (is_name(rest) && rest.split_whitespace().count() <= 4))
}

/// What stands between commas, bars and dashes.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let separators = [", ", " | ", " - ", " – ", " — ", " / ", " • ", " · ", " for "];
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let cut =
            separators.iter().filter_map(|mark| line.find(mark).map(|at| (at, mark.len()))).min();
        let (piece, after) = match cut {
            Some((at, width)) => (&line[..at], Some(&line[at + width..])),
            None => (line, None),
        };
        rest = after;
        Some(piece.trim())
    })
}

/// Whether every word has a capital, or is one that joins names.
fn is_name(words: &str) -> bool {
    let mut names = 0;
    let joins = [
        "and", "of", "for", "in", "at", "the", "de", "van", "von", "der", "la", "le", "du", "da",
        "al", "bin", "&", "|", "-", "–", "—", "•", "·", "/",
    ];
    for word in words.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.starts_with(|glyph: char| glyph.is_uppercase() || glyph == '@') {
            names += 1;
        } else if !joins.contains(&word) && !word.starts_with(|glyph: char| glyph.is_ascii_digit())
        {
            return false;
        }
    }
    let last = words.rsplit(' ').next().unwrap_or_default();
    names > 0 && !words.ends_with(['?', '!', '"', '”']) && !joins.contains(&last)
}

/// `Jane D.`: the stop of an initial, or of `Jr.`.
fn ends_in_initial(line: &str) -> bool {
    let word = line.rsplit(' ').next().unwrap_or_default();
    word.len() == 2 || matches!(word, "Jr." | "Sr." | "Inc." | "U.S." | "D.C." | "Ph.D." | "M.D.")
}

/// Names of agencies, broadcasters, newspapers and sites that are read around the world, in small letters and
/// without *the*.
#[rustfmt::skip] // one outlet on a line would fill the file
const OUTLETS: [&str; 77] = [
    "abc", "abc news", "afp", "agence france-presse", "al arabiya", "al jazeera", "ani", "ansa",
    "ap", "ap news", "associated press", "atlantic", "axios", "bbc", "bbc news", "bbc sport",
    "bild", "bloomberg", "boston globe", "breitbart", "business insider", "buzzfeed news", "cbc",
    "cbc news", "cbs", "cbs news", "chicago tribune", "cnbc", "cnn", "daily beast", "daily mail",
    "daily mirror", "daily telegraph", "der spiegel", "deutsche welle", "dpa", "dw", "economist",
    "euronews", "evening standard", "financial times", "forbes", "fox news", "guardian", "haaretz",
    "hill", "huffpost", "independent", "itv news", "kyodo", "le monde", "los angeles times",
    "mail online", "msnbc", "nbc", "nbc news", "new york post", "new york times", "newsweek", "npr",
    "pa media", "politico", "reuters", "sky news", "tass", "telegraph", "time", "times",
    "times of india", "upi", "usa today", "vice", "vox", "wall street journal", "washington post",
    "washington times", "xinhua",
];

/// The last words of newspapers', agencies' and channels' names.
#[rustfmt::skip]
const OUTLET_ENDS: [&str; 44] = [
    "news", "times", "post", "herald", "tribune", "journal", "gazette", "chronicle", "telegraph",
    "press", "agency", "today", "mail", "guardian", "observer", "independent", "standard", "globe",
    "mirror", "express", "review", "magazine", "weekly", "radio", "tv", "online", "daily",
    "courier", "examiner", "inquirer", "bulletin", "dispatch", "monitor", "wire",
    "newswire", "newsroom", "courant", "echo", "argus", "advertiser", "sentinel", "broadcasting",
    "media", "enquirer",
];

/// Whether a piece of a line is the name of an outlet in the list.
fn is_known(piece: &str) -> bool {
    let lower = piece.to_lowercase();
    let name = lower.strip_prefix("the ").unwrap_or(&lower);
    OUTLETS.binary_search(&name).is_ok()
}

/// Whether a name ends as those of newspapers, agencies and channels do.
fn is_like_outlet(piece: &str) -> bool {
    let last = piece.rsplit(' ').next().unwrap_or_default().to_lowercase();
    piece.split_whitespace().count() <= MOST_OUTLET_WORDS && OUTLET_ENDS.contains(&last.as_str())
}

/// `Staff Writer`, `Political Correspondent`, `Agencies`
fn is_office(piece: &str) -> bool {
    let last = piece.rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(
        last.as_str(),
        "writer"
            | "correspondent"
            | "reporter"
            | "editor"
            | "columnist"
            | "agencies"
            | "staff"
            | "contributor"
            | "desk"
            | "newsdesk"
            | "bureau"
            | "critic"
            | "reporters"
            | "correspondents"
    )
}

#[cfg(test)]
mod tests {
    use super::{OUTLETS, is_outlet_line, is_outlet_name, is_source_line};

    #[test]
    fn outlets_and_authors_are_source_lines() {
        for line in [
            "Reuters",
            "By Jane Doe",
            "by Jane Doe and John Roe, BBC News",
            "BBC News, London",
            "The Guardian",
            "Source: a reader",
            "REUTERS",
            "The New York Times | 12 March 2024",
            "By JANE A. DOE",
            "https://www.example.com/news/1",
            "bbc.co.uk",
        ] {
            assert!(is_source_line(line), "{line}");
        }
    }

    #[test]
    fn sentences_and_headlines_that_name_an_outlet_are_none() {
        for line in [
            "BBC, ITV to merge sports desks",
            "By the numbers",
            "By 2030 the lake will be dry",
            "Times are hard",
            "The Guardian said so.",
            "Time for a change",
        ] {
            assert!(!is_source_line(line), "{line}");
        }
    }

    #[test]
    fn below_a_headline_any_newspaper_will_do() {
        assert!(is_outlet_line("The Harland County Gazette"));
        assert!(is_outlet_line("Jane Doe, Staff Writer"));
        assert!(!is_outlet_line("Nobody reads the Gazette"));
    }

    #[test]
    fn below_a_headline_desks_may_have_small_letters() {
        for line in [
            "Leader, The Northern Courant",
            "Ostrava Business Weekly, energy desk",
            "Borealis Newswire",
            "Jane Doe, chief political correspondent",
            "The Lanner Echo | our Paris bureau",
        ] {
            assert!(is_outlet_line(line), "{line}");
        }
        for line in [
            "energy desk",
            "Nobody told the staff",
            "He left, said the editor",
            "The mayor quits, says her editor",
            "What the Courant Said, and Why It Was Wrong to the critic",
        ] {
            assert!(!is_outlet_line(line), "{line}");
        }
        assert!(is_source_line("By our energy correspondent"));
        assert!(is_source_line("By Jane Doe, political editor"));
        assert!(!is_source_line("By the time it reached the desk"));
    }

    #[test]
    fn above_a_headline_a_name_must_be_a_newspapers() {
        for line in ["The Northern Courant", "Borealis Newswire", "Lanner Valley News"] {
            assert!(is_outlet_name(line), "{line}");
        }
        for line in
            ["Good News", "Hard Times", "Farewell to the Gazette", "Courier", "A Storm Today"]
        {
            assert!(!is_outlet_name(line), "{line}");
        }
    }

    #[test]
    fn the_outlets_are_sorted() {
        assert!(OUTLETS.is_sorted());
    }
}
