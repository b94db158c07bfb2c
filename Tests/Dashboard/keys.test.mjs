import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, call, says, signIn, withPage } from './support.mjs';

test('a key is revoked when one has said so twice, and works no more', async () => {
  const { body: { secret, key } } = await call('POST', '/keys', { name: 'till', scopes: ['messages:read'] });
  assert.equal((await call('GET', '/me', undefined, secret)).status, 200);
  await withPage(async (page) => {
    await signIn(page, undefined, '/keys');
    const row = page.getByRole('row').filter({ hasText: key.id });
    const revoke = (name) => row.getByRole('button', { name: `${name} till ${key.id}`, exact: true });
    await revoke('Revoke').click();
    await revoke('Revoke for good').waitFor();
    await page.getByRole('heading', { name: 'Keys' }).click();
    await revoke('Revoke').waitFor();
    assert.equal((await call('GET', '/me', undefined, secret)).status, 200);
    await assertAccessible(page, 'keys with one to revoke');

    await revoke('Revoke').click();
    await revoke('Revoke for good').click();
    await says(page.locator('.verdict'), `Key ${key.id} is revoked.`);
    await says(row, 'revoked');
    assert.ok(await page.locator('.verdict').evaluate((one) => one === document.activeElement), 'The verdict is not where a screen reader is.');
    assert.equal(await row.getByRole('button').count(), 0);
    assert.doesNotMatch(await page.content(), new RegExp(secret));
  });
  assert.equal((await call('GET', '/me', undefined, secret)).status, 401);
});

test('a key of the settings has no button', () => withPage(async (page) => {
  await signIn(page, undefined, '/keys');
  const row = page.getByRole('row').filter({ hasText: 'reader' });
  await says(row, 'in the settings');
  assert.equal(await row.getByRole('button').count(), 0);
}));
