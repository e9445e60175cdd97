// The agent's HTTP API. The token comes from the part of the address behind '#', which browsers never send, or from
// the form; it lives in the session storage of this tab and travels in a header only.

const KEY = "tributary.token";
const RETRY_FIRST = 1000;
const RETRY_MOST = 15000;

export class Unauthorized extends Error {}

export function takeTokenFromAddress() {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    setToken(found);
    history.replaceState(null, "", location.pathname);
  }
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;
export const setToken = (token) => sessionStorage.setItem(KEY, token.trim());
export const dropToken = () => sessionStorage.removeItem(KEY);

const headers = (more = {}) => ({ Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}`, ...more });

export async function get(path) {
  const answer = await fetch(path, { headers: headers(), cache: "no-store", signal: AbortSignal.timeout(10000) });
  if (answer.status === 401) throw new Unauthorized();
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? `status ${answer.status}`);
  return answer.json();
}

// Follows the event stream for ever, resuming behind the last event seen. Returns a function that ends it.
// An EventSource cannot send the token, so the stream is read with fetch.
export function follow(query, { onEvent, onOpen, onLost, onUnauthorized }) {
  const ending = new AbortController();
  let lastId = null;
  let wait = RETRY_FIRST;

  async function connect() {
    const answer = await fetch(`/api/v1/events/stream${query}`, {
      headers: headers(lastId ? { "Last-Event-ID": lastId } : {}),
      cache: "no-store",
      signal: ending.signal,
    });
    if (answer.status === 401) throw new Unauthorized();
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    onOpen();
    wait = RETRY_FIRST;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      blocks.map(parse).forEach((message) => {
        lastId = message.id ?? lastId;
        if (message.data && message.event === "message") onEvent(JSON.parse(message.data));
      });
    }
  }

  (async () => {
    while (!ending.signal.aborted) {
      try {
        await connect();
      } catch (problem) {
        if (problem instanceof Unauthorized) {
          onUnauthorized();
          return;
        }
      }
      if (!ending.signal.aborted) {
        onLost();
        await new Promise((resume) => setTimeout(resume, wait));
        wait = Math.min(RETRY_MOST, wait * 2);
      }
    }
  })();
  return () => ending.abort();
}

// One message of a stream: its lines are "field: value"; a line without a field is a comment.
export function parse(block) {
  const message = { event: "message", data: "", id: null };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") message.data += (message.data && "\n") + value;
    else if (field === "id") message.id = value;
    else if (field === "event") message.event = value;
  }
  return message;
}
