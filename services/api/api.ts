import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type CallContext,
  type Config,
  GantryError,
  type OperationDeclaration,
  type OperationName,
  operations,
  type Routes,
} from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { PartDeclaration } from '#platform/parts';
import type { Paths } from '#platform/paths';
import { type ApiTokens, createAccount } from './account.ts';
import { createAttempts } from './attempts.ts';
import { apiAnswers } from './checks/api-answers.ts';
import { eventLoop } from './checks/event-loop.ts';
import { docsPage, docsPolicy } from './docs-page.ts';
import { signInPage } from './docs-sign-in.ts';
import { createEventStreams } from './event-stream.ts';
import { type Caller, createGate } from './gate.ts';
import { createGateway } from './gateway.ts';
import { createInputReader } from './input.ts';
import { listenOnLoopback } from './listen.ts';
import { createApiMetrics } from './metrics.ts';
import { buildOpenApi } from './openapi.ts';
import { servePanel } from './panel-files.ts';
import { safeHeaders } from './safe-headers.ts';
import { createServer } from './server.ts';
import { type HttpHandler, sessionRoutes } from './session-routes.ts';
import { createSessions } from './sessions.ts';
import { createWork } from './work.ts';

export interface ApiOptions {
  /** `requestsPerMinute` is read at each request, so that a change counts at once. */
  config: Config['server'];
  paths: Paths;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
  events: Events;
  tokens: ApiTokens;
  /** Handlers of all operations the api does not serve itself. */
  handlers: Routes;
  version: string;
  /** Folder of the built panel. */
  panelFolder: string;
  /** Port to take first where the configured one is 0. */
  preferredPort?: number | undefined;
}

export interface Api {
  /** Health part `api`: listens. */
  readonly part: PartDeclaration;
  /** Where it listens, or undefined. */
  address(): { url: string; port: number } | undefined;
  /** Listens on the address containers of the stack reach this computer by, too; undefined ends that. Says where, or why not. */
  listenForStack(address: string | undefined): Promise<{ url: string | null; reason: string }>;
  /** A new address that opens the panel once. */
  createLink(): { url: string; expires_at: string };
  /** Takes no new requests, lets those in flight finish within `drainTimeoutMs`, then aborts them and closes the streams. */
  drain(): Promise<void>;
}

/** Requests worked on at once, beyond which new ones are told to come back. */
const mostInFlight = 1000;
/** How long a drain lets the answers to what it aborted reach their clients. */
const abortedAnswersMs = 500;
const ownOperations: readonly OperationName[] = [
  'openapi.read',
  'docs.read',
  'events.stream',
  'session.link',
  'session.create',
  'session.delete',
  'sessions.list',
  'sessions.end',
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
  const gateway = createGateway(log);
  const metrics = createApiMetrics(options.metrics, options.sampler);
  const sessions = createSessions({ paths: options.paths, sessionHours: config.sessionHours, log, tokens: options.tokens });
  const attempts = createAttempts();
  const gate = createGate({ tokens: options.tokens, sessions, attempts, port: () => port, gatewayAddress: () => gateway.address() });
  const account = createAccount({ config, tokens: options.tokens, metrics });
  const callers = new WeakMap<FastifyRequest, Caller>();
  const streams = createEventStreams(events, metrics);
  const work = createWork(config.requestTimeoutMs);
  const openapi = JSON.stringify(buildOpenApi(version));
  const url = () => (isListening ? `http://127.0.0.1:${port}` : undefined);

  const createLink = () => {
    const { code, expiresAt } = sessions.createCode();
    return { url: `http://127.0.0.1:${port}/#open=${code}`, expires_at: expiresAt.toISOString() };
  };
  const own: Partial<Record<OperationName, HttpHandler>> = {
    ...sessionRoutes({
      sessions,
      attempts,
      gate,
      port: () => port,
      createLink,
      callerOf: (request) => callers.get(request) as Caller,
      onChanged: () => events.publish('tokens.changed', {}),
    }),
    'openapi.read': async () => openapi,
    async 'docs.read'(_input, _request, reply) {
      void reply.header('content-security-policy', docsPolicy);
      return docsPage;
    },
    async 'events.stream'(_input, request, reply) {
      const lastEventId = request.headers['last-event-id'];
      streams.expectRoom();
      if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send('');
      reply.hijack();
      metrics.leave(request);
      streams.begin({
        response: reply.raw,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
        headers: safeHeaders(request.id),
        stillHolds: () => gate.stillHolds(request.headers, 'read'),
      });
    },
  };

  function admit(request: FastifyRequest): void {
    gate.expectOwnOrigin(request.headers, request.raw.socket.localAddress);
    const [path = ''] = request.url.split('?');
    // A whole address as the target (RFC 9112, 3.2.2) names a host of its own beside the one just checked.
    if (!path.startsWith('/'))
      throw new GantryError('malformed_body', { message: 'The target of the request must be a path.', fix: 'Begin it with a slash.' });
    if (isDraining && !['/livez', '/readyz'].includes(path)) throw new GantryError('draining', { retryAfterSeconds: 5 });
    if (metrics.inFlight() > mostInFlight)
      throw new GantryError('overloaded', { message: `At most ${mostInFlight} requests are worked on at once.` });
  }

  async function serve(): Promise<void> {
    const server = createServer({ config, log, metrics, admit });
    await servePanel(server, panelFolder);
    for (const [name, declared] of Object.entries<OperationDeclaration>(operations) as [OperationName, OperationDeclaration][])
      addRoute(server, name, declared);
    close = async () => {
      await gateway.close();
      await server.close();
    };
    gateway.serve(server.server);
    port = await listenOnLoopback(server, config.port, options.preferredPort);
    isListening = true;
  }

  function addRoute(server: FastifyInstance, name: OperationName, declared: OperationDeclaration): void {
    const http = own[name];
    const handle: (input: never, context: CallContext) => Promise<unknown> = handlers[name] as never;
    const readInput = createInputReader(declared);
    server.route({
      method: declared.method,
      url: declared.path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: declared.bodyLimitBytes,
      ...(declared.reply === 'html' ? { errorHandler: askToSignIn } : {}),
      // Before the body is read: who may not ask need not send it.
      onRequest: async (request, reply) => {
        const caller = await gate.identify(request.headers, declared, request.raw.socket.localAddress);
        callers.set(request, caller);
        account.begin(caller, { declared, response: reply.raw });
        gate.expectScope(caller, declared);
      },
      handler: async (request, reply) => {
        const input = readInput({
          path: request.params as Record<string, unknown>,
          query: request.query as Record<string, unknown>,
          body: request.body,
        }) as never;
        if (http !== undefined) return send(reply, declared, await http(input, request, reply));
        const who = callers.get(request) as Caller;
        const context = { requestId: request.id, caller: who.caller, scopes: who.scopes, countTokens: account.tokenCounter(who) };
        return send(reply, declared, await work.run(reply.raw, (signal) => handle(input, { ...context, signal })));
      },
    });
  }

  let close: () => Promise<void> = async () => {};
  let stopWatching: () => void = () => {};

  async function waitUntilAnswered(mostMs: number): Promise<void> {
    const until = Date.now() + mostMs;
    while (metrics.inFlight() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  return {
    part: {
      name: 'api',
      title: 'Local API',
      dependsOn: [],
      isEssential: true,
      async start() {
        metrics.open();
        await sessions.open();
        // What a token or session has open ends with it, without waiting for a heartbeat.
        stopWatching = events.subscribe(({ event }) => {
          if (event === 'tokens.changed') void streams.recheck();
        });
        await serve();
      },
      async stop() {
        isListening = false;
        stopWatching();
        streams.close();
        await close();
        metrics.close();
      },
      checks: [apiAnswers(url), eventLoop(metrics.eventLoopDelayP99)],
    },
    address: () => (isListening ? { url: `http://127.0.0.1:${port}`, port } : undefined),
    listenForStack: (address) => gateway.listen(isListening ? address : undefined, port),
    createLink,
    async drain() {
      isDraining = true;
      await waitUntilAnswered(config.drainTimeoutMs);
      work.abortAll(new GantryError('draining'));
      await waitUntilAnswered(abortedAnswersMs);
      streams.close();
    },
  };
}

/** A browser that opens the page without a session gets a form instead of JSON. */
function askToSignIn(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const isPage = (request.headers.accept ?? '').includes('text/html');
  if (!isPage || !(error instanceof GantryError) || error.status !== 401) throw error;
  void reply.status(401).header('content-security-policy', docsPolicy).type('text/html; charset=utf-8').send(signInPage);
}

function send(reply: FastifyReply, declared: OperationDeclaration, output: unknown): unknown {
  if (reply.sent || declared.reply === 'event-stream') return reply;
  void reply.status(declared.status);
  if (declared.reply === 'none') return reply.send();
  if (declared.reply === 'text') return reply.type('text/plain; version=0.0.4; charset=utf-8').send(output);
  if (declared.reply === 'html') return reply.type('text/html; charset=utf-8').send(output);
  return reply.type('application/json; charset=utf-8').send(typeof output === 'string' ? output : JSON.stringify(output));
}
