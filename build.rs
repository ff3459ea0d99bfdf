//! Packs `training-data/` into one compressed blob, which `src/learn/corpus.rs` embeds, so
//! that training works away from the repository.
//!
//! The blob is a deflate stream of files in the order of their names: for each its path
//! within the folder and its length on a line of their own, then its bytes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new("training-data");
    println!("cargo::rerun-if-changed=training-data");
    let mut files = Vec::new();
    let folders =
        [(root.to_owned(), "csv"), (root.join("elsewhere"), "csv"), (root.join("cues"), "tsv")];
    for (folder, ending) in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
    }
    files.sort();

    let blob = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))
        .join("training-data.deflate");
    let mut packed =
        flate2::write::DeflateEncoder::new(fs::File::create(blob)?, flate2::Compression::best());
    for path in files {
        let bytes = fs::read(&path)?;
        let name = path.strip_prefix(root).expect("found inside").display();
        writeln!(packed, "{name}\t{}", bytes.len())?;
        packed.write_all(&bytes)?;
    }
    packed.finish()?;
    Ok(())
}
