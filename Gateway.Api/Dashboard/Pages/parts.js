// Small things that several pages show.
import { html, createContext, useContext, useEffect } from './vendor/htm-preact.js';

/** Whether numbers and texts are shown as they are. */
export const Reveal = createContext(false);

export const states = [
  'scheduled', 'queued', 'sending', 'sent', 'delivered', 'delivery_failed', 'delivery_unconfirmed', 'canceled', 'expired', 'sending_failed',
];

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const number = new Intl.NumberFormat();

export const plain = (word) => word.replaceAll('_', ' ');
export const time = (at) => day.format(new Date(at));
export const hour = (at) => clock.format(new Date(at));
/** A time on an axis whose marks are this many seconds apart. */
export const tick = (at, step) => (step >= 86_400 ? date : clock).format(new Date(at));
export const count = (value) => number.format(value);

/** A time in the browser's zone; the exact one is in its title. */
export const Time = ({ at }) => html`<time datetime=${at} title=${at}>${time(at)}</time>`;

/** A span of milliseconds, as one would say it. */
export function span(ms) {
  if (ms === undefined || ms === null) return '–';
  if (ms < 1000) return `${+ms.toPrecision(2)} ms`;
  if (ms < 120_000) return `${+(ms / 1000).toPrecision(2)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}

/** A number or a name: its ends only, until it is asked for. */
export function Number({ of }) {
  return useContext(Reveal) ? html`<span class="number">${of}</span>` : html`<span class="number" title="Hidden">${mask(of)}</span>`;
}

/** A text: how long it is only, until it is asked for. */
export function Text({ of }) {
  return useContext(Reveal)
    ? html`<blockquote class="text">${of}</blockquote>`
    : html`<p class="hidden-text">Hidden: ${count([...of].length)} characters</p>`;
}

/** An address of the web: its host only, until it is asked for. */
export function Address({ of }) {
  const isShown = useContext(Reveal);
  return html`<span class="number">${isShown || !URL.canParse(of) ? of : new URL(of).host + '/…'}</span>`;
}

export function mask(text) {
  if (text === '') return '–';
  const shown = text.length > 7 ? 3 : 1;
  return text.slice(0, shown) + '•'.repeat(Math.min(6, Math.max(2, text.length - shown - 2))) + (text.length > 7 ? text.slice(-2) : '');
}

/** A status: its word, with a colour that says no more than the word. */
export const Status = ({ of, held }) =>
  html`<span class=${'status ' + of}>${plain(of)}</span>${held && html` <span class="status held">held</span>`}`;

export function Title({ children }) {
  useEffect(() => {
    document.title = children + ' · Belay';
  }, [children]);
  return html`<h1>${children}</h1>`;
}

/** What is wrong, said aloud; nothing while nothing is. */
export const Problem = ({ of }) => html`<p class="problem" role="status">${of}</p>`;
