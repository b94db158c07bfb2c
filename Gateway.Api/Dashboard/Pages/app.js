// The frame around the pages: signing in, the way between them, and what is shown of people.
import { html, render, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { Refusal, ask, forgetKey, hasKey, useKey } from './api.js';
import { Reveal } from './parts.js';
import { Keys } from './keys.js';
import { MessagePage } from './message.js';
import { Messages, forgetSearch } from './messages.js';
import { Overview } from './overview.js';

const hash = () => location.hash.replace(/^#/, '') || '/';

function App() {
  const [who, setWho] = useState(null);
  const [isAsking, setAsking] = useState(hasKey());
  const [problem, setProblem] = useState('');
  const hasEntered = useRef(false);

  // A reload keeps the key for as long as the tab is open.
  useEffect(() => {
    if (isAsking) {
      whoAmI().then(setWho, leave).finally(() => setAsking(false));
    }
  }, []);

  function leave(refused) {
    forgetKey();
    forgetSearch();
    setWho(null);
    setProblem(refused instanceof Refusal ? wordsOf(refused) : '');
  }

  async function enter(key) {
    useKey(key);
    try {
      hasEntered.current = true;
      setWho(await whoAmI());
      setProblem('');
    } catch (refused) {
      leave(refused);
    }
  }

  if (who) {
    return html`<${Frame} who=${who} leave=${leave} takesFocus=${hasEntered.current} />`;
  }

  return isAsking ? html`<main class="container" aria-busy="true"></main>` : html`<${SignIn} enter=${enter} problem=${problem} />`;
}

async function whoAmI() {
  const who = await ask('/me');
  if (!who.scopes.includes('messages:read')) {
    throw new Refusal(403, 'This key may not read messages: it lacks the scope messages:read.');
  }

  return who;
}

const wordsOf = (refused) => refused.status === 401 ? 'This key does not work.' : refused.message;

function SignIn({ enter, problem }) {
  const [key, setKey] = useState('');
  const field = useRef();
  useEffect(() => field.current.focus(), [problem]);

  const submit = (event) => {
    event.preventDefault();
    enter(key.trim());
  };

  return html`
    <main class="container sign-in">
      <h1>Belay</h1>
      <form onSubmit=${submit}>
        <label>API key
          <input ref=${field} type="password" name="key" autocomplete="off" spellcheck="false" required value=${key}
            aria-invalid=${problem ? 'true' : null} aria-describedby="problem" onInput=${(event) => setKey(event.target.value)} />
        </label>
        <p id="problem" class="problem" role="alert">${problem}</p>
        <button type="submit">Sign in</button>
      </form>
      <p><small>The key stays in this tab and is forgotten when the tab is closed.
        Programs use the same key: <a href="/docs">try the calls</a>.</small></p>
    </main>`;
}

function Frame({ who, leave, takesFocus }) {
  const [path, setPath] = useState(hash());
  const [isShown, setShown] = useState(false);
  const main = useRef();

  // The field that had the focus is gone.
  useEffect(() => takesFocus && main.current.focus(), []);

  useEffect(() => {
    const follow = () => {
      setPath(hash());
      main.current.focus();
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const has = (scope) => who.scopes.includes(scope);
  const go = { leave, has };
  const [, first, id] = path.split('/');
  const page = first === 'messages' && id ? html`<${MessagePage} key=${id} id=${decodeURIComponent(id)} ...${go} />`
    : first === 'messages' ? html`<${Messages} ...${go} />`
    : first === 'keys' && has('keys:admin') ? html`<${Keys} ...${go} />`
    : html`<${Overview} ...${go} />`;
  const link = (to, name, at) => html`<li><a href=${'#' + to} aria-current=${first === at ? 'page' : null}>${name}</a></li>`;

  return html`
    <a class="skip" href="#content" onClick=${(event) => { event.preventDefault(); main.current.focus(); }}>Skip to the content</a>
    <header class="container">
      <nav aria-label="Pages">
        <ul>
          <li><strong>Belay</strong></li>
          ${link('/', 'Overview', '')}
          ${link('/messages', 'Messages', 'messages')}
          ${has('keys:admin') && link('/keys', 'Keys', 'keys')}
          <li><a href="/docs">Docs</a></li>
        </ul>
      </nav>
      <div class="who">
        <span title=${'Key ' + who.key_id}>${who.organization}${!has('messages:send') && ' (read only)'}</span>
        <label>
          <input type="checkbox" role="switch" checked=${isShown} onChange=${(event) => setShown(event.target.checked)} />Show numbers and texts
        </label>
        <button class="outline secondary" onClick=${() => leave()}>Sign out</button>
      </div>
    </header>
    <main id="content" class="container" tabindex="-1" ref=${main}>
      <${Reveal.Provider} value=${isShown}>${page}<//>
    </main>`;
}

// What stands there says that none of this was loaded.
const place = document.getElementById('app');
place.replaceChildren();
render(html`<${App} />`, place);
