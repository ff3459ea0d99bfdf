// Elements are made of names and text alone: nothing is ever parsed as markup.

/** An element; `is` holds its attributes, with `text` for its words. */
export function element(name, is = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(is)) {
    if (key === "text") made.textContent = value;
    else if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);

/** How sure the model is of its own label, as people say it. */
export function percent(sentence) {
  const p = sentence.probability_opinion;
  return `${Math.round(100 * (sentence.label === "opinion" ? p : 1 - p))} %`;
}

const LABELS = { event: "fact", statement: "fact", judgement: "opinion", speculation: "opinion", appeal: "opinion" };

/** The kinds, in the order of their keys 1 to 5. */
export const KINDS = Object.keys(LABELS);

/** The label of a label or kind. */
export const labelOf = (word) => LABELS[word] ?? word;

/** Whether a word says of a sentence what the model says. */
export const agrees = (sentence, word) => word !== null && (word === sentence.label || word === sentence.kind);

/** How many of something: "1 sentence", "2 sentences". */
export const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
