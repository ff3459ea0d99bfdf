//! Columns of the inputs' records that are carried through to what comes out.

use std::fs;

use serde_json::Value;

use super::batch_report::{surmise, told};

const TABLE: &str = "id,section,Label,text,by\n\
    7,=SUM(A1),x,\"It rained on Monday. What a shameful, reckless plan!\",Ada\n\
    8,\"Weather, \"\"local\"\"\",,It snowed.,\n";
const LINES: &str = "{\"id\":9,\"section\":null,\"text\":\"It hailed on Monday.\"}\n\
    {\"text\":\"It froze.\",\"section\":[1,\"two\"]}\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("a.csv"), TABLE).expect("there is room");
    fs::write(folder.path().join("b.jsonl"), LINES).expect("there is room");
    fs::write(folder.path().join("c.txt"), "Rain comes\n\nIt thundered.\n").expect("there is room");
    folder
}

fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let owned = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let names = owned(reader.headers().expect("a first line"));
    (names, reader.records().map(|row| owned(&row.expect("a whole row"))).collect())
}

#[test]
fn columns_stand_behind_ours_whatever_the_inputs() {
    let folder = folder();
    let args = ["score", "a.csv", "b.jsonl", "c.txt", "--to", "csv"];
    let plain = surmise(folder.path(), &args);
    let carry = ["--carry", "section,id, Label", "--carry", "by,id,title"];
    let out = surmise(folder.path(), &[&args[..], &carry].concat());
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let (names, rows) = table(&out.stdout);
    let behind = ["section", "id", "input_Label", "input_by", "title"];
    assert_eq!(names[14..], behind);
    let cells: Vec<&[String]> = rows.iter().map(|row| &row[14..]).collect();
    assert_eq!(cells[0], ["'=SUM(A1)", "7", "x", "Ada", ""]);
    assert_eq!(cells[1], cells[0], "each sentence of a document has them");
    assert_eq!(cells[2], ["Weather, \"local\"", "8", "", "", ""]);
    assert_eq!(cells[3], ["", "9", "", "", ""]);
    assert_eq!(cells[4], ["[1,\"two\"]", "", "", "", ""]);
    assert_eq!(cells[5], ["", "", "", "", "Rain comes"]);
    let ours: Vec<Vec<String>> = rows.iter().map(|row| row[..14].to_vec()).collect();
    assert_eq!(ours, table(&plain.stdout).1, "our columns are the same without it");
    let bare = surmise(folder.path(), &[&args[..], &carry, &["--no-formula-guard"]].concat());
    assert_eq!(table(&bare.stdout).1[0][14], "=SUM(A1)");
}

#[test]
fn json_lines_have_them_in_an_object() {
    let folder = folder();
    let lines = |args: &[&str]| -> Vec<Value> {
        let out = surmise(folder.path(), args);
        assert_eq!(out.status.code(), Some(0), "{}", told(&out));
        let text = String::from_utf8(out.stdout).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
    };
    let args = ["score", "a.csv", "c.txt", "--to", "jsonl", "--carry", "id,section"];
    let found = lines(&args);
    assert_eq!(found[0]["columns"], serde_json::json!({"id": "7", "section": "=SUM(A1)"}));
    assert_eq!(found[3]["columns"], serde_json::json!({"id": null, "section": null}));
    assert_eq!(lines(&args[..5])[0].get("columns"), None);
    let nested = lines(&[&args[..], &["--nested"]].concat());
    assert_eq!(nested[1]["columns"]["id"], "8");
    assert_eq!(nested[2]["columns"]["id"], Value::Null);
}

#[test]
fn a_report_with_them_is_read_by_retrain_and_resumed_only_with_the_same() {
    let folder = folder();
    let args = ["report", "a.csv", "c.txt", "none.csv", "-o", "r", "--carry", "by,label,id"];
    let out = surmise(folder.path(), &[&args[..], &["--also", "jsonl"]].concat());
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    assert!(
        told(&out).contains("no record has a cell in the column label"),
        "the case of letters counts: {}",
        told(&out)
    );
    let sentences = fs::read(folder.path().join("r/sentences.csv")).expect("it is there");
    let (names, mut rows) = table(&sentences);
    assert_eq!(names[14..], ["input_by", "input_label", "id"]);
    let (articles, cells) =
        table(&fs::read(folder.path().join("r/articles.csv")).expect("it is there"));
    assert_eq!(articles[19..], ["input_by", "label", "id"], "no column of ours is called label");
    assert_eq!(cells[0][19..], ["Ada", "", "7"]);
    assert_eq!(cells[3][19..], ["", "", ""], "a failure has none");
    // A person corrects a row, and the table goes back.
    "judgement".clone_into(&mut rows[0][13]);
    let mut writer = csv::Writer::from_path(folder.path().join("back.csv")).expect("a file");
    writer.write_record(&names).expect("there is room");
    for row in &rows {
        writer.write_record(row).expect("there is room");
    }
    drop(writer);
    let out = surmise(folder.path(), &["retrain", "back.csv", "--models", "models", "--dry-run"]);
    assert_ne!(out.status.code(), Some(2), "{}", told(&out));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("1 correction"), "{said}");
    assert!(!said.contains("Ada"), "who wrote the article did not correct it: {said}");
    let out =
        surmise(folder.path(), &["report", "a.csv", "c.txt", "none.csv", "-o", "r", "--resume"]);
    assert_eq!(out.status.code(), Some(2), "{}", told(&out));
    assert!(told(&out).contains("was begun with the settings"), "{}", told(&out));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_them_as_columns_with_nulls() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::{Field, RowAccessor as _};
    let folder = folder();
    let args = ["score", "a.csv", "b.jsonl", "--to", "parquet", "-o", "a.parquet"];
    let out = surmise(folder.path(), &[&args[..], &["--carry", "section,text"]].concat());
    assert_eq!(out.status.code(), Some(0), "{}", told(&out));
    let file = fs::File::open(folder.path().join("a.parquet")).expect("it was written");
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    let rows: Vec<_> =
        reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
    assert_eq!(rows[0].get_string(14).map(String::as_str).ok(), Some("=SUM(A1)"));
    let names: Vec<&String> = rows[3].get_column_iter().skip(14).map(|(name, _)| name).collect();
    assert_eq!(names, ["section", "input_text"]);
    assert_eq!(rows[3].get_column_iter().nth(14).map(|(_, cell)| cell.clone()), Some(Field::Null));
}

#[test]
fn it_is_refused_where_there_is_no_column_for_it() {
    let folder = folder();
    let out = surmise(folder.path(), &["score", "a.csv", "--carry", "id"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(told(&out).contains("--carry goes with --to csv, jsonl or parquet"), "{}", told(&out));
    let out = surmise(folder.path(), &["score", "a.csv", "--to", "csv", "--carry", "id,,x"]);
    assert!(told(&out).contains("expected the name of a column"), "{}", told(&out));
}
