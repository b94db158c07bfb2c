import test from 'node:test';
import assert from 'node:assert/strict';
import { call, open, says, schedule, signIn, withPage } from './support.mjs';

const rows = (page) => page.locator('table.messages tbody tr');
const find = (page) => page.getByRole('button', { name: 'Find' }).click();

test('messages are found by number, tag, status and due time', async () => {
  const one = await schedule({ to: '+12025550177', tags: ['dentist'] }, 3600);
  const two = await schedule({ to: '+12025550178', tags: ['dentist', 'second'] }, 7200);
  await call('DELETE', '/messages/' + two.id);
  await withPage(async (page) => {
    await signIn(page, undefined, '/messages');
    const alone = async (message) => {
      await rows(page).filter({ has: page.locator(`a[href$="${message.id}"]`) }).waitFor();
      await page.waitForFunction(() => document.querySelectorAll('table.messages tbody tr').length === 1);
    };

    await page.getByLabel('Number', { exact: true }).fill('+1 (202) 555-0177');
    await find(page);
    await alone(one);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Tag').fill('dentist');
    await page.getByLabel('Status').selectOption('canceled');
    await find(page);
    await alone(two);
    await page.getByLabel('Status').selectOption('');
    // The page's zone is two hours, or one, before UTC; what is typed is its own time.
    const local = await page.evaluate(
      (at) => new Date(Date.parse(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16),
      new Date(Date.now() + 5400_000).toISOString());
    await page.getByLabel('Due before').fill(local);
    await find(page);
    await alone(one);

    await page.getByRole('link').filter({ has: page.locator('time') }).first().click();
    await page.getByRole('heading', { name: 'Message', exact: true }).waitFor();
    await page.getByRole('link', { name: '← Messages' }).click();
    await alone(one);
    assert.equal(await page.getByLabel('Tag').inputValue(), 'dentist');
    assert.equal(await page.getByLabel('Due before').inputValue(), local);
  });
});

test('numbers and texts are hidden until they are asked for, and stay out of the address', async () => {
  const message = await schedule({ to: '+12025550179', text: 'A word for you alone.' });
  await withPage(async (page) => {
    await signIn(page, undefined, '/messages');
    await page.getByLabel('Number', { exact: true }).fill('+12025550179');
    await find(page);
    await says(rows(page), '79');
    assert.doesNotMatch(await rows(page).first().innerText(), /2025550179/);
    assert.doesNotMatch(page.url(), /2025550179/);
    await open(page, message.id);
    await says(page.locator('.facts'), 'Hidden: 21 characters');
    assert.doesNotMatch(await page.locator('main').innerText(), /2025550179|alone/);

    await page.getByLabel('Show numbers and texts').check();
    await says(page.locator('.facts'), 'A word for you alone.');
    await says(page.locator('.facts'), '+12025550179');
  });
});

test('a long list has pages, newest first', async () => {
  const { body } = await call('POST', '/batches', {
    messages: Array.from({ length: 60 }, (_, place) => ({
      to: `+1202556${String(place).padStart(4, '0')}`, text: 'x', tags: ['pages'], send_at: new Date(Date.now() + 3600_000).toISOString(),
    })),
  });
  const ids = body.messages.map((message) => message.id).reverse();
  await withPage(async (page) => {
    await signIn(page, undefined, '/messages');
    await page.getByLabel('Tag').fill('pages');
    await find(page);
    const seen = [];
    for (const [number, size] of [[1, 25], [2, 25], [3, 10]]) {
      await says(page.locator('.pages'), `Page ${number},`);
      await rows(page).locator(`a[href$="${ids[seen.length]}"]`).waitFor();
      const links = await rows(page).locator('a').evaluateAll((all) => all.map((one) => one.hash.split('/').pop()));
      assert.equal(links.length, size);
      seen.push(...links);
      const older = page.getByRole('button', { name: 'Older' });
      assert.equal(await older.isDisabled(), number === 3);
      if (number < 3) {
        await older.click();
      }
    }

    assert.deepEqual(seen, ids);
    await page.getByRole('button', { name: 'Newer' }).click();
    await rows(page).locator(`a[href$="${ids[25]}"]`).waitFor();
  });
});
