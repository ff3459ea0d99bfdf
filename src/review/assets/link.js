// The line to the server on this machine.

const token = new URLSearchParams(location.search).get("token") ?? "";

/** Nobody answered: the server is gone, for now or for good. */
export class Unreachable extends Error {}

/** The server answered that it will not. */
export class Refused extends Error {
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(60_000) });
  } catch (cause) {
    throw new Unreachable(String(cause));
  }
  let body;
  try {
    body = await response.text();
  } catch (cause) {
    throw new Unreachable(String(cause));
  }
  if (response.ok) return JSON.parse(body);
  let why = body.trim();
  try {
    why = JSON.parse(body).error ?? why;
  } catch {
    // Plain words are as good.
  }
  throw new Refused(response.status, why);
}

/** Asks for something. */
export const ask = (path) => answer(path, { headers: { "x-surmise-token": token } });

/** Tells the server something. */
export const tell = (path, said) =>
  answer(path, {
    method: "POST",
    headers: { "x-surmise-token": token, "content-type": "application/json" },
    body: JSON.stringify(said),
  });
