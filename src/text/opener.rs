//! *An opener is a word that begins a sentence when it has a capital*: nobody is called `The` or `However`.
//!
//! After `U.S.` or `Inc.` a capital alone says nothing, for a name may follow; an opener settles it. The
//! words are those of grammar, which names are not made of, and the commonest adverbs of news prose.

/// The longest opener in the list, in bytes.
const LONGEST: usize = 12;

/// Whether the word that begins `text` is capitalised and opens sentences. A short form counts as what it is
/// made of: `It's` as `It`.
pub(super) fn begins_with_opener(text: &str) -> bool {
    let word = leading_word(text);
    let bytes = word.as_bytes();
    // `No. 1`, `A. Smith`: with a point of its own the word is an abbreviation.
    if bytes.len() > LONGEST
        || text.as_bytes().get(bytes.len()) == Some(&b'.')
        || !bytes.first().is_some_and(u8::is_ascii_uppercase)
    {
        return false;
    }
    let mut lower = [0_u8; LONGEST];
    let Some(lower) = lower.get_mut(..bytes.len()) else {
        return false;
    };
    lower.copy_from_slice(bytes);
    lower.make_ascii_lowercase();
    is_opener_word(lower)
}

/// The ASCII letters that begin `text`.
pub(super) fn leading_word(text: &str) -> &str {
    let end = text.bytes().take(LONGEST + 1).take_while(u8::is_ascii_alphabetic).count();
    text.get(..end).unwrap_or_default()
}

fn is_opener_word(lower: &[u8]) -> bool {
    matches!(
        lower,
        // Articles, pronouns and pointing words.
        b"a" | b"an" | b"the" | b"i" | b"he" | b"she" | b"it" | b"we" | b"you" | b"they" | b"this" | b"that"
            | b"these" | b"those" | b"his" | b"her" | b"its" | b"our" | b"their" | b"my" | b"your" | b"there"
            | b"here" | b"all" | b"both" | b"each" | b"every" | b"some" | b"many" | b"most" | b"several"
            | b"few" | b"another" | b"other" | b"others" | b"none" | b"such" | b"one" | b"nobody" | b"no"
            | b"someone" | b"everyone" | b"anyone" | b"nothing" | b"something" | b"everything" | b"any"
            // Prepositions and conjunctions.
            | b"in" | b"on" | b"at" | b"by" | b"for" | b"from" | b"with" | b"to" | b"of" | b"as" | b"but"
            | b"and" | b"or" | b"nor" | b"so" | b"yet" | b"if" | b"when" | b"while" | b"although" | b"though"
            | b"because" | b"since" | b"until" | b"unless" | b"after" | b"before" | b"during" | b"despite"
            | b"under" | b"without" | b"within" | b"among" | b"between" | b"through" | b"once" | b"whether"
            | b"whereas" | b"about" | b"against" | b"according" | b"given" | b"instead" | b"like" | b"unlike"
            // Questions.
            | b"who" | b"what" | b"which" | b"where" | b"why" | b"how" | b"whose" | b"whoever" | b"whatever"
            // Verbs of questions and requests.
            | b"is" | b"are" | b"was" | b"were" | b"do" | b"does" | b"did" | b"has" | b"have" | b"had" | b"can"
            | b"could" | b"would" | b"should" | b"don" | b"let" | b"please" | b"isn" | b"aren" | b"didn"
            // Adverbs.
            | b"not" | b"now" | b"then" | b"also" | b"even" | b"still" | b"just" | b"only" | b"again"
            | b"however" | b"meanwhile" | b"moreover" | b"therefore" | b"thus" | b"indeed" | b"perhaps"
            | b"maybe" | b"today" | b"yesterday" | b"tomorrow" | b"earlier" | b"later" | b"finally"
            | b"recently" | b"last" | b"next" | b"much" | b"more" | b"nearly" | b"almost" | b"over" | b"never"
            | b"sometimes" | b"often" | b"otherwise" | b"additionally" | b"furthermore" | b"officials"
            | b"police" | b"yes" | b"people" | b"two" | b"three" | b"ever"
    )
}
