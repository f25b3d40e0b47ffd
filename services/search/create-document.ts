import { type CallContext, GantryError, type NewDocument, type Output } from '#contract';
import { toDraft } from './draft.ts';
import type { Indexer } from './indexer.ts';

/** Stores one document; when it returns, a search finds it. */
export async function createDocument(
  document: NewDocument,
  { indexer, signal, countTokens }: { indexer: Indexer; signal: AbortSignal; countTokens: CallContext['countTokens'] },
): Promise<Output<'documents.create'>> {
  const [result] = await indexer.index([await toDraft(document)], { priority: 'interactive', signal, countTokens });
  if (result === undefined) throw new GantryError('internal', { message: 'The document was not stored.' });
  return result;
}
