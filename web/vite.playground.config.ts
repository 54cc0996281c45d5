import { defineConfig } from 'vite';
import { compress } from './vite/compress';

// The playground, alone in its build: its 9 MB of editor must never reach the portal's.
export default defineConfig({
  root: 'playground',
  base: '/playground/',
  plugins: [compress],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/playground',
    emptyOutDir: true, // outDir lies outside root, so Vite wants to be told
    chunkSizeWarningLimit: 8000, // kB
    // "use client" in React libraries means nothing here, and says so a hundred times.
    rolldownOptions: { onLog: (level, log, next) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && next(level, log) },
  },
  // `npm run dev:playground` shows the page while it is edited; the API is a canopy on :8080.
  server: { proxy: { '/graphql': 'http://localhost:8080', '/playground/config.json': 'http://localhost:8080' } },
});
