//! *An abbreviation is a word that owns its full stop*: the stop says little about the sentence.
//!
//! How little depends on the kind: a title waits for a name and never ends a sentence, `No.` waits for a
//! number, `Inc.` ends one now and then.

/// What is expected after an abbreviation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Abbreviation {
    /// Something follows for certain: a name after `Mr.`, an example after `e.g.`.
    Leading,
    /// A number follows if this is the abbreviation at all: `No. 5`, `p. 55`.
    Counting,
    /// A month or day: a number follows, or the rest of the sentence.
    Calendar,
    /// It may stand anywhere: `Inc.`, `Jr.`, `etc.`, `U.S.`, `Ph.D.`.
    Anywhere,
    /// It ends a list or an amount, and a sentence as often as not: `etc.`, `lbs.`.
    Measure,
    /// A time of the day; a day or a time zone may follow it.
    Hour,
    /// One capital: an initial, most likely.
    Initial,
}

/// The longest abbreviation in the lists below, in bytes.
const LONGEST: usize = 8;

/// What the word before a full stop (given without it, but with its inner ones) abbreviates; `None` for an
/// ordinary word.
#[must_use]
pub fn abbreviation(word: &str) -> Option<Abbreviation> {
    let bytes = word.as_bytes();
    if let [letter] = bytes {
        return single_letter(*letter);
    }
    if bytes.contains(&b'.') && is_initials(bytes) {
        return Some(match bytes {
            [b'a' | b'p' | b'A' | b'P', _, b'm' | b'M'] => Abbreviation::Hour,
            b"e.g" | b"i.e" | b"E.g" | b"I.e" | b"c.f" | b"P.S" => Abbreviation::Leading,
            _ => Abbreviation::Anywhere,
        });
    }
    let mut buffer = [0_u8; LONGEST];
    let lower = buffer.get_mut(..bytes.len())?;
    lower.copy_from_slice(bytes);
    lower.make_ascii_lowercase();
    let capitalised = bytes.first().is_some_and(u8::is_ascii_uppercase);
    in_any_case(lower).or_else(|| if capitalised { in_capitals(lower) } else { None })
}

/// Whether a name keeps its exclamation mark: *She works at Yahoo! in London.*
#[must_use]
pub fn ends_in_exclamation(word: &str) -> bool {
    matches!(word, "Yahoo" | "Jeopardy" | "Oklahoma" | "Yum" | "Mia")
}

/// `J.` Smith, `p.` 55, Roe `v.` Wade.
fn single_letter(letter: u8) -> Option<Abbreviation> {
    match letter {
        b'p' | b'c' | b'n' => Some(Abbreviation::Counting),
        b'v' => Some(Abbreviation::Leading),
        b'A'..=b'Z' => Some(Abbreviation::Initial),
        _ => None,
    }
}

/// `U.S`, `a.m`, `e.g`: single letters between stops.
fn is_initials(word: &[u8]) -> bool {
    word.split(|&byte| byte == b'.')
        .all(|piece| matches!(piece, [letter] if letter.is_ascii_alphabetic()))
}

/// Abbreviations that are no words of their own, or hardly ever end a sentence as such.
fn in_any_case(lower: &[u8]) -> Option<Abbreviation> {
    Some(match lower {
        b"mr" | b"mrs" | b"ms" | b"dr" | b"prof" | b"messrs" | b"mme" | b"mlle" => {
            Abbreviation::Leading
        }
        b"vs" | b"cf" | b"viz" | b"approx" | b"ca" | b"esp" | b"incl" | b"eg" | b"ie" => {
            Abbreviation::Leading
        }
        b"no"
        | b"nos"
        | b"pp"
        | b"pg"
        | b"vol"
        | b"vols"
        | b"fig"
        | b"figs"
        | b"ch"
        | b"para"
        | b"paras"
        | b"eq"
        | b"eqs"
        | b"ref"
        | b"refs"
        | b"tel"
        | b"ext"
        | b"circa"
        | [b'n', 0xC2, 0xB0] => Abbreviation::Counting,
        b"etc" | b"lb" | b"lbs" | b"oz" | b"ft" | b"hrs" | b"mins" | b"secs" | b"yrs" | b"yr"
        | b"tbsp" | b"tsp" | b"gal" | b"min" | b"max" => Abbreviation::Measure,
        b"inc" | b"ltd" | b"co" | b"cos" | b"corp" | b"bros" | b"llc" | b"plc" | b"jr" | b"sr"
        | b"esq" | b"al" | b"dept" | b"univ" | b"assn" | b"natl" | b"intl" | b"govt" | b"est"
        | b"avg" | b"sq" | b"cu" | b"cont" | b"ed" | b"eds" | b"st" | b"ave" | b"blvd" | b"rd"
        | b"hwy" | b"ph.d" | b"ed.d" | b"psy.d" | b"b.sc" | b"m.sc" | b"d.phil" | b"ll.b"
        | b"ll.m" | b"mfg" | b"pty" | b"pte" | b"ret" | b"appr" => Abbreviation::Anywhere,
        _ => return None,
    })
}

/// Titles, months and places, which in lower case are other words (`sat`, `miss`) or none.
fn in_capitals(lower: &[u8]) -> Option<Abbreviation> {
    Some(match lower {
        b"rev" | b"revd" | b"fr" | b"hon" | b"gen" | b"gens" | b"lt" | b"col" | b"capt"
        | b"cpt" | b"cmdr" | b"cdr" | b"maj" | b"sgt" | b"cpl" | b"pfc" | b"pvt" | b"adm"
        | b"brig" | b"gov" | b"govs" | b"sen" | b"sens" | b"rep" | b"reps" | b"pres" | b"supt"
        | b"insp" | b"det" | b"amb" | b"atty" | b"asst" | b"assoc" | b"mt" | b"pt" | b"spc"
        | b"coun" | b"engr" | b"drs" | b"profs" | b"cllr" | b"msgr" | b"sec" | b"ph" | b"sra" => {
            Abbreviation::Leading
        }
        b"art" | b"arts" | b"op" | b"rs" | b"chap" | b"ex" => Abbreviation::Counting,
        b"jan" | b"feb" | b"mar" | b"apr" | b"jun" | b"jul" | b"aug" | b"sep" | b"sept"
        | b"oct" | b"nov" | b"dec" | b"mon" | b"tue" | b"tues" | b"wed" | b"thu" | b"thur"
        | b"thurs" | b"fri" | b"sat" | b"sun" => Abbreviation::Calendar,
        b"ala" | b"ariz" | b"ark" | b"calif" | b"colo" | b"conn" | b"del" | b"fla" | b"ga"
        | b"ill" | b"ind" | b"kan" | b"ky" | b"la" | b"md" | b"mass" | b"mich" | b"minn"
        | b"miss" | b"mo" | b"mont" | b"neb" | b"nev" | b"okla" | b"ore" | b"pa" | b"penn"
        | b"tenn" | b"tex" | b"va" | b"vt" | b"wash" | b"wis" | b"wyo" | b"ont" | b"que"
        | b"ct" | b"cir" | b"app" | b"supp" | b"stat" | b"dist" | b"div" | b"ii" | b"iii"
        | b"iv" | b"vi" | b"vii" | b"viii" => Abbreviation::Anywhere,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Abbreviation, abbreviation};

    #[test]
    fn a_title_leads_to_a_name() {
        for word in ["Mr", "mrs", "Gen", "Sen", "Prof"] {
            assert_eq!(abbreviation(word), Some(Abbreviation::Leading), "{word}");
        }
    }

    #[test]
    fn letters_between_stops_are_initials() {
        for word in ["U.S", "U.S.A", "J.D", "Ph.D", "U.N"] {
            assert_eq!(abbreviation(word), Some(Abbreviation::Anywhere), "{word}");
        }
        assert_eq!(abbreviation("p.m"), Some(Abbreviation::Hour));
        assert_eq!(abbreviation("example.com"), None);
    }

    #[test]
    fn a_month_is_capitalised_and_a_verb_is_not() {
        assert_eq!(abbreviation("Sat"), Some(Abbreviation::Calendar));
        assert_eq!(abbreviation("sat"), None);
    }

    #[test]
    fn an_ordinary_word_abbreviates_nothing() {
        for word in ["issue", "", "accommodations", "café", "3.14", "."] {
            assert_eq!(abbreviation(word), None, "{word}");
        }
    }
}
