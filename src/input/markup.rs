//! *Markup is looked over before a tree is made of it*: what holds no text goes, and what would
//! make the tree deeper or larger than any page is refused.
//!
//! A parser of HTML carries open formatting elements (`b`, `font` …) into every paragraph that
//! follows, which turns a small page into a tree without bound. They say nothing here, so their
//! tags go too.

/// The most elements of a page. A long article has a thousand, a year of a forum ten thousand.
const MOST_ELEMENTS: usize = 200_000;

/// The longest data for search engines that is kept, in bytes, and how deep it may nest.
const LONGEST_DATA_BYTES: usize = 256 << 10;
const DEEPEST_DATA: usize = 32;

/// Elements of which nothing is read, up to their end.
const WITHOUT_TEXT: [&str; 13] = [
    "style", "svg", "math", "noscript", "iframe", "object", "embed", "template", "canvas",
    "select", "textarea", "video", "audio",
];

/// Elements whose tags go and whose text stays.
const FORMATTING: [&str; 17] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    "mark", "wbr", "marquee", "applet",
];

/// Elements without an end, or that the next of their kind ends.
const FLAT: [&str; 26] = [
    "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "a", "html",
    "body",
];

/// Why markup is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Excess {
    Depth(usize),
    Elements,
}

impl std::fmt::Display for Excess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Excess::Depth(most) => write!(f, "elements nested more than {most} deep"),
            Excess::Elements => write!(f, "more than {MOST_ELEMENTS} elements"),
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
    let (mut rest, mut depth, mut elements) = (html, 0_usize, 0_usize);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        light.push_str(&rest[..at]);
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
        if name == "script" && !tag.is_end {
            let (data, after) = until_end(rest, name).unwrap_or((rest, ""));
            if tag.whole.contains("ld+json") && is_plain_data(data) {
                light.push_str(tag.whole);
                light.push_str(data);
                light.push_str("</script>");
            }
            rest = after;
            continue;
        }
        if WITHOUT_TEXT.contains(&name) {
            if !tag.is_end
                && !tag.whole.ends_with("/>")
                && let Some((_, after)) = until_end(rest, name)
            {
                rest = after;
            }
            continue;
        }
        if !FLAT.contains(&name) {
            if tag.is_end {
                depth = depth.saturating_sub(1);
            } else if !tag.whole.ends_with("/>") {
                depth += 1;
            }
        }
        elements += usize::from(!tag.is_end);
        if depth > deepest {
            return Err(Excess::Depth(deepest));
        }
        if elements > MOST_ELEMENTS {
            return Err(Excess::Elements);
        }
        light.push_str(tag.whole);
    }
    light.push_str(rest);
    Ok(light)
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
        assert_eq!(lightened(&"<p>".repeat(MOST_ELEMENTS + 1), 100), Err(Excess::Elements));
    }

    #[test]
    fn depth_of_xml_is_counted_outside_character_data() {
        assert!(!is_deeper("<a><b/><![CDATA[<c><c><c>]]></a><a></a>", 1));
        assert!(is_deeper("<a><b><c>", 2));
    }
}
