import test from 'node:test';
import assert from 'node:assert/strict';
import { keys, open, says, schedule, signIn, withPage } from './support.mjs';

const refused = 'Failed to load resource: the server responded with a status of 40';

test('a key that does not work is told so, and one that does opens the overview', () => withPage(async (page) => {
  await page.goto('/');
  await page.getByLabel('API key').fill('no-such-key-0123456789');
  await page.getByLabel('API key').press('Enter');
  await says(page.getByRole('alert'), 'This key does not work.');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);

  await signIn(page);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(await page.title(), 'Overview · Belay');
}, { expects: [refused] }));

test('a key that may not read is told what it lacks', () => withPage(async (page) => {
  await page.goto('/');
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
