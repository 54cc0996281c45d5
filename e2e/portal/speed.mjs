// Measures the tree: node speed.mjs URL CHROMIUM FOLDER EMAIL PASSWORD ACCOUNT LAST RUNS, where LAST is the name of the last of
// ACCOUNT's many children. Prints as JSON the medians of so many runs, in each of which nothing is in the cache: scripts, the bytes of script
// that the first load takes; longest, the longest task in ms behind the load on a CPU four times as slow; scrolling, the longest while the
// children pass by; rows, the most that were in the page. A task is as long as it holds the CPU: what else the machine does adds nothing.
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
console.log(JSON.stringify({ scripts: middle('scripts'), longest: middle('longest'), scrolling: middle('scrolling'), rows: middle('rows'), measured, faults }, null, 2));

/** Loads the tree, opens the account and scrolls to the end of its children. */
async function measure() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 }, storageState });
  const page = await context.newPage();
  const loading = await longestTask(page, 'loadEventEnd', async () => {
    await page.goto(`${url}/accounts/${account}`);
    await page.locator('[role=row][aria-selected=true]:focus').waitFor();
  });
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('row', { name: 'Child 0000' }).waitFor();
  const grid = page.getByRole('treegrid');
  while (!(await page.getByRole('row', { name: last }).isVisible())) await grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight)); // all are loaded then
  let rows;
  const scrolling = await longestTask(page, 'scroll-begin', async () => {
    rows = await grid.evaluate(async (grid) => {
      const frame = () => new Promise(requestAnimationFrame);
      grid.scrollTop = 0;
      await frame();
      await frame();
      performance.mark('scroll-begin');
      let rows = 0;
      while (grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1) {
        grid.scrollTop += 600;
        await frame();
        rows = Math.max(rows, grid.querySelectorAll('[role=row]').length);
      }
      return rows;
    });
  });
  await context.close();
  return { scripts, longest: Math.round(4 * loading), scrolling: Math.round(scrolling), rows };
}

/** The CPU time in ms of the longest task of the page's main thread behind the event of that name, until what is done is over. */
async function longestTask(page, name, act) {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  await act();
  await page.evaluate(() => performance.mark('over'));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const over = traceEvents.findLast((event) => event.name === 'over');
  const ours = traceEvents.filter(({ pid, tid }) => pid === over.pid && tid === over.tid);
  const begin = ours.findLast((event) => event.name === name);
  const tasks = ours.filter((event) => event.name === 'ThreadControllerImpl::RunTask' && event.ts > begin.ts && event.ts < over.ts && event.tdur !== undefined); // one that still runs has none
  if (tasks.length === 0) throw new Error(`no task is in the trace: ${[...new Set(ours.map((event) => event.name))]}`);
  return Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
}
