import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import stringCompiler from '@internationalized/string-compiler';
import type { Plugin } from 'vite';

const COMPILED = '\0messages:';

/** Compiles i18n/messages/LANGUAGE/*.json, whose texts are in ICU's message format, to functions: no parser goes to the browser. */
export const messages: Plugin = {
  name: 'messages',
  enforce: 'pre',
  resolveId: {
    filter: { id: /\.json$/ },
    handler: (source, importer) =>
      importer && /\/i18n\/messages\/\w+\/index\.ts$/.test(importer) ? `${COMPILED}${resolve(dirname(importer), source)}.js` : null,
  },
  load: {
    filter: { id: /^\0messages:/ },
    handler(id) {
      const file = id.slice(COMPILED.length, -'.js'.length);
      this.addWatchFile(file);
      const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      return stringCompiler.compileStrings(texts).replace('module.exports =', 'export default');
    },
  },
};
