import { GantryError } from '#contract';

/** A reply to an error, in Gantry's or in OpenAI's shape. */
export interface ErrorReply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const defaultRetrySeconds = 1;

export function errorReply(error: GantryError, { shape, requestId }: { shape: 'gantry' | 'openai'; requestId: string }): ErrorReply {
  const { status } = error;
  const headers: Record<string, string> = {};
  if (status === 429 || status === 503)
    headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfterSeconds ?? defaultRetrySeconds)));
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="gantry"';
  return { status, headers, body: shape === 'openai' ? openAiBody(error) : { error: error.toBody(requestId) } };
}

function openAiBody(error: GantryError): unknown {
  return { error: { message: error.message, type: openAiType(error.status), param: error.field ?? null, code: error.code } };
}

/** Types as OpenAI's API reference names them. */
function openAiType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** Errors of Fastify and of Node's HTTP parser by their code; what is not known is our mistake. */
export function toGantryError(error: unknown): GantryError {
  if (error instanceof GantryError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new GantryError('body_too_large', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GantryError('media_type_unsupported', { cause: error });
    default:
      // Of the reader of files: outside of its folder, or not there.
      if (statusCode === 403 || statusCode === 404) return new GantryError('route_unknown', { cause: error });
      if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new GantryError('malformed_body', { cause: error });
      return new GantryError('internal', { cause: error });
  }
}
