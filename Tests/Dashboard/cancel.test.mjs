import test from 'node:test';
import assert from 'node:assert/strict';
import { call, open, openAsItWas, says, schedule, signIn, untilStatus, withPage } from './support.mjs';

const refused = ['status of 409'];
const button = (page) => page.getByRole('button', { name: 'Cancel this message' });
const verdict = (page) => page.locator('.verdict');

test('a message is canceled, and its timeline says by whom', async () => {
  const message = await schedule();
  await withPage(async (page) => {
    await signIn(page);
    await open(page, message.id);
    await button(page).click();
    await says(verdict(page), 'Canceled. It will never be sent.');
    await says(page.locator('.timeline li').last(), 'by full');
    await says(page.locator('.facts .status'), 'canceled');
    await button(page).waitFor({ state: 'detached' });
    assert.ok(await verdict(page).evaluate((one) => one === document.activeElement), 'The verdict is not where a screen reader is.');
  });
  assert.equal((await call('GET', '/messages/' + message.id)).body.status, 'canceled');
});

test('who comes second is told that it was canceled before', async () => {
  const message = await schedule();
  await withPage(async (page) => {
    await signIn(page);
    await openAsItWas(page, message);
    await call('DELETE', '/messages/' + message.id);
    await button(page).click();
    await says(verdict(page), 'It was already canceled. It will never be sent.');
  }, { expects: refused });
});

test('who comes too late is told where the message is', async () => {
  const message = await schedule({}, null);
  await untilStatus(message.id, 'delivered');
  await withPage(async (page) => {
    await signIn(page);
    await openAsItWas(page, message);
    await button(page).click();
    await says(verdict(page), 'Too late: it was delivered.');
  }, { expects: refused });
});

test('the timeline grows by itself while a message leaves', async () => {
  const message = await schedule({}, null);
  await withPage(async (page) => {
    const steps = () => page.locator('.timeline li').evaluateAll((all) => all.map((one) => one.className));
    await signIn(page);
    const goOn = await openAsItWas(page, message);
    assert.deepEqual(await steps(), ['queued']);
    await goOn();
    await says(page.locator('.timeline'), 'A receipt says that it arrived');
    assert.deepEqual(await steps(), ['queued', 'sending', 'sent', 'delivered']);
  });
});

test('the charts follow what is scheduled and canceled', () => withPage(async (page) => {
  const chart = (title) => page.locator('figure').filter({ has: page.getByText(title, { exact: true }) });
  const number = async (locator, word) => Number((await locator.innerText()).match(new RegExp(`(\\d[\\d,]*) ${word}`))[1].replaceAll(',', ''));
  const pixels = (figure) => figure.locator('canvas').evaluate((canvas) => canvas.toDataURL());
  await signIn(page);
  const waiting = chart('Waiting, minute by minute');
  await waiting.locator('canvas').waitFor();
  const [before, looked] = [await number(waiting, 'in the next hour'), await pixels(waiting)];
  const canceled = await number(chart('Sent, canceled and failed'), 'canceled');

  const message = await schedule({}, 1500);
  await says(waiting, new RegExp(`\\b${before + 1} in the next hour`));
  assert.notEqual(await pixels(waiting), looked);
  await call('DELETE', '/messages/' + message.id);
  await says(waiting, new RegExp(`\\b${before} in the next hour`));
  await says(chart('Sent, canceled and failed'), new RegExp(`\\b${canceled + 1} canceled`));

  await page.getByLabel('Last week').check();
  await says(chart('Sent, canceled and failed'), 'last week');
}));
