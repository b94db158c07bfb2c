const call = async (method, path, body) => {
  const response = await fetch(`${process.env.BELAY_URL}/belay/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${process.env.BELAY_KEY}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: body && JSON.stringify(body),
  });
  return response.json();
};

const send_at = new Date(Date.now() + 24 * 3600_000).toISOString();
const { id } = await call('POST', 'messages', { to: '+15005550199', text: 'See you tomorrow', send_at, tags: ['visit-17'] });
const { verdict } = await call('DELETE', `messages/${id}`);
console.log(id, verdict); // "canceled": it will never be sent
