import { type ErrorBody, GantryError } from '#contract';

/** An error the host hands over inside of a reply, as one to show. */
export function toError({ code, message, field, fix, request_id: requestId }: ErrorBody): GantryError {
  return new GantryError(code, {
    message,
    ...(field === undefined ? {} : { field }),
    ...(fix === undefined ? {} : { fix }),
    ...(requestId === undefined ? {} : { cause: { request_id: requestId } }),
  });
}
