import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config, GantryError, type OperationDeclaration, operations } from '#contract';
import type { Log } from '#platform/log';
import { docsPolicy } from './docs-page.ts';
import { errorReply, toGantryError } from './error-reply.ts';
import type { ApiMetrics } from './metrics.ts';

const defaultPolicy = "default-src 'none'; frame-ancestors 'none'";
/** Node's limit of a request with its headers is 16 KiB; paths are far shorter. */
const maxParamChars = 5000;

export interface ServerOptions {
  config: Config['server'];
  log: Log;
  metrics: ApiMetrics;
  /** Runs before anything else of a request. */
  admit(request: FastifyRequest): void;
}

/** A Fastify that reads JSON strictly, answers every mistake in the declared shape and sends safe headers. */
export function createServer({ config, log, metrics, admit }: ServerOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: config.requestTimeoutMs,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    // The drain has waited for what is in flight; what is still open then is idle or a stream.
    forceCloseConnections: true,
    genReqId: () => crypto.randomUUID(),
    routerOptions: {
      maxParamLength: maxParamChars,
      // A path that cannot be decoded.
      onBadUrl: (_path, request, response) => sendRaw(response, { url: request.url ?? '' }),
    },
    exposeHeadRoutes: true,
    clientErrorHandler(error, socket) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'HPE_HEADER_OVERFLOW';
      if (socket.writable)
        socket.end(
          `HTTP/1.1 ${tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
    },
  });
  server.server.headersTimeout = 20_000;
  readJsonStrictly(server);

  server.addHook('onRequest', async (request, reply) => {
    metrics.begin();
    reply.headers(safeHeaders(request.id));
    admit(request);
  });
  server.addHook('onResponse', async (request, reply) => {
    metrics.end({
      route: request.routeOptions.url ?? 'none',
      method: request.method,
      status: reply.statusCode,
      elapsedMs: reply.elapsedTime,
    });
  });
  server.setErrorHandler((error, request, reply) => sendError(error, { request, reply, log }));
  server.setNotFoundHandler((request, reply) => sendError(notFound(request, reply), { request, reply, log }));
  return server;
}

export function safeHeaders(requestId: string): Record<string, string> {
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': defaultPolicy,
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
}

export function setDocsHeaders(reply: FastifyReply): void {
  void reply.header('content-security-policy', docsPolicy);
}

/** Strict UTF-8 and strict JSON; `__proto__` is refused by Fastify's own parser, which this one replaces, so here too. */
function readJsonStrictly(server: FastifyInstance): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      const text = decoder.decode(body);
      if (text.includes('"__proto__"') || text.includes('"constructor"'))
        throw new GantryError('malformed_body', { message: 'The request body has a key that is not allowed.' });
      done(null, JSON.parse(text));
    } catch (error) {
      done(error instanceof GantryError ? error : new GantryError('malformed_body', { cause: error }));
    }
  });
}

function sendError(error: unknown, { request, reply, log }: { request: FastifyRequest; reply: FastifyReply; log: Log }): FastifyReply {
  const known = toGantryError(error);
  if (known.code === 'internal') log.error({ err: error, request_id: request.id, route: request.routeOptions.url }, 'request failed');
  const { status, headers, body } = errorReply(known, { shape: shapeOf(request.url), requestId: request.id });
  return reply.status(status).headers(headers).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Clients of OpenAI read its shape on unknown routes below /v1 too. */
function shapeOf(url: string): 'gantry' | 'openai' {
  return url.startsWith('/v1/') ? 'openai' : 'gantry';
}

function sendRaw(
  response: { writeHead(status: number, headers: Record<string, string>): unknown; end(text: string): unknown },
  { url }: { url: string },
): void {
  const requestId = crypto.randomUUID();
  const { status, headers, body } = errorReply(
    new GantryError('malformed_body', { message: 'The path of the request cannot be decoded.' }),
    { shape: shapeOf(url), requestId },
  );
  response.writeHead(status, { ...safeHeaders(requestId), ...headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** 405 with Allow where the path exists for other methods, else 404. */
function notFound(request: FastifyRequest, reply: FastifyReply): GantryError {
  const path = request.url.split('?')[0] ?? '';
  const allowed = Object.values<OperationDeclaration>(operations)
    .filter((declared) => matches(declared.path, path))
    .map(({ method }) => method);
  if (allowed.length === 0) return new GantryError('route_unknown');
  void reply.header('allow', [...new Set(allowed)].join(', '));
  return new GantryError('method_not_allowed');
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
