// The pointer and the search field.

import { byId } from "./element.js";
import { hint } from "./panel.js";

/** How long a person may pause while they type. */
const TYPING_MS = 200;

/** The pointer that rests on a sentence gets a hint; a click or the focus chooses it. */
export function pointing(known, choose, openName) {
  const box = byId("hint");
  const text = byId("text");
  text.addEventListener("mouseover", (event) => {
    const over = event.target.closest("[data-sentence]");
    const sentence = over && known.sentences[over.dataset.sentence - 1];
    box.hidden = !sentence;
    if (!sentence) return;
    box.textContent = hint(sentence);
    const line = over.getClientRects()[0];
    const below = event.clientY + 24;
    box.style.left = `${Math.max(8, Math.min(line.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${below + box.offsetHeight > innerHeight ? Math.max(8, event.clientY - box.offsetHeight - 16) : below}px`;
  });
  text.addEventListener("mouseleave", () => { box.hidden = true; });
  text.addEventListener("focusin", (event) => {
    const on = event.target.closest("[data-sentence]");
    if (on && Number(on.dataset.sentence) !== known.chosen) choose(Number(on.dataset.sentence));
    history.replaceState({ name: openName(), sentence: known.chosen }, "");
  });
  text.addEventListener("click", (event) => event.target.closest("[data-sentence]")?.focus());
}

/** `look` gets the words as they are typed; `enter` goes to the first that was found. */
export function searching(look, enter) {
  let later = 0;
  const now = () => look(byId("search").value.trim());
  byId("search").addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(now, TYPING_MS);
  });
  byId("search-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(later);
    await now();
    await enter();
  });
}
