// What every script of this folder may use: where the gateway is, its keys, the vendors' schemas, a receiver for webhooks, a line that breaks.
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';

function env(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: these scripts are run by Clients.Tests.`);
  return value;
}

/** The gateway's root, without a path. */
export const gateway = env('BELAY_URL');

/** Keys: of one organization with all rights, with the right to read alone, and of another organization. */
export const key = env('BELAY_KEY');
export const readOnlyKey = env('BELAY_READ_ONLY_KEY');
export const otherKey = env('BELAY_OTHER_KEY');

/** A recipient that the carrier refuses. */
export const refusedNumber = env('BELAY_REFUSED_NUMBER');

/** The instant this many minutes from now. */
export const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000);

/** Waits until the look gives something, and gives that. */
export async function until(look, patienceMs = 20_000) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }

    assert.ok(Date.now() < deadline, `Waited ${patienceMs} ms in vain.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// The vendors' schemas leave types out where they are plain, which ajv would warn of.
const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
ajv.addFormat('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('url', { validate: (text) => URL.canParse(text) });
ajv.addFormat('json-pointer', /^(\/([^~/]|~[01])*)*$/);
const loaded = new Set();

/** Throws unless the value is valid by `schemas/<file>.json#/$defs/<name>`. */
export function assertValid(file, name, value) {
  if (!loaded.has(file)) {
    ajv.addSchema(JSON.parse(readFileSync(new URL(`./schemas/${file}.json`, import.meta.url), 'utf8')));
    loaded.add(file);
  }

  const validate = ajv.getSchema(`${file}#/$defs/${name}`);
  assert.ok(validate, `There is no schema ${name} in ${file}.json.`);
  assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

/** The names of a schema's fields. */
export function fieldsOf(file, name) {
  const schema = JSON.parse(readFileSync(new URL(`./schemas/${file}.json`, import.meta.url), 'utf8'));
  return Object.keys(schema.$defs[name].properties);
}

/** Runs the work with a receiver of webhooks: `next()` gives the next delivery as `{ headers, body }`. */
export async function withReceiver(work) {
  const arrived = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk;
    }

    const delivery = { headers: request.headers, body };
    const waiter = waiting.shift();
    waiter ? waiter(delivery) : arrived.push(delivery);
    response.writeHead(200).end();
  });
  await whileListening(server, () => work({
    url: `http://127.0.0.1:${server.address().port}/hooks`,
    next: () => arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve)),
  }));
}

/**
 * Runs the work with a line to the gateway. It counts the requests, and loses as many answers as it is told to: the gateway has done
 * the request, and the caller sees a broken connection.
 */
export async function withLine(work) {
  const line = { requests: 0, lose: 0, url: '' };
  const server = createServer((request, response) => {
    line.requests++;
    const onward = httpRequest(new URL(request.url, gateway), { method: request.method, headers: request.headers }, (answer) => {
      if (line.lose > 0) {
        line.lose--;
        answer.resume().on('end', () => request.socket.destroy());
        return;
      }

      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await whileListening(server, () => {
    line.url = `http://127.0.0.1:${server.address().port}`;
    return work(line);
  });
}

async function whileListening(server, work) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
