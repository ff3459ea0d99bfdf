//! *A page is an article among other things*: navigation, notices, comments. The article is read
//! as a browser's reader view shows it.

use dom_query::Document as Tree;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use crate::error::{Error, Result};
use crate::text::decode::decode;

use super::document::{About, Document, NO_TEXT};
use super::limits::{Limits, too_long_page};
use super::markup::lightened;
use super::moment::moment;

/// The bytes in which a page says how it is encoded, as browsers look for it.
const CHARSET_BYTES: usize = 1024;

/// What stands around an article, where no article can be told from the rest.
const AROUND: &str = "nav, header, footer, aside, form, menu, button, script, style, title";

/// The document of a page. `charset` is what whoever sent it said of its encoding, `address`
/// where it was found.
///
/// # Errors
///
/// Where it is no text, holds none, or is beyond the limits.
pub(super) fn document(
    name: String,
    bytes: &[u8],
    charset: Option<&str>,
    address: Option<&str>,
    limits: &Limits,
) -> Result<Document> {
    if bytes.len() > limits.page_bytes {
        return Err(Error::at(name, too_long_page(limits.page_bytes)));
    }
    let html = match characters(bytes, charset) {
        Ok(html) => html,
        Err(problem) => return Err(Error::at(name, problem)),
    };
    let light = match lightened(&html, limits.depth) {
        Ok(light) => light,
        Err(excess) => return Err(Error::at(name, excess.to_string())),
    };
    let (text, mut about) = article(&light);
    if text.trim().is_empty() {
        return Err(Error::at(name, NO_TEXT));
    }
    if about.source.is_none() {
        about.source = address.and_then(host).map(str::to_owned);
    }
    Ok(Document::of_text(name, text, about))
}

/// The text of a fragment of a page, such as a feed holds.
pub(super) fn fragment_text(html: &str, limits: &Limits) -> std::result::Result<String, String> {
    if !html.contains(['<', '&']) {
        return Ok(html.to_owned());
    }
    let light = lightened(html, limits.depth).map_err(|excess| excess.to_string())?;
    Ok(Tree::fragment(light).formatted_text().to_string())
}

/// The article's paragraphs, and what the page says of it.
fn article(html: &str) -> (String, About) {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let tree = Tree::from(html);
    let stamped = tree.select("time[datetime]").iter().next();
    let stamped = stamped.and_then(|time| time.attr("datetime")).map(|time| time.to_string());
    let linked = tree.select("link[rel='canonical']").iter().next();
    let linked = linked.and_then(|link| link.attr("href")).map(|link| link.to_string());
    let read =
        Readability::with_document(tree, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(read) = read else {
        let tree = Tree::from(html);
        let title = known(&tree.select("title").text());
        tree.select(AROUND).remove();
        let text = tree.formatted_text().to_string();
        let source = linked.as_deref().and_then(host).map(str::to_owned);
        return (text, About { title, source, ..About::default() });
    };
    let address = linked.or(read.url);
    let source = read.site_name.as_deref().and_then(known);
    let about = About {
        title: known(&read.title),
        source: source.or_else(|| address.as_deref().and_then(host).map(str::to_owned)),
        date: read.published_time.or(stamped).as_deref().and_then(moment),
        ..About::default()
    };
    (read.text_content.to_string(), about)
}

/// A line of words, or nothing where there are none.
pub(super) fn known(words: &str) -> Option<String> {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The host in an address, without `www.`.
pub(super) fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The page's characters: by its mark, by what the sender said, by what the page says, by the
/// habits of its letters.
fn characters(bytes: &[u8], charset: Option<&str>) -> std::result::Result<String, String> {
    let said = charset.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| {
        let named = named_charset(&bytes[..bytes.len().min(CHARSET_BYTES)])?;
        // A page that can be read so far is not in UTF-16, whatever it says.
        Encoding::for_label(named).map(Encoding::output_encoding)
    });
    let is_utf_8 = said.is_none_or(|encoding| encoding == encoding_rs::UTF_8);
    if is_utf_8 || Encoding::for_bom(bytes).is_some() {
        return decode(bytes).map(|found| found.text.into_owned()).map_err(|no| no.to_string());
    }
    let encoding = said.unwrap_or(encoding_rs::UTF_8);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // The same look for bytes that no text has.
    decode(text.as_bytes()).map(|found| found.text.into_owned()).map_err(|no| no.to_string())
}

/// The encoding that a page names: `<meta charset="…">`, or as a part of its content type.
fn named_charset(top: &[u8]) -> Option<&[u8]> {
    let lower = top.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"charset")? + "charset".len();
    let rest = top[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let is_label = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
    let label = &rest[..rest.iter().take_while(is_label).count()];
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAVED: &str = include_str!("../../tests/inputs/saved-page.html");

    fn read(bytes: &[u8], charset: Option<&str>) -> Document {
        document("a.html".to_owned(), bytes, charset, None, &Limits::default()).expect("a page")
    }

    #[test]
    fn a_saved_page_gives_its_article_and_nothing_around_it() {
        let page = read(SAVED.as_bytes(), None);
        assert!(page.text.starts_with("The harbour board voted on Tuesday"), "{}", page.text);
        assert!(page.text.contains("“It is a reckless bet,” said Ada Moor, who voted against."));
        assert!(page.text.trim_end().ends_with("Work is to begin in spring."), "{}", page.text);
        for around in ["cookies", "Subscribe", "Most read", "First!", "window.", "Weather"] {
            assert!(!page.text.contains(around), "{around} in {}", page.text);
        }
        assert_eq!(page.about.title.as_deref(), Some("Harbour board backs new quay"));
        assert_eq!(page.about.date.as_deref(), Some("2026-03-03T18:20:00+01:00"));
        assert_eq!(page.about.source.as_deref(), Some("The Moor Gazette"));
        assert_eq!(page.language, "eng");
    }

    #[test]
    fn the_encoding_is_the_senders_the_pages_or_a_guess() {
        let text = |bytes: &[u8], charset| read(bytes, charset).text.trim().to_owned();
        let windows = b"<p>The caf\xE9 closed on Monday after a fire.</p>";
        assert_eq!(text(windows, Some("windows-1252")), "The café closed on Monday after a fire.");
        let named = b"<meta charset=\"koi8-r\"><p>\xD7\xCF\xCC\xCB</p>";
        assert_eq!(text(named, None), "волк");
        let typed =
            b"<meta http-equiv=content-type content='text/html; charset=ISO-8859-1'><p>caf\xE9</p>";
        assert_eq!(text(typed, None), "café");
        assert_eq!(text("<meta charset=utf-8><p>café</p>".as_bytes(), None), "café");
    }

    #[test]
    fn a_page_without_an_article_gives_its_paragraphs() {
        let page =
            read(b"<html><title>Rain</title><nav>Home</nav><p>It rained.</p><p>Again.</p>", None);
        assert!(page.text.contains("It rained.") && page.text.contains("Again."), "{}", page.text);
    }

    #[test]
    fn a_page_without_words_is_an_error() {
        let refused = document(
            "a.html".to_owned(),
            b"<html><script>1</script>",
            None,
            None,
            &Limits::default(),
        );
        assert_eq!(
            refused.expect_err("no text").to_string(),
            "a.html: no text in it; expected an article"
        );
        let deep = "<div>".repeat(600);
        let refused =
            document("a.html".to_owned(), deep.as_bytes(), None, None, &Limits::default());
        assert_eq!(
            refused.expect_err("too deep").to_string(),
            "a.html: elements nested more than 500 deep"
        );
    }

    #[test]
    fn a_fragment_gives_its_paragraphs() {
        let text = fragment_text(
            "<p>It rained &amp; rained.</p><p>Again.<br>And again.</p>",
            &Limits::default(),
        );
        assert_eq!(text.as_deref(), Ok("It rained & rained.\n\nAgain.\nAnd again."));
        assert_eq!(fragment_text("No markup", &Limits::default()).as_deref(), Ok("No markup"));
    }

    #[test]
    fn the_host_of_an_address_is_its_site() {
        assert_eq!(host("https://www.example.org:80/a?b"), Some("example.org"));
        assert_eq!(host("ftp://example.org"), None);
    }
}
