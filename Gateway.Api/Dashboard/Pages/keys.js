// The organization's keys, to look at: a page that shows a new key would be one more place that has it.
import { html } from './vendor/htm-preact.js';
import { ask, usePolled } from './api.js';
import { Problem, Time, Title } from './parts.js';

export function Keys({ leave }) {
  const { data, problem } = usePolled((signal) => ask('/keys', { signal }), 30, leave, []);
  return html`
    <${Title}>Keys<//>
    <${Problem} of=${problem} />
    ${data && html`
      <div class="scroll" tabindex="0" role="region" aria-label="Keys">
        <table>
          <thead><tr><th scope="col">Name</th><th scope="col">Id</th><th scope="col">Scopes</th><th scope="col">State</th><th scope="col">Made</th><th scope="col">Ends</th></tr></thead>
          <tbody>
            ${data.keys.map((key) => html`
              <tr key=${key.id}>
                <td>${key.name || '–'}</td><td><code>${key.id}</code></td><td>${key.scopes.join(', ')}</td><td>${key.state}</td>
                <td>${!key.from_settings ? html`<${Time} at=${key.created_at} />` : 'in the settings'}</td><td>${key.expires_at ? html`<${Time} at=${key.expires_at} />` : 'never'}</td>
              </tr>`)}
          </tbody>
        </table>
      </div>
      <p><small>Keys are made and stopped by <code>keys create</code> and <code>keys revoke</code> where Belay runs, or by the calls of <a href="/docs">/belay/v1/keys</a>.</small></p>`}`;
}
