import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type GantryError, type OperationName, operations } from '#contract';

export const standInToken = 'a-token-of-more-than-thirty-two-characters';

export interface StandInHost {
  readonly url: string;
  /** What was asked, parsed by the declared schema; undefined input where it did not fit. */
  readonly asked: { name: OperationName; input: unknown }[];
  /** What each operation answers. A GantryError that is thrown becomes the reply. */
  readonly answers: Partial<Record<OperationName, (input: never) => unknown>>;
  /** Event streams that are open. */
  readonly streams: ServerResponse[];
  /** Writes address and token where the command line looks for them. */
  announce(home: string, pid?: number): Promise<void>;
  close(): void;
}

/** A small real HTTP server that speaks the contract, so that the command line is tested without a model or database. */
export async function startStandInHost(): Promise<StandInHost> {
  const asked: StandInHost['asked'] = [];
  const answers: StandInHost['answers'] = {};
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const address = new URL(request.url ?? '', 'http://stand-in');
      const found = findOperation(request.method, address.pathname);
      if (request.headers.authorization !== `Bearer ${standInToken}`) {
        reply(response, 401, { error: { code: 'token_invalid', message: 'The token is not known.' } });
      } else if (found === undefined) {
        reply(response, 404, { error: { code: 'route_unknown', message: 'There is no such route.' } });
      } else if (found.name === 'events.stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(': hello\n\n');
        streams.push(response);
      } else {
        answer(response, found.name, { ...readQuery(address), ...(body === '' ? {} : JSON.parse(body)), ...found.parameters });
      }
    });
  });

  function answer(response: ServerResponse, name: OperationName, input: unknown): void {
    const parsed = operations[name].input.safeParse(input);
    asked.push({ name, input: parsed.data });
    if (!parsed.success) {
      reply(response, 422, { error: { code: 'invalid_value', message: parsed.error.issues[0]?.message ?? '' } });
      return;
    }
    // As a host that does not have this room.
    if (answers[name] === undefined && operations[name].reply !== 'none') {
      reply(response, 404, { error: { code: 'route_unknown', message: 'There is no such route.' } });
      return;
    }
    try {
      reply(response, operations[name].status, answers[name]?.(parsed.data as never));
    } catch (error) {
      const known = error as GantryError;
      reply(response, known.status, { error: known.toBody('request-1') });
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    answers,
    streams,
    async announce(home, pid = process.pid) {
      for (const folder of ['state', 'state/run', 'config']) await mkdir(join(home, folder), { recursive: true, mode: 0o700 });
      await writeFile(join(home, 'state', 'run', 'host.json'), JSON.stringify({ pid, url, started_at: new Date().toISOString() }));
      await writeFile(join(home, 'config', 'api-token'), `${standInToken}\n`, { mode: 0o600 });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function findOperation(
  method: string | undefined,
  pathname: string,
): { name: OperationName; parameters: Record<string, string> } | undefined {
  for (const [name, declared] of Object.entries(operations)) {
    const match = new RegExp(`^${declared.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(pathname);
    if (match !== null && declared.method === method) return { name: name as OperationName, parameters: { ...match.groups } };
  }
  return undefined;
}

function readQuery(address: URL): Record<string, unknown> {
  return Object.fromEntries(
    [...address.searchParams].map(([key, value]) => [key, /^(\d+|true|false)$/.test(value) ? JSON.parse(value) : value]),
  );
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status).end(value === undefined ? '' : JSON.stringify(value));
}
