//! The model card, from what was measured.

use std::fmt::Write as _;

use serde_json::Value;

/// The card as Markdown.
#[expect(clippy::too_many_lines, reason = "a page is read from top to bottom")]
pub(crate) fn page(measured: &Value) -> String {
    let mut card = String::new();
    let number = |value: &Value, digits: usize| {
        value.as_f64().map_or("–".to_owned(), |number| format!("{number:.digits$}"))
    };
    let percent = |value: &Value| {
        value.as_f64().map_or("–".to_owned(), |share| format!("{:.1} %", 100.0 * share))
    };
    let interval = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([low, high]) => format!("{}–{}", number(low, 3), number(high, 3)),
        _ => "–".to_owned(),
    };
    let signed = |value: &Value| value.as_f64().map_or("–".to_owned(), |n| format!("{n:+.4}"));
    let signed_interval = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([low, high]) => format!("{} to {}", signed(low), signed(high)),
        _ => "–".to_owned(),
    };
    let mut line = |text: &str| {
        card.push_str(text);
        card.push('\n');
    };
    line("# Model card: the default model\n");
    line("<!-- Made by `cargo run --release --example card` from models/measured.json. -->\n");
    line(&format!(
        "Model `{}`. Multinomial naive Bayes (linfa-bayes, alpha {}) over {} features of {} sentences in {} documents, all of them synthetic: a machine wrote them for this project (`training-data/DATA-CARD.md`). Made by `surmise train`; a test compares the file with a fresh training.\n",
        text(&measured["model"]),
        measured["alpha"],
        measured["features"],
        measured["sentences"],
        measured["documents"]
    ));
    line(
        "**Use.** To show an editor, a fact-checker or a researcher which sentences of an English article voice the author's opinion, how sure that is, and by which words. Not to judge truth, people or outlets. Not to decide anything about anybody without a person who reads the sentences.\n",
    );
    line("## How good it is\n");
    line(
        "`SURMISE_EVAL=DIR cargo run --release --example card` gives every figure on this page. A single set: `surmise evaluate --json`, `surmise evaluate --data FILE.csv --json`. Intervals hold 95 % (bootstrap over documents).\n",
    );
    line(
        "| measured on | sentences | opinion | macro-F1 | 95 % | AUC | 95 % | ECE | Brier | sure | right when sure |",
    );
    line("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut row = |name: &str, figures: &Value| {
        line(&format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            figures["n"],
            percent(&figures["opinion_share"]),
            number(&figures["macro_f1"], 3),
            interval(&figures["macro_f1_interval"]),
            number(&figures["auc"], 3),
            interval(&figures["auc_interval"]),
            number(&figures["ece"], 3),
            number(&figures["brier"], 3),
            percent(&figures["coverage"]),
            percent(&figures["accuracy_when_sure"]),
        ));
    };
    row("own corpus, grouped ten-fold, each sentence alone", &measured["ten_fold"]);
    row("the same, `--context 1`", &measured["ten_fold_in_context"]);
    row("own text written unlike the corpus, its file held out", &measured["elsewhere"]);
    row("the same, `--context 1`", &measured["elsewhere_in_context"]);
    for outside in list(&measured["outside"]) {
        row(&format!("outside: `{}`", text(&outside["file"])), outside);
    }
    line("");
    line(
        "The outside files hold real sentences that other people labelled by other rules. They are for measuring only. They were in view while features, weights and the corpus were chosen, so they are no clean test. By SHA-256:\n",
    );
    for outside in list(&measured["outside"]) {
        line(&format!("- `{}` {}", text(&outside["file"]), text(&outside["sha256"])));
    }
    line("\n## Probabilities\n");
    line(&format!(
        "Platt scaling: slope {}, intercept {}. In the ten folds it is fitted on the other folds. The shipped model is calibrated on the articles of `training-data/elsewhere/`, each file scored by a model that has not seen it: what it says of text unlike its own is what it will say of yours. The probabilities hold for text of which {} is opinion; `--expect-opinion SHARE` moves them.\n",
        number(&measured["calibration"]["slope"], 3),
        number(&measured["calibration"]["intercept"], 3),
        percent(&measured["opinion_share"]),
    ));
    line(
        "**Unsure** is a probability between 1/6 and 5/6: the odds are below five to one. The last two columns above say how many labels lie outside that band, and how many of those are right. The first two rows are text of the model's own kind; yours is more like the others. What your own labels change is in `docs/corrections.md`.\n",
    );
    line("Text unlike the corpus, file by file, each held out:\n");
    line("| file | sentences | macro-F1 | AUC | ECE | right when sure |");
    line("| --- | --- | --- | --- | --- | --- |");
    for file in list(&measured["elsewhere_by_file"]) {
        line(&format!(
            "| {} | {} | {} | {} | {} | {} |",
            text(&file["file"]),
            file["n"],
            number(&file["macro_f1"], 3),
            number(&file["auc"], 3),
            number(&file["ece"], 3),
            percent(&file["accuracy_when_sure"])
        ));
    }
    line("\n## Kinds\n");
    line(&format!(
        "The label first, the likeliest kind within it second, so the two never contradict each other. Five-way macro-F1 {} in the ten folds. Gold kinds down, predicted kinds across:\n",
        number(&measured["ten_fold"]["kinds_macro_f1"], 3)
    ));
    line("| gold | event | statement | judgement | speculation | appeal |");
    line("| --- | --- | --- | --- | --- | --- |");
    for kind in list(&measured["kinds"]) {
        let mut cells = String::new();
        for count in list(&kind["predicted"]) {
            let _ = write!(cells, " {count} |");
        }
        line(&format!("| {} |{cells}", text(&kind["gold"])));
    }
    line("\n## What the evidence is worth\n");
    line(
        "Ten-fold cross-validation without one family of features, less that with all (paired bootstrap). A minus means that the family helps, if the interval holds no zero. `cue` stands for all cue lists, `cue …` for one of them.\n",
    );
    line("| without | features | macro-F1 | 95 % | AUC | 95 % |");
    line("| --- | --- | --- | --- | --- | --- |");
    for family in list(&measured["ablation"]) {
        line(&format!(
            "| {} | {} | {} | {} | {} | {} |",
            text(&family["family"]),
            family["features"],
            signed(&family["macro_f1"]),
            signed_interval(&family["macro_f1_interval"]),
            signed(&family["auc"]),
            signed_interval(&family["auc_interval"]),
        ));
    }
    line("\n## Learning curve\n");
    line("| documents learned from | macro-F1 | AUC |");
    line("| --- | --- | --- |");
    for step in list(&measured["learning"]) {
        line(&format!(
            "| {} | {} | {} |",
            number(&step["documents"], 0),
            number(&step["macro_f1"], 3),
            number(&step["auc"], 3)
        ));
    }
    line("\n## Against other programs\n");
    line(
        "`benches/compare/accuracy.md` has TextBlob, VADER, NLTK, scikit-learn, fastText and MiniLM embeddings with logistic regression on the same outside files, trained on the same corpus where they are trained, with speed and size.\n",
    );
    line("## Known faults\n");
    line(
        "- It learned from synthetic prose. Labels on real sentences are clearly worse than in cross-validation.",
    );
    line(
        "- It misses verdicts without an evaluative word, irony, and opinions told as plain description.",
    );
    line(
        "- It takes a sentence with a hedge or a strong adjective for opinion even where somebody else is quoted without quotation marks.",
    );
    line(
        "- Whether a sentence is fact or opinion is often arguable. People who labelled NewsSD-ENG disagreed too.",
    );
    card
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("–")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
