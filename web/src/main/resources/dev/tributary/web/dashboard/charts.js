// Small charts of the last two minutes.

import { html } from "/vendor/htm-preact/standalone.module.js";
import { bytes, number } from "/format.js";

const WIDTH = 240;
const HEIGHT = 48;

function Chart({ name, values, slots, show, tone }) {
  const most = Math.max(1, ...values);
  const step = WIDTH / (slots - 1);
  const start = WIDTH - (values.length - 1) * step;
  const points = values.map((value, i) =>
    `${(start + i * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 6)).toFixed(1)}`);
  const now = values.length ? values[values.length - 1] : 0;
  return html`<figure class=${`card chart ${tone}`}>
    <figcaption><span>${name}</span> <strong>${show(now)}</strong> <small>most ${show(Math.max(0, ...values))}</small>
    </figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img"
      aria-label=${`${name}: ${show(now)} now, at most ${show(Math.max(0, ...values))} in the last two minutes`}>
      <line class="base" x1="0" y1=${HEIGHT - 1} x2=${WIDTH} y2=${HEIGHT - 1} />
      ${points.length > 1 && html`
        <polygon class="area" points=${`${start.toFixed(1)},${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} />
        <polyline class="line" points=${points.join(" ")} />`}
    </svg>
  </figure>`;
}

export function Charts({ data }) {
  return html`<section class="charts" aria-label="The last two minutes">
    <${Chart} name="Events stored per second" values=${data.rates} slots=${120} show=${number} tone="accent" />
    <${Chart} name="Sync traffic per second" values=${data.traffic} slots=${60} show=${bytes} tone="blue" />
    <${Chart} name="Events behind" values=${data.behind} slots=${120} show=${number} tone="amber" />
  </section>`;
}
