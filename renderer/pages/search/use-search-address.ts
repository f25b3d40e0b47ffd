import { useLocation, useSearch as useQueryString } from 'wouter';
import type { Question } from '../../api/use-search.ts';

export const limits = [5, 10, 20, 50, 100] as const;
const defaultLimit = 10;

export function readQuestion(query: string): Question {
  const params = new URLSearchParams(query);
  const limit = Number(params.get('limit'));
  return {
    query: params.get('q') ?? '',
    collection: params.get('collection') ?? undefined,
    limit: Number.isInteger(limit) && limit >= 1 && limit <= 100 ? limit : defaultLimit,
  };
}

/** The passage that is read in its document. */
export interface OpenPassage {
  documentId: string;
  /** [start, end) in UTF-16 units of the document. */
  range: readonly [number, number];
}

export function readOpenPassage(query: string): OpenPassage | undefined {
  const params = new URLSearchParams(query);
  const documentId = params.get('open');
  const [start, end] = (params.get('at') ?? '').split('-').map(Number);
  if (documentId === null || start === undefined || end === undefined || !(start >= 0 && end >= start)) return undefined;
  return { documentId, range: [start, end] };
}

export function writeQuestion({ query, collection, limit }: Question, passage?: OpenPassage): string {
  const params = new URLSearchParams();
  if (query !== '') params.set('q', query);
  if (collection !== undefined) params.set('collection', collection);
  if (limit !== defaultLimit) params.set('limit', String(limit));
  if (passage !== undefined) {
    params.set('open', passage.documentId);
    params.set('at', passage.range.join('-'));
  }
  const text = params.toString();
  return text === '' ? '/search' : `/search?${text}`;
}

/** The question stands in the address, so back, reload and links ask it again. */
export function useSearchAddress() {
  const [, navigate] = useLocation();
  const query = useQueryString();
  const question = readQuestion(query);
  return {
    question,
    passage: readOpenPassage(query),
    ask: (next: Question) => navigate(writeQuestion(next)),
    /** Opening is a step one can go back from; closing takes its place. */
    read: (passage: OpenPassage | undefined) => navigate(writeQuestion(question, passage), { replace: passage === undefined }),
  };
}
