// One table of keys, from which the help is made too.

import { KINDS, byId, element } from "./element.js";

const OFF = "surmise-keys-off";

/** Listens to the keys; `act` does what they say. */
export function listen(act) {
  const table = [
    [["c", "Enter"], "confirm what the model says", act.confirm],
    [["f"], "it is fact", () => act.say("fact")],
    [["o"], "it is opinion", () => act.say("opinion")],
    ...KINDS.map((kind, index) => [[String(index + 1)], `it is ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`, () => act.say(kind)]),
    [["x"], "take back what you said of the sentence", () => act.say(null)],
    [["u"], "undo the last thing you said", act.undo],
    [["j", "ArrowDown"], "next sentence", () => act.move(1)],
    [["k", "ArrowUp"], "previous sentence", () => act.move(-1)],
    [["n"], "next document", () => act.turn(1)],
    [["p"], "previous document", () => act.turn(-1)],
    [["q"], "switch between reading order and most unsure first", act.reorder],
    [["/"], "search all documents", () => byId("search").focus()],
    [["?"], "this help", () => byId("help").showModal()],
    [["Escape"], "back to the sentence", act.back],
  ];
  const named = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };
  const rows = table.map(([keys, what]) => {
    const shown = keys.flatMap((key, index) => [...(index > 0 ? [" or "] : []), element("kbd", { text: named[key] ?? key })]);
    return element("tr", {}, element("td", {}, ...shown), element("td", { text: what }));
  });
  byId("help-keys").replaceChildren(...rows);

  const single = byId("single-keys");
  single.checked = localStorage.getItem(OFF) === null;
  single.addEventListener("change", () => {
    if (single.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target;
    const writing = target.matches("input, textarea, select");
    if (event.key === "Escape") {
      act.back();
      return;
    }
    if (writing) return;
    const onSentence = target.closest("[data-sentence]") !== null;
    // Keys with a meaning of their own elsewhere belong to the sentences alone.
    if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !onSentence) return;
    if (event.key.length === 1 && !single.checked) return;
    const found = table.find(([keys]) => keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key));
    if (!found || event.repeat && !["j", "k", "ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    found[2]();
  });
}
