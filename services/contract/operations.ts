import type { z } from 'zod';
import type { CallContext } from './operation.ts';
import { configOperations } from './operations/config.ts';
import { credentialOperations } from './operations/credentials.ts';
import { documentOperations } from './operations/documents.ts';
import { embeddingOperations } from './operations/embeddings.ts';
import { probeOperations } from './operations/probes.ts';
import { searchOperations } from './operations/search.ts';
import { sessionOperations } from './operations/sessions.ts';
import { setupOperations } from './operations/setup.ts';
import { stackOperations } from './operations/stack.ts';
import { taskOperations } from './operations/tasks.ts';
import { tokenOperations } from './operations/tokens.ts';

/** Every operation by name. */
export const operations = {
  ...probeOperations,
  ...sessionOperations,
  ...embeddingOperations,
  ...documentOperations,
  ...searchOperations,
  ...stackOperations,
  ...configOperations,
  ...credentialOperations,
  ...tokenOperations,
  ...setupOperations,
  ...taskOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What a client sends: fields with defaults may be left out. */
export type ClientInput<N extends OperationName> = z.input<Operations[N]['input']>;
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<N extends OperationName> = z.output<Operations[N]['input']>;
/** What comes back. */
export type Output<N extends OperationName> = z.output<Operations[N]['output']>;

/** The handler of one operation: a plain async function that knows no HTTP. */
export type Handler<N extends OperationName> = (input: ParsedInput<N>, context: CallContext) => Promise<Output<N>>;

/** What a room exports for the API: some handlers by operation name. */
export type Routes = { [N in OperationName]?: Handler<N> };
