//! *Reading finds out how an input holds its documents*, unpacks it, and hands it to whoever
//! reads that format.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{Error, Result};
use crate::text::decode::decode;

use super::characters::Characters;
use super::detect::detect;
use super::document::{Document, NO_TEXT, PART_BYTES};
use super::format::Format;
use super::limits::{LAYERS, too_long_page};
use super::packed::{Packing, Unpacked};
use super::plain::{End, deliver, each_part};
use super::source::{Settings, Take, TakeGiven};
use super::stream::{Input, Stream};
use super::unread::{Given, Page};
use super::{jsonl, markdown, table, warc};

/// Gives the documents of a file.
pub(super) fn each_of_file(
    path: &Path,
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(cause) => return take(Err(Error::io(path, "cannot read", cause))),
    };
    let bytes = file.metadata().map_or(0, |about| about.len());
    let room = usize::try_from(bytes).unwrap_or(usize::MAX);
    let name = path.display().to_string();
    each_of(&name, Format::of_name(path), Input::File(file), room, settings, take)
}

/// Gives the documents on standard input.
pub(super) fn each_of_stdin(settings: &Settings, take: &mut TakeGiven<'_>) -> Result<()> {
    let input = Input::Flowing(Box::new(std::io::stdin().lock()));
    each_of("-", None, input, PART_BYTES, settings, take)
}

/// Gives the documents in some bytes, as if they were a file of this name.
pub(super) fn each_of_bytes(
    name: &str,
    bytes: &[u8],
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let named = Format::of_name(Path::new(name));
    each_of(name, named, Input::Flowing(Box::new(bytes)), bytes.len(), settings, take)
}

/// Gives the documents of what an address gave.
#[cfg(feature = "web")]
pub(super) fn each_of_fetched(
    name: &str,
    fetched: &super::web::Fetched,
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let kind = fetched.content_type.as_str();
    let is_page = settings.from.is_none_or(|from| from == Format::Html)
        && (matches!(kind, "text/html" | "application/xhtml+xml")
            || (kind.is_empty() && detect(&fetched.bytes, None) == Format::Html));
    if is_page {
        let page = Page {
            charset: fetched.charset.clone(),
            address: Some(fetched.address.clone()),
            ..Page::new(name, fetched.bytes.clone(), settings.limits)
        };
        return take(Ok(Given::Page(Box::new(page))));
    }
    let named = match kind {
        "text/markdown" => Some(Format::Markdown),
        "text/csv" | "text/tab-separated-values" => Some(Format::Csv),
        "application/x-ndjson" | "application/jsonl" => Some(Format::Jsonl),
        _ if kind.ends_with("xml") => Some(Format::Feed),
        "text/plain" => Some(Format::Text),
        _ => None,
    };
    let input = Input::Flowing(Box::new(fetched.bytes.as_slice()));
    each_of(name, named, input, fetched.bytes.len(), settings, take)
}

/// Gives the documents of an input; `named` is what its name says of it.
fn each_of(
    name: &str,
    named: Option<Format>,
    input: Input<'_>,
    room: usize,
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let failed = |cause| Error::io(name.as_ref(), "cannot read", cause);
    let mut input = input;
    let mut layers = 0;
    let mut stream = loop {
        let (head, is_whole, cause) = match read_head(&mut input, room) {
            Ok((head, is_whole)) => (head, is_whole, None),
            Err((head, cause)) => (head, false, Some(cause)),
        };
        let Some(packing) = Packing::of(&head) else {
            break Stream::new(head, cause, input, is_whole);
        };
        if layers == LAYERS {
            let problem = format!("packed more than {LAYERS} times");
            return take(Err(Error::at(name, problem)));
        }
        layers += 1;
        let packed = input.again(head);
        input = Input::Flowing(Box::new(Unpacked::new(packing, packed, &settings.limits)));
    };
    let format = settings.from.unwrap_or_else(|| detect(stream.head(), named));
    if stream.head().is_empty()
        && format != Format::Warc
        && let Some(cause) = stream.failed()
    {
        return take(Err(failed(cause)));
    }
    // As a filter of lines, nothing in is nothing out: an empty share of many.
    let mut is_empty = !(settings.from == Some(Format::Jsonl) && stream.head().is_empty());
    give_all(name, format, stream, settings, &mut |document| {
        is_empty = false;
        take(document)
    })?;
    if is_empty {
        return take(Err(Error::at(name, NO_TEXT)));
    }
    Ok(())
}

/// Gives the documents of an input in a format; none where it has none.
fn give_all(
    name: &str,
    format: Format,
    stream: Stream<'_>,
    settings: &Settings,
    take: &mut TakeGiven<'_>,
) -> Result<()> {
    let failed = |cause| Error::io(name.as_ref(), "cannot read", cause);
    let page_bytes = settings.limits.page_bytes;
    if matches!(format, Format::Html) {
        return match whole(stream, page_bytes) {
            Ok(bytes) => take(Ok(Given::Page(Box::new(Page::new(name, bytes, settings.limits))))),
            Err(cause) => take(Err(failed(cause))),
        };
    }
    if matches!(format, Format::Warc) {
        let reader = BufReader::with_capacity(64 << 10, stream);
        return warc::each_page(name, reader, settings, take);
    }
    let take = &mut |document: Result<Document>| take(document.map(Given::Document));
    match format {
        Format::Text | Format::Html | Format::Warc => text(name, stream, take),
        Format::Markdown => match whole(stream, page_bytes) {
            Ok(bytes) => deliver(markdown_document(name, bytes, page_bytes), take),
            Err(cause) => take(Err(failed(cause))),
        },
        Format::Feed => match whole(stream, page_bytes) {
            Ok(bytes) => entries(name, &bytes, settings, take),
            Err(cause) => take(Err(failed(cause))),
        },
        Format::Jsonl => match characters(stream) {
            Ok(reader) => jsonl::each_line(name, reader, settings, take),
            Err(problem) => take(Err(Error::at(name, problem))),
        },
        Format::Csv => match characters(stream) {
            Ok(reader) => table::each_row(name, reader, settings, take),
            Err(problem) => take(Err(Error::at(name, problem))),
        },
        Format::Parquet => columns(name, stream, settings, take),
    }
}

#[cfg(feature = "pages")]
fn entries(name: &str, bytes: &[u8], settings: &Settings, take: &mut Take<'_>) -> Result<()> {
    super::feed::each_entry(name, bytes, &settings.limits, take)
}

#[cfg(not(feature = "pages"))]
fn entries(name: &str, _bytes: &[u8], _settings: &Settings, take: &mut Take<'_>) -> Result<()> {
    take(Err(Error::at(name, super::limits::NO_PAGES)))
}

/// What stands at the top of an input, and whether that is all.
fn read_head(
    input: &mut Input<'_>,
    room: usize,
) -> std::result::Result<(Vec<u8>, bool), (Vec<u8>, std::io::Error)> {
    let mut head = Vec::with_capacity(room.min(PART_BYTES) + 1);
    match input.take(PART_BYTES as u64 + 1).read_to_end(&mut head) {
        Ok(_) => {
            let is_whole = head.len() <= PART_BYTES;
            Ok((head, is_whole))
        }
        Err(cause) => Err((head, cause)),
    }
}

/// Gives a plain text: a short one as it is, a long one in parts.
fn text(name: &str, stream: Stream<'_>, take: &mut Take<'_>) -> Result<()> {
    if stream.is_whole {
        return take(Document::from_owned(name.to_owned(), stream.into_head()));
    }
    let head = stream.head().to_vec();
    let characters = match Characters::new(stream, &head) {
        Ok(characters) => characters,
        Err(cause) => return take(Err(Error::at(name, cause.to_string()))),
    };
    drop(head);
    match each_part(name, characters, take)? {
        End::Whole => Ok(()),
        End::Failed(error) => take(Err(error)),
    }
}

/// A reader of UTF-8 over an input of records in whatever encoding. Where one of the first
/// records is no text, that record is refused when it is read, unless it is the very first.
fn characters<'a>(stream: Stream<'a>) -> std::result::Result<Box<dyn BufRead + 'a>, String> {
    let head = stream.head().to_vec();
    let first = memchr::memchr(b'\n', &head).map_or(head.len(), |end| end + 1);
    let is_text = decode(&head).is_ok();
    let sample = if is_text { &head } else { &head[..first] };
    let characters = Characters::new(stream, sample).map_err(|cause| cause.to_string())?;
    Ok(Box::new(BufReader::with_capacity(64 << 10, characters)))
}

/// All of an input, up to one byte more than the limit, which whoever reads it complains of.
fn whole(stream: Stream<'_>, most_bytes: usize) -> std::io::Result<Vec<u8>> {
    if stream.is_whole {
        return Ok(stream.into_head());
    }
    let mut bytes = Vec::new();
    stream.take(most_bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn markdown_document(name: &str, bytes: Vec<u8>, most_bytes: usize) -> Result<Document> {
    if bytes.len() > most_bytes {
        return Err(Error::at(name, too_long_page(most_bytes)));
    }
    let plain = Document::from_owned(name.to_owned(), bytes)?;
    markdown::document(plain.name, &plain.text)
}

/// Gives the rows of a Parquet file; one that is no plain file is held in memory.
#[cfg(feature = "parquet")]
fn columns(name: &str, stream: Stream<'_>, settings: &Settings, take: &mut Take<'_>) -> Result<()> {
    use super::columnar::each_row;
    let stream = match stream.into_file() {
        Ok(file) => return each_row(name, file, settings, take),
        Err(stream) => *stream,
    };
    let most = settings.limits.record_bytes;
    match whole(stream, most) {
        Ok(bytes) if bytes.len() > most => {
            let problem = format!(
                "Parquet of more than {most} bytes that is no plain file; unpack it, or --largest-record allows more"
            );
            take(Err(Error::at(name, problem)))
        }
        Ok(bytes) => each_row(name, bytes::Bytes::from(bytes), settings, take),
        Err(cause) => take(Err(Error::io(name.as_ref(), "cannot read", cause))),
    }
}

#[cfg(not(feature = "parquet"))]
fn columns(
    name: &str,
    _stream: Stream<'_>,
    _settings: &Settings,
    take: &mut Take<'_>,
) -> Result<()> {
    let problem = "this build reads no Parquet; write it as CSV or JSON lines";
    take(Err(Error::at(name, problem)))
}
