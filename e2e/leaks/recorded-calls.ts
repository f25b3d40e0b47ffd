import { type Client, createClient } from '#client';
import { type OperationDeclaration, type OperationName, operations } from '#contract';
import type { GantryProcess } from '../gantry-process.ts';
import type { Witness } from './planted-secrets.ts';

type Sent = Record<string, unknown>;

export interface RecordedCalls {
  /** As the client of the product; replies are recorded. */
  readonly client: Client;
  /** Everything that was answered, headers and body, by method, path and status. */
  replies(): Witness[];
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Asks every GET route there is, with these for the names in its path. */
  readAll(parameters: Readonly<Record<string, string>>): Promise<void>;
  /** Sends the value to every route with a body, where it cannot be taken: as no JSON, and in each field in a wrong shape. */
  sendMalformed(value: string): Promise<void>;
}

/** The host as clients see it. The host may be another one after a restart. */
export function recordCalls(host: () => GantryProcess): RecordedCalls {
  const replies: Witness[] = [];
  const all = Object.entries<OperationDeclaration>(operations) as [OperationName, OperationDeclaration][];

  async function recordedFetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, token } = host();
    const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
    const text = await response.clone().text();
    replies.push({ place: `${init.method ?? 'GET'} ${path} → ${response.status}`, content: JSON.stringify([...response.headers]) + text });
    return response;
  }

  const sendBody = ({ method, path }: OperationDeclaration, body: string) =>
    recordedFetch(path.replace(/\{\w+\}/g, 'redis_password'), { method, body, headers: { 'content-type': 'application/json' } });

  return {
    client: createClient({ baseUrl: '', fetch: (path, init) => recordedFetch(String(path), init) }),
    replies: () => replies,
    send: recordedFetch,
    async readAll(parameters) {
      for (const [, { method, path, reply }] of all) {
        if (method !== 'GET' || reply === 'event-stream') continue;
        await recordedFetch(path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? 'redis')));
      }
    },
    async sendMalformed(value) {
      const wrong = [[{ wrong: value }]];
      for (const [, declared] of all) {
        if (declared.method === 'GET' || declared.method === 'DELETE') continue;
        const fields = Object.keys(declared.input.shape).filter((field) => !declared.path.includes(`{${field}}`));
        const filled: Sent = { ...Object.fromEntries(fields.map((field) => [field, wrong])), unexpected: value };
        for (const body of [
          `{"cut off": "${value}`,
          JSON.stringify([value]),
          JSON.stringify({ unexpected: value }),
          JSON.stringify(filled),
        ])
          await sendBody(declared, body);
      }
    },
  };
}
