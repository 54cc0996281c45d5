import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Puts what relay-compiler generated for graphql`query Name ...` in its place. */
export function relay(generated: string): Plugin {
  return {
    name: 'relay',
    enforce: 'pre',
    transform: {
      filter: { id: /\/portal\/.*\.tsx?$/, code: /graphql`/ },
      handler(code) {
        const imports: string[] = [];
        const out = code.replace(/graphql`\s*(?:query|mutation|subscription|fragment)\s+(\w+)[^`]*`/g, (_, name: string) => {
          imports.push(`import graphql_${name} from ${JSON.stringify(join(generated, `${name}.graphql.ts`))};`);
          return `graphql_${name}`;
        });
        return { code: imports.join('') + out, map: null };
      },
    },
  };
}
