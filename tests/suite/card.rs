//! The model card says what was measured, of the model that is shipped.

use std::path::Path;

use serde_json::Value;
use surmise::model::Model;

#[path = "../../examples/card/page.rs"]
mod page;

#[test]
fn the_card_is_made_from_what_was_measured_on_the_shipped_model() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let read = |name: &str| std::fs::read_to_string(models.join(name)).expect("a shipped file");
    let measured: Value = serde_json::from_str(&read("measured.json")).expect("our own JSON");
    let model = Model::embedded().expect("the shipped model");
    assert_eq!(
        measured["model"].as_str(),
        Some(model.id.as_str()),
        "the model changed: run `SURMISE_EVAL=DIR cargo run --release --example card`"
    );
    assert!(
        read("default.md") == page::page(&measured),
        "run `cargo run --release --example card -- --from-measured`"
    );
}
