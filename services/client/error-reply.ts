import { errorReplySchema, GantryError } from '#contract';

/** The typed error a reply carries, whichever of the two shapes it has; `host_unreachable` where it is not Gantry's. */
export async function readErrorReply(response: Response): Promise<GantryError> {
  const text = await response.text().catch(() => '');
  const body = toJson(text);
  const own = errorReplySchema.safeParse(body);
  if (own.success) return asError(own.data.error, response);
  const openAi = errorReplySchema.safeParse(fromOpenAi(body));
  if (openAi.success) return asError(openAi.data.error, response);
  return new GantryError('host_unreachable', { message: `The answer (status ${response.status}) does not come from Gantry.` });
}

function asError(
  {
    code,
    message,
    field,
    fix,
    request_id: requestId,
  }: { code: GantryError['code']; message: string; field?: string | undefined; fix?: string | undefined; request_id?: string | undefined },
  response: Response,
): GantryError {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new GantryError(code, {
    message,
    ...(field === undefined ? {} : { field }),
    ...(fix === undefined ? {} : { fix }),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
    ...(requestId === undefined ? {} : { cause: { request_id: requestId } }),
  });
}

function fromOpenAi(body: unknown): unknown {
  const error = (body as { error?: { message?: unknown; code?: unknown; param?: unknown } } | undefined)?.error;
  if (error === undefined) return undefined;
  return { error: { code: error.code, message: error.message, ...(typeof error.param === 'string' ? { field: error.param } : {}) } };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
