import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { start } from '../support/run.ts';

const CHROMIUM = '/usr/bin/chromium';

// Where the tests are to have every program, its absence is a failure.
describe.skipIf(!existsSync(CHROMIUM) && process.env.PROGRAMS !== 'all')('the page of a report in a browser', () => {
  const home = useHome();
  let browser: Browser;
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
    browser = await chromium.launch({
      ...{ executablePath: CHROMIUM, args: [...args, '--disable-component-update', '--disable-sync'] },
    });
  });
  afterAll(async () => browser?.close());

  async function writeReport(...args: string[]): Promise<string> {
    const file = join(home.path, `${args[0]}.html`);
    const { code, stderr } = await start(['report', ...args, '--html', file, '--overwrite'], {
      ...{ home, env: { PIPELINER_SANDBOX: '1' } },
    }).ended;
    expect(code, stderr).toBe(0);
    return pathToFileURL(file).href;
  }

  it.each([
    ['pipeline', 'light', 400],
    ['forecast', 'dark', 800],
    ['closed', 'light', 1600],
  ] as const)('%s, %s, at %i: reads well, fits, runs nothing and asks nobody', async (report, colorScheme, width) => {
    const url = await writeReport(report);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    try {
      const page = await context.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      page.on('request', request => requests.push(request.url()));
      page.on('console', message => errors.push(message.text()));
      await page.goto(url);
      expect([requests, errors]).toEqual([[url], []]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      // The styles came through the page's own policy.
      expect(await page.evaluate("getComputedStyle(document.querySelector('svg rect')).fill")).not.toBe('rgb(0, 0, 0)');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('region');
      const shot = await page.screenshot();
      expect(shot.length).toBeGreaterThan(5000);
    } finally {
      await context.close();
    }
    // The policy of the page forbids scripts, that of the test, too.
    const checked = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
    try {
      const page = await checked.newPage();
      await page.goto(url);
      await page.addScriptTag({ content: axe.source });
      const violations = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))',
      );
      expect(violations).toEqual([]);
    } finally {
      await checked.close();
    }
  });
});
