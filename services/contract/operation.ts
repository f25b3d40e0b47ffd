import type { z } from 'zod';
import type { ErrorCode } from './error-catalogue.ts';

/** What a token may do. `admin` includes all others; `public` needs no token. */
export const scopes = ['read', 'search', 'ingest', 'chat', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** How the reply is written. `event-stream` handlers return an async iterable of events; the others what the name says. */
export type ReplyKind = 'json' | 'text' | 'html' | 'event-stream' | 'none';

/**
 * One thing a client may ask. The input is one flat object: the names in the path (`/documents/{id}`) come from the
 * path, the rest from the query (GET, DELETE) or the JSON body (POST, PUT, PATCH). OpenAPI, client, CLI and
 * validation all read this one declaration.
 */
export interface OperationDeclaration<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly method: Method;
  readonly path: string;
  readonly scope: Scope | 'public';
  readonly summary: string;
  readonly description?: string;
  readonly input: I;
  readonly output: O;
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  readonly reply: ReplyKind;
  /** Codes beyond those every route can give (see `commonErrors`). */
  readonly errors: readonly ErrorCode[];
  /** `openai`: errors in OpenAI's shape, so its clients read them. */
  readonly errorShape: 'gantry' | 'openai';
  /** Largest request body, bytes. Default 1 MiB. */
  readonly bodyLimitBytes: number;
  readonly tag: string;
}

type Optional = 'description' | 'status' | 'reply' | 'errors' | 'errorShape' | 'bodyLimitBytes';

export const defaultBodyLimitBytes = 1024 * 1024;

/** Declares an operation with the defaults: 200, JSON, 1 MiB. */
export function operation<I extends z.ZodObject, O extends z.ZodType>(
  declaration: Omit<OperationDeclaration<I, O>, Optional> & Partial<Pick<OperationDeclaration<I, O>, Optional>>,
): OperationDeclaration<I, O> {
  return { status: 200, reply: 'json', errors: [], errorShape: 'gantry', bodyLimitBytes: defaultBodyLimitBytes, ...declaration };
}

/** Codes any route that needs a token can give. */
export const commonErrors: readonly ErrorCode[] = [
  'malformed_body',
  'token_missing',
  'token_invalid',
  'token_expired',
  'scope_missing',
  'host_refused',
  'origin_refused',
  'method_not_allowed',
  'body_too_large',
  'media_type_unsupported',
  'invalid_value',
  'overloaded',
  'rate_limited',
  'not_ready',
  'timed_out',
  'draining',
  'internal',
];

/** Who asks and how long they wait; handed to every handler beside its input. */
export interface CallContext {
  readonly requestId: string;
  /** Aborts when the client goes away or the host drains. */
  readonly signal: AbortSignal;
  /** Name of the token or session, for causes and history. */
  readonly caller: string;
  readonly scopes: readonly Scope[];
  /** Adds to the model tokens the caller has used. */
  countTokens?(count: number): void;
}
