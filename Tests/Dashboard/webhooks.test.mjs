import test from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { assertAccessible, gateway, keys, open, says, signIn, withPage } from './support.mjs';

/** A customer's server that answers each path with the status that it names. */
async function withReceiver(work) {
  const server = createServer((request, response) => response.writeHead(Number(request.url.slice(1))).end());
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function send(webhook_url) {
  const response = await fetch(gateway + '/v2/messages', {
    method: 'POST', headers: { Authorization: 'Bearer ' + keys.full, 'Content-Type': 'application/json' },
    body: JSON.stringify({ from: '+15005550100', to: '+15005550199', text: 'See you at nine.', webhook_url }),
  });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.data.id;
}

test('a message tells of each webhook event whether it was delivered, waits or was given up', () =>
  withReceiver((receiver) => withPage(async (page) => {
  const [taken, waiting, lost] = [await send(receiver + '/200'), await send(receiver + '/500'), await send(receiver + '/410')];
  const events = page.locator('.events li');
  await signIn(page);

  await open(page, taken);
  await says(events, /sent: delivered event/);
  await says(events, /delivered: delivered event/);
  await open(page, waiting);
  await says(events, /sent: waiting for its next try, after \d tr(y|ies)/);
  await assertAccessible(page, 'a message whose webhook events wait');
  await open(page, lost);
  await says(events, /sent: given up after 1 try/);
  await says(events, /delivered: given up after 1 try/);
})));
