// The table of messages.
import { html, useState } from './vendor/htm-preact.js';
import { ask, query, usePolled } from './api.js';
import { Number, Problem, Status, Time, Title, plain, states } from './parts.js';

const everySeconds = 5;
const perPage = 25;
const nothing = { status: '', to: '', tag: '', due_from: '', due_before: '' };

// Kept while the tab is open, so that one comes back from a message to the same place. Not in the address, where a number would stay in the history.
const first = { form: nothing, search: nothing, pages: [null] };
let kept = first;
export const forgetSearch = () => { kept = first; };

export function Messages({ leave }) {
  const [{ search, pages }, set] = useState(kept);
  const [form, setForm] = useState(kept.form);
  const show = (next) => set(kept = { form, search, pages, ...next });
  const before = pages.at(-1);
  const { data, problem } = usePolled(
    async (signal) => ({ ...await ask('/messages' + query({ ...search, limit: perPage, cursor: before }), { signal }), for: before }),
    everySeconds, leave, [search, before]);

  const field = (name) => ({ name, value: form[name], onInput: (event) => setForm({ ...form, [name]: event.target.value }) });
  const find = (event) => {
    event.preventDefault();
    const instant = (local) => local && new Date(local).toISOString();
    const which = form.status === 'held' ? { status: '', held: 'true' } : {};
    show({
      search: {
        ...form, ...which, to: form.to.replace(/[\s()-]/g, ''), due_from: instant(form.due_from), due_before: instant(form.due_before),
      },
      pages: [null],
    });
  };
  const clear = () => {
    setForm(nothing);
    show(first);
  };

  return html`
    <${Title}>Messages<//>
    <search><form class="search" onSubmit=${find}>
      <label>Status
        <select ...${field('status')}>
          <option value="">any</option>
          ${states.map((state) => html`<option value=${state}>${plain(state)}</option>`)}
          <option value="held">held after a restore</option>
        </select>
      </label>
      <label>Number<input ...${field('to')} inputmode="tel" autocomplete="off" placeholder="+1555…" /></label>
      <label>Tag<input ...${field('tag')} autocomplete="off" /></label>
      <label>Due from<input ...${field('due_from')} type="datetime-local" /></label>
      <label>Due before<input ...${field('due_before')} type="datetime-local" /></label>
      <div class="buttons"><button type="submit">Find</button><button type="button" class="outline secondary" onClick=${clear}>Clear</button></div>
    </form></search>
    <${Problem} of=${problem} />
    ${data && html`
      <div class="scroll" tabindex="0" role="region" aria-label="Messages">
        <table class="messages">
          <thead><tr><th scope="col">Due</th><th scope="col">Status</th><th scope="col">To</th><th scope="col">Tags</th></tr></thead>
          <tbody>
            ${data.messages.map((message) => html`
              <tr key=${message.id}>
                <td><a href=${'#/messages/' + message.id}><${Time} at=${message.due_at} /></a></td>
                <td><${Status} of=${message.status} held=${message.held} /></td>
                <td><${Number} of=${message.to} /></td>
                <td>${message.tags.join(', ')}</td>
              </tr>`)}
            ${data.messages.length === 0 && html`<tr><td colspan="4">No message is like that.</td></tr>`}
          </tbody>
        </table>
      </div>
      <nav class="pages" aria-label="Pages of the list">
        <button class="outline" disabled=${pages.length === 1} onClick=${() => show({ pages: pages.slice(0, -1) })}>Newer</button>
        <span>Page ${pages.length}, newest first</span>
        <button class="outline" disabled=${!data.next_cursor || data.for !== before}
          onClick=${() => show({ pages: [...pages, data.next_cursor] })}>Older</button>
      </nav>`}`;
}
