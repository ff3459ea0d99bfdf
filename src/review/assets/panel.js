// Why the model says so, in plain words, and the buttons to say otherwise.

import { KINDS, byId, element, labelOf, percent } from "./element.js";

/** A word's weight in words: 3 nats make the odds 20 times, 1 nat nearly 3 times as high. */
const force = (weight) => (Math.abs(weight) >= 3 ? "strongly" : Math.abs(weight) >= 1 ? "clearly" : "a little");

const article = (kind) => (/^[aeiou]/.test(kind) ? "an" : "a");

function verdict(sentence) {
  if (sentence.learned !== null) {
    return `${sentence.learned}, as a person said when the model was trained. On its words alone: ${Math.round(100 * sentence.probability_opinion)} % opinion.`;
  }
  const unsure = sentence.unsure ? " The model is unsure." : "";
  return `${percent(sentence)} ${sentence.label}, most likely ${article(sentence.kind)} ${sentence.kind}.${unsure}`;
}

function reason(each) {
  return `${each.what} “${each.word}” speaks ${force(each.weight)} for ${each.weight > 0 ? "opinion" : "fact"}`;
}

const NO_WORD = "No single word decided.";

/** One line for the pointer that rests on a sentence. */
export function hint(sentence) {
  const words = sentence.because.map((each) => `“${each.word}” (${force(each.weight)})`);
  const because = words.length > 0 ? `Words that decided: ${words.join(", ")}.` : NO_WORD;
  return `${verdict(sentence)} ${because}`;
}

/** Shows all about the chosen sentence. */
export function details(sentence, total) {
  const said = sentence.corrected;
  const own = element("p", {});
  if (said !== null) {
    own.append(sentence.confirmed ? "You confirmed: " : "You corrected it to: ", element("strong", { text: said }));
    own.append(sentence.waiting ? " – not saved yet." : " – saved.");
  }
  const words = element("ul", {}, ...sentence.because.map((each) => element("li", { text: reason(each), dir: "auto" })));
  byId("details").replaceChildren(
    element("h2", { text: `Sentence ${sentence.number} of ${total}` }),
    element("p", { class: "verdict" }, element("strong", { text: verdict(sentence) })),
    sentence.because.length > 0 ? words : element("p", { text: NO_WORD }),
    ...(said === null ? [] : [own]),
  );
  for (const button of byId("buttons").querySelectorAll("button[data-word]")) {
    const word = button.dataset.word;
    button.setAttribute("aria-pressed", String(said === word || (said !== null && labelOf(said) === word)));
  }
  byId("take-back").disabled = said === null;
}

/** Makes the buttons; `act` does what they say. */
export function buttons(act) {
  const button = (words, key, is, what) => {
    const made = element("button", { type: "button", "aria-keyshortcuts": key, ...is }, words, " ", element("kbd", { text: key, "aria-hidden": "true" }));
    made.addEventListener("click", what);
    return made;
  };
  byId("buttons").replaceChildren(
    button("Confirm", "c", { class: "wide" }, act.confirm),
    button("Fact", "f", { "data-word": "fact" }, () => act.say("fact")),
    button("Opinion", "o", { "data-word": "opinion" }, () => act.say("opinion")),
    ...KINDS.map((kind, index) =>
      button(kind[0].toUpperCase() + kind.slice(1), String(index + 1), { "data-word": kind, class: index < 2 ? "gap" : undefined }, () => act.say(kind)),
    ),
    button("Take back", "x", { id: "take-back" }, () => act.say(null)),
    button("Undo last", "u", { class: "wide" }, act.undo),
    button("Previous", "k", { class: "gap" }, () => act.move(-1)),
    button("Next", "j", { class: "gap" }, () => act.move(1)),
  );
}
