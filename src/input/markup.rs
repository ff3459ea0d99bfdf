//! *Markup is looked over before a tree is made of it*: what holds no text goes, and what would
//! make the tree deeper or larger than any page is refused.
//!
//! A parser of HTML carries open formatting elements (`b`, `font` …) into every paragraph that
//! follows, which turns a small page into a tree without bound. They say nothing here, so their
//! tags go too.

use super::nesting::Nesting;

/// The most elements of a page. A long article has a thousand, a year of a forum ten thousand.
const MOST_ELEMENTS: usize = 200_000;

/// The longest data for search engines that is kept, in bytes, and how deep it may nest.
const LONGEST_DATA_BYTES: usize = 256 << 10;
const DEEPEST_DATA: usize = 32;

/// Elements of which nothing is read, up to their end.
const WITHOUT_TEXT: [&str; 15] = [
    "style", "svg", "math", "noscript", "iframe", "object", "embed", "template", "canvas",
    "select", "textarea", "video", "audio", "noframes", "noembed",
];

/// Elements whose tags go and whose text stays.
const FORMATTING: [&str; 19] = [
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
    "mark",
    "wbr",
    "marquee",
    "applet",
    "xmp",
    "plaintext",
];

/// A tag of more bytes than this is looked at for how many attributes it has.
const LONG_TAG_BYTES: usize = 1024;

/// The most attributes of such a tag. Its parser compares each with each.
const MOST_ATTRIBUTES: usize = 100;

/// Why markup is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Excess {
    Depth(usize),
    Elements,
    Work,
}

impl std::fmt::Display for Excess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Excess::Depth(most) => write!(f, "elements nested more than {most} deep"),
            Excess::Elements => write!(f, "more than {MOST_ELEMENTS} elements"),
            Excess::Work => write!(f, "too much text and too many elements nested too deep"),
        }
    }
}

/// A tag as it stands in the text.
struct Tag<'a> {
    /// Its name in lower case; empty for comments and declarations.
    name: String,
    is_end: bool,
    /// From `<` to after `>`.
    whole: &'a str,
}

/// The markup that makes a tree: without scripts, styles, comments and formatting.
pub(super) fn lightened(html: &str, deepest: usize) -> Result<String, Excess> {
    let mut light = String::with_capacity(html.len());
    let (mut rest, mut elements) = (html, 0_usize);
    let mut nesting = Nesting::new();
    // Elements that are never closed from here on; they are not looked for again.
    let mut endless = [false; WITHOUT_TEXT.len()];
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        light.push_str(&rest[..at]);
        nesting.text(at);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            // A sign, as in `a < b`.
            light.push_str("&lt;");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.whole.len()..];
        let name = tag.name.as_str();
        if name.is_empty() || FORMATTING.contains(&name) {
            continue;
        }
        if name == "script" {
            if tag.is_end {
                continue;
            }
            let (data, after) = until_end(rest, name).unwrap_or((rest, ""));
            if tag.whole.contains("ld+json") && is_plain_data(data) {
                light.push_str(tag.whole);
                light.push_str(data);
                light.push_str("</script>");
            }
            rest = after;
            continue;
        }
        if let Some(at) = WITHOUT_TEXT.iter().position(|known| *known == name) {
            if !tag.is_end && !tag.is_empty() && !endless[at] {
                match until_end(rest, name) {
                    Some((_, after)) => rest = after,
                    None => endless[at] = true,
                }
            }
            continue;
        }
        if tag.is_end {
            nesting.end(name, &mut light);
            continue;
        }
        elements += 1;
        nesting.start(tag.written_name(), &mut light);
        tag.push_to(&mut light);
        if tag.is_empty() {
            nesting.end(name, &mut light);
        }
        if nesting.depth() > deepest {
            return Err(Excess::Depth(deepest));
        }
        if elements > MOST_ELEMENTS {
            return Err(Excess::Elements);
        }
        if nesting.is_too_much() {
            return Err(Excess::Work);
        }
    }
    light.push_str(rest);
    nesting.text(rest.len());
    if nesting.is_too_much() { Err(Excess::Work) } else { Ok(light) }
}

impl<'a> Tag<'a> {
    /// Its name as it is written.
    fn written_name(&self) -> &'a str {
        let start = 1 + usize::from(self.is_end);
        &self.whole[start..start + self.name.len()]
    }

    /// Whether it says that its element ends with it: `<div/>`, but not `<div class=a/>`.
    fn is_empty(&self) -> bool {
        let Some(before) = self.whole.strip_suffix("/>") else { return false };
        before.len() == 1 + self.name.len() || before.ends_with(['"', '\'', ' ', '\n', '\t', '\r'])
    }

    /// Adds it, without its attributes where those are too many.
    fn push_to(&self, light: &mut String) {
        if self.whole.len() > LONG_TAG_BYTES && attributes(self.whole) > MOST_ATTRIBUTES {
            light.push('<');
            light.push_str(&self.name);
            light.push('>');
        } else {
            light.push_str(self.whole);
        }
    }
}

/// How many attributes a tag has at most: words outside of quotes, and quotes.
fn attributes(tag: &str) -> usize {
    let (mut count, mut quote, mut before) = (0, None, b'<');
    for byte in tag.bytes() {
        match quote {
            Some(mark) if byte == mark => {
                quote = None;
                // What stands right behind a quoted value is another attribute.
                before = b' ';
                continue;
            }
            Some(_) => continue,
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => {
                let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
                count += usize::from(ends(before) && !ends(byte));
            }
        }
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = byte;
        }
    }
    count
}

/// How deep the elements of XML nest, by their tags alone.
pub(super) fn is_deeper(xml: &str, deepest: usize) -> bool {
    let (mut rest, mut depth) = (xml, 0_usize);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<![CDATA[") {
            rest = after.find("]]>").map_or("", |end| &after[end..]);
            continue;
        }
        let Some(tag) = tag(rest) else {
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.whole.len()..];
        if tag.is_end {
            depth = depth.saturating_sub(1);
        } else if !tag.name.is_empty() && !tag.whole.ends_with("/>") {
            depth += 1;
            if depth > deepest {
                return true;
            }
        }
    }
    false
}

/// The tag, comment or declaration at the start of `text`, which is a `<`; one that does not
/// end goes on to the end of the text.
fn tag(text: &str) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    let whole = |end: Option<usize>| &text[..end.unwrap_or(text.len())];
    if text.starts_with("<!--") {
        let end = memchr::memmem::find(&bytes[4..], b"-->").map(|at| at + 7);
        return Some(Tag { name: String::new(), is_end: false, whole: whole(end) });
    }
    let is_end = bytes.get(1) == Some(&b'/');
    let first = bytes.get(1 + usize::from(is_end))?;
    if matches!(first, b'!' | b'?') {
        let end = memchr::memchr(b'>', bytes).map(|at| at + 1);
        return Some(Tag { name: String::new(), is_end, whole: whole(end) });
    }
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let start = 1 + usize::from(is_end);
    let is_name = |byte: &&u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
    let name_end = start + bytes[start..].iter().take_while(is_name).count();
    let name = text[start..name_end].to_ascii_lowercase();
    Some(Tag { name, is_end, whole: whole(tag_end(bytes, name_end)) })
}

/// The byte after the `>` of a tag; one within a quoted value does not count.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        let mark = bytes[at];
        at += 1;
        if mark == b'>' {
            return Some(at);
        }
        let before = bytes[..at - 1].iter().rev().find(|byte| !byte.is_ascii_whitespace());
        if before == Some(&b'=') {
            at += memchr::memchr(mark, &bytes[at..])? + 1;
        }
    }
}

/// The text up to the end tag of `name`, and what follows that tag.
fn until_end<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let bytes = text.as_bytes();
    for at in memchr::memmem::find_iter(bytes, b"</") {
        let rest = &bytes[at + 2..];
        let is_it = rest.len() > name.len()
            && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && !rest[name.len()].is_ascii_alphanumeric();
        if is_it {
            let end = memchr::memchr(b'>', rest).map_or(text.len(), |end| at + 2 + end + 1);
            return Some((&text[..at], &text[end..]));
        }
    }
    None
}

/// Whether data for search engines is small, flat and JSON, so that any reader can read it.
fn is_plain_data(data: &str) -> bool {
    if data.len() > LONGEST_DATA_BYTES {
        return false;
    }
    let mut depth = 0_usize;
    for byte in data.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_DATA {
            return false;
        }
    }
    serde_json::from_str::<serde::de::IgnoredAny>(data.trim()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(html: &str) -> String {
        lightened(html, 100).expect("an ordinary page")
    }

    #[test]
    fn what_holds_no_text_goes() {
        assert_eq!(light("<p>A<!-- <p> --><b>bold</B> word</p>"), "<p>Abold word</p>");
        assert_eq!(light("<script>if (a<b) {}</script ><p>A</p>"), "<p>A</p>");
        assert_eq!(light("<STYLE>p{}</style><svg><path d='>'/></svg>A"), "A");
        assert_eq!(light("1 < 2 <p title=\"a>b\">A"), "1 &lt; 2 <p title=\"a>b\">A");
        assert_eq!(light("<script>never closed <p>A"), "");
        assert_eq!(light("<p"), "<p");
    }

    #[test]
    fn data_for_search_engines_stays_when_it_is_plain() {
        let data = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\"}</script>";
        assert_eq!(light(data), data);
        assert_eq!(light("<script type=\"application/ld+json\">{broken</script>A"), "A");
        let deep = format!(
            "<script type=\"application/ld+json\">{}{}</script>A",
            "[".repeat(99),
            "]".repeat(99)
        );
        assert_eq!(light(&deep), "A");
    }

    #[test]
    fn markup_without_bounds_is_refused() {
        assert_eq!(lightened(&"<div>".repeat(101), 100), Err(Excess::Depth(100)));
        assert!(lightened(&"<div></div><br><li>".repeat(200), 100).is_ok());
        assert_eq!(lightened(&"<div></x>".repeat(101), 100), Err(Excess::Depth(100)));
        assert_eq!(lightened(&"<span><p></span></p>".repeat(101), 100), Err(Excess::Depth(100)));
        assert_eq!(lightened(&"<div a=b/>".repeat(101), 100), Err(Excess::Depth(100)));
        assert!(lightened(&"<div/><div a=\"b\"/><div a />".repeat(101), 100).is_ok());
        let deep = "<div>".repeat(90);
        let wide = "<p>It rained.".repeat(150_000);
        assert_eq!(lightened(&format!("{deep}{wide}"), 100), Err(Excess::Work));
        let long = "It rained. ".repeat(3_000_000);
        assert_eq!(lightened(&format!("{deep}{long}"), 100), Err(Excess::Work));
        assert!(lightened(&format!("<div>{long}"), 100).is_ok());
        assert_eq!(lightened(&"<p>".repeat(MOST_ELEMENTS + 1), 100), Err(Excess::Elements));
    }

    #[test]
    fn attributes_without_bounds_go() {
        let many = |count: usize| {
            let attributes: String = (0..count).map(|at| format!(" attribute{at}=1")).collect();
            light(&format!("<p{attributes}>A"))
        };
        assert_eq!(many(1000), "<p>A");
        assert!(many(90).len() > LONG_TAG_BYTES);
        let long = format!("<p a=\"{}\" b>A", "x y='z' ".repeat(1000));
        assert_eq!(light(&long), long);
        assert_eq!(attributes("<p a b=c d = \"e f\"g='h'/i>"), 6);
    }

    #[test]
    fn depth_of_xml_is_counted_outside_character_data() {
        assert!(!is_deeper("<a><b/><![CDATA[<c><c><c>]]></a><a></a>", 1));
        assert!(is_deeper("<a><b><c>", 2));
    }
}
