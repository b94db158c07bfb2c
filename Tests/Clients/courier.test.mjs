import test from 'node:test';
import assert from 'node:assert/strict';
import { assertValid, gateway, inMinutes, otherKey, readOnlyKey, until, withLine } from './support.mjs';
import { Courier, courier } from './courier.mjs';

const client = courier();
const phone = { phone_number: '+12025550123' };
const content = { title: 'Reminder', body: 'See you at nine' };
const send = (message = {}, by = client, options) => by.send.message({ message: { to: phone, content, ...message } }, options);
const sendLater = (message = {}, by = client) => send({ delay: { duration: 3_600_000 }, ...message }, by);

async function retrieve(id, by = client) {
  const message = await by.messages.retrieve(id);
  assertValid('courier', 'MessageRetrieveResponse', message);
  return message;
}

async function list(query) {
  const page = await client.messages.list(query);
  assertValid('courier', 'MessageListResponse', page);
  return page;
}

const idsOf = (page) => page.results.map(({ id }) => id);
const sent = (id) => until(async () => (await retrieve(id)).status === 'SENT');

function assertError(error, Type, status) {
  assert.ok(error instanceof Type, `${error.constructor.name} in place of ${Type.name}`);
  assert.equal(error.status, status);
  assertValid('courier', 'Error', error.error);
  return true;
}

test('send now, retrieve, history, content', async () => {
  const { requestId } = await send();
  await sent(requestId);

  const message = await retrieve(requestId);
  const history = await client.messages.history(requestId);
  const onlySent = await client.messages.history(requestId, { type: 'SENT' });
  const output = await client.messages.content(requestId);

  assert.match(requestId, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  assert.equal(message.id, requestId);
  assert.equal(message.recipient, phone.phone_number);
  assert.ok(Number.isInteger(message.sent) && message.sent >= message.enqueued);
  assert.equal(message.providers[0].status, 'SENT');
  assertValid('courier', 'MessageHistoryResponse', history);
  assert.deepEqual(history.results.map(({ type }) => type), ['ENQUEUED', 'DELIVERING', 'SENT']);
  assert.deepEqual(onlySent.results.map(({ type }) => type), ['SENT']);
  assertValid('courier', 'MessageContentResponse', output);
  assert.equal(output.results[0].content.body, content.body);
  assert.equal(output.results[0].content.title, content.title);
});

test('send later by duration, by time and by opening hours, and cancel each', async () => {
  for (const delay of [
    { duration: 90_000 },
    { until: inMinutes(30).toISOString() },
    // The day after tomorrow, so that it is not open now.
    { until: `${['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'][(new Date().getUTCDay() + 2) % 7]} 09:00-17:00`, timezone: 'America/Los_Angeles' },
  ]) {
    const { requestId } = await send({ delay });
    assert.equal((await retrieve(requestId)).status, 'DELAYED');

    const canceled = await client.messages.cancel(requestId);
    const again = await client.messages.cancel(requestId);

    assertValid('courier', 'MessageDetails', canceled);
    assert.equal(canceled.status, 'CANCELED');
    assert.ok(Number.isInteger(canceled.canceledAt));
    assert.deepEqual(again, canceled);
    const { results } = await client.messages.history(requestId);
    assert.deepEqual(results.map(({ type }) => type), ['ENQUEUED', 'DELAYED', 'CANCELED']);
  }
});

test('several recipients get a message each, and the request finds and archives them', async () => {
  const to = [{ phone_number: '+12025550101' }, { user_id: 'user-2' }, { user_id: 'user-3', phone_number: '+12025550103' }];

  const { requestId } = await sendLater({ to });
  const page = await list({ traceId: requestId });

  assert.deepEqual(page.results.map(({ recipient }) => recipient).sort(), ['+12025550101', 'user-2', 'user-3']);
  assert.equal(new Set(idsOf(page)).size, 3);
  assert.ok(!idsOf(page).includes(requestId));
  const request = await retrieve(requestId);
  assert.equal(request.status, 'DELAYED');
  assert.deepEqual(request.messages.map(({ id }) => id).sort(), idsOf(page).sort());

  await client.requests.archive(requestId);

  assert.deepEqual(idsOf(await list({ traceId: requestId })), []);
  assert.deepEqual(idsOf(await list({ traceId: requestId, archived: true })), idsOf(page));
});

test('one message is archived by its id', async () => {
  const { requestId } = await sendLater();

  await client.requests.archive(requestId);

  assert.deepEqual(idsOf(await list({ messageId: requestId })), []);
  assert.equal((await retrieve(requestId)).status, 'DELAYED');
});

test('list by each filter, with arrays and nulls as the client writes them', async () => {
  const marks = {
    to: { user_id: 'ada', tenant_id: 'tenant-1' },
    metadata: { event: 'event-1', tags: ['red', 'big'], trace_id: 'trace-1' },
    template: 'template-1',
  };
  const { requestId: marked } = await sendLater(marks);
  const { requestId: other } = await sendLater({ metadata: { tags: ['red'] } });

  for (const [query, expected] of [
    [{ messageId: marked }, [marked]],
    [{ event: 'event-1' }, [marked]],
    [{ notification: 'template-1' }, [marked]],
    [{ recipient: 'ada' }, [marked]],
    [{ tenant_id: 'tenant-1' }, [marked]],
    [{ traceId: 'trace-1' }, [marked]],
    [{ tag: ['red', 'big'] }, [marked]],
    [{ tags: 'red' }, [other, marked]],
    [{ tags: 'red', status: ['DELAYED', 'CANCELED'], cursor: null, event: null }, [other, marked]],
    [{ tags: 'red', status: ['DELIVERED'] }, []],
    [{ tags: 'red', status: ['NO_SUCH_STATUS'] }, []],
    [{ tags: 'red', provider: ['scripted'] }, []],
    [{ tags: 'red', enqueued_after: String(Date.now() - 3_600_000) }, [other, marked]],
    [{ tags: 'red', enqueued_after: String(Date.now() + 3_600_000) }, []],
    [{ list: 'everybody' }, []],
  ]) {
    assert.deepEqual(idsOf(await list(query)), expected, JSON.stringify(query));
  }
});

test('list page by page', async () => {
  const ids = [];
  for (let i = 0; i < 45; i++) {
    ids.unshift((await sendLater({ metadata: { tags: ['paged'] } })).requestId);
  }

  const pages = [];
  let cursor = null;
  do {
    const page = await list({ tags: 'paged', cursor });
    pages.push(idsOf(page));
    cursor = page.paging.more ? page.paging.cursor : null;
  } while (cursor !== null);

  assert.deepEqual(pages.map(({ length }) => length), [20, 20, 5]);
  assert.deepEqual(pages.flat(), ids);
});

test('a cancel that is too late throws the record, in one request', () => withLine(async (line) => {
  const { requestId } = await send();
  await sent(requestId);

  await assert.rejects(courier({ baseURL: line.url }).messages.cancel(requestId), (error) => {
    assert.ok(error instanceof Courier.ConflictError);
    assertValid('courier', 'MessageDetails', error.error);
    assert.equal(error.error.id, requestId);
    assert.equal(error.error.status, 'SENT');
    return true;
  });

  assert.equal(line.requests, 1);
}));

test('a cancel whose answer is lost is repeated by the client and succeeds', () => withLine(async (line) => {
  const { requestId } = await sendLater();
  line.lose = 1;

  const canceled = await courier({ baseURL: line.url }).messages.cancel(requestId);

  assert.equal(line.requests, 2);
  assert.equal(canceled.status, 'CANCELED');
}));

test('a send whose answer is lost makes one message where it carries an Idempotency-Key', () => withLine(async (line) => {
  const message = { metadata: { tags: ['lost'] }, delay: { duration: 3_600_000 } };
  const options = { headers: { 'Idempotency-Key': 'lost', 'x-idempotency-expiration': inMinutes(7 * 24 * 60).toISOString() } };
  line.lose = 1;

  const { requestId } = await send(message, courier({ baseURL: line.url }), options);

  assert.equal(line.requests, 2);
  assert.deepEqual(idsOf(await list({ tags: 'lost' })), [requestId]);
}));

test('every error is of the client\'s own class', async () => {
  const { requestId } = await sendLater();
  const unknown = '1-018f0000-000070008000000000000000';
  const wrong = courier({ apiKey: 'no-such-key-0123456789' });
  const reader = courier({ apiKey: readOnlyKey });
  const other = courier({ apiKey: otherKey });

  for (const [call, Type, status] of [
    [() => client.send.message({}), Courier.BadRequestError, 400],
    [() => send({ to: { list_id: 'everybody' } }), Courier.BadRequestError, 400],
    [() => send({ to: { email: 'ada@example.com' } }), Courier.BadRequestError, 400],
    [() => send({ delay: { until: 'tomorrow' } }), Courier.BadRequestError, 400],
    [() => send({ delay: { until: '2026-05-05T09:00:00' } }), Courier.BadRequestError, 400],
    [() => send({ content: undefined, template: 'unknown' }), Courier.BadRequestError, 400],
    [() => client.messages.list({ cursor: 'nonsense' }), Courier.BadRequestError, 400],
    [() => wrong.messages.retrieve(requestId), Courier.AuthenticationError, 401],
    [() => reader.messages.cancel(requestId), Courier.PermissionDeniedError, 403],
    [() => sendLater({}, reader), Courier.PermissionDeniedError, 403],
    [() => client.messages.retrieve(unknown), Courier.NotFoundError, 404],
    [() => client.messages.retrieve('a/b'), Courier.NotFoundError, 404],
    [() => client.messages.cancel(unknown), Courier.NotFoundError, 404],
    [() => client.messages.history(unknown), Courier.NotFoundError, 404],
    [() => client.messages.content(unknown), Courier.NotFoundError, 404],
    [() => client.requests.archive(unknown), Courier.NotFoundError, 404],
    [() => other.messages.retrieve(requestId), Courier.NotFoundError, 404],
    [() => other.messages.cancel(requestId), Courier.NotFoundError, 404],
  ]) {
    await assert.rejects(call, (error) => assertError(error, Type, status), call.toString());
  }

  assert.equal((await retrieve(requestId)).status, 'DELAYED');
});

test('the client works under the prefix too', async () => {
  const prefixed = courier({ baseURL: `${gateway}/courier` });
  const { requestId } = await sendLater({}, prefixed);

  assert.equal((await prefixed.messages.cancel(requestId)).id, requestId);
  await prefixed.requests.archive(requestId);
});
