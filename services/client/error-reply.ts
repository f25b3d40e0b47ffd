import { errorReplySchema, GantryError } from '#contract';

/** The typed error a reply carries, whichever of the two shapes it has; `host_unreachable` where it is not Gantry's. */
export async function readErrorReply(response: Response): Promise<GantryError> {
  const reply = errorReplySchema.safeParse(withField(toJson(await response.text().catch(() => ''))));
  if (reply.success) return asError(reply.data.error, response);
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
