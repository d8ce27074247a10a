// What a drill has shown, as a few aligned lines and as JSON. The only place that knows how a report of a drill looks.
//
//   node end2end/load/report.mjs NAME FOLDER
//
// reads what lies in the folder: NAME.load.json of the visitors, NAME.orders (number and key of every order there is now, a
// tab between them) and NAME.facts (what was seen, its value, and if there is a limit the most it may be); writes NAME.json
// and NAME.txt. Ends with 1 when a limit is broken.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [name, folder] = process.argv.slice(2);
const read = (ending) => readFileSync(join(folder, `${name}.${ending}`), 'utf8');
const rows = (text) => text.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));

const load = JSON.parse(read('load.json'));
const kept = new Map(rows(read('orders')));
const lost = load.acknowledged.filter(({ number, key }) => kept.get(number) !== key);
// Limits of what the visitors count are given as facts without a value.
const facts = rows(read('facts'));
const limits = new Map(facts.filter(([, value]) => value === '').map(([what, , most]) => [what, Number(most)]));
const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 0)} s`;

const lines = [
  ['requests sent', load.sent],
  ['failed', load.failed, limits.get('failed') ?? 0],
  ['turned away, to try again', load.turnedAway, limits.get('turned away')],
  ['orders acknowledged', load.orders],
  ['asked again on a new connection', load.reconnected],
  ['pressed again for an order', load.pressedAgain],
  ['without a clear answer to the end', load.unanswered.length, 0],
  ['lost', lost.length, 0],
  ...load.marks.map(({ name, recoveredAfter }) => [`time to recover from ${name}`, seconds(recoveredAfter), limits.get('time to recover')]),
  ['longest without an order', seconds(load.longestWithoutOrder.seconds), limits.get('longest without an order')],
  ...facts.filter(([, value]) => value !== '').map(([what, value, most]) => [what, value, most === undefined ? undefined : Number(most)]),
].map(([what, value, most]) => ({ what, value, most, broken: most !== undefined && !(Number.parseFloat(value) <= most) }));

const broken = lines.filter((line) => line.broken);
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(load.began));
const shown = (value) => (typeof value === 'number' ? value.toLocaleString('en') : value);
const wide = Math.max(...lines.map(({ what }) => what.length));
const high = Math.max(...lines.map(({ value }) => shown(value).length));
const text = [
  `${name}: ${load.visitors} visitors for ${Math.round(load.seconds)} s, ${day} UTC`,
  ...lines.map(
    ({ what, value, most, broken }) =>
      `  ${what.padEnd(wide)}  ${shown(value).padStart(high)}${most === undefined ? '' : `  at most ${most}${broken ? ': BROKEN' : ''}`}`,
  ),
  ...load.examples.failed.slice(0, 5).map((one) => `  failed: ${one.at} ${one.method} ${one.path} ${one.status ?? one.error} after ${one.afterMs} ms, request ${one.requestId}`),
  ...lost.slice(0, 5).map(({ number, key, at }) => `  lost: ${number}, acknowledged ${at}, key ${key}`),
  broken.length === 0 ? 'All limits held.' : `Limits broken: ${broken.map(({ what }) => what).join(', ')}`,
].join('\n');

const { acknowledged: _, bySecond, ...visits } = load;
writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ name, held: broken.length === 0, lines, lost, visits, bySecond }, null, 1)}\n`);
writeFileSync(join(folder, `${name}.txt`), `${text}\n`);
console.log(text);
process.exit(broken.length === 0 ? 0 : 1);
