// How every test of the portal looks at a page: on a wide screen in light and on a phone in dark, with axe at one of them in turn, and into a
// screenshot. CANOPY_SOAK=1 looks at either in both, with axe each time.
import { readFileSync } from 'node:fs';

const axe = readFileSync(new URL('../playground/node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const soak = Boolean(process.env.CANOPY_SOAK);
const ways = [
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  ...(soak ? [{ width: 1280, colorScheme: 'dark' }, { width: 390, colorScheme: 'light' }] : []),
];

/** Looks at the page as it stands. found fills with what axe finds and with what sticks out of the screen. */
export function looker(page, folder, found) {
  let looks = 0;
  return async function look(name) {
    looks++;
    for (const [i, { width, colorScheme }] of ways.entries()) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
      const where = `${name}-${width}-${colorScheme}`;
      if (soak || i === looks % ways.length) {
        const { violations } = await page.evaluate(`${axe}; axe.run({ exclude: '[data-live-announcer]' })`); // React Aria's, which names what has gone since
        for (const { id, nodes } of violations) found.push(`${where}: ${id} ${nodes.map((node) => node.html.slice(0, 200)).join(' ')}`);
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${where}: ${overflow} pixels stick out of the screen`);
      await page.screenshot({ path: `${folder}/portal-${where}.png` });
    }
    await page.setViewportSize({ width: 1280, height: 844 });
    await page.emulateMedia({ colorScheme: 'light' });
  };
}
