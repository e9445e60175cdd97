// Who has what: authors by peers, and the links.

import { html, useState } from "/vendor/htm-preact/standalone.module.js";
import { ago, bytes, moment, number, short, span } from "/format.js";
import { linked } from "/state.js";

const ROWS = 50;
const PEER_COLUMNS = 12;
const LINK_TONES = { connected: "good", stalled: "bad", dialling: "warn", awaited: "plain", paused: "warn" };
const SUCCESSORS = {
  valid: ["good", "successor of", "signed by both keys"],
  missing: ["warn", "says it succeeds", "the old key has not signed it"],
  wrong: ["bad", "falsely says it succeeds", "the signature is not the old key's"],
};

// Why a log begins behind its first event.
const BEGINS = {
  pruned: ["", "this box, or the one that it was restored from, gave up what lies below by its rules"],
  started: ["warn", "no linked peer kept what lies below, so the log was begun there"],
};

export const Key = ({ hex }) => html`<code title=${hex}>${short(hex)}</code>`;

const behind = (peer) => (linked(peer)
  ? peer.eventsBehind === 0 ? "0 behind" : `${number(peer.eventsBehind)} behind, ${span(peer.secondsBehind)}`
  : peer.state);

function PeerHead({ peer }) {
  return html`<th scope="col" class="peer">
    <span class=${`dot ${LINK_TONES[peer.state]}`} aria-hidden="true"></span> <${Key} hex=${peer.key} />
    <small title=${peer.reason}>${behind(peer)}</small>
    <small title=${moment(peer.lastProof)}>${peer.lastProof ? `proof ${ago(peer.lastProof)}` : "no proof yet"}</small>
  </th>`;
}

// Equal roots prove every single log. Without them a number says how far two logs are known to be apart; where none is
// known, nothing is proven either.
function Cell({ log, peer, differing }) {
  if (log.state === "frozen") return html`<td class="cell bad" title="cut by a proven fork">cut</td>`;
  if (peer.rootsEqual) {
    return html`<td class="cell good" title=${`proven equal up to ${log.seq}`}><span aria-hidden="true">✓</span>
      <span class="hidden">equal</span></td>`;
  }
  const apart = differing.get(peer.key)?.get(log.author);
  if (apart?.behind > 0) {
    return html`<td class="cell warn" title=${`the peer has it up to ${apart.peerSeq}, this agent up to ${apart.seq}`}>
      ${number(apart.behind)} behind</td>`;
  }
  if (apart?.ahead > 0) {
    return html`<td class="cell ahead" title=${`this agent has it up to ${apart.seq}, the peer up to ${apart.peerSeq}`}>
      ${number(apart.ahead)} ahead</td>`;
  }
  if (linked(peer)) {
    return html`<td class="cell plain" title="no difference is known, and none is excluded yet">
      <span aria-hidden="true">…</span><span class="hidden">not proven</span></td>`;
  }
  return html`<td class="cell plain" title="no link">–</td>`;
}

function Successor({ of }) {
  if (!of) return null;
  const [tone, words, why] = SUCCESSORS[of.signature];
  return html` <span class=${`tag ${tone}`} title=${why}>${words} <${Key} hex=${of.predecessor} /></span>`;
}

function Begin({ log }) {
  if (!BEGINS[log.begin]) return null;
  const [tone, why] = BEGINS[log.begin];
  return html` <span class=${`tag ${tone}`} title=${why}>from ${number(log.firstSeq)}</span>`;
}

// Logs that a peer has told of and that have not begun to arrive.
const awaited = (authors, differing) => {
  const here = new Set(authors.map((log) => log.author));
  const found = [...differing.values()].flatMap((logs) => [...logs.values()]);
  const keys = new Set(found.filter((log) => log.seq === 0 && !here.has(log.author)).map((log) => log.author));
  return [...keys].map((author) => ({ author, seq: 0, bytes: 0, state: "ok", lastEventMillis: null }));
};

export function Matrix({ data }) {
  const { authors, authorCount, peers, status, differing, successors } = data;
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const found = [...authors, ...awaited(authors, differing)]
    .filter((log) => log.author.startsWith(search.trim().toLowerCase()));
  const rows = [...found].sort((a, b) => (b.lastEventMillis ?? 0) - (a.lastEventMillis ?? 0))
    .slice(0, all ? found.length : ROWS);
  const columns = peers.slice(0, PEER_COLUMNS);
  return html`<section class="card" aria-labelledby="matrix">
    <div class="title">
      <h2 id="matrix">Authors and peers</h2>
      <span class="muted">${number(authorCount)} ${authorCount === 1 ? "log" : "logs"}</span>
      <span class="grow"></span>
      <input type="search" placeholder="Key starts with…" aria-label="Show authors whose key starts with"
        value=${search} onInput=${(event) => setSearch(event.target.value)} />
    </div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="matrix">
      <table>
        <thead><tr>
          <th scope="col">Author</th><th scope="col" class="num">Events</th><th scope="col">Newest</th>
          <th scope="col" class="num desk">Size</th>
          ${columns.map((peer) => html`<${PeerHead} key=${peer.key} peer=${peer} />`)}
        </tr></thead>
        <tbody>
          ${rows.map((log) => html`<tr key=${log.author}>
            <th scope="row"><${Key} hex=${log.author} />
              ${log.author === status?.author && html` <span class="tag">this agent</span>`}
              ${log.state !== "ok" && html` <span class="tag bad">${log.state}</span>`}
              <${Begin} log=${log} />
              <${Successor} of=${successors.find((one) => one.author === log.author)} /></th>
            <td class="num">${number(log.seq)}</td>
            <td title=${moment(log.lastEventMillis)}>${ago(log.lastEventMillis)}</td>
            <td class="num desk">${bytes(log.bytes)}</td>
            ${columns.map((peer) => html`<${Cell} key=${peer.key} log=${log} peer=${peer}
              differing=${differing} />`)}
          </tr>`)}
        </tbody>
      </table>
    </div>
    ${rows.length === 0 && html`<p class="muted">${search ? "No author has such a key." : "No events yet."}</p>`}
    ${found.length > rows.length && html`<button class="more" onClick=${() => setAll(true)}>
      Show all ${number(found.length)}</button>`}
    ${authorCount > authors.length && html`<p class="muted">The first ${number(authors.length)} of
      ${number(authorCount)} authors are shown; the API has all.</p>`}
    ${peers.length > columns.length && html`<p class="muted">The first ${columns.length} of ${peers.length} peers
      have a column; all are listed below.</p>`}
  </section>`;
}

export function Peers({ peers }) {
  return html`<section class="card" aria-labelledby="peers">
    <div class="title"><h2 id="peers">Peers</h2><span class="muted">${peers.length}</span></div>
    ${peers.length === 0
      ? html`<p class="muted">No peer is configured. Add one with <code>tributary peers add</code>.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="peers"><table>
        <thead><tr>
          <th scope="col">Peer</th><th scope="col">State</th><th scope="col">Roots</th>
          <th scope="col" class="num">Behind</th><th scope="col" class="num">For</th><th scope="col">Last proof</th>
          <th scope="col" class="num">In</th><th scope="col" class="num">Out</th>
          <th scope="col" class="num">Round trip</th>
        </tr></thead>
        <tbody>${peers.map((peer) => html`<${PeerRow} key=${peer.key} peer=${peer} />`)}</tbody>
      </table></div>`}
  </section>`;
}

function PeerRow({ peer }) {
  return html`<tr>
    <th scope="row"><${Key} hex=${peer.key} /><small>${peer.address ?? "awaited"}</small></th>
    <td><span class=${`dot ${LINK_TONES[peer.state]}`} aria-hidden="true"></span> ${peer.state}
      <small>${peer.reason || (peer.direction ?? "")}</small></td>
    <td>${peer.rootsEqual ? html`<span class="tag good">equal</span>` : html`<span class="tag">not proven</span>`}</td>
    <td class=${`num ${peer.eventsBehind > 0 ? "warn" : ""}`}>${number(peer.eventsBehind)}</td>
    <td class="num">${peer.secondsBehind > 0 ? span(peer.secondsBehind) : "–"}</td>
    <td title=${moment(peer.lastProof)}>${ago(peer.lastProof)}</td>
    <td class="num">${bytes(peer.bytesIn)}</td>
    <td class="num">${bytes(peer.bytesOut)}</td>
    <td class="num">${peer.roundTripMillis === null ? "–" : `${number(peer.roundTripMillis)} ms`}</td>
  </tr>`;
}
