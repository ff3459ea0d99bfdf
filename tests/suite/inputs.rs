//! Inputs as people have them, read as a whole: packed, in tables, in archives, in folders, and far too large.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use surmise::input::document::{Document, PART_BYTES};
use surmise::input::source::{Settings, each, each_in};

type Found = Result<Document, String>;

fn read_with(name: &str, bytes: &[u8], settings: &Settings) -> Vec<Found> {
    let mut found = Vec::new();
    each_in(name, bytes, settings, &mut |document| {
        found.push(document.map_err(|error| error.to_string()));
        Ok(())
    })
    .expect("nothing refuses a document");
    found
}

fn read(name: &str, bytes: &[u8]) -> Vec<Found> {
    read_with(name, bytes, &Settings::default())
}

/// The names of documents, and the errors.
fn names(found: &[Found]) -> Vec<&str> {
    found
        .iter()
        .map(|document| document.as_ref().map_or_else(String::as_str, |found| found.name.as_str()))
        .collect()
}

fn text(found: &[Found]) -> String {
    found.iter().map(|part| part.as_ref().expect("a part").text.as_str()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// A record of an archive with a page of that many words of its own.
fn record(name: &str) -> Vec<u8> {
    let page =
        format!("<title>{name}</title><p>It rained in {name} on Monday, and the river rose.</p>");
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://moor.example/{name}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes(), b"\r\n\r\n"].concat()
}

#[test]
fn members_of_gzip_join_to_one_text() {
    let packed = [gzip(b"It rained on Monday.\n"), gzip(b"It snowed on Tuesday.\n")].concat();
    let found = read("a.txt.gz", &packed);
    assert_eq!(text(&found), "It rained on Monday.\nIt snowed on Tuesday.\n");
    assert_eq!(names(&found), ["a.txt.gz"]);
}

#[test]
fn rubbish_after_gzip_is_passed_over_as_gzip_does() {
    let packed = [gzip(b"It rained on Monday.\n").as_slice(), b"\0\0\0\0rubbish"].concat();
    assert_eq!(text(&read("a.txt.gz", &packed)), "It rained on Monday.\n");
}

#[test]
fn zstd_is_unpacked_frame_by_frame() {
    let frames = std::fs::read("fuzz/seeds/packed/zstd-frames").expect("a seed");
    assert_eq!(text(&read("-", &frames)), "It rained.It snowed.");
}

#[test]
fn what_is_packed_in_what_is_packed_is_unpacked_and_a_fourth_time_refused() {
    let mut packed = gzip(b"It rained on Monday.\n");
    packed = gzip(&gzip(&packed));
    assert_eq!(text(&read("a", &packed)), "It rained on Monday.\n");
    assert_eq!(names(&read("a", &gzip(&packed))), ["a: packed more than 3 times"]);
}

#[test]
fn a_cut_gzip_is_an_error() {
    let packed = gzip("It rained on Monday.\n".repeat(9).as_bytes());
    let found = read("a.txt.gz", &packed[..packed.len() - 9]);
    let error = found.last().expect("an outcome").as_ref().expect_err("cut");
    assert!(
        error.starts_with("a.txt.gz: cannot read: damaged gzip in the member at byte 0: "),
        "{error}"
    );
}

#[test]
fn a_bomb_is_an_error_and_not_a_flood() {
    let bomb = gzip("a ".repeat(1 << 19).as_bytes()).repeat(100);
    let mut bytes = 0;
    let mut last = None;
    each_in("bomb.gz", &bomb, &Settings::default(), &mut |part| {
        last = Some(part.map(|part| bytes += part.text.len()).map_err(|error| error.to_string()));
        Ok(())
    })
    .expect("nothing refuses a part");
    assert_eq!(
        last,
        Some(Err("bomb.gz: cannot read: unpacks to more than 300 times its size".to_owned()))
    );
    assert!(bytes <= 80 << 20, "{bytes}");
    let mut settings = Settings::default();
    settings.limits.unpacked_bytes = 3 << 20;
    let found = read_with("bomb.gz", &bomb, &settings);
    assert_eq!(
        names(&found).last(),
        Some(&"bomb.gz: cannot read: unpacks to more than 3145728 bytes")
    );
}

#[test]
fn a_damaged_member_of_an_archive_costs_its_record() {
    let members: Vec<Vec<u8>> = ["a", "b", "c", "d"].map(|name| gzip(&record(name))).into();
    for damaged in 0..4 {
        let mut archive = Vec::new();
        for (number, member) in members.iter().enumerate() {
            let start = archive.len();
            archive.extend_from_slice(member);
            if number == damaged {
                // The middle of the packed bytes.
                archive[start + member.len() / 2] ^= 0x5A;
                archive[start + member.len() / 2 + 1] ^= 0xA5;
            }
        }
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("a.warc.gz");
        std::fs::write(&path, &archive).expect("a writable folder");
        let mut good = Vec::new();
        let mut errors = 0;
        each(std::slice::from_ref(&path), &Settings::default(), &mut |document| {
            match document {
                Ok(document) => good.push(document.name),
                Err(_) => errors += 1,
            }
            Ok(())
        })
        .expect("nothing refuses a document");
        let expected: Vec<String> = ["a", "b", "c", "d"]
            .into_iter()
            .enumerate()
            .filter(|(number, _)| *number != damaged)
            .map(|(_, name)| format!("https://moor.example/{name}"))
            .collect();
        assert_eq!(good, expected, "member {damaged}");
        assert!(errors >= 1, "member {damaged}");
    }
}

#[test]
fn a_text_of_one_part_is_what_it_was_and_a_longer_one_flows() {
    let sentence = "It rained on Monday. ";
    let short = sentence.repeat(PART_BYTES / sentence.len());
    let found = read("a.txt", short.as_bytes());
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0],
        Ok(Document::from_bytes("a.txt".to_owned(), short.as_bytes()).expect("a text"))
    );
    let long = short.repeat(3);
    let found = read("a.txt.gz", &gzip(long.as_bytes()));
    assert!(found.len() >= 3);
    assert!(text(&found) == long);
    let starts: Vec<usize> =
        found.iter().map(|part| part.as_ref().expect("a part").part.start).collect();
    assert!(starts.is_sorted() && starts[0] == 0);
}

#[test]
fn a_long_text_of_windows_1252_is_read_in_it() {
    let text_of = "The café’s owner said no. ".repeat(60_000);
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text_of);
    assert!(text(&read("a.txt", &bytes)) == text_of);
}

#[test]
fn a_record_that_is_no_text_costs_that_record() {
    let lines = b"{\"text\":\"It rained.\"}\nPK\0\0\x03\n{\"text\":\"It snowed.\"}\n";
    let found = read("a.jsonl", lines);
    assert_eq!(names(&found)[0], "a.jsonl:1");
    assert!(names(&found)[1].starts_with("a.jsonl:2: byte 2 is 0x00"), "{found:?}");
    assert_eq!(names(&found)[2], "a.jsonl:3");
    assert!(names(&read("a.jsonl", b"PK\0\0\x03\n"))[0].starts_with("a.jsonl: byte 2 is 0x00"));
}

#[test]
fn an_input_without_records_is_an_error() {
    let expected = |name: &str| [format!("{name}: no text in it; expected an article")];
    assert_eq!(names(&read("a.jsonl", b"\n\n")), expected("a.jsonl"));
    assert_eq!(names(&read("a.csv", b"id,text\n")), expected("a.csv"));
    let info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    assert_eq!(names(&read("a.warc", info)), expected("a.warc"));
    assert_eq!(names(&read("a.txt.gz", &gzip(b""))), expected("a.txt.gz"));
}

#[test]
fn a_long_record_comes_in_parts_of_one_document() {
    let body = "It rained on Monday. ".repeat(100_000);
    let found = read("a.jsonl", format!("{{\"id\":7,\"text\":\"{body}\"}}\n").as_bytes());
    assert!(names(&found).iter().all(|name| *name == "a.jsonl#7") && found.len() > 1);
    assert!(text(&found) == body);
}

/// A Parquet file of two rows, with the columns id, text and section.
#[cfg(feature = "parquet")]
fn parquet_file() -> Vec<u8> {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message news { required int64 id; required binary text (UTF8); optional binary section (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let cells = |words: [&str; 2]| words.map(|word| ByteArray::from(word.as_bytes().to_vec()));
    let mut column = group.next_column().expect("a column").expect("the first");
    column.typed::<Int64Type>().write_batch(&[4, 5], None, None).expect("numbers");
    column.close().expect("whole");
    let mut column = group.next_column().expect("a column").expect("the second");
    let texts = cells(["It rained on Monday.", "It snowed on Tuesday."]);
    column.typed::<ByteArrayType>().write_batch(&texts, None, None).expect("texts");
    column.close().expect("whole");
    let mut column = group.next_column().expect("a column").expect("the third");
    let section = [ByteArray::from(b"Weather".to_vec())];
    column.typed::<ByteArrayType>().write_batch(&section, Some(&[1, 0]), None).expect("sections");
    column.close().expect("whole");
    group.close().expect("whole");
    writer.close().expect("whole");
    bytes
}

#[cfg(feature = "parquet")]
#[test]
fn a_damaged_parquet_file_is_read_or_refused() {
    let whole = parquet_file();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        for document in read("a.parquet", &damaged) {
            if let Err(error) = document {
                assert!(!error.contains('\n'), "byte {at}: {error}");
            }
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_parquet_are_documents() {
    let bytes = parquet_file();
    let found = read("a.parquet", &bytes);
    assert_eq!(names(&found), ["a.parquet#4", "a.parquet#5"]);
    let first = found[0].as_ref().expect("a row");
    assert_eq!(first.text, "It rained on Monday.");
    assert_eq!(first.about.columns, [("section".to_owned(), "Weather".to_owned())]);
    assert_eq!(found[1].as_ref().expect("a row").about.columns, []);

    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, &bytes).expect("a writable folder");
    let mut rows = 0;
    each(&[path], &Settings::default(), &mut |row| {
        rows += usize::from(row.is_ok());
        Ok(())
    })
    .expect("nothing refuses a row");
    assert_eq!(rows, 2);
    let cut = read("a.parquet", &bytes[..bytes.len() - 5]);
    assert!(names(&cut)[0].starts_with("a.parquet: not Parquet: "), "{cut:?}");
}

/// Runs the program in a folder with some standard input; what it printed and what it said.
fn run(folder: &std::path::Path, args: &[&str], stdin: &[u8]) -> (String, String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_surmise"))
        .args(args)
        .current_dir(folder)
        .env("SURMISE_MODELS", "no-such-folder")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("stdin is piped");
    // A program that refuses its arguments reads nothing.
    let _ = input.write_all(stdin);
    drop(input);
    let out = child.wait_with_output().expect("the program ends");
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (words(&out.stdout), words(&out.stderr), out.status.code())
}

fn documents(rows: &str) -> Vec<String> {
    let mut found = Vec::new();
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).expect("a JSON object");
        let name = row["document"].as_str().expect("a name").to_owned();
        if found.last() != Some(&name) {
            found.push(name);
        }
    }
    found
}

#[test]
fn a_folder_of_all_formats_is_scored_in_the_order_of_its_names() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.txt"), "It rained on Monday.\n").expect("writable");
    std::fs::write(path("b.csv"), "id,text\n1,It rained.\n2,\n").expect("writable");
    std::fs::write(path("c.md"), "# Rain\n\nIt rained.\n").expect("writable");
    std::fs::write(path("d.jsonl.gz"), gzip(b"{\"text\":\"It rained.\"}\n")).expect("writable");
    std::fs::write(path("e.warc.gz"), gzip(&record("e"))).expect("writable");
    std::fs::copy("tests/inputs/saved-page.html", path("f.html")).expect("writable");
    std::fs::copy("tests/inputs/feed.atom", path("g.xml")).expect("writable");
    let (rows, told, code) = run(folder.path(), &["segment", "."], b"");
    assert_eq!(
        documents(&rows),
        [
            "./a.txt",
            "./b.csv#1",
            "./c.md",
            "./d.jsonl.gz:1",
            "https://moor.example/e",
            "./f.html",
            "./g.xml#https://moor.example/quay"
        ]
    );
    assert_eq!(told, "surmise: ./b.csv:3: no text in it; expected an article\n");
    assert_eq!(code, Some(2));
}

#[test]
fn paths_come_from_a_list_too() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join("a b.txt"), "It rained on Monday.\n").expect("writable");
    std::fs::write(folder.path().join("c.txt"), "It rained on Monday.\n").expect("writable");
    let (rows, told, code) =
        run(folder.path(), &["segment", "--paths-from", "-"], b"a b.txt\nnone.txt\nc.txt\n");
    assert_eq!(documents(&rows), ["a b.txt", "c.txt"]);
    assert!(told.starts_with("surmise: none.txt: cannot read: "), "{told}");
    assert_eq!(code, Some(2));
    let (rows, _, _) = run(folder.path(), &["segment", "--paths-from", "-"], b"a b.txt\0c.txt\0");
    assert_eq!(documents(&rows), ["a b.txt", "c.txt"]);
    let (_, told, code) = run(folder.path(), &["segment", "-", "--paths-from", "-"], b"");
    assert_eq!(
        told,
        "surmise: -: standard input is the list of paths; it cannot be a document too\n"
    );
    assert_eq!(code, Some(2));
}

#[test]
fn the_format_and_the_column_can_be_said() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let table = b"lede,text\nIt rained.,No.\n";
    let (rows, told, _) =
        run(folder.path(), &["segment", "-", "--from", "csv", "--text-column", "lede"], table);
    assert_eq!(documents(&rows), ["-:2"], "{told}");
    assert!(rows.contains("It rained.") && !rows.contains("No."));
    let (_, told, code) = run(folder.path(), &["segment", "-", "--text-column", "nope"], table);
    assert_eq!(
        told,
        "surmise: -:1: no column holds the text; found the columns lede, text; expected nope, as --text-column says\n"
    );
    assert_eq!(code, Some(2));
    let (_, told, code) = run(folder.path(), &["segment", "-", "--from", "pdf"], table);
    assert!(told.contains("unknown format \"pdf\"; expected one of text, html,"), "{told}");
    assert_eq!(code, Some(2));
    let (_, told, code) = run(folder.path(), &["segment"], b"");
    assert!(told.contains("<PATH>..."), "{told}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_list_that_is_missing_is_an_error() {
    let mut found = Vec::new();
    let settings =
        Settings { paths_from: Some(PathBuf::from("no-such-list")), ..Settings::default() };
    each(&[], &settings, &mut |document| {
        found.push(document.map_err(|error| error.to_string()));
        Ok(())
    })
    .expect("nothing refuses a document");
    assert!(names(&found)[0].starts_with("no-such-list: cannot read: "), "{found:?}");
}

#[test]
fn no_lines_are_no_documents_where_lines_were_asked_for() {
    let lines = Settings { from: Some("jsonl".parse().expect("a format")), ..Settings::default() };
    assert!(read_with("-", b"", &lines).is_empty());
    assert_eq!(names(&read("-", b"")), ["-: no text in it; expected an article"]);
}
