//! *English is told by its little words*: few sentences of it lack *the*, *of* and *to*, and no
//! other language has them together.

/// Only so much of a text is looked at to tell its language, in bytes.
const SAMPLE_BYTES: usize = 4096;

/// So much is looked at for English alone, in bytes.
const ENGLISH_SAMPLE_BYTES: usize = 1024;

/// The fewest words from which English is sure.
const FEWEST_WORDS: usize = 12;

/// The fewest different little words among them.
const FEWEST_KINDS: u32 = 3;

/// One word in so many is a little one, in English: in the shipped examples one in three.
const WORDS_PER_LITTLE: usize = 6;

/// Words that are frequent in English and rare, or no words, in its neighbours: so not *in*
/// (German), *on* (French), *for*, *at* and *of* (Danish, Dutch), *has* (Spanish).
const LITTLE: [&str; 24] = [
    "the", "and", "to", "that", "is", "was", "with", "by", "from", "this", "which", "have", "been",
    "are", "were", "it", "its", "said", "would", "their", "they", "he", "his", "not",
];

/// The ISO 639-3 code of the language, or `und` where that is not sure.
///
/// Most texts here are English, so that is asked first, at a fiftieth of the cost or less; whatlang is
/// asked for the rest.
pub(super) fn language(text: &str) -> &'static str {
    if is_surely_english(text) {
        return "eng";
    }
    whatlang::detect(top(text, SAMPLE_BYTES))
        .filter(whatlang::Info::is_reliable)
        .map_or("und", |found| found.lang().code())
}

fn top(text: &str, most_bytes: usize) -> &str {
    let mut end = text.len().min(most_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether the first words are English beyond doubt.
fn is_surely_english(text: &str) -> bool {
    let (mut words, mut little, mut kinds, mut foreign) = (0_usize, 0_usize, 0_u32, 0_usize);
    let top = top(text, ENGLISH_SAMPLE_BYTES);
    for word in top.split(|glyph: char| !glyph.is_alphabetic()) {
        if word.is_empty() {
            continue;
        }
        words += 1;
        foreign += usize::from(!word.is_ascii());
        if let Some(at) = little_word(word.as_bytes()) {
            little += 1;
            kinds |= 1 << at;
        }
    }
    words >= FEWEST_WORDS
        && kinds.count_ones() >= FEWEST_KINDS
        && little * WORDS_PER_LITTLE >= words
        && foreign * 10 <= words
}

/// The place of a word among the little ones, whatever its case.
fn little_word(word: &[u8]) -> Option<usize> {
    if !(2..=5).contains(&word.len()) {
        return None;
    }
    LITTLE.iter().position(|little| little.as_bytes().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Der Rat hat den Haushalt am Dienstag mit sieben zu vier Stimmen beschlossen, und die Opposition kritisierte die Entscheidung scharf.";
    const FRENCH: &str = "Le conseil a adopté mardi le budget par sept voix contre quatre, et l'opposition a vivement critiqué la décision du maire.";
    const ENGLISH: &str = "The council approved the budget on Tuesday by seven votes to four, and the opposition said that it was a mistake.";

    #[test]
    fn the_little_words_agree_with_whatlang_on_ordinary_text() {
        let asked = |text: &str| {
            whatlang::detect(text).filter(whatlang::Info::is_reliable).map(|found| found.lang())
        };
        assert!(is_surely_english(ENGLISH));
        assert_eq!(asked(&ENGLISH.repeat(3)), Some(whatlang::Lang::Eng));
        for (text, code) in [(GERMAN, "deu"), (FRENCH, "fra"), (ENGLISH, "eng")] {
            assert_eq!(language(text), code);
        }
    }

    #[test]
    fn neighbours_of_english_are_not_taken_for_it() {
        for text in [
            GERMAN,
            FRENCH,
            "De raad heeft dinsdag de begroting goedgekeurd met zeven stemmen tegen vier, en dat is een van de redenen dat de oppositie het niet eens was met de burgemeester.",
            "Byrådet vedtog tirsdag budgettet med syv stemmer mod fire, og det var en af grundene til at oppositionen i byen is og by og by kritiserede borgmesteren.",
            "El consejo aprobó el martes el presupuesto por siete votos contra cuatro, y la oposición criticó la decisión del alcalde con dureza.",
        ] {
            assert!(!is_surely_english(text), "{text}");
        }
    }

    #[test]
    fn too_few_words_are_not_sure() {
        assert!(!is_surely_english("The man that was with it."));
        assert_eq!(language(""), "und");
    }
}
