import type { Plugin } from 'vite';

/** Leaves out the texts that React Aria has in languages which the portal does not speak. */
export const locales = (...spoken: string[]): Plugin => ({
  name: 'locales',
  enforce: 'pre',
  load: {
    filter: { id: /\/(?:react-aria|react-stately|react-aria-components)\/.*\/intl\/.*\.(?:m?js)$/ },
    handler(id) {
      const locale = /\/([a-z]{2}-[A-Z]{2})\.m?js/.exec(id)?.[1];
      return locale && !spoken.includes(locale) ? 'export default {};' : null;
    },
  },
});
