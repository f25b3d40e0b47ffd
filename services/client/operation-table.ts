import { type EventName, eventSchemas, type Method, type OperationName, operations, type ReplyKind } from '#contract';

/** What a call needs to know of an operation. */
export interface CallShape {
  readonly method: Method;
  readonly path: string;
  readonly reply: ReplyKind;
}

/**
 * Method, path and reply of every operation, and the names of the events. The build of the panel puts the values in the
 * place of this module (renderer/inline-operation-table.ts), so that no schema is loaded on the way to the first page.
 */
export const operationTable = Object.fromEntries(
  Object.entries(operations).map(([name, { method, path, reply }]) => [name, { method, path, reply }]),
) as Record<OperationName, CallShape>;

export const eventNames: ReadonlySet<string> = new Set(Object.keys(eventSchemas) as EventName[]);
