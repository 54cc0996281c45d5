// How the portal talks to the API: queries and mutations by POST, files as multipart/form-data, subscriptions over one websocket.
import { createClient, type Client } from 'graphql-ws';
import { Environment, Network, Observable, RecordSource, Store, type FetchFunction, type GraphQLResponse, type SubscribeFunction } from 'relay-runtime';
import { config } from './config';

type ApiFault = { message: string; extensions?: { code?: string; requestId?: string } };

/** What the API answers instead of data, or that it does not answer at all (code OFFLINE). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly requestId?: string,
  ) {
    super(message);
  }
}

const failure = ({ message, extensions }: ApiFault) => new ApiError(message, extensions?.code ?? 'INTERNAL', extensions?.requestId);

/** An empty store before the API. onEnded is called when the session is over; credentials says whether its cookie goes along. */
export function createEnvironment(onEnded: () => void, credentials: RequestCredentials = 'same-origin') {
  const ask: FetchFunction = async (operation, variables, _, uploadables) => {
    const answer = await post({ query: operation.text, operationName: operation.name, variables }, uploadables ?? {}, credentials);
    const errors = answer.errors ?? [];
    if (errors.some((error) => error.extensions?.code === 'UNAUTHENTICATED')) onEnded();
    if (errors[0] && (operation.operationKind === 'query' || !answer.data)) throw failure(errors[0]);
    return answer as unknown as GraphQLResponse;
  };
  let socket: Client | undefined;
  const subscribe: SubscribeFunction = (operation, given) =>
    Observable.create((sink) => {
      socket ??= connect(onEnded);
      const variables = { ...given };
      return socket.subscribe(
        { query: operation.text!, operationName: operation.name, variables },
        {
          next: (answer) => {
            // When the connection is back, the same object is sent again: it goes on behind the last answer.
            for (const payload of Object.values(answer.data ?? {})) variables.after = (payload as { cursor: string }).cursor;
            sink.next(answer as GraphQLResponse);
          },
          error: (error) => sink.error(Array.isArray(error) ? failure(error[0] as ApiFault) : new ApiError('', 'OFFLINE')),
          complete: () => sink.complete(),
        },
      );
    });
  return new Environment({ network: Network.create(ask, subscribe), store: new Store(new RecordSource(), { gcReleaseBufferSize: 20 }) });
}

/** Whom to tell that the websocket is there, for the first time or again: what happened before was told to nobody without a cursor. */
export const connected = new Set<() => void>();

/** The websocket closes when nothing is subscribed to, and connects again for as long as something is. */
const connect = (onEnded: () => void) =>
  createClient({
    url: config.endpoint.replace(/^/, location.origin.replace(/^http/, 'ws')),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    on: { connected: () => connected.forEach((tell) => tell()), closed: (event) => (event as CloseEvent).code === 4403 && onEnded() },
  });

type Answer = { data?: Record<string, unknown> | null; errors?: ApiFault[] };

async function post(body: object, files: Record<string, File | Blob>, credentials: RequestCredentials): Promise<Answer> {
  const names = Object.keys(files);
  const headers: Record<string, string> = {
    Accept: 'application/graphql-response+json, application/json',
    'GraphQL-Require-Preflight': '1', // the server wants a header that no foreign page can send with an upload
    ...(names.length === 0 && { 'Content-Type': 'application/json' }),
  };
  let response: Response;
  try {
    response = await fetch(config.endpoint, { method: 'POST', credentials, headers, body: names.length ? multipart(body, files) : JSON.stringify(body) });
  } catch {
    throw new ApiError('', 'OFFLINE');
  }
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiError('', response.status === 401 ? 'UNAUTHENTICATED' : 'OFFLINE');
  }
}

/** The GraphQL multipart request. A file's name is its place among the variables: { 'input.csv': file }, where the variable itself is null. */
function multipart(body: object, files: Record<string, File | Blob>): FormData {
  const form = new FormData();
  const names = Object.keys(files);
  form.set('operations', JSON.stringify(body));
  form.set('map', JSON.stringify(Object.fromEntries(names.map((name, i) => [i, [`variables.${name}`]]))));
  names.forEach((name, i) => form.set(`${i}`, files[name]!));
  return form;
}
