// How the pages ask: the key goes with each request as a header, so no other site can make the browser send it.
import { useEffect, useRef, useState } from './vendor/htm-preact.js';

const place = 'belay.key';
const pauseMax = 60_000;
const pauseAfterLoss = 300;

export const useKey = (key) => sessionStorage.setItem(place, key);
export const forgetKey = () => sessionStorage.removeItem(place);
export const hasKey = () => sessionStorage.getItem(place) !== null;

export class Refusal extends Error {
  constructor(status, sentence, body) {
    super(sentence);
    this.status = status;
    this.body = body;
  }
}

/** Asks one of Belay's own calls. Throws a Refusal for any "no", and for no answer at all. */
export async function ask(path, { method = 'GET', signal } = {}) {
  const headers = { Authorization: 'Bearer ' + sessionStorage.getItem(place) };
  const send = () => fetch('/belay/v1' + path, { method, signal, cache: 'no-store', headers });
  let response;
  try {
    response = await send().catch(async (lost) => {
      // A question may be asked again: a browser drops all that is under way when the machine gets or loses an address.
      if (method !== 'GET' || signal?.aborted) {
        throw lost;
      }

      await new Promise((resolve) => setTimeout(resolve, pauseAfterLoss));
      return send();
    });
  } catch (lost) {
    throw signal?.aborted ? lost : new Refusal(0, 'Belay does not answer.');
  }

  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new Refusal(response.status, body?.detail ?? `Belay answered ${response.status}.`, body);
  }

  return body;
}

/** A query of what is set. */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return set.length ? '?' + new URLSearchParams(set) : '';
}

/**
 * Asks again and again while the page is looked at: each time when the last answer is there, and ever more slowly while there is none. Returns what
 * was answered last, what is wrong, and a way to ask at once. A key that stopped working leaves.
 */
export function usePolled(load, seconds, leave, dependsOn) {
  const [state, setState] = useState({ data: null, problem: '' });
  const again = useRef(() => {});
  useEffect(() => {
    const stop = new AbortController();
    let timer;
    let pause = seconds * 1000;
    let isAsking = false;
    setState((before) => ({ data: before.data, problem: '' }));

    async function look() {
      clearTimeout(timer);
      if (isAsking || document.hidden) {
        return;
      }

      isAsking = true;
      try {
        const data = await load(stop.signal);
        pause = seconds * 1000;
        setState({ data, problem: '' });
      } catch (refused) {
        if (stop.signal.aborted) {
          return;
        }

        if (refused.status === 401) {
          leave(refused);
          return;
        }

        pause = Math.min(pause * 2, pauseMax);
        setState((before) => ({ data: before.data, problem: refused.message }));
      } finally {
        isAsking = false;
      }

      timer = setTimeout(look, pause);
    }

    again.current = look;
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, dependsOn);
  return { ...state, again: () => again.current() };
}
