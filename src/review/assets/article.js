// The article as an editor reads it.

import { byId, element, labelOf, percent } from "./element.js";

/** How strong the tint is: 1 near even chances, 3 near certainty. */
function strength(sentence) {
  const sure = Math.abs(sentence.probability_opinion - 0.5);
  return sure < 0.25 ? 1 : sure < 0.45 ? 2 : 3;
}

/** What a screen reader says before the words. */
function spoken(sentence) {
  const said = sentence.corrected;
  const state = sentence.waiting ? ", not saved yet" : "";
  if (said === null && sentence.learned !== null) return `${sentence.learned}, learned from a person${state}: `;
  if (said === null) return `${sentence.label}, ${percent(sentence)}${sentence.unsure ? ", unsure" : ""}${state}: `;
  return sentence.confirmed ? `confirmed ${said}${state}: ` : `corrected to ${said}${state}: `;
}

function marked(sentence) {
  const said = sentence.corrected;
  const waits = sentence.waiting ? " …" : "";
  if (said === null && sentence.learned !== null) return `learned${waits}`;
  if (said === null) return (sentence.unsure ? `${sentence.label}?` : "") + waits;
  return (sentence.confirmed ? "✓" : `✎ ${said}`) + waits;
}

/** Brings a sentence's looks up to date with what is known of it. */
export function show(sentence) {
  const said = sentence.corrected;
  const classes = ["sentence", said === null ? sentence.label : labelOf(said)];
  classes.push(`s${said === null && sentence.learned === null ? strength(sentence) : 3}`);
  if (said === null && sentence.unsure) classes.push("unsure");
  if (said !== null) classes.push(sentence.confirmed ? "confirmed" : "corrected");
  if (sentence.waiting) classes.push("waiting");
  const [before, , mark] = sentence.element.childNodes;
  sentence.element.className = classes.join(" ");
  before.textContent = spoken(sentence);
  mark.textContent = marked(sentence);
}

function drawn(piece) {
  const made = element(
    "span",
    { role: "button", "aria-roledescription": "sentence", tabindex: "-1", "data-sentence": piece.sentence.number },
    element("span", { class: "unseen" }),
    piece.text,
    element("span", { class: "mark", "aria-hidden": "true" }),
  );
  piece.sentence.element = made;
  piece.sentence.text = piece.text;
  show(piece.sentence);
  return made;
}

/** Draws an article, and gives its sentences in order. */
export function draw(article) {
  const sentences = [];
  const blocks = [];
  let paragraph = null;
  for (const piece of article.pieces) {
    if (!piece.sentence) {
      blocks.push(element("p", { class: "masthead", text: piece.text, dir: "auto" }));
      paragraph = null;
      continue;
    }
    sentences.push(piece.sentence);
    if (piece.role === "headline") {
      blocks.push(element("h2", { dir: "auto" }, drawn(piece)));
      paragraph = null;
      continue;
    }
    if (!paragraph || piece.begins_paragraph) {
      paragraph = element("p", { dir: "auto" });
      blocks.push(paragraph);
    } else {
      paragraph.append(" ");
    }
    paragraph.append(drawn(piece));
  }
  const text = byId("text");
  text.setAttribute("aria-label", article.title);
  text.replaceChildren(...blocks);
  if (sentences.length > 0) sentences[0].element.tabIndex = 0;
  return sentences;
}
