// What a cache in front of the shop relies on: pages for everyone carry no cookie, repeat byte for byte,
// and name a policy; hashed files may be kept for a year.
import { expect, test } from './sound';

test('public pages are the same for everyone', { tag: '@once' }, async ({ request }) => {
  for (const path of ['/', '/search?q=tube']) {
    const [first, second] = [await request.get(path), await request.get(path)];
    expect(first.headers()['set-cookie'], path).toBeUndefined();
    expect(first.headers()['cache-control'], path).toContain('s-maxage');
    expect(first.headers()['content-security-policy'], path).not.toContain('unsafe-inline');
    expect(await second.body(), path).toEqual(await first.body());
    const etag = first.headers()['etag'];
    expect(etag, path).toBeTruthy();
    expect((await request.get(path, { headers: { 'if-none-match': etag } })).status(), path).toBe(304);
  }
  const html = await (await request.get('/')).text();
  const files = [...new Set(html.match(/\/pkg\/[^"' )]+/g) ?? [])];
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    expect((await request.get(file)).headers()['cache-control'], file).toContain('immutable');
  }
});
