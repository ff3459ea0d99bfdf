//! What sentences are expected to be, in examples.

use super::{LONGEST_SENTENCE_BYTES, Role, Sentence, sentences};

fn split(text: &str) -> Vec<&str> {
    sentences(text).iter().map(|sentence| sentence.span.of(text)).collect()
}

fn roles(text: &str) -> Vec<(Role, &str)> {
    sentences(text).iter().map(|sentence| (sentence.role, sentence.span.of(text))).collect()
}

/// Asserts that the text is one sentence, whatever points are in it.
fn assert_whole(text: &str) {
    assert_eq!(split(text), [text]);
}

/// Asserts that `/` in the text marks the ends of its sentences and that there are no others.
fn assert_split(marked: &str) {
    let expected: Vec<&str> = marked.split('/').map(str::trim).collect();
    assert_eq!(split(&marked.replace('/', "")), expected);
}

#[test]
fn nothing_has_no_sentences() {
    assert_eq!(split(""), [""; 0]);
    assert_eq!(split(" \r\n\t\u{a0}\n"), [""; 0]);
}

#[test]
fn abbreviations_keep_their_stop() {
    for text in [
        "The U.S. Senate met Mr. Smith and Gen. Jones of Acme Inc. on Jan. 5.",
        "J.D. Vance and Dr. A. B. Cole of St. Mary paid $3.14 for No. 5 at 9 a.m. on p. 55.",
        "Some, e.g. Node.js, ASP.NET and v1.2.3, are at www.Example.Com and example.com today.",
        "She has a Ph.D. in law.",
        "He works at Yahoo! in the U.K. for Jane.Doe@example.com now.",
        "JACKSON, Miss. — A judge ruled.",
        "The talks begin at 2 p.m. Gulf time.",
        "Smith v. Jones was cited on pp. 3.",
    ] {
        assert_whole(text);
    }
}

#[test]
fn an_abbreviation_may_end_a_sentence_all_the_same() {
    assert_split("He lives in the U.S./ The senator does not.");
    assert_split("It belongs to Acme Inc./ It was sold in 2019.");
    assert_split("The vote is at 5 p.m./ Officials will count by hand.");
    assert_split("They sold pens, paper, etc./ Customers liked it.");
    assert_split("He said no./ That was all.");
}

#[test]
fn glued_sentences_come_apart() {
    assert_split("The board discussed the issue./The source of the leak is unknown.");
    assert_split("It was far from accidental./The timing says so.");
    assert_split("He called him an \"old friend.\"/The leak hurt.");
    assert_split("He called him an “old friend.”/The leak hurt.");
    assert_split("It is over!/Nobody came.");
    assert_split("It began in 2019./Police came in 2020./NATO did not.");
    assert_split("They raised the issue./U.S. officials declined./\"We know,\" said one.");
    assert_split("The rule took effect on October 1./The court met at 9 a.m./Everyone stood.");
}

#[test]
fn what_a_stop_joins_stays_whole() {
    for text in [
        "Use Foo.Bar.Baz here.",
        "See Amazon.Com now.",
        "Written in VB.NET there.",
        "Call System.Out.Println( now.",
    ] {
        assert_whole(text);
    }
}

#[test]
fn a_quotation_goes_on_into_its_attribution() {
    assert_whole("\"Stop!\" he said.");
    assert_whole("“Why?” asked the man.");
    assert_whole("\"I won't go.\" he said.");
    assert_whole("“Who knows?” Smith said.");
    assert_whole("“Is it true?” I asked.");
}

#[test]
fn a_quotation_of_several_sentences_is_several() {
    assert_split("“We lost./ We will lose again,” he said./ “That is all.”");
    assert_split("\"We lost.\"/ \"So did we.\"");
    assert_split("He left. /(He had to.)/ She stayed.");
}

#[test]
fn ellipses_end_a_sentence_only_before_a_capital() {
    assert_whole("He was … well, late.");
    assert_whole("He was... late.");
    assert_split("He waited…/ Nobody came.");
}

#[test]
fn notes_and_emphasis_belong_to_the_sentence_before() {
    assert_split("It is true.[3]/ It is old.[12][13]/ It is big. [4]/ So.");
    assert_split("**It is true.**/ It is old.");
}

#[test]
fn wrapped_lines_are_joined() {
    let text = "The committee met on Tuesday to hear the first of the witnesses, Mr.\n\
                Smith, who had flown in from London the night before at the cost of\n\
                United Airlines. He spoke for an hour and a half, by all accounts,\n\
                before he left.\n";
    let found = split(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("United Airlines."));
    assert_eq!(split("He left the\r\nroom at five.\r\n"), ["He left the\r\nroom at five."]);
}

#[test]
fn lines_that_are_paragraphs_are_not_joined() {
    let first = "The committee met on Tuesday to hear the first of the witnesses, and after a long day it adjourned, as it does, without a vote";
    let text = format!("{first}\nMembers complained.\nThe room was cold.");
    assert_eq!(split(&text), [first, "Members complained.", "The room was cold."]);
    assert!(sentences(&text).iter().all(|sentence| sentence.paragraph_start));
}

#[test]
fn items_of_a_list_are_sentences() {
    assert_split("We need:\n/- bread\n/- milk\n/- Some eggs");
    assert_split("• One thing\n/• Another thing");
    assert_split("1. The first item /2. The second item");
}

#[test]
fn paragraphs_begin_where_a_blank_line_ends() {
    let starts: Vec<bool> =
        sentences("One. Two.\n\nThree.").iter().map(|sentence| sentence.paragraph_start).collect();
    assert_eq!(starts, [true, false, true]);
}

#[test]
fn the_header_is_told_from_the_text() {
    let text = "Reuters\nIs the Bank Leaking?\n12 March 2024\n\nThe bank leaked. It knew.";
    let expected = [
        (Role::Source, "Reuters"),
        (Role::Headline, "Is the Bank Leaking?"),
        (Role::Date, "12 March 2024"),
        (Role::Sentence, "The bank leaked."),
        (Role::Sentence, "It knew."),
    ];
    assert_eq!(roles(text), expected);
}

#[test]
fn a_headline_may_be_markdown_and_close_to_the_text() {
    let text = "# Bank leaks to U.S.\nBy Jane Doe\nPublished: March 3, 2021 10:45 a.m. EST\nThe bank leaked, and nobody said a word about it in public until the minister resigned in tears on the Friday after that week.";
    let found: Vec<Role> = sentences(text).iter().map(|sentence| sentence.role).collect();
    assert_eq!(found, [Role::Headline, Role::Source, Role::Date, Role::Sentence]);
}

#[test]
fn the_outlet_may_stand_above_the_headline() {
    let text = "The Northern Courant\nBank leaks again\nUpdated 12 March 2024, 07:00 CEST\n\nThe bank leaked.";
    let expected = [
        (Role::Source, "The Northern Courant"),
        (Role::Headline, "Bank leaks again"),
        (Role::Date, "Updated 12 March 2024, 07:00 CEST"),
        (Role::Sentence, "The bank leaked."),
    ];
    assert_eq!(roles(text), expected);
    let text = "A Farewell To The Gazette\n\nThe bank leaked.\n\nIt knew.";
    assert_eq!(roles(text)[0].0, Role::Headline);
}

#[test]
fn a_quotation_after_a_colon_needs_no_speaker_behind_it() {
    let text =
        "The message read: \"Jobs done, chips?\" Pascoe-Hill told officers that he was at home.";
    assert_eq!(split(text).len(), 2);
    assert_eq!(split("\"Jobs done?\" Smith asked the officers.").len(), 1);
}

#[test]
fn a_lone_sentence_or_heading_is_no_headline() {
    assert_eq!(roles("The bank leaked"), [(Role::Sentence, "The bank leaked")]);
    assert_eq!(roles("The bank leaked."), [(Role::Sentence, "The bank leaked.")]);
    assert_eq!(roles("The bank leaked.\n\nIt knew.")[0].0, Role::Sentence);
    assert_eq!(roles("Bread\nMilk\nEggs")[0].0, Role::Sentence);
}

#[test]
fn a_sentence_has_bounded_length() {
    let words = "word ".repeat(10_000);
    let solid = "é".repeat(20_000);
    for text in [&words, &solid] {
        let found = sentences(text);
        assert!(
            found.len() > 1
                && found.iter().all(|sentence| sentence.span.len() <= LONGEST_SENTENCE_BYTES)
        );
    }
    assert!(split(&words).iter().all(|piece| piece.ends_with("word")));
}

/// The invariants that hold for every text.
fn check(text: &str) {
    let mut covered = 0;
    for Sentence { span, .. } in sentences(text) {
        assert!(span.start >= covered && !span.is_empty());
        assert!(text[covered..span.start].chars().all(char::is_whitespace));
        let words = &text[span.start..span.end];
        assert_eq!(words.trim(), words);
        covered = span.end;
    }
    assert!(text[covered..].chars().all(char::is_whitespace));
}

#[test]
fn odd_texts_lose_nothing() {
    for unit in [
        ".", "\"", "'", ".\"", "!\n", "\n", " \n", ". . ", "… ", "1. ", "2) ", "• ", "a.b",
        "\u{2028}", "A.", "x\n\n", ")",
    ] {
        check(&unit.repeat(3000));
        check(&format!("1. a {}", unit.repeat(3000)));
    }
}

proptest::proptest! {
    #[test]
    fn every_character_is_in_exactly_one_sentence(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn so_it_is_among_marks_and_words(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            ".", "!", "?", "…", "\"", "'", "”", "“", ")", "(", "[1]", "\n", "\n\n", "\r\n", " ", "\u{a0}", "\t", "\u{2029}",
            "The", "the", "U.S", "Mr", "1", "2", "12 March 2024", "Reuters", "By Jane", "•", "-", "#", "*", "—", "é", "É",
            "。", "中", "\u{200b}", "a.m", "http://x.y", "J", "I", ",", ":", "said", "A line that is long enough for a margin to be met",
        ]), 0..60)
    ) {
        check(&pieces.concat());
    }
}
