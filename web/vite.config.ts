import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

// Lays name.gz beside each text file: web.go hands it out as it is, so that the server compresses nothing at run time.
const gzip: Plugin = {
  name: 'gzip',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
      const file = join(dir, name);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    }
  },
};

// The playground, alone in its build: its 9 MB of editor must never reach the portal's.
export default defineConfig({
  root: 'playground',
  base: '/playground/',
  plugins: [gzip],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/playground',
    emptyOutDir: true, // outDir lies outside root, so Vite wants to be told
    chunkSizeWarningLimit: 8000, // kB
    // "use client" in React libraries means nothing here, and says so a hundred times.
    rolldownOptions: { onLog: (level, log, next) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && next(level, log) },
  },
  // `npm run dev` shows the page while it is edited; the API is a canopy on :8080.
  server: { proxy: { '/graphql': 'http://localhost:8080', '/playground/config.json': 'http://localhost:8080' } },
});
