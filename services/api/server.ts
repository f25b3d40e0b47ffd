import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config, GantryError } from '#contract';
import type { Log } from '#platform/log';
import { answerClientError } from './client-error.ts';
import { errorReply, toGantryError } from './error-reply.ts';
import { parseJsonBody } from './json-body.ts';
import type { ApiMetrics } from './metrics.ts';
import { describeNoRoute } from './no-route.ts';
import { passOverBody } from './pass-over-body.ts';
import { safeHeaders } from './safe-headers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file of the panel or of the page of the API: no part of the figures on how fast requests are. */
    isFile?: boolean;
  }
}

/** Node's own limit of path and headers together; a longer parameter never gets here. */
const maxParamChars = 16 * 1024;

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
    clientErrorHandler: answerClientError,
  });
  server.server.headersTimeout = 20_000;
  readJsonStrictly(server);

  server.addHook('onRequest', async (request, reply) => {
    metrics.begin(request);
    // Fastify's reply.elapsedTime stays 0 unless its own log or an onResponse hook is in use.
    const startedAt = performance.now();
    // Not onResponse: a request whose client goes before its answer would never leave the count.
    reply.raw.once('close', () => {
      metrics.end(request, {
        route: labelOf(request),
        method: request.method,
        status: reply.raw.writableFinished ? reply.raw.statusCode : 'aborted',
        elapsedMs: performance.now() - startedAt,
        isFile: request.routeOptions.config.isFile === true,
      });
    });
    reply.headers(safeHeaders(request.id));
    admit(request);
  });
  server.setErrorHandler(async (error, request, reply) => {
    if ((error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE') await passOverBody(request.raw);
    return sendError(error, { request, reply, log });
  });
  server.setNotFoundHandler((request, reply) => sendError(describeNoRoute(request, reply), { request, reply, log }));
  return server;
}

/** The pattern of the route without the rules on its parameters. */
function labelOf(request: FastifyRequest): string {
  return request.routeOptions.url?.replace(/\(.*$/, '') ?? 'none';
}

function readJsonStrictly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity')
        throw new GantryError('media_type_unsupported', {
          message: 'The request body is compressed.',
          fix: 'Send it without Content-Encoding.',
        });
      done(null, parseJsonBody(body));
    } catch (error) {
      done(error as Error);
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
    new GantryError('malformed_body', { message: 'The path of the request cannot be decoded.', fix: 'Percent-encode it as UTF-8.' }),
    { shape: shapeOf(url), requestId },
  );
  response.writeHead(status, { ...safeHeaders(requestId), ...headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
