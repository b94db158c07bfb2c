// Makes the pictures that the README shows, from messages of its own.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { call, gateway, keys, open, schedule, signIn, untilStatus } from './support.mjs';

const folder = process.env.BELAY_DASHBOARD_IMAGES;
await mkdir(folder, { recursive: true });

/** A day's work: much that waits, some that left, some that was called off or went wrong. */
async function fill() {
  const tags = ['dentist', 'reminder', 'delivery', 'survey'];
  const bell = (at) => Math.exp(-(((at % 24) - 11) ** 2) / 18);
  const batches = Array.from({ length: 12 }, () => []);
  for (let hour = 0; hour < 168; hour++) {
    for (let one = 0; one < 6 + 60 * bell(hour + 9); one++) {
      batches[hour % 12].push({
        to: `+1202555${String(hour * 37 + one).padStart(4, '0').slice(-4)}`, from: 'Belay', text: 'See you tomorrow at nine.', tags: [tags[one % 4]],
        send_at: new Date(Date.now() + hour * 3_600_000 + (one + 1) * 53_000).toISOString(),
      });
    }
  }

  for (const messages of batches) {
    while (messages.length > 0) {
      await call('POST', '/batches', { messages: messages.splice(0, 900) });
    }
  }

  const now = [
    '+15005550001', '+15005550007', '+15005550003',
    ...Array.from({ length: 60 }, (_, place) => `+120255501${String(place).padStart(2, '0')}`),
  ];
  const { body } = await call('POST', '/batches', {
    messages: now.map((to, place) => ({ to, from: 'Belay', text: 'Your parcel is here.', tags: [tags[place % 4]] })),
  });
  for (const message of (await call('GET', '/messages?status=scheduled&tag=survey&limit=14')).body.messages) {
    await call('DELETE', '/messages/' + message.id);
  }

  await untilStatus(body.messages[2].id, 'delivered');
  return body.messages[2].id;
}

const delivered = await fill();
const called = await schedule({ to: '+12025550142', tags: ['dentist'], text: 'Your appointment is tomorrow at nine.' }, 86_400);
const browser = await chromium.launch({
  executablePath: process.env.BELAY_CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});

async function take(name, viewport, colorScheme, path, ready) {
  const context = await browser.newContext({
    baseURL: gateway, viewport, colorScheme, locale: 'en-GB', timezoneId: 'Europe/Vienna', reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await signIn(page, keys.full, path);
  await ready(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}

const wide = { width: 1120, height: 800 };
const narrow = { width: 390, height: 760 };
const charts = (page) => page.locator('figure canvas').nth(3).waitFor();
const table = (page) => page.locator('table.messages tbody a').first().waitFor();
await take('dashboard', wide, 'light', '/', charts);
await take('dashboard-dark', wide, 'dark', '/', charts);
await take('dashboard-narrow', narrow, 'light', '/', charts);
await take('messages', wide, 'light', '/messages', table);
await take('messages-dark', wide, 'dark', '/messages', table);
await take('messages-narrow', narrow, 'light', '/messages', table);
await take('message', wide, 'light', '/', (page) => open(page, delivered));
const cancel = async (page) => {
  await open(page, called.id);
  await page.getByRole('button', { name: 'Cancel this message' }).click();
  await page.locator('.verdict', { hasText: 'never be sent' }).waitFor();
};
await take('message-dark', wide, 'dark', '/', cancel);
await take('message-narrow', narrow, 'light', '/', (page) => open(page, delivered));
const docs = (name, viewport, colorScheme) => take(name, viewport, colorScheme, '/', async (page) => {
  await page.goto('/docs');
  await page.locator('.opblock').nth(3).waitFor();
});
await docs('docs', wide, 'light');
await docs('docs-dark', wide, 'dark');
await docs('docs-narrow', narrow, 'light');
await browser.close();
