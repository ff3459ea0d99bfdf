//! A model file whose checksum is right and whose content is not: it is refused, or it says
//! something, but nothing panics.

use sha2::{Digest as _, Sha256};

use surmise::classify::{Classifier, Settings};
use surmise::model::Model;
use surmise::report::evidence::evidence;
use surmise::report::explain;

const TEXT: &str = "Mayor resigns\n\nThe mayor, \"a coward\", may well have cost the U.S. 3 hospitals, \
    they said on Monday. It is shamefully unclear whether Unheardofville's grimly bureaucratised \
    council should go.";

/// What a file without training begins with.
pub(crate) const FIRST_LINE: &[u8] = b"surmise model 4";
pub(crate) const ABOUT: &[u8] = br#"{"version":"0","corpus":"","documents":0,"sentences":0}"#;

/// The first two lines of a model file, and what follows its checksum.
#[cfg(test)]
fn head_and_body(file: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let mut lines = file.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().expect("three lines and a body");
    let (first, about, _, body) = (next(), next(), next(), next());
    (first, about, body)
}

/// A file of these parts with the checksum that they should have.
pub(crate) fn crafted(first: &[u8], about: &[u8], body: &[u8]) -> Vec<u8> {
    let line = |text: &[u8]| [text, b"\n"].concat();
    let about = line(about);
    let digest = Sha256::new().chain_update(&about).chain_update(body).finalize();
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    [line(first), about, line(checksum.as_bytes()), body.to_vec()].concat()
}

/// Uses all of a model that a person can ask for. Returns whether it could be read.
pub(crate) fn is_used(file: &[u8]) -> bool {
    let Ok(model) = Model::from_bytes("m", file) else { return false };
    let settings = Settings { contributions: true, ..Settings::default() };
    let predictions = Classifier::new(&model, settings).classify(TEXT);
    for prediction in &predictions.sentences {
        let _ = evidence(TEXT, &model, &predictions, prediction);
        let drawing = explain::Settings { colour: false, width: 80 };
        explain::write(&mut Vec::new(), TEXT, &model, &predictions, prediction, drawing)
            .expect("memory takes what it is given");
    }
    let _ = model.learned.cues.lists();
    true
}

#[test]
fn whatever_stands_in_a_model_file_nothing_panics() {
    let good = std::fs::read("models/default.model").expect("the shipped model");
    let (first, about, body) = head_and_body(&good);
    assert_eq!(crafted(first, about, body), good);
    assert!(is_used(&good));
    let mut used = 0;
    let structure = (0..700).step_by(9);
    let everywhere = (700..body.len()).step_by(body.len() / 120);
    for (turn, at) in structure.chain(everywhere).enumerate() {
        let mut bad = body.to_vec();
        bad[at] ^= [0x01, 0x40, 0x80, 0xff][turn % 4];
        used += usize::from(is_used(&crafted(first, about, &bad)));
    }
    // Most bytes are counts, hashes and names, which may be anything.
    assert!(used > 50, "{used} could be read");
    for length in [0, 1, 90, 5000, body.len() / 2, body.len() - 1] {
        assert!(!is_used(&crafted(first, about, &body[..length])), "{length} bytes");
    }
}
