import test from 'node:test';
import assert from 'node:assert/strict';
import { assertValid, refusedNumber, withReceiver } from './support.mjs';
import { telnyx } from './telnyx.mjs';

const { data: { public: publicKey } } = await telnyx().get('/public_key');
const client = telnyx({ publicKey });

const send = (hooks, to = '+15550002222') =>
  client.messages.send({ from: '+15550001111', to, text: 'See you at nine — don’t be late', webhook_url: hooks.url });

test('the client unwraps our events and finds the message in them', () => withReceiver(async (hooks) => {
  const { data: message } = await send(hooks);

  const { body, headers } = await hooks.next();
  const event = await client.webhooks.unwrap(body, { headers });

  assert.equal(event.data.record_type, 'event');
  assert.equal(event.data.event_type, 'message.sent');
  assert.equal(event.data.payload.id, message.id);
  assert.equal(event.data.payload.to[0].status, 'sent');
  assert.equal(event.data.payload.text, message.text);
  assert.deepEqual(event.meta, { attempt: 1, delivered_to: hooks.url });
  assertValid('telnyx', 'OutboundMessagePayloadCancelled', event.data.payload);
}));

test('a message that the carrier refuses is told as finalized, with the reason', () => withReceiver(async (hooks) => {
  await send(hooks, refusedNumber);

  const { body, headers } = await hooks.next();
  const event = await client.webhooks.unwrap(body, { headers });

  assert.equal(event.data.event_type, 'message.finalized');
  assert.equal(event.data.payload.to[0].status, 'sending_failed');
  assert.equal(event.data.payload.errors[0].code, '40008');
  assertValid('telnyx', 'OutboundMessagePayloadCancelled', event.data.payload);
}));

test('an event that somebody changed, or signed with another key, is refused', () => withReceiver(async (hooks) => {
  await send(hooks);
  const { body, headers } = await hooks.next();
  const otherKey = Buffer.alloc(32, 7).toString('base64');
  const later = String(Number(headers['telnyx-timestamp']) + 1);

  await assert.rejects(client.webhooks.unwrap(body.replace('nine', 'ten'), { headers }));
  await assert.rejects(client.webhooks.unwrap(body, { headers, key: otherKey }));
  await assert.rejects(client.webhooks.unwrap(body, { headers: { ...headers, 'telnyx-timestamp': later } }));
}));
