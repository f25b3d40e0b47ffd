/** Documents, chunks and search. */
export { createSearch, type Search, type SearchOptions } from './search.ts';
export type { Hit, VectorQuery, VectorSearch } from './vector-search.ts';
