// Who this agent is and how it is.

import { html, useState } from "/vendor/htm-preact/standalone.module.js";
import { ago, bytes, number, short } from "/format.js";

const STATE_TONES = { running: "good", recovering: "warn", fenced: "bad", read_only: "bad", stopping: "warn" };

export function Header({ data }) {
  const { status, reachable, problem, streaming } = data;
  const state = reachable ? status?.state ?? "loading" : "unreachable";
  const tone = reachable ? STATE_TONES[state] ?? "plain" : "bad";
  const reason = reachable ? status?.reason || status?.storage.problem : problem;
  return html`<header class="top">
    <div class="bar">
      <h1><img src="/icon.svg" alt="" width="24" height="24" /> Tributary</h1>
      <span class="space">${status?.spaceName || "–"}</span>
      <span class=${`pill ${tone}`} role="status">${state.replace("_", " ")}</span>
      ${status?.stalled && html`<span class="pill warn" role="status">stalled</span>`}
      <span class="grow"></span>
      <span class=${`live ${streaming ? "on" : ""}`} role="status">${streaming ? "live" : "not live"}</span>
      <span class="muted">${status ? `v${status.version}` : ""}</span>
    </div>
    ${reason && html`<p class="alarm" role="alert">${reason}</p>`}
  </header>`;
}

function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1200);
  };
  return html`<button class="copy" onClick=${copy} aria-label=${`Copy ${label}`}>${done ? "copied" : "copy"}</button>`;
}

function Fact({ name, value, detail, tone = "", id = null }) {
  return html`<div class=${`fact ${tone}`}>
    <dt>${name}</dt>
    <dd>${value}${id && html` <${Copy} text=${id} label=${name} />`}</dd>
    ${detail && html`<dd class="detail">${detail}</dd>`}
  </div>`;
}

export function Facts({ data }) {
  const { status, peers } = data;
  if (!status) return html`<p class="muted">Reading the agent's status…</p>`;
  const { storage } = status;
  const inSync = peers.length > 0 && status.peersInSync === peers.length;
  const key = (hex) => html`<code class="key" title=${hex}>${hex}</code>`;
  return html`<section aria-label="This agent">
    <dl class="facts">
      <${Fact} name="Author" value=${key(status.author)} id=${status.author}
        detail=${`sync on ${status.syncAddress}`} />
      <${Fact} name="Space" value=${key(status.space)} id=${status.space} detail=${status.spaceName} />
      <${Fact} name="Heads digest" value=${key(status.digest)} id=${status.digest} detail="equal when in sync" />
      <${Fact} name="Events" value=${number(storage.events)} detail=${`${bytes(storage.bytes)} on disk`} />
      <${Fact} name="Authors" value=${number(status.authors)}
        detail=${status.frozen ? `${number(status.frozen)} frozen` : "none frozen"}
        tone=${status.frozen ? "bad" : ""} />
      <${Fact} name="Peers in sync" value=${`${status.peersInSync} / ${peers.length}`}
        detail=${`${status.peersConnected} connected`} tone=${peers.length === 0 ? "" : inSync ? "good" : "warn"} />
      <${Fact} name="Behind" value=${number(status.eventsBehind)} detail="events that peers have"
        tone=${status.eventsBehind > 0 ? "warn" : ""} />
      <${Fact} name="Store" value=${html`<code title=${storage.storeId}>${short(storage.storeId)}</code>`}
        detail=${storage.writable ? `${number(storage.queued)} waiting for disk` : "not writable"}
        tone=${storage.writable ? "" : "bad"} />
      <${Fact} name="Up for" value=${ago(status.since).replace(" ago", "")}
        detail=${`since ${new Date(status.since).toLocaleString("en-GB")}`} />
    </dl>
  </section>`;
}
