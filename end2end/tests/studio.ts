// What an editor does, in the editor's words: the steps that several journeys share.
import type { Page } from '@playwright/test';
import { expect, type Watch } from './sound';

/** Begins a document with these fields, by their labels, and answers its address in the studio. */
export async function beginDocument(page: Page, watch: Watch, kind: string, fields: Record<string, string>) {
  await page.goto(`/studio/new/${kind}`);
  await watch.sound(page);
  for (const [label, text] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    if (label === 'Category') await field.selectOption(text);
    else await field.fill(text);
  }
  await page.getByRole('button', { name: 'Begin the draft' }).click();
  await expect(page).toHaveURL(/\?done=created/);
  await watch.ready(page);
  return new URL(page.url()).pathname;
}

/** Saves by the form's button: with scripts the line beside it says so, without the page that answers. */
export async function saveDraft(page: Page, scripts: boolean) {
  await page.getByRole('button', { name: 'Save draft' }).click();
  if (scripts) await expect(page.locator('#studio-status')).toContainText(/^Saved/);
  else await expect(page).toHaveURL(/done=saved/);
}

/** Publishes what is drafted. */
export async function publishNow(page: Page, watch: Watch, document: string) {
  await page.goto(`${document}/publish`);
  await watch.sound(page);
  const warnings = page.getByLabel('Publish it with these warnings').first();
  if (await warnings.isVisible()) await warnings.check();
  await page.getByRole('button', { name: 'Publish now' }).click();
  await expect(page).toHaveURL(/done=published/);
}
