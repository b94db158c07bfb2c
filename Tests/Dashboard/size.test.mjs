// How the dashboard does with many messages: reported, not judged, for it depends on the machine. BELAY_DASHBOARD_MESSAGES says how many.
import test from 'node:test';
import assert from 'node:assert/strict';
import { call, gateway, keys, signIn, withPage } from './support.mjs';

const many = Number(process.env.BELAY_DASHBOARD_MESSAGES ?? 5_000);
const perBatch = 1000;
const looks = 5;

test(`the dashboard with ${many} messages`, { timeout: 600_000 }, async () => {
  const now = Date.now();
  for (let made = 0; made < many; made += perBatch) {
    const messages = Array.from({ length: Math.min(perBatch, many - made) }, (_, place) => ({
      to: `+1303${String(made + place).padStart(7, '0')}`, from: 'Belay', text: 'See you at nine.', tags: [`tag-${place % 50}`],
      // Spread over the next week, a tenth of them within the hour.
      send_at: new Date(now + 120_000 + (place % 10 === 0 ? 3_400_000 : 604_000_000) * ((made + place) / many)).toISOString(),
    }));
    const { status, body } = await call('POST', '/batches', { messages });
    assert.equal(status, 202);
    if (made % (10 * perBatch) === 0) {
      await call('DELETE', '/batches/' + body.batch);
    }
  }

  await withPage(async (page) => {
    await signIn(page);
    await page.locator('figure canvas').nth(3).waitFor();
    const figures = {
      page: [], overview: [], list: [], 'list by number': [], 'list by tag and status': [], 'list by due window': [],
      'list by a window in which nothing is due': [],
    };
    for (let look = 0; look < looks; look++) {
      await page.goto('about:blank');
      await page.goto('/');
      // The charts are drawn when the last of the four has its canvas and the summaries are there; the browser itself says when that was.
      figures.page.push(await page.evaluate(() => new Promise((resolve) => {
        const drawn = () => document.querySelectorAll('figure canvas').length === 4 && performance.now();
        const seen = drawn();
        seen
          ? resolve(seen)
          : new MutationObserver((_, observer) =>
            drawn() && (observer.disconnect(), requestAnimationFrame(() => resolve(performance.now()))))
            .observe(document, { subtree: true, childList: true });
      })));
      const asked = async (name, ...paths) => figures[name].push(await page.evaluate(async ([urls, key]) => {
        const began = performance.now();
        await Promise.all(urls.map(async (url) => (await fetch(url, { headers: { Authorization: 'Bearer ' + key } })).json()));
        return performance.now() - began;
      }, [paths.map((path) => gateway + '/belay/v1' + path), keys.full]));
      await asked(
        'overview', '/forecast?slot_seconds=60&slots=60', '/forecast?slot_seconds=3600&slots=168', '/tally?slot_seconds=3600&slots=168', '/status');
      await asked('list', '/messages?limit=25');
      await asked('list by number', '/messages?limit=25&to=%2B13030000777');
      await asked('list by tag and status', '/messages?limit=25&tag=tag-7&status=canceled');
      const hour = new Date(now + 1_800_000).toISOString();
      await asked('list by due window', `/messages?limit=25&due_from=${new Date(now).toISOString()}&due_before=${hour}`);
      await asked('list by a window in which nothing is due', '/messages?limit=25&due_from=2020-01-01T00:00:00Z&due_before=2020-01-02T00:00:00Z');
    }

    const median = (values) => Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]);
    console.log(`${many} messages, median of ${looks}: `
      + Object.entries(figures).map(([name, values]) => `${name} ${median(values)} ms`).join(', '));
  });
});
