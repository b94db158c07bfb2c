// A chart of uPlot in a figure: what it shows is also said in a sentence, and its numbers are there as a table.
import { html, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { count, tick } from './parts.js';

const height = 180;
const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * title: what it is; summary: a sentence on what it shows now; times: seconds since 1970; series: [{ name, values, color, dash }], colours by their
 * names in the style sheet; label: how a time is written; bars: columns in place of lines; log: a scale of powers of ten; write: how a value is
 * written.
 */
export function Chart({ title, summary, times, series, label, bars = false, log = false, write = count }) {
  const place = useRef();
  const plot = useRef();
  const [theme, setTheme] = useState(dark.matches);
  useEffect(() => {
    const follow = () => setTheme(dark.matches);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: color('--pico-color'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
    const chart = new uPlot({
      width: place.current.clientWidth,
      height,
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      legend: { show: false },
      scales: {
        x: { time: true },
        y: log
          ? { distr: 3, range: (_, low, high) => [Math.min(low ?? 1, 1), Math.max(high ?? 10, 10)] }
          : { range: (_, low, high) => [0, Math.max(high ?? 0, 4)] },
      },
      axes: [
        { ...axis, grid: { show: false }, values: (_, times, __, ___, step) => times.map((at) => tick(at * 1000, step)) },
        { ...axis, size: 62, values: (_, values) => values.map((value) => value === null ? '' : write(value)) },
      ],
      series: [{}, ...series.map((one) => ({
        label: one.name,
        stroke: color(one.color),
        fill: bars ? color(one.color) : undefined,
        width: bars ? 0 : 2,
        dash: one.dash,
        paths: bars ? uPlot.paths.bars({ size: [0.8, 24], align: 1 }) : undefined,
        points: { show: !bars && log, size: 5 },
      }))],
    }, [[], ...series.map(() => [])], place.current);
    plot.current = chart;
    const fit = new ResizeObserver(() => chart.setSize({ width: place.current.clientWidth, height }));
    fit.observe(place.current);
    return () => {
      fit.disconnect();
      chart.destroy();
    };
  }, [theme, series.length]);

  useEffect(() => plot.current.setData([times, ...series.map((one) => one.values)]), [times, theme]);

  const rows = times.map((at, slot) => [at, series.map((one) => one.values[slot])]).filter(([, values]) => values.some((value) => value));
  return html`
    <figure class="chart">
      <figcaption><strong>${title}</strong> <span class="summary">${summary}</span></figcaption>
      ${series.length > 1 && html`<ul class="legend">${series.map((one) => html`<li class=${one.color.slice(2)}>${one.name}</li>`)}</ul>`}
      <div class="plot" role="img" aria-label=${`${title}: ${summary}`} ref=${place}></div>
      <details>
        <summary>${title} in numbers</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${`${title} in numbers`}>
          <table>
            <thead><tr><th scope="col">From</th>${series.map((one) => html`<th scope="col">${one.name}</th>`)}</tr></thead>
            <tbody>
              ${rows.map(([at, values]) => html`<tr>
                <th scope="row">${label(at * 1000)}</th>${values.map((value) => html`<td>${value ? write(value) : '–'}</td>`)}
              </tr>`)}
              ${rows.length === 0 && html`<tr><td colspan=${series.length + 1}>Nothing.</td></tr>`}
            </tbody>
          </table>
        </div>
      </details>
    </figure>`;
}
