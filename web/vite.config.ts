import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { compress } from './vite/compress';
import { locales } from './vite/locales';
import { messages } from './vite/messages';
import { relay } from './vite/relay';

const canopy = 'http://localhost:8080';

// The portal. `npm run dev` shows it while it is edited, in front of a canopy on :8080.
export default defineConfig({
  root: 'portal',
  base: '/',
  plugins: [relay(resolve('portal/__generated__')), messages, locales('en-US', 'de-DE'), compress],
  build: {
    outDir: '../dist/portal',
    emptyOutDir: true, // outDir lies outside root, so Vite wants to be told
    assetsInlineLimit: 0, // the policy takes no data: addresses
    rolldownOptions: { onLog: (level, log, next) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && next(level, log) },
  },
  server: {
    proxy: {
      '/graphql': { target: canopy, ws: true },
      ...Object.fromEntries(['/session', '/config.json', '/oidc', '/files', '/playground', '/outbox'].map((path) => [path, canopy])),
    },
  },
});
