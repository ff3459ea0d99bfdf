// The list at the side: documents, the queue, or what a search found.

import { byId, count, element } from "./element.js";

function put(title, note, items) {
  byId("lists-title").textContent = title;
  const list = element("ol", {}, ...items.map((item) => element("li", {}, item)));
  byId("list").replaceChildren(...(note ? [element("p", { text: note })] : []), list);
}

function entry(title, small, current, go) {
  const made = element("button", { type: "button", dir: "auto", "aria-current": current ? "true" : undefined }, title, element("small", { text: small }));
  made.addEventListener("click", go);
  return made;
}

/** The last part of a path; a list has no room for more. */
const file = (name) => name.split(/[/\\]/).pop();

function tally(document) {
  const { sentences, opinions, unsure, corrected, confirmed } = document.tally;
  const seen = corrected + confirmed;
  return `${file(document.name)} · ${seen} of ${sentences} seen to · ${opinions} opinion, ${unsure} unsure`;
}

/** The documents, with their counts. */
export function documents(all, current, open) {
  put(count(all.length, "document"), "", all.map((each, index) => entry(each.title, tally(each), index === current, () => open(index))));
}

const cut = (text) => (text.length > 160 ? `${text.slice(0, 160)} …` : text);

function sentences(found, all, current, open) {
  return found.map((each, index) => {
    const p = each.probability_opinion;
    const small = `${each.said ? `✓ ${each.said}` : `${Math.round(100 * p)} % opinion`} · ${file(all[each.document].name)}, sentence ${each.sentence}`;
    return entry(cut(each.text), small, index === current, () => open(index));
  });
}

/** The queue of the most unsure sentences. */
export function queue(found, total, all, current, open) {
  put(`${count(total, "sentence")} to look at`, found.length < total ? `The ${found.length} most unsure are shown.` : "", sentences(found, all, current, open));
}

/** What a search found. */
export function results(words, found, total, all, open) {
  put(`${count(total, "sentence")} with “${words}”`, found.length < total ? `The first ${found.length} are shown.` : "", sentences(found, all, -1, open));
}

/** What of all documents has been seen to. */
export function progress(all) {
  const sum = (key) => all.reduce((total, each) => total + each.tally[key], 0);
  const [total, corrected, confirmed] = [sum("sentences"), sum("corrected"), sum("confirmed")];
  byId("progress").max = Math.max(total, 1);
  byId("progress").value = corrected + confirmed;
  byId("progress-text").textContent = `${corrected + confirmed} of ${total} seen to: ${corrected} corrected, ${confirmed} confirmed`;
}
