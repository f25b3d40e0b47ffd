/** The one declaration of what Gantry can be asked, announces, is set by and can answer: zod schemas and their types. */
export * from './bridge.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './figures.ts';
export * from './health.ts';
export * from './operation.ts';
export { type DocumentSummary, maxDocumentChars, type NewDocument } from './operations/documents.ts';
export { maxEmbeddingChars, maxEmbeddingInputs } from './operations/embeddings.ts';
export type { SearchResult } from './operations/search.ts';
export * from './operations.ts';
export type { Restart, SettingDeclaration } from './settings/setting.ts';
export * from './settings.ts';
export * from './task.ts';
export * from './values.ts';
