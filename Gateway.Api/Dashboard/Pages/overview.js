// What waits, what leaves, and what went wrong.
import { html, useState } from './vendor/htm-preact.js';
import { ask, query, usePolled } from './api.js';
import { Chart } from './chart.js';
import { Problem, Title, count, hour, span, time } from './parts.js';

const everySeconds = 5;

/** How far back, and in how many slots of which length. */
const ranges = {
  hour: { name: 'Last hour', slot_seconds: 60, slots: 60 },
  day: { name: 'Last day', slot_seconds: 900, slots: 96 },
  week: { name: 'Last week', slot_seconds: 3600, slots: 168 },
};

/** What a carrier's state means to who looks at it. */
const carrierWords = {
  works: { name: 'works' },
  not_working: { name: 'does not work', note: ({ code }) => `Its account or address in the settings is at fault (${code}); messages wait.` },
  left_alone: { name: 'keeps failing', note: () => 'It is left alone for a while; messages wait.' },
};

export function Overview({ leave }) {
  const [range, setRange] = useState('hour');
  const { name, ...slots } = ranges[range];
  const { data, problem } = usePolled(async (signal) => {
    const [minutes, hours, tally, status] = await Promise.all([
      ask('/forecast' + query({ slot_seconds: 60, slots: 60 }), { signal }),
      ask('/forecast' + query({ slot_seconds: 3600, slots: 168 }), { signal }),
      ask('/tally' + query(slots), { signal }),
      ask('/status', { signal }),
    ]);
    return { minutes, hours, tally, status, range: name };
  }, everySeconds, leave, [range]);

  return html`
    <${Title}>Overview<//>
    <${Problem} of=${problem} />
    ${data && html`
      <${Tiles} status=${data.status} tally=${data.tally.total} range=${data.range} />
      <section class="charts" aria-label="What waits">
        <${Waiting} title="Waiting, minute by minute" forecast=${data.minutes} span="the next hour" label=${hour} />
        <${Waiting} title="Waiting, hour by hour" forecast=${data.hours} span="the next week" label=${time} />
      </section>
      <fieldset class="range">
        <legend>What happened</legend>
        ${Object.entries(ranges).map(([key, one]) => html`
          <label><input type="radio" name="range" checked=${range === key} onChange=${() => setRange(key)} />${one.name}</label>`)}
      </fieldset>
      <section class="charts" aria-label="What happened">
        <${Happened} tally=${data.tally} range=${data.range} />
        <${Late} tally=${data.tally} range=${data.range} />
      </section>`}`;
}

function Tiles({ status, tally, range }) {
  const { carrier } = status;
  return html`
    <dl class="tiles">
      <div><dt>Belay</dt><dd class=${status.ready ? 'good' : 'bad'}>${status.ready ? 'accepting' : 'refusing'}</dd>
        ${status.detail !== 'ok' && html`<dd class="note">${status.detail}</dd>`}</div>
      ${carrier && html`
        <div><dt>Carrier ${carrier.name}</dt><dd class=${carrier.works ? 'good' : 'bad'}>${carrierWords[carrier.state].name}</dd>
        ${carrierWords[carrier.state].note && html`<dd class="note">${carrierWords[carrier.state].note(carrier)}</dd>`}
        ${carrier.sender_missing
          && html`<dd class="note">It needs a sender, and there is no default for all: messages without one wait.</dd>`}</div>`}
      ${status.held > 0 && html`
        <div><dt>Held</dt><dd class="bad">${count(status.held)}</dd><dd class="note">A backup was restored: they wait for an operator.</dd></div>`}
      <div><dt>Sent</dt><dd>${count(tally.sent)}</dd><dd class="note">${range.toLowerCase()}</dd></div>
      <div><dt>Canceled</dt><dd>${count(tally.canceled)}</dd><dd class="note">${range.toLowerCase()}</dd></div>
      <div><dt>Failed</dt><dd class=${tally.failed > 0 ? 'bad' : ''}>${count(tally.failed)}</dd>
        <dd class="note">${count(tally.unconfirmed)} more unconfirmed</dd></div>
      <div><dt>Late by</dt><dd>${span(tally.lateness_p50_ms)}</dd><dd class="note">p50; p99 ${span(tally.lateness_p99_ms)}</dd></div>
    </dl>`;
}

function timesOf({ from, slot_seconds }, slots) {
  const first = Date.parse(from) / 1000;
  return slots.map((_, slot) => first + slot * slot_seconds);
}

function Waiting({ title, forecast, span, label }) {
  const total = forecast.counts.reduce((sum, value) => sum + value, 0);
  return html`<${Chart} title=${title} summary=${`${count(total)} in ${span}`} times=${timesOf(forecast, forecast.counts)} bars label=${label}
    series=${[{ name: 'Waiting', values: forecast.counts, color: '--waiting' }]} />`;
}

function Happened({ tally, range }) {
  const { total, slots } = tally;
  const series = (name, color, dash) => ({ name, color, dash, values: slots.map((slot) => slot[name.toLowerCase()]) });
  return html`<${Chart} title="Sent, canceled and failed"
    summary=${`${count(total.sent)} sent, ${count(total.canceled)} canceled, ${count(total.failed)} failed: ${range.toLowerCase()}`}
    times=${timesOf(tally, slots)} label=${time}
    series=${[series('Sent', '--sent'), series('Canceled', '--canceled', [6, 3]), series('Failed', '--failed', [2, 3])]} />`;
}

function Late({ tally, range }) {
  const { total, slots } = tally;
  // Nothing sent is no lateness, and not one of zero.
  const values = (field) => slots.map((slot) => slot[field] ?? null);
  const summary = total.sent
    ? `half within ${span(total.lateness_p50_ms)}, 99 % within ${span(total.lateness_p99_ms)}: ${range.toLowerCase()}`
    : 'nothing was sent';
  return html`<${Chart} title="Lateness" summary=${summary} times=${timesOf(tally, slots)} label=${time} log write=${span}
    series=${[
      { name: 'Half (p50)', color: '--sent', values: values('lateness_p50_ms') },
      { name: '99 % (p99)', color: '--failed', dash: [2, 3], values: values('lateness_p99_ms') },
    ]} />`;
}
