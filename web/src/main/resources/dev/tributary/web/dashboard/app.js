// The operator's page of one agent.

import { html, render, useState, useEffect } from "/vendor/htm-preact/standalone.module.js";
import { setToken, takeTokenFromAddress } from "/api.js";
import { State } from "/state.js";
import { Header, Facts } from "/overview.js";
import { Matrix, Peers } from "/replication.js";
import { Charts } from "/charts.js";
import { Events } from "/events.js";
import { Forks, Plugins } from "/extras.js";

function Gate({ onToken }) {
  const submit = (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get("token");
    if (token.trim()) onToken(token);
  };
  return html`<main id="main" class="gate">
    <form class="card" onSubmit=${submit}>
      <h1><img src="/icon.svg" alt="" width="28" height="28" /> Tributary</h1>
      <p>This page needs the API token. It is in the file <code>api-token</code> of the agent's data directory.</p>
      <label for="token">API token</label>
      <input id="token" name="token" type="password" autocomplete="off" spellcheck=${false} autofocus required />
      <button type="submit">Open</button>
    </form>
  </main>`;
}

function Page({ data, state }) {
  return html`
    <${Header} data=${data} />
    <main id="main">
      <${Facts} data=${data} />
      <${Charts} data=${data} />
      <div class="columns">
        <div class="column">
          <${Matrix} data=${data} />
          <${Peers} peers=${data.peers} />
          <${Forks} forks=${data.forks} />
          <${Plugins} plugins=${data.plugins} />
        </div>
        <div class="column">
          <${Events} data=${data} onFilter=${(type) => state.setFilter(type)} onPause=${(on) => state.pause(on)} />
        </div>
      </div>
    </main>`;
}

function App() {
  const [state] = useState(() => new State((data) => setData(data)));
  const [data, setData] = useState(state.data);
  useEffect(() => {
    if (state.data.allowed) state.start();
  }, [state]);
  if (!data.allowed) {
    return html`<${Gate} onToken=${(token) => { setToken(token); state.unlock(); }} />`;
  }
  return html`<${Page} data=${data} state=${state} />`;
}

takeTokenFromAddress();
const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
