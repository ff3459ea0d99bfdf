use super::*;
use parquet::data_type::ByteArray;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::statistics::Statistics;
use parquet::record::{Field, Row, RowAccessor as _};

use crate::classify::{Classifier, Settings};
use crate::input::document::{About, Document, Part};
use crate::model::Model;
use crate::report::format::{Article, Format as _, Place, Scored};
use crate::report::piece::Pieces;
use crate::report::row::COLUMNS;
use crate::report::tally::Tally;

/// What is made of a batch of one document, with an id that is carried.
fn piece(model: &Model, name: &str, id: &str, text: &str) -> Vec<u8> {
    let document = Document {
        name: name.to_owned(),
        text: text.to_owned(),
        language: "eng",
        about: About::default(),
        part: Part { start: 0, sentences: 0, last: true },
    };
    let predictions = Classifier::new(model, Settings::default()).classify(text);
    let article = Article { carried: vec![id.to_owned()], ..Article::default() };
    let (pieces, mut piece) = (Pieces::new(carry()), Vec::new());
    let scored = Scored {
        document: &document,
        model,
        predictions: &predictions,
        article: &article,
        tally: &Tally::default(),
        place: Place::default(),
        number: 1,
        text_before: 0,
    };
    pieces.scored(&mut piece, &scored).expect("there is memory");
    pieces.batch(&mut piece).expect("rows of ours");
    piece
}

fn carry() -> Carry {
    Carry::new(&["id".to_owned()])
}

fn model() -> Model {
    Model::embedded().expect("the shipped model is whole")
}

/// The table that is made of these pieces one by one, and of a file that holds them all.
fn made(pieces: &[Vec<u8>]) -> (Result<Vec<u8>>, Result<Vec<u8>>) {
    let file = || tempfile::tempfile().expect("a file for the test");
    let mut table = Table::new(Vec::new(), file(), &carry()).expect("a new file");
    let one_by_one = pieces.iter().try_for_each(|piece| table.add(piece));
    let one_by_one = one_by_one.and_then(|()| table.finish());
    let mut all = file();
    all.write_all(&pieces.concat()).expect("there is room");
    let mut table = Table::new(Vec::new(), all, &carry()).expect("a new file");
    let together = table.add_all();
    (one_by_one, together.and_then(|()| table.finish()))
}

#[test]
fn what_is_written_is_read_back_with_its_types() {
    let model = model();
    let pieces = [
        piece(&model, "=a", "", "It rained on Monday. \"Go, now!\" he said."),
        piece(&model, "empty", "7", ""),
        piece(&model, "b", "7", "What a shameful plan!"),
    ];
    let (one_by_one, together) = made(&pieces);
    let bytes = one_by_one.expect("there is room");
    assert!(bytes == together.expect("there is room"));
    let reader = SerializedFileReader::new(Bytes::from(bytes)).expect("a Parquet file");
    let file = reader.metadata();
    let columns = file.file_metadata().schema_descr().columns();
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    assert_eq!(names, [&COLUMNS[..], &["id"]].concat());
    assert_eq!(file.num_row_groups(), 1);
    let group = file.row_group(0);
    assert_eq!(group.num_rows(), 3);
    let known = |at: usize| group.column(at).statistics().cloned();
    let Some(Statistics::Int64(sentences)) = known(1) else { panic!("{:?}", known(1)) };
    assert_eq!((sentences.min_opt(), sentences.max_opt()), (Some(&1), Some(&2)));
    assert_eq!(known(13).and_then(|known| known.null_count_opt()), Some(3));
    let Some(Statistics::ByteArray(ids)) = known(14) else { panic!("{:?}", known(14)) };
    assert_eq!(
        (ids.min_opt().map(ByteArray::data), ids.null_count_opt()),
        (Some(&b"7"[..]), Some(2))
    );
    assert_eq!(known(11), None, "nobody asks for the least of the texts");
    let rows: Vec<Row> =
        reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
    let cell = |row: &Row, at: usize| row.get_column_iter().nth(at).map(|(_, cell)| cell.clone());
    assert_eq!(rows[0].get_string(0).ok().map(String::as_str), Some("=a"));
    assert_eq!((rows[1].get_long(1).ok(), rows[1].get_long(2).ok()), (Some(2), Some(21)));
    assert_eq!(rows[1].get_string(11).ok().map(String::as_str), Some("\"Go, now!\" he said."));
    assert_eq!(rows[2].get_string(5).ok().map(String::as_str), Some("opinion"));
    assert!(rows[2].get_double(7).is_ok_and(|probability| probability > 0.5));
    assert!(rows[2].get_bool(8).is_ok());
    let evidence: serde_json::Value =
        serde_json::from_str(rows[2].get_string(10).expect("a text")).expect("JSON");
    assert!(evidence.as_array().is_some_and(|evidence| !evidence.is_empty()), "{evidence}");
    assert_eq!((cell(&rows[0], 13), cell(&rows[0], 14)), (Some(Field::Null), Some(Field::Null)));
    assert_eq!(cell(&rows[2], 14), Some(Field::Str("7".to_owned())));
}

#[test]
fn a_group_ends_where_its_rows_are_enough() {
    let model = model();
    let piece = piece(&model, "a", "7", &"It rained on Monday.\n".repeat(20_000));
    let (one_by_one, together) = made(&[&piece[..]; 4].map(<[u8]>::to_vec));
    let bytes = one_by_one.expect("there is room");
    assert!(bytes == together.expect("there is room"));
    let reader = SerializedFileReader::new(Bytes::from(bytes)).expect("a Parquet file");
    let rows: Vec<i64> =
        reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(rows, [60_000, 20_000]);
    let mut expected = 0;
    for row in reader.get_row_iter(None).expect("rows") {
        let row = row.expect("a row");
        assert_eq!(row.get_long(1).ok(), Some(expected % 20_000 + 1));
        expected += 1;
    }
    assert_eq!(expected, 80_000);
}

#[test]
fn what_is_no_piece_of_ours_is_refused() {
    let whole = piece(&model(), "a", "7", "It rained on Monday.");
    for cut in [1, 15, 16, 40, whole.len() / 2, whole.len() - 1] {
        let (one_by_one, together) = made(&[whole[..cut].to_vec()]);
        assert!(one_by_one.is_err(), "cut after {cut} bytes, one by one");
        assert!(together.is_err(), "cut after {cut} bytes");
    }
    let (one_by_one, together) = made(&[vec![0xff; 64]]);
    assert!(one_by_one.is_err() && together.is_err());
    let (one_by_one, together) = made(&[]);
    assert!(one_by_one.is_ok_and(|bytes| bytes == together.expect("an empty table")));
}
