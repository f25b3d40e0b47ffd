import { type ErrorBody, type ErrorCode, errorCatalogue, GantryError } from '#contract';

/** The typed error a reply carries, whichever of the two shapes it has; `host_unreachable` where it is not Gantry's. */
export async function readErrorReply(response: Response): Promise<GantryError> {
  const body = readBody(withField(toJson(await response.text().catch(() => ''))));
  if (body !== undefined) return asError(body, response);
  return new GantryError('host_unreachable', { message: `The answer (status ${response.status}) does not come from Gantry.` });
}

/** The error of a reply, without the schema: it would bring a validator into the panel for five fields. */
function readBody(reply: unknown): ErrorBody | undefined {
  const error = (reply as { error?: Record<string, unknown> } | null | undefined)?.error;
  if (typeof error?.code !== 'string' || !Object.hasOwn(errorCatalogue, error.code) || typeof error.message !== 'string') return undefined;
  const optional = (name: 'field' | 'fix' | 'request_id') => (typeof error[name] === 'string' ? { [name]: error[name] } : {});
  return { code: error.code as ErrorCode, message: error.message, ...optional('field'), ...optional('fix'), ...optional('request_id') };
}

function asError({ code, message, field, fix, request_id: requestId }: ErrorBody, response: Response): GantryError {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new GantryError(code, {
    message,
    ...(field === undefined ? {} : { field }),
    ...(fix === undefined ? {} : { fix }),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
    ...(requestId === undefined ? {} : { cause: { request_id: requestId } }),
  });
}

/** OpenAI's shape names the field `param`. */
function withField(body: unknown): unknown {
  const error = (body as { error?: { param?: unknown } } | null | undefined)?.error;
  return typeof error?.param === 'string' ? { error: { ...error, field: error.param } } : body;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
