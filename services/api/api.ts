import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type CallContext,
  type Config,
  GantryError,
  type OperationDeclaration,
  type OperationName,
  operations,
  type Routes,
} from '#contract';
import type { Tokens } from '#platform/credentials';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { PartDeclaration } from '#platform/parts';
import type { Paths } from '#platform/paths';
import { createAttempts } from './attempts.ts';
import { apiAnswers } from './checks/api-answers.ts';
import { eventLoop } from './checks/event-loop.ts';
import { docsPage } from './docs-page.ts';
import { createEventStreams } from './event-stream.ts';
import { type Caller, createGate } from './gate.ts';
import { readInput } from './input.ts';
import { listenOnLoopback } from './listen.ts';
import { createApiMetrics } from './metrics.ts';
import { buildOpenApi } from './openapi.ts';
import { servePanel } from './panel-files.ts';
import { createServer, safeHeaders, setDocsHeaders } from './server.ts';
import { type HttpHandler, sessionRoutes } from './session-routes.ts';
import { createSessions } from './sessions.ts';

export interface ApiOptions {
  config: Config['server'];
  paths: Paths;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
  events: Events;
  tokens: Tokens;
  /** Handlers of all operations the api does not serve itself. */
  handlers: Routes;
  version: string;
  /** Folder of the built panel. */
  panelFolder: string;
}

export interface Api {
  /** Health part `api`: listens. */
  readonly part: PartDeclaration;
  /** Where it listens, or undefined. */
  address(): { url: string; port: number } | undefined;
  /** A new address that opens the panel once. */
  createLink(): { url: string; expires_at: string };
  /** Takes no new requests, lets those in flight finish within `drainTimeoutMs`, then aborts them and closes the streams. */
  drain(): Promise<void>;
}

/** Requests worked on at once, beyond which new ones are told to come back. */
const mostInFlight = 1000;
const ownOperations: readonly OperationName[] = [
  'openapi.read',
  'docs.read',
  'events.stream',
  'session.link',
  'session.create',
  'session.delete',
];

/** Makes the local API. @throws Error when an operation has no handler: a mistake in the code */
export function createApi(options: ApiOptions): Api {
  const { config, log, events, handlers, version, panelFolder } = options;
  const missing = (Object.keys(operations) as OperationName[]).filter(
    (name) => !ownOperations.includes(name) && handlers[name] === undefined,
  );
  if (missing.length > 0) throw new Error(`Operations without a handler: ${missing.join(', ')}`);

  let port = 0;
  let isDraining = false;
  let isListening = false;
  const metrics = createApiMetrics(options.metrics, options.sampler);
  const sessions = createSessions({ paths: options.paths, sessionHours: config.sessionHours, log });
  const attempts = createAttempts();
  const gate = createGate({ tokens: options.tokens, sessions, attempts, port: () => port });
  const streams = createEventStreams(events, metrics);
  const drainAbort = new AbortController();
  const openapi = JSON.stringify(buildOpenApi(version));
  const url = () => (isListening ? `http://127.0.0.1:${port}` : undefined);

  const createLink = () => {
    const { code, expiresAt } = sessions.createCode();
    return { url: `http://127.0.0.1:${port}/#open=${code}`, expires_at: expiresAt.toISOString() };
  };
  const own: Partial<Record<OperationName, HttpHandler>> = {
    ...sessionRoutes({ sessions, attempts, gate, port: () => port, createLink }),
    'openapi.read': async () => openapi,
    async 'docs.read'(_input, _request, reply) {
      setDocsHeaders(reply);
      return docsPage;
    },
    async 'events.stream'(_input, request, reply) {
      const lastEventId = request.headers['last-event-id'];
      streams.expectRoom();
      reply.hijack();
      metrics.leave();
      streams.begin({
        response: reply.raw,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
        headers: safeHeaders(request.id),
        stillHolds: () => gate.stillHolds(request.headers),
      });
    },
  };

  function admit(request: FastifyRequest): void {
    gate.expectOwnOrigin(request.headers);
    if (isDraining && !['/livez', '/readyz'].includes(request.url)) throw new GantryError('draining', { retryAfterSeconds: 5 });
    if (metrics.inFlight() > mostInFlight)
      throw new GantryError('overloaded', { message: `At most ${mostInFlight} requests are worked on at once.` });
  }

  async function serve(): Promise<void> {
    const server = createServer({ config, log, metrics, admit });
    await servePanel(server, panelFolder);
    for (const [name, declared] of Object.entries<OperationDeclaration>(operations) as [OperationName, OperationDeclaration][]) {
      const http = own[name];
      const handle: (input: never, context: CallContext) => Promise<unknown> = handlers[name] as never;
      const callers = new WeakMap<FastifyRequest, Caller>();
      server.route({
        method: declared.method,
        url: declared.path.replace(/\{(\w+)\}/g, ':$1'),
        bodyLimit: declared.bodyLimitBytes,
        // Before the body is read: who may not ask need not send it.
        onRequest: async (request) => void callers.set(request, await gate.identify(request.headers, declared)),
        handler: async (request, reply) => {
          const input = readInput(declared, {
            path: request.params as Record<string, unknown>,
            query: request.query as Record<string, unknown>,
            body: request.body,
          }) as never;
          if (http !== undefined) return send(reply, declared, await http(input, request, reply));
          const { caller, scopes } = callers.get(request) as Caller;
          const abort = abortWith(reply);
          const context: CallContext = { requestId: request.id, caller, scopes, signal: abort.signal };
          return send(reply, declared, await within(handle(input, context), abort));
        },
      });
    }
    close = () => server.close();
    port = await listenOnLoopback(server, config.port);
    isListening = true;
  }

  let close: () => Promise<void> = async () => {};

  /** Aborts when the client goes, the time is over, or the drain has waited long enough. */
  function abortWith(reply: FastifyReply): AbortController {
    const abort = new AbortController();
    const stop = () => abort.abort(new GantryError('draining'));
    drainAbort.signal.addEventListener('abort', stop, { once: true });
    reply.raw.once('close', () => {
      drainAbort.signal.removeEventListener('abort', stop);
      if (!reply.raw.writableFinished) abort.abort(new GantryError('cancelled'));
    });
    return abort;
  }

  async function within<T>(work: Promise<T>, abort: AbortController): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => abort.abort(new GantryError('timed_out')), config.requestTimeoutMs);
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    part: {
      name: 'api',
      title: 'Local API',
      dependsOn: [],
      isEssential: true,
      async start() {
        await sessions.open();
        await serve();
      },
      async stop() {
        isListening = false;
        streams.close();
        await close();
        metrics.close();
      },
      checks: [apiAnswers(url), eventLoop(metrics.eventLoopDelayP99)],
    },
    address: () => (isListening ? { url: `http://127.0.0.1:${port}`, port } : undefined),
    createLink,
    async drain() {
      isDraining = true;
      const until = Date.now() + config.drainTimeoutMs;
      while (metrics.inFlight() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      drainAbort.abort();
      streams.close();
    },
  };
}

function send(reply: FastifyReply, declared: OperationDeclaration, output: unknown): unknown {
  if (reply.sent || declared.reply === 'event-stream') return reply;
  void reply.status(declared.status);
  if (declared.reply === 'none') return reply.send();
  if (declared.reply === 'text') return reply.type('text/plain; version=0.0.4; charset=utf-8').send(output);
  if (declared.reply === 'html') return reply.type('text/html; charset=utf-8').send(output);
  return reply.type('application/json; charset=utf-8').send(typeof output === 'string' ? output : JSON.stringify(output));
}
