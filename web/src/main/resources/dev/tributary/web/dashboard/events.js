// Events as they become durable here.

import { html, useState } from "/vendor/htm-preact/standalone.module.js";
import { clock, moment, number, short } from "/format.js";

const PREVIEW = 160;

function payload(event) {
  if (event.payloadDeleted) return "payload deleted";
  if (event.payloadBase64 !== undefined) return text(event.payloadBase64);
  return JSON.stringify(event.payload);
}

// Bytes that are readable text are shown as such.
function text(base64) {
  try {
    const raw = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return base64;
  }
}

function Row({ event }) {
  const [open, setOpen] = useState(false);
  const content = payload(event);
  return html`<li>
    <details onToggle=${(toggle) => setOpen(toggle.target.open)}>
      <summary>
        <time dateTime=${moment(event.timestamp)}>${clock(event.timestamp)}</time>
        <code class="who" title=${event.author}>${short(event.author)}</code>
        <span class="num">${number(event.seq)}</span>
        <span class="type">${event.type}</span>
        <code class="payload">${content.slice(0, PREVIEW)}</code>
      </summary>
      ${open && html`<pre tabindex="0">${JSON.stringify(event, null, 2)}</pre>`}
    </details>
  </li>`;
}

export function Events({ data, onFilter, onPause }) {
  const { events, types, filter, paused, skipped, streaming } = data;
  const apply = (event) => onFilter(event.target.value.trim());
  return html`<section class="card live-events" aria-labelledby="events">
    <div class="title">
      <h2 id="events">Live events</h2>
      <span class="grow"></span>
      <input type="search" list="types" placeholder="Type or prefix.*" aria-label="Show only this type" value=${filter}
        onChange=${apply} />
      <datalist id="types">${types.map((type) => html`<option value=${type} />`)}</datalist>
      <button aria-pressed=${paused} onClick=${() => onPause(!paused)}>${paused ? "Resume" : "Pause"}</button>
    </div>
    ${skipped > 0 && html`<p class="muted">${number(skipped)} events were skipped to stay up to date.</p>`}
    ${events.length === 0 && html`<p class="muted">
      ${streaming ? "Waiting for the next event…" : "Connecting…"}</p>`}
    <ol class="events" tabindex="0" aria-label="Newest events first">
      ${events.map((event) => html`<${Row} key=${event.hash} event=${event} />`)}
    </ol>
  </section>`;
}
