import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
import type { ErrorBody } from './errors.ts';

export interface GantryErrorOptions {
  /** What happened, naming the field and the rule but never a value a person typed. Default: the catalogue's title. */
  message?: string;
  field?: string;
  fix?: string;
  cause?: unknown;
  /** For `overloaded`, `draining`, `not_ready`: seconds until another try makes sense. */
  retryAfterSeconds?: number;
}

/** The one error class. Whatever leaves a room by `throw` on purpose is one of these. */
export class GantryError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly fix: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: GantryErrorOptions = {}) {
    const entry: { status: number; title: string; fix?: string } = errorCatalogue[code];
    super(options.message ?? `${entry.title}.`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GantryError';
    this.code = code;
    this.field = options.field;
    this.fix = options.fix ?? entry.fix;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  toBody(requestId?: string): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.fix === undefined ? {} : { fix: this.fix }),
      ...(requestId === undefined ? {} : { request_id: requestId }),
    };
  }
}
