import test from 'node:test';
import assert from 'node:assert/strict';
import { assertValid, fieldsOf, gateway, inMinutes, otherKey, readOnlyKey, withLine } from './support.mjs';
import { Telnyx, telnyx } from './telnyx.mjs';

const client = telnyx();
const draft = { from: '+15550001111', to: '+15550002222', text: 'See you at nine' };
const schedule = (fields = {}, by = client) => by.messages.schedule({ ...draft, send_at: inMinutes(60).toISOString(), ...fields });

// The schema calls no field required; the vendor's example has all but the last of them, and so do we.
const fields = fieldsOf('telnyx', 'OutboundMessagePayloadCancelled');

function assertMessage(message, status, leftOut = ['messaging_profile_id']) {
  assertValid('telnyx', 'OutboundMessagePayloadCancelled', message);
  assert.deepEqual(fields.filter((name) => !(name in message)), leftOut);
  assert.deepEqual(message.to.map((to) => to.status), [status]);
}

function assertError(error, Type, status, code) {
  assert.ok(error instanceof Type, `${error.constructor.name} in place of ${Type.name}`);
  assert.equal(error.status, status);
  assert.equal(error.error.errors[0].code, code);
  assertValid('telnyx', 'messaging_Errors', error.error);
  error.error.errors.forEach((one) => assertValid('telnyx', 'messaging_Error', one));
  return true;
}

test('schedule, retrieve, cancel', async () => {
  const profile = '4000eba1-a0c0-4563-9925-b25e842a7cb6';

  const scheduled = await schedule({ messaging_profile_id: profile, webhook_url: 'https://www.example.com/hooks', use_profile_webhooks: false });
  const retrieved = await client.messages.retrieve(scheduled.data.id);
  const canceled = await client.messages.cancelScheduled(scheduled.data.id);
  const after = await client.messages.retrieve(scheduled.data.id);

  assertMessage(scheduled.data, 'scheduled', []);
  assert.equal(scheduled.data.messaging_profile_id, profile);
  assert.deepEqual(retrieved, scheduled);
  assertMessage(canceled, 'cancelled', []);
  assert.equal(canceled.id, scheduled.data.id);
  assert.deepEqual(after.data, canceled);
});

test('send sends now', async () => {
  const sent = await client.messages.send(draft);

  assertMessage(sent.data, 'queued');
});

test('send with send_at schedules', async () => {
  const { data } = await client.messages.send({ ...draft, send_at: inMinutes(10).toISOString() });

  assertMessage(data, 'scheduled');
  assertMessage(await client.messages.cancelScheduled(data.id), 'cancelled');
});

test('the other ways to send', async () => {
  const messaging_profile_id = 'profile';
  const answers = [
    await client.messages.sendLongCode(draft),
    await client.messages.sendShortCode({ ...draft, from: '12345' }),
    await client.messages.sendNumberPool({ to: draft.to, text: draft.text, messaging_profile_id }),
    await client.messages.sendWithAlphanumericSender({ ...draft, from: 'Acme', messaging_profile_id }),
  ];

  assert.deepEqual(answers.map(({ data }) => data.from.phone_number), ['+15550001111', '12345', '', 'Acme']);
  answers.forEach(({ data }) => assertMessage(data, 'queued', data.messaging_profile_id ? [] : ['messaging_profile_id']));
});

test('a group', async () => {
  const to = ['+15550002222', '+15550003333'];

  const { data } = await client.messages.sendGroupMms({ from: draft.from, to, media_urls: ['https://cdn.example/a.png'] });
  const each = await client.messages.retrieveGroupMessages(data.id);

  assertValid('telnyx', 'OutboundMessagePayloadCancelled', data);
  assert.deepEqual(data.to.map(({ phone_number }) => phone_number), to);
  assert.deepEqual(each.data.map((message) => message.to[0].phone_number), to);
  each.data.forEach((message) => assertValid('telnyx', 'OutboundMessagePayloadCancelled', message));
});

test('every error is of the client\'s own class and valid by the schema', async () => {
  const { data } = await schedule();
  const gone = (await schedule()).data.id;
  await client.messages.cancelScheduled(gone);
  const unknown = '40385f64-5717-4562-b3fc-2c963f66afa6';
  const wrong = telnyx({ apiKey: 'no-such-key-0123456789' });
  const reader = telnyx({ apiKey: readOnlyKey });
  const other = telnyx({ apiKey: otherKey });
  const reused = { headers: { 'Idempotency-Key': 'once' } };
  await client.messages.send(draft, reused);

  for (const [call, Type, status, code] of [
    [() => client.messages.send({}), Telnyx.BadRequestError, 400, '10004'],
    [() => schedule({ send_at: undefined }), Telnyx.BadRequestError, 400, '10004'],
    [() => schedule({ send_at: inMinutes(-1).toISOString() }), Telnyx.BadRequestError, 400, '10015'],
    [() => schedule({ to: 'nobody' }), Telnyx.BadRequestError, 400, '40310'],
    [() => wrong.messages.retrieve(data.id), Telnyx.AuthenticationError, 401, '10009'],
    [() => wrong.messages.cancelScheduled(data.id), Telnyx.AuthenticationError, 401, '10009'],
    [() => schedule({}, reader), Telnyx.PermissionDeniedError, 403, '10010'],
    [() => reader.messages.cancelScheduled(data.id), Telnyx.PermissionDeniedError, 403, '10010'],
    [() => client.messages.cancelScheduled(gone), Telnyx.PermissionDeniedError, 403, '10010'],
    [() => client.messages.cancelScheduled(unknown), Telnyx.NotFoundError, 404, '10005'],
    [() => client.messages.cancelScheduled('a/b'), Telnyx.NotFoundError, 404, '10005'],
    [() => client.messages.retrieve(unknown), Telnyx.NotFoundError, 404, '10005'],
    [() => other.messages.retrieve(data.id), Telnyx.NotFoundError, 404, '10005'],
    [() => other.messages.cancelScheduled(data.id), Telnyx.NotFoundError, 404, '10005'],
    [() => client.messages.retrieveGroupMessages(unknown), Telnyx.NotFoundError, 404, '10005'],
    [() => client.messages.send({ ...draft, text: 'Another' }, reused), Telnyx.UnprocessableEntityError, 422, '10027'],
  ]) {
    await assert.rejects(call, (error) => assertError(error, Type, status, code), call.toString());
  }
});

test('403 and 404 of cancel are valid by the bare error schema too', async () => {
  const gone = (await schedule()).data.id;
  await client.messages.cancelScheduled(gone);

  for (const id of [gone, '40385f64-5717-4562-b3fc-2c963f66afa6']) {
    await assert.rejects(client.messages.cancelScheduled(id), ({ error }) => {
      assertValid('telnyx', 'messaging_Error', error);
      assert.equal(error.code, error.errors[0].code);
      return true;
    });
  }
});

test('a refused cancel is not tried again', () => withLine(async (line) => {
  const throughLine = telnyx({ baseURL: `${line.url}/v2` });
  const { data } = await client.messages.send(draft);

  await assert.rejects(throughLine.messages.cancelScheduled(data.id), Telnyx.PermissionDeniedError);

  assert.equal(line.requests, 1);
}));

test('a cancel whose answer is lost is repeated by the client and succeeds', () => withLine(async (line) => {
  const throughLine = telnyx({ baseURL: `${line.url}/v2` });
  const { data } = await schedule();
  line.lose = 1;

  const canceled = await throughLine.messages.cancelScheduled(data.id);

  assert.equal(line.requests, 2);
  assertMessage(canceled, 'cancelled');
}));

test('a create whose answer is lost makes one message where it carries an Idempotency-Key', () => withLine(async (line) => {
  const throughLine = telnyx({ baseURL: `${line.url}/v2` });
  const body = { ...draft, send_at: inMinutes(60).toISOString() };
  const options = { headers: { 'Idempotency-Key': 'lost' } };
  line.lose = 1;

  const made = await throughLine.messages.schedule(body, options);
  const again = await client.messages.schedule(body, options);

  assert.equal(line.requests, 2);
  assert.deepEqual(again, made);
}));

test('the client works under the prefix too', async () => {
  const prefixed = telnyx({ baseURL: `${gateway}/telnyx/v2` });
  const { data } = await schedule({}, prefixed);

  assert.equal((await prefixed.messages.cancelScheduled(data.id)).id, data.id);
});
