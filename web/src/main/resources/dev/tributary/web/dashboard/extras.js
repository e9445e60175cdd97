// Plugins and forks.

import { html } from "/vendor/htm-preact/standalone.module.js";
import { ago, moment, number, short } from "/format.js";

const PLUGIN_TONES = { started: "good", failed: "bad", loaded: "plain", stopped: "plain" };

export function Plugins({ plugins }) {
  return html`<section class="card" aria-labelledby="plugins">
    <div class="title"><h2 id="plugins">Plugins</h2><span class="muted">${plugins.length}</span></div>
    ${plugins.length === 0 && html`<p class="muted">No plugin is loaded.</p>`}
    <ul class="rows">${plugins.map((plugin) => html`<li key=${plugin.id}>
      <span class=${`dot ${PLUGIN_TONES[plugin.state]}`} aria-hidden="true"></span>
      <strong>${plugin.id}</strong> <span class="muted">${plugin.version}</span>
      <span class=${`tag ${PLUGIN_TONES[plugin.state]}`}>${plugin.state}</span>
      ${plugin.failures > 0 && html`<span class="muted">${number(plugin.failures)} failures</span>`}
      <small>${plugin.lastFailure || plugin.description}</small>
    </li>`)}</ul>
  </section>`;
}

export function Forks({ forks }) {
  if (forks.length === 0) return null;
  return html`<section class="card alarmed" aria-labelledby="forks">
    <div class="title"><h2 id="forks">Proven forks</h2><span class="muted">${forks.length}</span></div>
    <ul class="rows">${forks.map((fork) => html`<li key=${fork.author + fork.seq}>
      <span class="dot bad" aria-hidden="true"></span>
      <code title=${fork.author}>${short(fork.author)}</code>
      <span>signed two events as number ${number(fork.seq)}:</span>
      <code title=${fork.first}>${short(fork.first)}</code><span>and</span>
      <code title=${fork.second}>${short(fork.second)}</code>
      <small title=${moment(fork.learned)}>
        ${`The log is cut at ${number(fork.seq - 1)}; proven ${ago(fork.learned)}.`}</small>
    </li>`)}</ul>
  </section>`;
}
