import { GantryError } from '#contract';

export interface ForwardOptions {
  /** Origin of the host; undefined while none runs. */
  hostUrl(): string | undefined;
  /** The admin token; undefined before the host has made it. */
  readToken(): Promise<string | undefined>;
  /** The host did not answer at all. */
  onUnreachable(): void;
}

export interface Forwarder {
  forward(request: Request): Promise<Response>;
  /** Ends the streams of a page that is gone; Electron does not pass on that it closed them. */
  closeStreams(): void;
}

/** What the page may say to the host. Its Origin, cookies and Host mean nothing there. */
const passedOn = ['accept', 'content-type', 'last-event-id'];
/** fetch has undone the encoding, so these no longer describe the body; cookies have no use beside a token. */
const notPassedBack = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'set-cookie'];

/** Hands requests of the page to the host with the token, which the page never sees, and streams the answers back. */
export function createForwarder({ hostUrl, readToken, onUnreachable }: ForwardOptions): Forwarder {
  const open = new Set<AbortController>();

  async function forward(request: Request): Promise<Response> {
    const origin = hostUrl();
    const token = origin === undefined ? undefined : await readToken();
    if (origin === undefined || token === undefined) {
      return errorReply(new GantryError('host_unreachable', { message: 'The host is not running yet.', retryAfterSeconds: 1 }));
    }
    const { pathname, search } = new URL(request.url);
    const headers = new Headers({ authorization: `Bearer ${token}` });
    for (const name of passedOn) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const abort = new AbortController();
    open.add(abort);
    request.signal.addEventListener('abort', () => abort.abort(), { once: true });
    try {
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const reply = await fetch(`${origin}${pathname}${search}`, {
        method: request.method,
        headers,
        // Read first: a body is at most what the contract allows, and a streamed one would need HTTP/2 to be safe to repeat.
        ...(hasBody ? { body: await request.arrayBuffer() } : {}),
        redirect: 'manual',
        signal: abort.signal,
      });
      return passBack(reply, () => open.delete(abort));
    } catch (error) {
      open.delete(abort);
      if (abort.signal.aborted) return errorReply(new GantryError('cancelled'));
      onUnreachable();
      return errorReply(new GantryError('host_unreachable', { cause: error }));
    }
  }

  return {
    forward,
    closeStreams() {
      for (const abort of open) abort.abort();
      open.clear();
    },
  };
}

function passBack(reply: Response, onEnd: () => void): Response {
  const headers = new Headers(reply.headers);
  for (const name of notPassedBack) headers.delete(name);
  if (reply.body === null) {
    onEnd();
    return new Response(null, { status: reply.status, headers });
  }
  const body = reply.body.pipeThrough(new TransformStream({ flush: onEnd }));
  return new Response(body, { status: reply.status, headers });
}

/** An error in the shape of the API. */
export function errorReply(error: GantryError): Response {
  const retry = error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  return Response.json({ error: error.toBody() }, { status: error.status, headers: retry });
}
