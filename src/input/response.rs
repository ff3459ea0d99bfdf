//! *A response is what a server sent*: a status, headers and a body, as archives keep it.

use std::io::Read as _;

use flate2::read::{GzDecoder, ZlibDecoder};

/// The longest head of a response, in bytes.
const LONGEST_HEAD_BYTES: usize = 64 << 10;

/// A response's status, what its headers say of its body, and the body.
pub(super) struct Response<'a> {
    pub(super) status: u16,
    /// The type of its content in lower case, without parameters: `text/html`.
    pub(super) content_type: String,
    pub(super) charset: Option<String>,
    encoding: Option<String>,
    is_chunked: bool,
    body: &'a [u8],
}

impl<'a> Response<'a> {
    /// Reads a response of HTTP/1; nothing where it is none.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Response<'a>> {
        let top = &bytes[..bytes.len().min(LONGEST_HEAD_BYTES)];
        let (head_bytes, gap) = match memchr::memmem::find(top, b"\r\n\r\n") {
            Some(at) => (at, 4),
            None => (memchr::memmem::find(top, b"\n\n")?, 2),
        };
        let head = String::from_utf8_lossy(&bytes[..head_bytes]);
        let mut lines = head.lines();
        let mut first = lines.next()?.split_ascii_whitespace();
        first.next().filter(|version| version.starts_with("HTTP/"))?;
        let status = first.next()?.parse().ok()?;
        let mut response = Response {
            status,
            content_type: String::new(),
            charset: None,
            encoding: None,
            is_chunked: false,
            body: &bytes[head_bytes + gap..],
        };
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => {
                    (response.content_type, response.charset) = content_type(value);
                }
                "content-encoding" => response.encoding = Some(value.trim().to_ascii_lowercase()),
                "transfer-encoding" => {
                    response.is_chunked = value.to_ascii_lowercase().contains("chunked");
                }
                _ => {}
            }
        }
        Some(response)
    }

    /// The body as it was before it was sent.
    ///
    /// # Errors
    ///
    /// Where it cannot be unpacked, or to more than `most_bytes`.
    pub(super) fn body(&self, most_bytes: usize) -> Result<Vec<u8>, String> {
        // Archives often keep the headers and undo what they say.
        let body = match self.is_chunked.then(|| joined_chunks(self.body)) {
            Some(Some(joined)) => joined,
            _ => self.body.to_vec(),
        };
        let mut out = Vec::new();
        let most = most_bytes as u64 + 1;
        let read = match self.encoding.as_deref() {
            Some("gzip" | "x-gzip") if body.starts_with(&[0x1F, 0x8B]) => {
                GzDecoder::new(body.as_slice()).take(most).read_to_end(&mut out)
            }
            Some("deflate") if body.first().is_some_and(|byte| byte & 0x0F == 8) => {
                ZlibDecoder::new(body.as_slice()).take(most).read_to_end(&mut out)
            }
            Some("br" | "zstd") if !body.contains(&b'<') => {
                return Err("packed as no archive should keep it".to_owned());
            }
            _ => return Ok(body),
        };
        match read {
            // What a cut body holds is read; a browser shows it too.
            Ok(_) => Ok(out),
            Err(_) if !out.is_empty() => Ok(out),
            Err(cause) => Err(format!("cannot be unpacked: {cause}")),
        }
    }
}

/// A content type and its charset: `text/html; charset=utf-8`.
pub(super) fn content_type(header: &str) -> (String, Option<String>) {
    let mut parts = header.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case("charset");
        is_it.then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset)
}

/// The chunks of a body joined; nothing where it does not consist of any.
fn joined_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(256)])?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(&rest[..size.min(rest.len())]);
        let after = rest.get(size..).unwrap_or_default();
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
        if rest.is_empty() {
            // Cut off by whoever kept it.
            return Some(joined);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_the_body_is() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"koi8-r\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>It\r\n8;x=1\r\n rained.\r\n0\r\n\r\n";
        let response = Response::of(bytes).expect("a response");
        assert_eq!((response.status, response.content_type.as_str()), (200, "text/html"));
        assert_eq!(response.charset.as_deref(), Some("koi8-r"));
        assert_eq!(response.body(100), Ok(b"<p>It rained.".to_vec()));
    }

    #[test]
    fn headers_whose_work_was_undone_are_passed_over() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n<p>It rained.";
        assert_eq!(
            Response::of(bytes).map(|response| response.body(100)),
            Some(Ok(b"<p>It rained.".to_vec()))
        );
    }

    #[test]
    fn what_is_no_response_is_none() {
        for bytes in
            [&b""[..], b"HTTP/1.1 200 OK", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 ok\r\n\r\n"]
        {
            assert!(Response::of(bytes).is_none());
        }
    }
}
