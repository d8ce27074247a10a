// Visitors of a shop, many at a time: they look, search, fill a cart and order, each a browser with cookies and
// connections of its own. Written down is what each of them was told, so that it can be compared with what is there.
//
//   node end2end/load/visitors.mjs URL [--visitors 12] [--seconds 60] [--pause 300] [--report FILE] [--address-header NAME]
//
// A line on standard input “mark WORDS” notes a moment in the report; “end” ends the visits before their time. Each second a
// line says how it goes.
//
// A request has failed when it has no answer, no whole answer, or one that helps nobody: 5xx, 404. It was turned away when
// the shop said that it cannot do this now and to try again. No request is sent twice, but for two cases that are no
// failures of anybody: a browser asks again on a new connection when a kept one is closed under its request before
// anything came back (GET only, `reconnected`), and a customer without a clear answer presses “Place the order” again
// (`pressedAgain`): the key is the same, and so is the order.
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    visitors: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '60' },
    pause: { type: 'string', default: '300' },
    report: { type: 'string' },
    'address-header': { type: 'string' },
  },
});
const number = (name, least, most) => {
  const value = Number(given[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`--${name} is a whole number from ${least} to ${most}.`);
  process.exit(2);
};
if (positionals.length !== 1) {
  console.error('Which shop? node visitors.mjs URL, as in: node visitors.mjs https://rocket-parts.test');
  process.exit(2);
}
const SHOP = new URL(positionals[0]);
const VISITORS = number('visitors', 1, 200);
const SECONDS = number('seconds', 1, 7200);
const PAUSE = number('pause', 0, 60_000);
/** How long anybody waits for an answer, and how long a customer goes on pressing; milliseconds. */
const PATIENCE = 10_000;
const PERSISTENCE = 60_000;
/** What is told of each kind of trouble, at most. */
const EXAMPLES = 40;

const began = Date.now();
let ended = false;
const kinds = new Map();
const examples = { failed: [], turnedAway: [], refused: [] };
const marks = [];
const orders = [];
const unanswered = [];
/** The built files that pages named, and how many pages did: releases side by side name different ones. */
const namedFiles = new Map();
const seconds = [];
const counts = { reconnected: 0, pressedAgain: 0 };
const troubles = [];
const successes = { any: [], order: [] };

const thisSecond = () => {
  const second = Math.floor((Date.now() - began) / 1000);
  while (seconds.length <= second) seconds.push({ ok: 0, failed: 0, turnedAway: 0, refused: 0, orders: 0 });
  return seconds[second];
};

/** Notes how a request ended: `outcome` is ok, failed, turnedAway or refused. */
function note(kind, outcome, started, about) {
  if (!kinds.has(kind)) kinds.set(kind, { ok: 0, failed: 0, turnedAway: 0, refused: 0, took: [] });
  const of = kinds.get(kind);
  of[outcome] += 1;
  of.took.push(Date.now() - started);
  thisSecond()[outcome] += 1;
  if (outcome === 'ok') {
    successes.any.push(Date.now());
    return;
  }
  if (outcome !== 'refused') troubles.push(Date.now());
  if (examples[outcome].length < EXAMPLES) {
    examples[outcome].push({ at: new Date(started).toISOString(), afterMs: Date.now() - started, kind, ...about });
  }
}

/** A visitor's browser. */
class Browser {
  constructor(index) {
    const secure = SHOP.protocol === 'https:';
    this.client = secure ? https : http;
    this.agent = new this.client.Agent({ keepAlive: true, maxSockets: 6 });
    this.address = `198.51.${100 + Math.floor(index / 250)}.${1 + (index % 250)}`;
    this.cookies = new Map();
  }

  /** One exchange; throws when there is no whole answer. */
  exchange(method, path, form) {
    const headers = {
      accept: 'text/html,application/xhtml+xml',
      'x-request-id': `load-${randomBytes(8).toString('hex')}`,
      ...(this.cookies.size > 0 && { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...(given['address-header'] && { [given['address-header']]: this.address }),
      ...(form && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(form),
        origin: SHOP.origin,
        'sec-fetch-site': 'same-origin',
      }),
    };
    if (path.startsWith('/api/') && !form) headers.accept = 'application/json';
    if (path.startsWith('/pkg/')) headers['accept-encoding'] = 'br';
    return new Promise((resolve, reject) => {
      const request = this.client.request(new URL(path, SHOP), { method, headers, agent: this.agent });
      const fail = (error) => {
        reject(Object.assign(error, { requestId: headers['x-request-id'], reused: request.reusedSocket, began: answered }));
        request.destroy();
      };
      let answered = false;
      const patience = setTimeout(() => fail(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE);
      request.on('error', fail);
      request.on('close', () => clearTimeout(patience));
      request.on('response', (response) => {
        answered = true;
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          for (const line of response.headers['set-cookie'] ?? []) this.keep(line);
          const { statusCode: status, headers: told } = response;
          const requestId = told['x-request-id'] ?? headers['x-request-id'];
          resolve({ status, headers: told, location: told.location ?? '', body: Buffer.concat(parts), requestId });
        });
      });
      request.end(form);
    });
  }

  keep(line) {
    const [pair, ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (value === '' || attributes.some((one) => /^\s*max-age=(0|-\d+)\s*$/i.test(one))) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Sends a request, notes how it ended, and answers with the answer: one without a body if there was none. */
  async send(kind, method, path, form) {
    const started = Date.now();
    let answer;
    try {
      try {
        answer = await this.exchange(method, path, form);
      } catch (error) {
        if (method !== 'GET' || !error.reused || error.began || !/ECONNRESET|EPIPE|socket hang up/.test(`${error.code} ${error.message}`)) throw error;
        counts.reconnected += 1;
        answer = await this.exchange(method, path, form);
      }
    } catch (error) {
      note(kind, 'failed', started, { method, path, requestId: error.requestId, error: error.code ?? error.message });
      return { outcome: 'failed', text: '', location: '' };
    }
    const outcome = judge(answer, path);
    const { status, requestId, location } = answer;
    note(kind, outcome, started, { method, path, requestId, status, location });
    return { outcome, text: answer.body.toString(), location };
  }

  get = (kind, path) => this.send(kind, 'GET', path);
  post = (kind, path, fields) => this.send(kind, 'POST', path, new URLSearchParams(fields).toString());
}

function judge({ status, headers, location, body }, path) {
  if (/[?&]problem=unavailable/.test(location)) return 'turnedAway';
  if (/[?&](problem|check)=/.test(location)) return /problem=internal/.test(location) ? 'failed' : 'refused';
  if (status === 503 && /try again|"code":"unavailable"/i.test(body.toString())) return 'turnedAway';
  if (status === 409 || status === 422) return 'refused';
  if (status >= 400) return 'failed';
  const isPage = (headers['content-type'] ?? '').startsWith('text/html') && status === 200;
  if (isPage && !body.includes('</html>')) return 'failed';
  if (path.startsWith('/pkg/') && body.length === 0) return 'failed';
  return 'ok';
}

const any = (list) => list[Math.floor(Math.random() * list.length)];
const pause = () => sleep(PAUSE * (0.5 + Math.random()));
const found = ({ text }, pattern) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];
const WORDS = ['tube', 'nose cone', 'ogive', 'motor G', 'parachute', 'coupler 54', 'RP-AT-54-600', 'rail guide', 'fin', 'shock cord'];

/** One visit from the home page to an order, or as far as it goes. */
async function visit(browser) {
  browser.cookies.clear();
  const home = await browser.get('home', '/');
  const categories = found(home, /href="(\/categories\/[a-z-]+)"/g).filter((path) => path !== '/categories/services');
  await pause();
  const category = await browser.get('category', any(categories) ?? '/categories/airframe-tubes');
  const parts = found(category, /href="(\/parts\/RP-[A-Z0-9-]+)"/g);
  await pause();
  const page = any(parts) ?? '/parts/RP-AT-54-600';
  const part = await browser.get('part', page);
  const files = found(part, /(\/pkg\/[A-Za-z0-9._-]+\.(?:css|js|wasm))/g);
  if (files.length > 0) await browser.get('asset', any(files));
  for (const file of files) namedFiles.set(file, (namedFiles.get(file) ?? 0) + 1);
  const sku = page.split('/')[2];
  const stock = await browser.get('stock', `/api/inventory/stock?sku=${sku}`);
  await pause();
  await browser.get('search', `/search?q=${encodeURIComponent(any(WORDS))}`);
  await pause();
  await browser.get('help', '/help');
  await pause();
  if (!ended && stock.outcome === 'ok' && JSON.parse(stock.text).available > 0) await order(browser, sku);
}

async function order(browser, sku) {
  const isRight = ({ outcome }) => outcome === 'ok';
  if (!isRight(await browser.post('cart', '/api/cart/add', { sku, quantity: '1' }))) return;
  await browser.get('cart', '/cart');
  await pause();
  const steps = [
    { step: 'contact', 'form[email]': 'visitor@load.example', 'form[contact_name]': 'A Visitor' },
    { step: 'address', 'form[street]': '12 Launch Road', 'form[postal_code]': '88131', 'form[city]': 'Lindau', 'form[country]': 'DE' },
    { step: 'delivery', 'form[delivery_method]': 'standard' },
    { step: 'payment', 'form[payment_method]': 'bank_transfer', 'form[po_number]': 'LOAD' },
  ];
  for (const fields of steps) {
    if (!isRight(await browser.post('checkout', '/api/checkout/step', fields))) return;
    await pause();
  }
  const review = await browser.get('checkout', '/checkout/review');
  const [key] = found(review, /name="key" value="([0-9a-f-]{36})"/g);
  if (!key) return;
  await pause();
  const number = await place(browser, key);
  if (number) await browser.get('order', `/orders/${number}`);
}

/** Presses the button until there is an answer. */
async function place(browser, key) {
  const started = Date.now();
  for (let presses = 1; ; presses += 1) {
    const { outcome, location } = await browser.post('place', '/api/checkout/place', { key });
    const number = /^(?:https?:\/\/[^/]+)?\/orders\/([A-Z0-9-]+)$/.exec(location)?.[1];
    if (number) {
      orders.push({ number, key, at: new Date().toISOString(), presses });
      successes.order.push(Date.now());
      thisSecond().orders += 1;
      return number;
    }
    // An answer that is no order: sold out meanwhile, or nothing to order. So it was told, and that is clear.
    if (outcome === 'ok' || outcome === 'refused') return undefined;
    if (Date.now() - started > PERSISTENCE) {
      unanswered.push({ key, since: new Date(started).toISOString(), presses });
      return undefined;
    }
    counts.pressedAgain += 1;
    await sleep(300);
  }
}

/** The longest time in which nothing of a kind succeeded, seconds, and when it began. */
function gap(times, until) {
  const all = [...times.slice().sort((a, b) => a - b), until]; // from the first one on
  let longest = { seconds: 0 };
  for (let index = 1; index < all.length; index += 1) {
    const length = (all[index] - all[index - 1]) / 1000;
    if (length > longest.seconds) longest = { seconds: length, from: new Date(all[index - 1]).toISOString() };
  }
  return longest;
}

function report() {
  const now = Date.now();
  const sorted = (times) => times.slice().sort((a, b) => a - b);
  const requests = {};
  const total = { sent: 0, ok: 0, failed: 0, turnedAway: 0, refused: 0 };
  for (const [kind, { took, ...outcomes }] of kinds) {
    const times = sorted(took);
    const share = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
    requests[kind] = { sent: took.length, ...outcomes, p50: share(0.5), p95: share(0.95), max: times.at(-1) ?? 0 };
    for (const name of Object.keys(total)) total[name] += requests[kind][name];
  }
  // Of each mark: from it to the last request before the next mark that failed or was turned away; 0 when none was.
  const marked = marks.map(({ name, at }, index) => {
    const [from, to] = [Date.parse(at), Date.parse(marks[index + 1]?.at ?? new Date(now).toISOString())];
    const last = troubles.filter((time) => time >= from && time <= to).at(-1) ?? from;
    return { name, at, recoveredAfter: (last - from) / 1000 };
  });
  return {
    shop: SHOP.origin,
    began: new Date(began).toISOString(),
    seconds: (now - began) / 1000,
    visitors: VISITORS,
    ...total,
    ...counts,
    orders: orders.length,
    unanswered,
    longestWithoutOrder: gap(successes.order, now),
    longestWithoutAnything: gap(successes.any, now),
    marks: marked,
    requests,
    namedFiles: Object.fromEntries(namedFiles),
    examples,
    acknowledged: orders,
    bySecond: seconds,
  };
}

const clock = setInterval(() => {
  const second = seconds[Math.floor((Date.now() - began) / 1000) - 1] ?? { ok: 0, failed: 0, turnedAway: 0, refused: 0, orders: 0 };
  const elapsed = Math.floor((Date.now() - began) / 1000);
  console.log(`${elapsed} s: ${second.ok} answered, ${second.failed} failed, ${second.turnedAway} turned away; ${orders.length} orders so far`);
}, 1000);
const end = () => (ended = true);
const limit = setTimeout(end, SECONDS * 1000);
process.on('SIGINT', end);
process.on('SIGTERM', end);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line === 'end') end();
  else if (line.startsWith('mark ')) marks.push({ name: line.slice(5), at: new Date().toISOString() });
});

await Promise.all(
  Array.from({ length: VISITORS }, async (_, index) => {
    const browser = new Browser(index);
    await sleep((index / VISITORS) * Math.min(PAUSE * 8, 3000)); // not all at the same step
    while (!ended) await visit(browser);
    browser.agent.destroy();
  }),
);
clearInterval(clock);
clearTimeout(limit);
lines.close();
const result = report();
if (given.report) writeFileSync(given.report, `${JSON.stringify(result, null, 1)}\n`);
console.log(
  `${result.sent} requests, ${result.failed} failed, ${result.turnedAway} turned away, ${result.orders} orders, ` +
    `longest without an order ${result.longestWithoutOrder.seconds.toFixed(1)} s`,
);
process.exit(0);
