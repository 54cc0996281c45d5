// The tabs that a new visitor finds: tabs/NN-name.graphql, with its variables in tabs/NN-name.json.
const queries = import.meta.glob<string>('./tabs/*.graphql', { query: '?raw', import: 'default', eager: true });
const variables = import.meta.glob<string>('./tabs/*.json', { query: '?raw', import: 'default', eager: true });

export const tabs = Object.keys(queries)
  .sort()
  .map((path) => ({ query: queries[path]!, variables: variables[path.replace(/graphql$/, 'json')] ?? '' }));
