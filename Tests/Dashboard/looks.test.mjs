import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, call, keys, load, open, says, schedule, signIn, withPage } from './support.mjs';

const narrow = { width: 360, height: 740 };

/** Every page with something on it, one after the other. */
async function throughAllPages(page, look) {
  const message = await schedule({
    tags: ['looks'], text: 'A text of more than one line, so that there is something to wrap on a narrow screen: '.repeat(3),
  });
  const canceled = await schedule({ tags: ['looks'] });
  await call('DELETE', '/messages/' + canceled.id);
  await load(page);
  await page.getByLabel('API key').waitFor();
  await look('sign-in');
  await signIn(page);
  await page.locator('figure canvas').nth(3).waitFor();
  await page.getByText('in numbers').first().click();
  await look('overview');
  await signedIn(page, '/messages', 'table.messages tbody tr a');
  await look('messages');
  await open(page, message.id);
  await page.getByLabel('Show numbers and texts').check();
  await look('message');
  await open(page, canceled.id);
  await look('canceled message');
  await signedIn(page, '/keys', 'table tbody tr');
  await look('keys');
}

async function signedIn(page, path, awaited) {
  await page.evaluate((hash) => { location.hash = hash; }, path);
  await page.locator(awaited).first().waitFor();
}

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1280, height: 900 }, narrow]) {
    test(`every page is accessible: ${colorScheme}, ${viewport.width} pixels wide`, () => withPage(
      (page) => throughAllPages(page, (name) => assertAccessible(page, name)), { colorScheme, viewport }));
  }
}

test('the page follows the wish for dark, also while it is open', () => withPage(async (page) => {
  await signIn(page);
  const figure = page.locator('figure').first();
  await figure.locator('canvas').waitFor();
  const shade = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await shade();
  const drawn = await figure.locator('canvas').evaluate((canvas) => canvas.toDataURL());

  await page.emulateMedia({ colorScheme: 'dark' });

  await page.waitForFunction((before) => document.querySelector('figure canvas')?.toDataURL() !== before, drawn);
  assert.notEqual(await shade(), light);
}));

test('nothing is wider than a narrow screen', () => withPage((page) => throughAllPages(page, async (name) => {
  const wide = await page.evaluate(() => [...document.querySelectorAll('main *, header *')]
    .filter((one) => !one.closest('.scroll') && one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((one) => one.outerHTML.slice(0, 100)));
  assert.deepEqual(wide, [], name);
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${name} can be moved sideways.`);
}), { viewport: narrow }));

test('all can be done with the keyboard alone', async () => {
  const message = await schedule({ tags: ['keyboard'] });
  await withPage(async (page) => {
    const focused = () => page.evaluate(() =>
      document.activeElement.textContent.trim() || document.activeElement.name || document.activeElement.ariaLabel);
    const tabTo = async (wanted) => {
      for (let stops = 0; stops < 60; stops++) {
        await page.keyboard.press('Tab');
        if (wanted.test(await focused())) {
          return;
        }
      }

      assert.fail(`The tabulator does not come to ${wanted}.`);
    };
    await load(page);
    await page.getByLabel('API key').waitFor();
    await page.keyboard.insertText(keys.full);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.id === 'content'), 'After signing in the focus is lost.');
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await tabTo(/^Messages$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Messages' }).waitFor();
    await tabTo(/^tag$/);
    await page.keyboard.insertText('keyboard');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('table.messages tbody tr').length === 1);
    await tabTo(/^\d{1,2} \w{3,4} \d{4}, [\d:]+$/);
    await page.keyboard.press('Enter');
    await page.locator('code', { hasText: message.id }).waitFor();
    await tabTo(/^Cancel this message$/);
    await page.keyboard.press('Enter');
    await says(page.locator('.verdict'), 'Canceled. It will never be sent.');
  });
});

test('the page to try every call opens from here', () => withPage(async (page) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Docs' }).click();
  await page.locator('.opblock').first().waitFor();
}));
