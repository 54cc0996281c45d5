import { chromium } from 'playwright-core';

/** Opens a browser that visits the server at url, as wide as told; faults fills with what it complains of. */
export async function open(url, executablePath, width, { args = [], ...options } = {}) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
  });
  const page = await browser.newPage({ viewport: { width: Number(width), height: 844 }, ...options });
  page.setDefaultTimeout(120_000); // a loaded machine is slow, and what waits in vain fails all the same
  return { browser, page, faults: watch(page, url) };
}

/** Tells of every fault of a page: of its script, its policy, its requests, and those that leave the server at url. That a page ends a stream of events is none. */
function watch(page, url) {
  const faults = [];
  page.addInitScript(() => addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  const ended = (request) => request.headers().accept === 'text/event-stream' && request.failure()?.errorText === 'net::ERR_ABORTED';
  page.on('requestfailed', (request) => ended(request) || faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`));
  page.context().on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(url).origin) faults.push(`another origin: ${request.url()}`);
  });
  return faults;
}
