// The studio: drafts that nobody sees, the real page beside the form, links, two editors at once, imports.
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { joinStaff } from './people';
import { beginDocument, publishNow, saveDraft } from './studio';
import { expect, test } from './sound';

const newTitle = (words: string) => `${words} ${randomUUID().slice(0, 8)}`;

async function isNotThere(page: Page, path: string) {
  const answer = await page.request.get(path);
  expect(answer.status(), path).toBe(404);
}

test('a draft is shown by a link, published, and seen; until then nobody else sees it', async ({
  page,
  stranger,
  scripts,
  watch,
}) => {
  await joinStaff(page, watch, ['publisher']);
  const title = newTitle('Range rules');
  const document = await beginDocument(page, watch, 'pages', { Title: title });
  const address = `/pages/${document.split('/')[3]}`;
  await page.getByLabel('Summary').fill('What holds on our range.');
  await page.getByLabel('Text', { exact: true }).fill('Stand **back**.\n\nThen count down.');
  await saveDraft(page, scripts);
  await watch.sound(page);
  await isNotThere(stranger, address);
  expect(await (await stranger.request.get('/help')).text()).not.toContain(title);

  await page.goto(`${document}/links`);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByRole('status').filter({ hasText: /link/i }).first()).toBeVisible();
  await watch.sound(page);
  const link = await page.locator('input[readonly]').first().inputValue();
  const opened = await stranger.request.get(link);
  expect(opened.headers()['cache-control']).toBe('private, no-store');
  expect(opened.headers()['x-robots-tag']).toContain('noindex');
  expect(opened.headers()['set-cookie']).toBeUndefined();
  await stranger.goto(link);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(stranger.getByText('Stand back.')).toBeVisible();
  await expect(stranger.locator('.preview-banner')).toContainText('Leave the preview');
  await watch.sound(stranger);
  // It sticks to nothing: the next page is everyone's.
  await stranger.goto('/help');
  await expect(stranger.locator('.preview-banner')).toHaveCount(0);

  await publishNow(page, watch, document);
  await expect(async () => {
    expect(await (await stranger.request.get(address)).text()).toContain('Then count down.');
  }).toPass({ timeout: 5_000 });
  await stranger.goto(address);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText(title);
  await watch.sound(stranger);

  await page.goto(`${document}/links`);
  await page.getByRole('button', { name: 'Revoke' }).first().click();
  await expect(page.getByText(/revoked/i).first()).toBeVisible();
  const closed = await stranger.request.get(link);
  expect([404, 410]).toContain(closed.status());
  expect(await closed.text()).not.toContain('Stand');
});

test('an older revision is taken up again as a draft, and a release is taken back in one action', async ({
  page,
  stranger,
  scripts,
  watch,
}) => {
  await joinStaff(page, watch, ['publisher']);
  const document = await beginDocument(page, watch, 'pages', { Title: newTitle('Opening hours') });
  const address = `/pages/${document.split('/')[3]}`;
  await page.getByLabel('Summary').fill('When we are there.');
  await page.getByLabel('Text', { exact: true }).fill('From nine.');
  await saveDraft(page, scripts);
  await publishNow(page, watch, document);
  await page.goto(document);
  await watch.ready(page);
  await page.getByLabel('Text', { exact: true }).fill('From ten.');
  await saveDraft(page, scripts);
  await publishNow(page, watch, document);
  const seen = async () => (await stranger.request.get(address)).text();
  expect(await seen()).toContain('From ten.');

  await page.goto(`${document}/history`);
  await watch.sound(page);
  await page.getByRole('button', { name: 'Compare the two chosen' }).click();
  await watch.sound(page);
  await page.goto(`${document}/history`);
  for (const fold of await page.locator('.revisions__fold:not([open]) > summary').all()) await fold.click();
  await page.getByRole('button', { name: /Restore as draft/ }).last().click();
  await expect(page).toHaveURL(new RegExp(document));
  expect(await seen(), 'restoring publishes nothing').toContain('From ten.');

  await page.goto('/studio/releases?state=published');
  await watch.sound(page);
  await page.getByRole('link', { name: /Opening hours/ }).first().click();
  await watch.sound(page);
  await page.locator('summary', { hasText: 'Roll back' }).click();
  await page.getByLabel('Yes, roll it back').check();
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect(async () => expect(await seen()).toContain('From nine.')).toPass({ timeout: 5_000 });
  await watch.sound(page);
});

test('two editors at once: the second is shown both drafts, and nothing is lost', async ({
  page,
  stranger,
  scripts,
  watch,
}) => {
  watch.expectStatus(409);
  await joinStaff(page, watch, ['editor']);
  await joinStaff(stranger, watch, ['editor']);
  const document = await beginDocument(page, watch, 'pages', { Title: newTitle('Two hands') });
  await stranger.goto(document);
  await watch.ready(stranger);
  await page.getByLabel('Summary').fill('The first one says this.');
  await saveDraft(page, scripts);
  await stranger.getByLabel('Text', { exact: true }).fill('And the second that.');
  if (scripts) await expect(stranger.locator('#studio-status')).toContainText('saved in the meantime');
  await stranger.getByRole('button', { name: 'Save draft' }).click();
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Two drafts of the same document');
  await watch.sound(stranger);
  await stranger.getByRole('button', { name: 'Save both as one draft' }).click();
  await expect(stranger).toHaveURL(new RegExp(`${document}\\?`));
  await watch.sound(stranger);
  await expect(stranger.getByLabel('Summary')).toHaveValue('The first one says this.');
  await expect(stranger.getByLabel('Text', { exact: true })).toHaveValue('And the second that.');
});

test('what is typed is saved and shown on the page beside the form, and the page leads to its fields @scripts', async ({
  page,
  stranger,
  watch,
}) => {
  await joinStaff(page, watch, ['editor']);
  const sku = `RP-J-${randomUUID().slice(0, 8).toUpperCase()}`;
  const document = await beginDocument(page, watch, 'products', {
    Name: newTitle('Practice tube'),
    'Our number of its first variant': sku,
    Category: 'airframe-tubes',
  });
  await watch.sound(page);
  const frame = page.frameLocator('#studio-frame');
  await expect(frame.getByRole('heading', { level: 1 })).toContainText('Practice tube');
  await page.getByLabel('Name', { exact: true }).fill('Tube as typed');
  await expect(page.locator('#studio-status')).toContainText('Saved');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Tube as typed');
  await isNotThere(stranger, `/parts/${sku}`);

  // A figure in any unit; one that is none is said at its field and nothing is lost.
  const length = page.locator(`[id="field-variants/${sku}/attributes/length"]`);
  await length.fill('24 in');
  await expect(frame.getByRole('row', { name: /Length/ })).toContainText('609.6');
  await length.fill('as long as it takes');
  await expect(page.locator('#studio-status')).toContainText('Not saved');
  await expect(length).toHaveValue('as long as it takes');
  await length.fill('0.5 m');
  await expect(page.locator('#studio-status')).toContainText('Saved');
  await expect(frame.getByRole('row', { name: /Length/ })).toContainText('500');

  await frame.getByRole('heading', { level: 1 }).click();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type(' by hand');
  await page.keyboard.press('Control+s');
  await expect(frame.getByRole('heading', { level: 1 })).toContainText('by hand');
  await page.goto(`${document}/publish`);
  await expect(page.getByText('The summary is missing.').first()).toBeVisible();
  await watch.sound(page);
});

test('an editor finds a document by its number and opens it with keys alone @scripts', async ({ page, watch }) => {
  await joinStaff(page, watch, ['editor']);
  await page.goto('/studio');
  await watch.sound(page);
  await page.keyboard.press('/');
  await page.keyboard.type('rp at54600');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/words=|q=|\/studio\/products\//);
  await watch.sound(page);
  const link = page.getByRole('main').locator('a[href^="/studio/products/"]').first();
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/studio\/products\//);
  await watch.sound(page);
});

test('prices come as a file, are looked over row by row, published together and undone', async ({
  page,
  stranger,
  watch,
}, info) => {
  watch.expectStatus(422);
  // Each project has a part of its own.
  const part = { desk: 'RP-AT-66-600', phone: 'RP-AT-54-600', 'desk-no-scripts': 'RP-AT-98-600', 'phone-no-scripts': 'RP-AT-38-600' }[
    info.project.name
  ] as string;
  await joinStaff(page, watch, ['publisher']);
  await page.goto('/studio/import');
  await watch.sound(page);
  const table = `sku,from quantity,unit price,currency\n${part},1,77.70,EUR\nRP-NO-SUCH,1,1.00,EUR\n`;
  await page.locator('#upload-file').setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page).toHaveURL(/\/studio\/import\/\d+/);
  await watch.sound(page);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  const go = page.getByRole('button', { name: 'Make drafts' });
  await untilThere(page, go);
  await expect(page.getByText('RP-NO-SUCH').first()).toBeVisible();
  await watch.sound(page);
  await page.getByLabel(/Leave the 1 row out/).check();
  await go.click();
  const publish = page.getByRole('button', { name: 'Publish together' });
  await untilThere(page, publish);
  const price = async () => (await stranger.request.get(`/parts/${part}`)).text();
  expect(await price(), 'a draft is seen by nobody').not.toContain('77.70');
  await publish.click();
  const undo = page.getByRole('button', { name: 'Undo the import' });
  await untilThere(page, undo);
  await watch.sound(page);
  expect(await price()).toContain('77.70');
  await undo.click();
  await expect(async () => expect(await price()).not.toContain('77.70')).toPass({ timeout: 15_000 });
});

/** Waits for what a worker makes possible; without scripts the page has to be looked at again. */
async function untilThere(page: Page, what: ReturnType<Page['getByRole']>) {
  await expect(async () => {
    if (!(await what.isVisible())) {
      await page.goto(page.url().split(/[?#]/)[0].replace(/\/(map|draft|check|release\/\w+)$/, ''));
      await expect(what).toBeVisible({ timeout: 1_000 });
    }
  }).toPass({ timeout: 30_000 });
}
