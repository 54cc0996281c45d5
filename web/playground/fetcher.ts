// What happens between GraphiQL's Run button and the server: references and uploads in the variables are resolved.
import type { Fetcher } from '@graphiql/toolkit';
import { getOperationAST, parse, type DocumentNode, type ExecutionResult, type TypeNode } from 'graphql';
import type { RequestParams, Sink } from 'graphql-sse';
import { listen, send } from './session';

type Variables = Record<string, unknown>;

// The answers that later tabs refer to, by the operation's name. They survive a reload, as the tabs do.
const stored = (name: string) => `canopy.answer.${name}`;
const answerOf = (name: string): unknown => JSON.parse(sessionStorage.getItem(stored(name)) ?? 'null');

/** Keeps an answer, unless a mutation made nothing: then the last one that did stays. */
function keep(name: string, data: unknown) {
  const refused = (payload: any) => payload?.userErrors?.length > 0;
  if (data && !Object.values(data).some(refused)) sessionStorage.setItem(stored(name), JSON.stringify(data));
}

export const fetcher: Fetcher = async ({ query, variables, ...graphiql }, options) => {
  const headers = options?.headers;
  try {
    const document = parse(query); // GraphiQL's own document and operation name are the last tab's until 100 ms after a change of tabs
    const only = document.definitions.filter((d) => d.kind === 'OperationDefinition');
    const operationName = only.length === 1 ? only[0]!.name?.value : (graphiql.operationName ?? undefined);
    const operation = { query, operationName, variables: resolve(variables ?? {}) as Variables };
    if (getOperationAST(document, operationName)?.operation === 'subscription') {
      const renewed = await send(JSON.stringify({ query: '{ __typename }' }), headers);
      return renewed.errors ? renewed : told(operation, headers);
    }
    const uploads = uploadNames(document, operationName);
    const body = uploads.length ? await multipart(operation, uploads) : JSON.stringify(operation);
    const answer = await send(body, headers);
    if (operationName) keep(operationName, answer.data);
    return answer;
  } catch (error) {
    return failure(error);
  }
};

/** A failure as an answer: GraphiQL shows what is thrown with its stack. */
const failure = (error: unknown) => ({ errors: [{ message: (error as Error).message }] }) as never;

/** The answers of a subscription, as an observable, until GraphiQL's Stop button or another tab ends it. */
const told = (operation: RequestParams, headers?: Record<string, string>) => {
  const subscribe = (pane: Sink<ExecutionResult>) => ({
    unsubscribe: listen(operation, headers, {
      next(answer) {
        if (operation.operationName) keep(operation.operationName, answer.data);
        pane.next(answer);
      },
      error(error) {
        pane.next(failure(error));
        pane.complete();
      },
      complete: () => pane.complete(),
    }),
  });
  return { subscribe } as never; // GraphiQL's type wants a second form of subscribe, which it does not use
};

/** Replaces "<Create.createCustomer.review.id>" by what the last answer of the operation Create holds there. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((v) => resolve(v));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
  const reference = typeof value === 'string' && /^<(\w+)\.([\w.]+)>$/.exec(value);
  if (!reference) return value;
  const [, name = '', path = ''] = reference;
  const answer = answerOf(name);
  if (!answer) throw new Error(`Run the tab ${name} first: this one takes ${path} from its answer. Or put a value in place of ${value}.`);
  const found = path.split('.').reduce((at: any, key) => at?.[key], answer);
  if (found == null) throw new Error(`The last answer of ${name} has no ${path}. Run it again until it has, or put a value in place of ${value}.`);
  return found;
}

/** The variables of type Upload. Their value is the file's text, or null to be asked for a file. */
function uploadNames(document: DocumentNode, operationName?: string | null): string[] {
  const named = (type: TypeNode): string => (type.kind === 'NamedType' ? type.name.value : named(type.type));
  return document.definitions
    .filter((d) => d.kind === 'OperationDefinition' && (!operationName || d.name?.value === operationName))
    .flatMap((d) => ('variableDefinitions' in d ? (d.variableDefinitions ?? []) : []))
    .flatMap((v) => ('type' in v && 'variable' in v && named(v.type) === 'Upload' ? [v.variable.name.value] : []));
}

/** The GraphQL multipart request: null in place of each file, a map of where they belong, the files. */
async function multipart(operation: { variables: Variables }, uploads: string[]): Promise<FormData> {
  const form = new FormData();
  const files = [];
  for (const name of uploads) files.push(await fileOf(operation.variables[name]));
  const blanks = Object.fromEntries(uploads.map((name) => [name, null]));
  form.set('operations', JSON.stringify({ ...operation, variables: { ...operation.variables, ...blanks } }));
  form.set('map', JSON.stringify(Object.fromEntries(uploads.map((name, i) => [i, [`variables.${name}`]]))));
  files.forEach((file, i) => form.set(`${i}`, file));
  return form;
}

function fileOf(value: unknown): Promise<File> {
  if (typeof value === 'string') return Promise.resolve(new File([value], 'users.csv', { type: 'text/csv' }));
  const input = Object.assign(document.createElement('input'), { type: 'file', accept: '.csv,text/csv' });
  input.click();
  return new Promise((chosen, refuse) => {
    input.onchange = () => chosen(input.files![0]!);
    input.oncancel = () => refuse(new Error('No file was chosen.'));
  });
}
