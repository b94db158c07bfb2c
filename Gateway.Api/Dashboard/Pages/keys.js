// The organization's keys: to look at, and to stop. None is made here: a page that shows a new key would be one more place that has it.
import { html, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { ask, usePolled } from './api.js';
import { Problem, Time, Title } from './parts.js';

export function Keys({ leave }) {
  const { data, problem, again } = usePolled((signal) => ask('/keys', { signal }), 30, leave, []);
  const [verdict, setVerdict] = useState('');
  const said = useRef();
  useEffect(() => verdict && said.current.focus(), [verdict]);

  async function revoke(key) {
    try {
      await ask('/keys/' + encodeURIComponent(key.id), { method: 'DELETE' });
      setVerdict(`Key ${key.id} is revoked. It works nowhere any more.`);
    } catch (refused) {
      setVerdict(`${refused.message} Whether key ${key.id} was revoked is seen below.`);
    } finally {
      again();
    }
  }

  return html`
    <${Title}>Keys<//>
    <${Problem} of=${problem} />
    <p class="verdict" role="status" tabindex="-1" ref=${said}>${verdict}</p>
    ${data && html`
      <div class="scroll" tabindex="0" role="region" aria-label="Keys">
        <table>
          <thead><tr>
            <th scope="col">Name</th><th scope="col">Id</th><th scope="col">Scopes</th>
            <th scope="col">State</th><th scope="col">Made</th><th scope="col">Ends</th>
          </tr></thead>
          <tbody>
            ${data.keys.map((key) => html`
              <tr key=${key.id}>
                <td>${key.name || '–'}</td><td><code>${key.id}</code></td><td>${key.scopes.join(', ')}</td>
                <td>${key.state}${key.state === 'live' && !key.from_settings && html` <${Revoke} of=${key} revoke=${revoke} />`}</td>
                <td>${!key.from_settings ? html`<${Time} at=${key.created_at} />` : 'in the settings'}</td>
                <td>${key.expires_at ? html`<${Time} at=${key.expires_at} />` : 'never'}</td>
              </tr>`)}
          </tbody>
        </table>
      </div>
      <p><small>Keys are made by <code>keys create</code> where Belay runs, or by the
        calls of <a href="/docs">/belay/v1/keys</a>; one of the settings is stopped there.</small></p>`}`;
}

/** Asks twice, since nothing brings a key back. */
function Revoke({ of: key, revoke }) {
  const [isSure, setSure] = useState(false);
  return html`<button class="outline secondary" onClick=${() => isSure ? revoke(key) : setSure(true)} onBlur=${() => setSure(false)}>
    ${isSure ? 'Revoke for good' : 'Revoke'}<span class="unseen"> ${key.name} ${key.id}</span></button>`;
}
