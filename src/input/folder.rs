//! *A folder stands for the files in it and below* that this program reads, in the order of
//! their names. What begins with a dot, and what `.ignore` and `.gitignore` files in the folder
//! name, is left out.
//!
//! One folder's names are held at a time, packed, so that a million files take few megabytes.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::{Error, Result};

use super::format::Format;
use super::source::Settings;

/// Folders nest no deeper than this.
const DEEPEST: usize = 200;

/// What is said of a folder without articles.
const EMPTY: &str = "no articles in this folder; expected *.txt, *.md, *.html, *.jsonl, *.csv, *.tsv, *.parquet, *.xml, *.rss, *.atom or *.warc, also as .gz or .zst";

/// Gives every file of a folder to `take`, and what cannot be listed as an error in its place.
///
/// # Errors
///
/// The first of `take`.
pub(super) fn each_file(
    folder: &Path,
    settings: &Settings,
    take: &mut dyn FnMut(Result<PathBuf>) -> Result<()>,
) -> Result<()> {
    let mut walk = Walk { rules: Vec::new(), are_rules_read: !settings.no_ignore, found: 0 };
    walk.enter(folder, take)?;
    if walk.found == 0 {
        return take(Err(Error::at(folder.display().to_string(), EMPTY)));
    }
    Ok(())
}

struct Walk {
    /// The rules of the folders that lead here.
    rules: Vec<Gitignore>,
    are_rules_read: bool,
    /// How many files and errors there were.
    found: usize,
}

impl Walk {
    fn enter(
        &mut self,
        folder: &Path,
        take: &mut dyn FnMut(Result<PathBuf>) -> Result<()>,
    ) -> Result<()> {
        let names = match Names::of(folder) {
            Ok(names) => names,
            Err(cause) => {
                self.found += 1;
                return take(Err(Error::io(folder, "cannot read the folder", cause)));
            }
        };
        if self.rules.len() >= DEEPEST {
            self.found += 1;
            let problem = format!("folders nested more than {DEEPEST} deep");
            return take(Err(Error::at(folder.display().to_string(), problem)));
        }
        self.rules.push(self.rules_of(folder));
        for (name, is_folder) in names.iter() {
            let path = folder.join(name);
            if self.is_left_out(&path, is_folder) {
                continue;
            }
            if is_folder {
                self.enter(&path, take)?;
            } else {
                self.found += 1;
                take(Ok(path))?;
            }
        }
        self.rules.pop();
        Ok(())
    }

    fn rules_of(&self, folder: &Path) -> Gitignore {
        let files = [".gitignore", ".ignore"].map(|name| folder.join(name));
        if !self.are_rules_read || !files.iter().any(|file| file.is_file()) {
            return Gitignore::empty();
        }
        let mut rules = GitignoreBuilder::new(folder);
        for file in files.iter().filter(|file| file.is_file()) {
            // A line that is no rule is passed over, as git does.
            let _ = rules.add(file);
        }
        rules.build().unwrap_or_else(|_| Gitignore::empty())
    }

    /// The innermost rule that speaks of a path decides.
    fn is_left_out(&self, path: &Path, is_folder: bool) -> bool {
        let mut spoken = self.rules.iter().rev().map(|rules| rules.matched(path, is_folder));
        spoken.find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }
}

/// The names in a folder that matter here, sorted, in one piece of memory.
struct Names {
    bytes: Vec<u8>,
    /// Where each name begins and ends, and whether it is a folder.
    places: Vec<(u32, u32, bool)>,
}

impl Names {
    fn of(folder: &Path) -> std::io::Result<Names> {
        let mut names = Names { bytes: Vec::new(), places: Vec::new() };
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let bytes = name.as_encoded_bytes();
            if bytes.starts_with(b".") {
                continue;
            }
            // Links to folders are not followed: they may lead round in a circle.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if !is_folder && Format::of_name(Path::new(&name)).is_none() {
                continue;
            }
            let start = names.bytes.len();
            names.bytes.extend_from_slice(bytes);
            let place = |at: usize| {
                u32::try_from(at).map_err(|_| std::io::Error::other("more than 4 GB of names"))
            };
            names.places.push((place(start)?, place(names.bytes.len())?, is_folder));
        }
        let Names { bytes, places } = &mut names;
        let name = |place: &(u32, u32, bool)| &bytes[place.0 as usize..place.1 as usize];
        places.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        Ok(names)
    }

    fn iter(&self) -> impl Iterator<Item = (&OsStr, bool)> {
        self.places.iter().map(|(start, end, is_folder)| {
            let bytes = &self.bytes[*start as usize..*end as usize];
            (os_str(bytes), *is_folder)
        })
    }
}

#[cfg(unix)]
fn os_str(bytes: &[u8]) -> &OsStr {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes)
}

/// Elsewhere a name that is not Unicode is not found again, and said so when it is opened.
#[cfg(not(unix))]
fn os_str(bytes: &[u8]) -> &OsStr {
    OsStr::new(std::str::from_utf8(bytes).unwrap_or("\u{FFFD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(folder: &Path, settings: &Settings) -> Vec<String> {
        let mut names = Vec::new();
        each_file(folder, settings, &mut |path| {
            names.push(match path {
                Ok(path) => path.strip_prefix(folder).expect("inside").display().to_string(),
                Err(error) => error.to_string(),
            });
            Ok(())
        })
        .expect("take agrees");
        names
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a writable folder");
            fs::write(path, "It rained.").expect("a writable folder");
        }
        folder
    }

    #[test]
    fn files_come_in_the_order_of_their_names_and_others_stay_out() {
        let folder =
            folder(&["b.txt", "a/z.html", "a/b.csv.gz", "B.md", "c.png", ".git/d.txt", "notes"]);
        assert_eq!(
            found(folder.path(), &Settings::default()),
            ["B.md", "a/b.csv.gz", "a/z.html", "b.txt"]
        );
    }

    #[test]
    fn rules_leave_files_out_and_can_be_turned_off() {
        let folder = folder(&["a.txt", "old/b.txt", "c.md", "in/c.md"]);
        fs::write(folder.path().join(".gitignore"), "old/\n*.md\n").expect("a writable folder");
        fs::write(folder.path().join("in/.ignore"), "!c.md\n").expect("a writable folder");
        assert_eq!(found(folder.path(), &Settings::default()), ["a.txt", "in/c.md"]);
        let all = Settings { no_ignore: true, ..Settings::default() };
        assert_eq!(found(folder.path(), &all), ["a.txt", "c.md", "in/c.md", "old/b.txt"]);
    }

    #[test]
    fn a_folder_without_articles_is_an_error() {
        let folder = folder(&["a.png"]);
        assert_eq!(
            found(folder.path(), &Settings::default()),
            [format!("{}: {EMPTY}", folder.path().display())]
        );
    }
}
