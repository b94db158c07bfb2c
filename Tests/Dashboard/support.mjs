// What every script of this folder may use: the gateway's calls, a browser, and pages that watch themselves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

function env(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: these scripts are run by Dashboard.Tests.`);
  return value;
}

export const gateway = env('BELAY_URL');

/** Keys of the organization acme: with all scopes, to read, to send; and one of another organization. */
export const keys = { full: env('BELAY_KEY'), read: env('BELAY_READ_ONLY_KEY'), send: env('BELAY_SEND_ONLY_KEY'), other: env('BELAY_OTHER_KEY') };

const arguments_ = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

let browser;
after(() => browser?.close());

/** One of Belay's own calls, past the browser. */
export async function call(method, path, body, key = keys.full) {
  const response = await fetch(gateway + '/belay/v1' + path, {
    method, headers: { Authorization: 'Bearer ' + key, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** Schedules a message this many seconds from now; null: for at once. */
export async function schedule(fields = {}, inSeconds = 1800) {
  const send_at = inSeconds === null ? undefined : new Date(Date.now() + inSeconds * 1000).toISOString();
  const { status, body } = await call('POST', '/messages', { to: '+12025550123', from: 'Belay', text: 'See you at nine.', send_at, ...fields });
  assert.equal(status, 202, JSON.stringify(body));
  return body;
}

/** Waits until the message, looked at past the browser, has one of these statuses. */
export async function untilStatus(id, ...statuses) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { body } = await call('GET', '/messages/' + id);
    if (statuses.includes(body.status)) {
      return body;
    }

    assert.ok(Date.now() < deadline, `${id} is ${body.status} and not ${statuses}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What Chromium says of each request under way when an address of the machine comes or goes: of the machine, and not of the gateway or the page. */
const networkChanged = 'net::ERR_NETWORK_CHANGED';

/**
 * A page in a browser of its own, and what it must not do: say an error, or ask anybody but the gateway.
 * `expects` names errors that the test asks for.
 */
export async function withPage(work, { expects = [], ...options } = {}) {
  browser ??= await chromium.launch({ executablePath: env('BELAY_CHROMIUM'), args: arguments_ });
  const context = await browser.newContext({
    baseURL: gateway, locale: 'en-GB', timezoneId: 'Europe/Vienna', viewport: { width: 1280, height: 900 }, ...options,
  });
  const wrong = [];
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  // The dashboard copes with a change of the machine's network; that it copes is what the test sees.
  const changes = [];
  const note = (text) => text.includes(networkChanged) ? changes.push(text) : !expects.some((one) => text.includes(one)) && wrong.push(text);
  page.on('console', (said) => ['error', 'warning'].includes(said.type()) && note(said.text()));
  // What a page that is left had asked for is aborted.
  page.on('requestfailed', (request) => {
    const { errorText } = request.failure();
    errorText !== 'net::ERR_ABORTED' && note(`${request.url()}: ${errorText}`);
  });
  watched.set(page, { wrong, changes });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) =>
    /^(https?|wss?):/.test(request.url()) && !request.url().startsWith(gateway) && wrong.push('asked ' + request.url()));
  try {
    await work(page);
    assert.deepEqual(wrong, []);
  } catch (failed) {
    // What the browser said is often the reason.
    failed.message += [...wrong, ...changes].map((one) => `\nThe browser: ${one}`).join('');
    throw failed;
  } finally {
    await context.close();
  }
}

/** What the browser has said so far, by page. */
const watched = new WeakMap();

/**
 * Loads the dashboard: returns when its scripts have drawn something. Where they do not come it ends at once, with what the browser said. Only where
 * the machine's network changed meanwhile does it what the page then asks a person to do, once: it loads it again.
 */
export async function load(page, path = '/') {
  const { wrong, changes } = watched.get(page);
  const seen = [wrong.length, changes.length];
  const drawn = page.locator('#app > :not(.loading)').first();
  const arrive = async () => {
    await page.goto(path);
    // What it says of scripts that do not come is seen after three seconds; on a slow machine they may still come.
    await drawn.or(page.getByRole('link', { name: 'Load it again' })).first().waitFor();
    return await drawn.isVisible();
  };
  const arrived = await arrive().catch((failed) => {
    if (!failed.message.includes(networkChanged)) {
      throw failed;
    }

    changes.push(failed.message);
    return false;
  });
  if (!arrived && wrong.length === seen[0] && changes.length > seen[1]) {
    console.log('The network of the machine changed: the dashboard is loaded again.');
    await page.goto('about:blank');
    assert.ok(await arrive(), 'The dashboard did not load, twice.');
  }

  assert.deepEqual(wrong.slice(seen[0]), [], 'The dashboard did not load.');
  await drawn.waitFor();
}

/** Asks a dashboard that did not load for it again, as a person does; and once more where the machine's network changed meanwhile. */
export async function loadAgain(page) {
  const { changes } = watched.get(page);
  const drawn = page.locator('#app > :not(.loading)').first();
  const again = page.getByRole('link', { name: 'Load it again' });
  for (let seen = -1; seen < changes.length;) {
    seen = changes.length;
    await Promise.all([page.waitForEvent('domcontentloaded'), again.click()]);
    await drawn.or(again).first().waitFor();
    if (await drawn.isVisible()) {
      return;
    }
  }

  await drawn.waitFor();
}

export async function signIn(page, key = keys.full, to = '/') {
  await load(page, '/#' + to);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** The page of a message, with its status seen. */
export async function open(page, id) {
  await page.evaluate((hash) => { location.hash = hash; }, '/messages/' + id);
  await page.locator('code', { hasText: id }).waitFor();
}

/** Waits until the locator says so. */
export async function says(locator, text) {
  await locator.filter({ hasText: text }).first().waitFor();
}

/**
 * The page of a message, which goes on showing the message as this answer of the gateway has it, whatever becomes of it meanwhile; a cancel goes
 * through. Returns what lets the page see the news.
 */
export async function openAsItWas(page, message) {
  const path = '**/belay/v1/messages/' + message.id;
  const answer = (route) => route.request().method() === 'GET' ? route.fulfill({ json: message }) : route.continue();
  await page.route(path, answer);
  await open(page, message.id);
  return () => page.unroute(path, answer);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Throws where the page breaks a rule of WCAG 2.2 AA, or a good habit, that axe can see. */
export async function assertAccessible(page, what) {
  // As a debugger does, and so past the page's own policy, which lets no such script in.
  await page.evaluate(axe + ';0');
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(
    violations.map((one) => `${what}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 150) + ' ' + node.failureSummary).join(' | ')}`), []);
}
