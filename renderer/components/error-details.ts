import type { GantryError } from '#contract';

/** The id that finds the error in the log, and all of it as text to hand on. */
export function describeError(error: GantryError): { requestId: string | undefined; text: string } {
  const cause = error.cause as { request_id?: unknown } | undefined;
  const requestId = typeof cause?.request_id === 'string' ? cause.request_id : undefined;
  const lines = [
    `code: ${error.code}`,
    `message: ${error.message}`,
    ...(error.field === undefined ? [] : [`field: ${error.field}`]),
    ...(error.fix === undefined ? [] : [`fix: ${error.fix}`]),
    ...(requestId === undefined ? [] : [`request_id: ${requestId}`]),
    ...(error.cause instanceof Error ? [`cause: ${error.cause.name}: ${error.cause.message}`] : []),
    `at: ${new Date().toISOString()}`,
  ];
  return { requestId, text: lines.join('\n') };
}
