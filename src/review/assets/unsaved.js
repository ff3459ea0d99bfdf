// What was said and is not on the disk yet. It waits in the browser's storage, so that neither
// a reload nor a server that is gone loses it; all tabs share it, and one at a time sends.

import { Refused, tell } from "./link.js";

const SHELF = "surmise-unsaved";
const UNDONE = "surmise-said";
const MOST_UNDONE = 500;

function read(storage, key) {
  try {
    const list = JSON.parse(storage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

const write = (storage, key, list) => storage.setItem(key, JSON.stringify(list));

/** All that waits, oldest first. */
export const waiting = () => read(localStorage, SHELF);

/** Puts a correction with what waits. */
export function keep(correction) {
  write(localStorage, SHELF, [...waiting(), { ...correction, id: crypto.randomUUID() }]);
}

/** Lets go of what the server refused. */
export const discard = () => write(localStorage, SHELF, waiting().filter((each) => !each.refused));

/**
 * Sends what waits, in order. `saved` hears of each that is on the disk. What the server says is
 * wrong stays, marked; anything else that goes wrong is thrown, and the rest goes on waiting.
 */
export function send(saved) {
  return navigator.locks.request(SHELF, async () => {
    for (;;) {
      const next = waiting().find((each) => !each.refused);
      if (!next) return;
      const { id, ...correction } = next;
      try {
        await tell("/api/corrections", correction);
      } catch (error) {
        if (!(error instanceof Refused && error.status === 422)) throw error;
        write(localStorage, SHELF, waiting().map((each) => (each.id === id ? { ...each, refused: error.message } : each)));
        continue;
      }
      write(localStorage, SHELF, waiting().filter((each) => each.id !== id));
      saved(correction);
    }
  });
}

/** Remembers what this tab said, to be undone. */
export function remember(step) {
  write(sessionStorage, UNDONE, [...read(sessionStorage, UNDONE), step].slice(-MOST_UNDONE));
}

/** The last thing that this tab said, which is forgotten. */
export function recallLast() {
  const steps = read(sessionStorage, UNDONE);
  const last = steps.pop();
  write(sessionStorage, UNDONE, steps);
  return last;
}
