// Measures the tree: node speed.mjs URL CHROMIUM FOLDER EMAIL PASSWORD ACCOUNT LAST RUNS, where LAST is the name of the last of
// ACCOUNT's many children. Prints as JSON, each as the
// median of so many runs: scripts, the bytes of script that the first load takes; longest, the longest task in ms behind the load with the
// CPU slowed four times; scrolling, the longest while the children pass by with the CPU as it is, and rows, the most that were in the page.
import { open } from '../playground/browser.mjs';

const [url, executablePath, , email, password, account, last, runs] = process.argv.slice(2);
const { browser, page, faults } = await open(url, executablePath, 1280);
await page.goto(url);
await page.getByLabel('E-mail address').fill(email);
await page.getByLabel('Password').fill(password);
await page.keyboard.press('Enter');
await page.getByRole('treegrid').waitFor();
const storageState = await page.context().storageState();
const measured = [];
for (let run = 0; run < Number(runs); run++) measured.push(await measure());
await browser.close();
const middle = (key) => measured.map((run) => run[key]).toSorted((a, b) => a - b)[Math.floor(measured.length / 2)];
console.log(JSON.stringify({ scripts: middle('scripts'), longest: middle('longest'), scrolling: middle('scrolling'), rows: Math.max(...measured.map(({ rows }) => rows)), measured, faults }, null, 2));

/** Loads the tree with nothing in the cache, opens the account and scrolls to its end. */
async function measure() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 }, storageState });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: 'longtask', buffered: true });
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(`${url}/accounts/${account}`);
  await page.locator('[role=row][aria-selected=true]:focus').waitFor();
  await idle(page);
  const { longest, scripts } = await page.evaluate(() => {
    const { loadEventEnd } = performance.getEntriesByType('navigation')[0];
    const after = window.tasks.filter(({ startTime, duration }) => startTime + duration > loadEventEnd).map(({ duration }) => duration);
    const loaded = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    return { longest: Math.max(0, ...after), scripts: loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await page.keyboard.press('ArrowRight');
  await page.getByRole('row', { name: 'Child 0000' }).waitFor();
  const grid = page.getByRole('treegrid');
  const end = page.getByRole('row', { name: last });
  while (!(await end.isVisible())) await grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight)); // all are loaded then
  const scrolled = await grid.evaluate(async (grid) => {
    const frame = () => new Promise(requestAnimationFrame);
    grid.scrollTop = 0;
    await frame();
    await frame();
    const begin = performance.now();
    let rows = 0;
    while (grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1) {
      grid.scrollTop += 600;
      await frame();
      rows = Math.max(rows, grid.querySelectorAll('[role=row]').length);
    }
    await frame();
    return { begin, rows };
  });
  await idle(page);
  const scrolling = await page.evaluate((begin) => Math.max(0, ...window.tasks.filter(({ startTime }) => startTime >= begin).map(({ duration }) => duration)), scrolled.begin);
  await context.close();
  return { scripts, longest, scrolling, rows: scrolled.rows };
}

/** The observer has told of every task so far. */
function idle(page) {
  return page.evaluate(() => new Promise((rest) => requestIdleCallback(() => requestIdleCallback(rest))));
}
