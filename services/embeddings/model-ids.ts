/** The names under which the one bundled model can be asked for; the first is the one in replies. */
export const modelIds = ['all-MiniLM-L6-v2', 'sentence-transformers/all-MiniLM-L6-v2'] as const;
