// Retraining: what it came to, and the question whether the new model should be used.

import { byId, count, element } from "./element.js";
import { ask, tell } from "./link.js";

const POLL_MS = 500;

const number = (value, digits = 3) => (value === null || value === undefined ? "–" : value.toFixed(digits));
const signed = (value) => (value === null || value === undefined ? "–" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`);

function interval(pair) {
  return pair ? ` (${number(pair[0])}–${number(pair[1])})` : "";
}

function table(title, duel) {
  if (duel.n === 0) return element("p", { text: `${title}: none.` });
  const rows = [
    ["Macro-F1 (95 % interval)", (side) => number(side.macro_f1) + interval(side.macro_f1_interval)],
    ["AUC", (side) => number(side.auc)],
    ["Calibration error (ECE)", (side) => number(side.ece)],
    ["Squared error of the probability (Brier)", (side) => number(side.brier)],
    ...Object.keys(duel.champion.kinds)
      .filter((kind) => duel.champion.kinds[kind].n > 0)
      .map((kind) => [`Right of ${duel.champion.kinds[kind].n} ${kind} sentences`, (side) => String(side.kinds[kind].right)]),
  ];
  return element(
    "table",
    {},
    element("caption", { text: `${title}: ${count(duel.n, "sentence")}` }),
    element("thead", {}, element("tr", {}, element("td"), element("th", { scope: "col", class: "number", text: "In use" }), element("th", { scope: "col", class: "number", text: "New" }))),
    element("tbody", {}, ...rows.map(([name, of]) =>
      element("tr", {}, element("th", { scope: "row", text: name }), element("td", { class: "number", text: of(duel.champion) }), element("td", { class: "number", text: of(duel.challenger) })))),
  );
}

function flips(comparison) {
  const { gains, losses } = comparison;
  const title = `${count(gains + losses, "sentence")} would get another label: ${gains} become right, ${losses} become wrong`;
  const items = comparison.flips.map((flip) =>
    element("li", { dir: "auto" }, element("strong", { text: flip.loss ? "wrong" : "right" }), `: ${flip.from} → ${flip.to}, ${flip.corrected ? "yours" : "shipped"}: “${flip.text}”`));
  if (items.length === 0) return element("p", { text: `${title}.` });
  return element("details", { open: "" }, element("summary", { text: title }), element("ul", { class: "flips" }, ...items));
}

function contradictions(list) {
  if (list.length === 0) return [];
  const said = (side) => `${side.corrected} (${side.by ?? side.source})`;
  const items = list.map((each) => element("li", { dir: "auto", text: `“${each.text}”: ${each.sides.map(said).join(", ")}` }));
  return [element("h3", { text: "People differ; left out where they differ" }), element("ul", {}, ...items)];
}

function comparison(told) {
  const verdict = told.objections.length > 0
    ? `The new model is not better: ${told.objections.join("; ").replace("--margin allows", "allowed are")}.`
    : "Nothing speaks against the new model.";
  byId("retrain-body").replaceChildren(
    element("p", {}, element("strong", { text: verdict })),
    element("p", { text: `Trained on ${count(told.corrections, "correction")}, ${told.confirmed} of them confirmed. In use: ${told.champion}. New: ${told.challenger}.` }),
    table("Your corrections, each held out", told.figures.corrections),
    table("The shipped corpus, held out (the guard: nothing should get lost there)", told.figures.guard),
    flips(told),
    ...contradictions(told.contradictions),
  );
}

function say(words) {
  byId("retrain-status").textContent = words;
}

function asks(told) {
  const open = told !== null && !told.promoted;
  byId("promote").hidden = !open;
  byId("keep").textContent = open ? "Keep the one in use" : "Close";
  if (open) byId("promote").textContent = told.objections.length > 0 ? "Use the new model all the same" : "Use the new model";
}

/** Waits for the round that runs and shows what it came to. */
async function settled() {
  for (;;) {
    const stands = await ask("/api/retraining");
    if (stands.state === "failed") throw new Error(stands.error);
    if (stands.state === "ended") return stands.comparison;
    if (stands.state === "none") throw new Error("the server was started anew; retrain again");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Makes the button work; `promoted` is called when another model is in use. */
export function retraining(promoted) {
  const dialog = byId("retrain");
  let shown = null;
  const failed = (error) => say(`Not done: ${error.message}.`);

  byId("retrain-button").addEventListener("click", async () => {
    shown = null;
    byId("retrain-body").replaceChildren();
    asks(null);
    say("Training on the corrections and comparing …");
    dialog.showModal();
    try {
      await tell("/api/retraining", {});
      shown = await settled();
      comparison(shown);
      asks(shown);
      say(shown.promoted ? "Nothing new: this model is in use." : "Compared. Use the new model?");
    } catch (error) {
      failed(error);
    }
  });

  byId("promote").addEventListener("click", async () => {
    byId("promote").disabled = true;
    try {
      const { model } = await tell("/api/promotion", { model: shown.challenger });
      shown.promoted = true;
      asks(shown);
      byId("keep").focus();
      say(`Model ${model} is in use now. “surmise models rollback” goes back.`);
      await promoted();
    } catch (error) {
      failed(error);
    } finally {
      byId("promote").disabled = false;
    }
  });
}
