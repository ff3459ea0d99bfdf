// The page: what is known, what is chosen, and how both follow the server.

import { draw, show } from "./article.js";
import { agrees, byId } from "./element.js";
import { listen } from "./keys.js";
import { retraining } from "./retrain.js";
import { Refused, ask } from "./link.js";
import * as lists from "./lists.js";
import { pointing, searching } from "./pointing.js";
import * as panel from "./panel.js";
import * as unsaved from "./unsaved.js";

const POLL_MS = 1000;

const known = {
  run: "", version: 0, model: "", documents: [],
  /** The open document and its sentences. */
  open: 0, sentences: [],
  /** The chosen sentence's number, from 1. */
  chosen: 0,
  order: "reading",
  queue: { sentences: [], total: 0, at: -1 },
  found: null,
};

const say = (words) => { byId("status").textContent = words; };
const chosen = () => known.sentences[known.chosen - 1];
const openName = () => known.documents[known.open]?.name;

/** Shows what stands between us and the disk, or that nothing does. */
function trouble(error) {
  const waits = unsaved.waiting();
  const refused = waits.find((each) => each.refused);
  const n = waits.length;
  const kept = n === 0 ? "" : ` Not saved: ${n === 1 ? "1 correction waits" : `${n} corrections wait`} in this browser.`;
  let words = "";
  if (error instanceof Refused && error.status === 403) {
    words = `The server was started anew. Open the address that it printed.${kept}`;
  } else if (error instanceof Refused) {
    words = `${error.message}.${kept}`;
  } else if (error) {
    words = `The server does not answer; trying again.${kept}`;
  } else if (refused) {
    words = `The server did not take what you said of “${refused.text.slice(0, 80)}”: ${refused.refused}.`;
  }
  if (byId("trouble-text").textContent !== words) byId("trouble-text").textContent = words;
  byId("trouble").hidden = words === "";
  byId("discard").hidden = !(refused && !error);
}

function list() {
  if (known.found) {
    const { words, sentences, total } = known.found;
    lists.results(words, sentences, total, known.documents, (index) => go(sentences[index].document, sentences[index].sentence));
  } else if (known.order === "queue") {
    const { sentences, total, at } = known.queue;
    lists.queue(sentences, total, known.documents, at, goInQueue);
  } else {
    lists.documents(known.documents, known.open, (index) => go(index, 1));
  }
  lists.progress(known.documents);
}

/** Chooses a sentence of the open document. */
function choose(number) {
  const before = chosen();
  if (before) {
    before.element.removeAttribute("aria-current");
    before.element.tabIndex = -1;
  }
  known.chosen = number;
  const now = chosen();
  if (!now) return;
  now.element.setAttribute("aria-current", "true");
  now.element.tabIndex = 0;
  panel.details(now, known.sentences.length);
}

/** Goes to a sentence of a document, and puts the focus there. */
async function go(document, number) {
  if (document !== known.open || known.sentences.length === 0) await open(document);
  choose(Math.min(Math.max(number, 1), known.sentences.length));
  const here = chosen()?.element;
  here?.scrollIntoView({ block: known.order === "queue" ? "center" : "nearest" });
  here?.focus({ preventScroll: true });
}

async function goInQueue(index) {
  const next = known.queue.sentences[index];
  if (!next) return;
  known.queue.at = index;
  await go(next.document, next.sentence);
  list();
}

/** What waits in this browser is shown as said. */
function overlay() {
  for (const each of unsaved.waiting()) {
    const sentence = each.document === openName() ? known.sentences[each.sentence - 1] : undefined;
    if (!sentence || sentence.text !== each.text || each.refused) continue;
    sentence.corrected = each.corrected;
    sentence.confirmed = agrees(sentence, each.corrected);
    sentence.waiting = true;
    show(sentence);
  }
}

async function open(index) {
  const [, article] = await ask(`/api/documents/${index}`);
  known.open = index;
  known.chosen = 0;
  known.sentences = draw(article);
  document.title = `${article.title} – surmise review`;
  overlay();
  list();
}

async function loadQueue() {
  known.queue = { ...(await ask("/api/queue")), at: -1 };
  list();
}

/** Loads everything, as at the start, and keeps the place. */
async function load() {
  const overview = await ask("/api/overview");
  const [name, number] = [openName() ?? history.state?.name, known.chosen || history.state?.sentence || 1];
  known.sentences = [];
  Object.assign(known, { run: overview.run, version: overview.version, model: overview.model, documents: overview.documents });
  byId("where").textContent = `What you say is in ${overview.journal}. Model ${overview.model}.` +
    (overview.elsewhere > 0 ? ` ${overview.elsewhere} lines of it are about other texts.` : "");
  const index = Math.max(known.documents.findIndex((each) => each.name === name), 0);
  if (known.order === "queue") await loadQueue();
  await go(index, number);
}

/** Asks what other tabs did. */
async function follow() {
  try {
    const news = await ask(`/api/changes?version=${known.version}`);
    if (news.run !== known.run || news.model !== known.model) {
      await load();
      say("Loaded again from the server.");
    }
    else {
      known.version = news.version;
      for (const change of news.changes) {
        known.documents[change.document].tally = change.tally;
        for (const each of [...known.queue.sentences, ...(known.found?.sentences ?? [])]) {
          if (each.document === change.document && each.sentence === change.sentence) each.said = change.corrected;
        }
        const sentence = change.document === known.open ? known.sentences[change.sentence - 1] : undefined;
        if (sentence && !sentence.waiting) {
          sentence.corrected = change.corrected;
          sentence.confirmed = change.confirmed;
          show(sentence);
          if (sentence === chosen()) panel.details(sentence, known.sentences.length);
        }
      }
      if (news.changes.length > 0) list();
    }
    await deliver();
  } catch (error) {
    trouble(error);
  }
}

/** Sends what waits. */
async function deliver() {
  try {
    await unsaved.send((saved) => {
      settle();
      say(saved.corrected === null ? `Saved: sentence ${saved.sentence} taken back.` : `Saved: sentence ${saved.sentence} is ${saved.corrected}.`);
    });
    settle();
    trouble(null);
  } catch (error) {
    trouble(error);
  }
}

/** What waits no more is saved, by whichever tab sent it. */
function settle() {
  const waits = new Set(unsaved.waiting().map((each) => `${each.sentence} ${each.document}`));
  for (const sentence of known.sentences) {
    if (!sentence.waiting || waits.has(`${sentence.number} ${openName()}`)) continue;
    sentence.waiting = false;
    show(sentence);
    if (sentence === chosen()) panel.details(sentence, known.sentences.length);
  }
}

/** Whether the person came to a sentence by the queue, and not by a click or a search. */
function isQueued(sentence) {
  const at = known.order === "queue" ? known.queue.sentences[known.queue.at] : undefined;
  return at !== undefined && at.document === known.open && at.sentence === sentence.number;
}

/** Says something of a sentence of the open document. */
async function tellOf(sentence, corrected) {
  sentence.corrected = corrected;
  sentence.confirmed = agrees(sentence, corrected);
  sentence.waiting = true;
  show(sentence);
  if (sentence === chosen()) panel.details(sentence, known.sentences.length);
  say("Saving …");
  unsaved.keep({ document: openName(), sentence: sentence.number, text: sentence.text, corrected, order: isQueued(sentence) ? "queue" : "reading" });
  await deliver();
  await follow();
}

const act = {
  async say(word) {
    const sentence = chosen();
    if (!sentence || sentence.corrected === word) return;
    unsaved.remember({ document: openName(), sentence: sentence.number, text: sentence.text, before: sentence.corrected, after: word });
    const queued = isQueued(sentence);
    const told = tellOf(sentence, word);
    // In the queue one judges, sentence after sentence; who reads stays where they are.
    if (queued && word !== null) await act.move(1);
    await told;
  },

  confirm() {
    const sentence = chosen();
    if (!sentence) return;
    if (sentence.confirmed) say("Already confirmed.");
    else act.say(sentence.learned ?? sentence.label);
  },

  async undo() {
    const step = unsaved.recallLast();
    if (!step) {
      say("Nothing to undo.");
      return;
    }
    const index = known.documents.findIndex((each) => each.name === step.document);
    if (index < 0) {
      say(`Not undone: ${step.document} is not here.`);
      return;
    }
    await go(index, step.sentence);
    const sentence = chosen();
    if (!sentence || sentence.text !== step.text || sentence.corrected !== step.after) {
      say("Not undone: the sentence was changed elsewhere since.");
      return;
    }
    await tellOf(sentence, step.before);
  },

  async move(by) {
    if (known.order === "reading" || known.queue.sentences.length === 0) {
      await go(known.open, known.chosen + by);
    } else if (known.queue.at + by >= known.queue.sentences.length) {
      await loadQueue();
      if (known.queue.total === 0) say("Every sentence has been seen to.");
      else await goInQueue(0);
    } else {
      await goInQueue(Math.max(known.queue.at + by, 0));
    }
  },

  async turn(by) {
    const index = known.open + by;
    if (index < 0 || index >= known.documents.length) say(by > 0 ? "This is the last document." : "This is the first document.");
    else await go(index, 1);
  },

  reorder() {
    const other = document.querySelector("#order input:not(:checked)");
    other.checked = true;
    other.dispatchEvent(new Event("change", { bubbles: true }));
  },

  back() {
    byId("hint").hidden = true;
    if (known.found) {
      known.found = null;
      byId("search").value = "";
      list();
    }
    chosen()?.element.focus();
  },
};

/** What goes wrong on the way to a place is told like all trouble. */
const safely = (what) => (...given) => Promise.resolve(what(...given)).catch(trouble);
for (const name of Object.keys(act)) act[name] = safely(act[name]);

function start() {
  panel.buttons(act);
  retraining(safely(follow));
  listen(act);
  pointing(known, choose, () => openName());
  searching(safely(async (words) => {
    known.found = words === "" ? null : { words, ...(await ask(`/api/search?words=${encodeURIComponent(words)}`)) };
    if (known.found) {
      say(`${known.found.total} found.`);
      byId("lists").open = true;
    }
    list();
  }), safely(async () => {
    const first = known.found?.sentences[0];
    if (first) await go(first.document, first.sentence);
  }));
  if (matchMedia("(max-width: 70rem)").matches) byId("lists").open = false;
  byId("help-button").addEventListener("click", () => byId("help").showModal());
  byId("discard").addEventListener("click", safely(async () => {
    unsaved.discard();
    trouble(null);
    await load();
  }));
  byId("order").addEventListener("change", safely(async (event) => {
    known.order = event.target.value;
    if (known.order === "queue") {
      await loadQueue();
      if (known.queue.total === 0) say("Every sentence has been seen to.");
      else await goInQueue(0);
    } else {
      list();
      chosen()?.element.focus();
    }
  }));
  const round = async () => {
    if (known.run === "") await safely(load)();
    else await follow();
    setTimeout(round, POLL_MS);
  };
  round();
}

start();
