import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, keys, load, loadAgain, open, says, schedule, signIn, withPage } from './support.mjs';

const refused = 'Failed to load resource: the server responded with a status of 40';

test('a key that does not work is told so, and one that does opens the overview', () => withPage(async (page) => {
  await load(page);
  await page.getByLabel('API key').fill('no-such-key-0123456789');
  await page.getByLabel('API key').press('Enter');
  await says(page.getByRole('alert'), 'This key does not work.');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);

  await signIn(page);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(await page.title(), 'Overview · Belay');
}, { expects: [refused] }));

test('a key that may not read is told what it lacks', () => withPage(async (page) => {
  await load(page);
  await page.getByLabel('API key').fill(keys.send);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await says(page.getByRole('alert'), 'messages:read');
}));

test('the key outlives a reload, and nothing of it outlives signing out', () => withPage(async (page) => {
  await signIn(page);
  await page.reload();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();

  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length + document.cookie.length), 0);
  await page.reload();
  await page.getByLabel('API key').waitFor();
}));

test('another organization sees nothing of it', async () => {
  const message = await schedule({ tags: ['of-acme'] });
  await withPage(async (page) => {
    await signIn(page, keys.other, '/messages');
    await says(page.getByRole('cell'), 'No message is like that.');
    await page.evaluate((hash) => { location.hash = hash; }, '/messages/' + message.id);
    await says(page.getByRole('status'), 'nothing of this id');
  }, { expects: [refused] });
});

test('a key that may only read sees no button that changes anything, and no keys', async () => {
  const message = await schedule();
  await withPage(async (page) => {
    await signIn(page, keys.read);
    await open(page, message.id);
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'Keys' }).count(), 0);
    await says(page.locator('.who'), 'read only');
  });
});

test('keys are listed with their scopes, and never themselves', () => withPage(async (page) => {
  await signIn(page, keys.full, '/keys');
  const row = page.getByRole('row').filter({ hasText: 'reader' });
  await says(row, 'messages:read');
  assert.doesNotMatch(await page.content(), new RegExp(Object.values(keys).join('|')));
}));

for (const file of ['app.js', 'keys.js', 'vendor/htm-preact.js']) {
  test(`a dashboard whose ${file} does not come says so, and loads when it is asked again`, () => withPage(async (page) => {
    await page.route('**/dashboard/' + file, (route) => route.abort(), { times: 1 });
    await page.goto('/#/messages');
    const again = page.getByRole('link', { name: 'Load it again' });
    await again.waitFor();
    await says(page.locator('#app'), 'The dashboard does not load.');
    await assertAccessible(page, 'not loaded');

    await loadAgain(page);

    await page.getByLabel('API key').waitFor();
    await again.waitFor({ state: 'detached' });
  }, { expects: ['net::ERR_FAILED'] }));
}

test('a question that is lost on its way is asked again, and nobody is signed out for it', () => withPage(async (page) => {
  await signIn(page, keys.full, '/keys');
  let lost = 0;
  await page.route('**/belay/v1/me', (route) => lost++ === 0 ? route.abort() : route.continue());
  await page.reload();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  assert.equal(lost, 2);
}, { expects: ['net::ERR_FAILED'] }));

test('what is said of a dashboard that does not load is not seen while it loads', () => withPage(async (page) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/dashboard/app.js', async (route) => { await held; await route.continue(); });
  const loaded = page.goto('/', { waitUntil: 'commit' });
  await page.waitForFunction(() => {
    const sentence = document.querySelector('.loading');
    return sentence && getComputedStyle(sentence).animationDelay === '3s';
  });
  // Begun anew, and its clock set: the machine may be as slow as it likes.
  const seen = await page.evaluate(() => {
    const sentence = document.querySelector('.loading');
    sentence.style.setProperty('animation', 'none', 'important');
    void getComputedStyle(sentence).animationName;
    sentence.style.removeProperty('animation');
    const [appears] = sentence.getAnimations();
    return [0, 2_999, 3_001].map((at) => { appears.currentTime = at; return getComputedStyle(sentence).visibility; });
  });
  release();
  await loaded;
  await page.getByLabel('API key').waitFor();
  assert.deepEqual(seen, ['hidden', 'hidden', 'visible']);
}));
