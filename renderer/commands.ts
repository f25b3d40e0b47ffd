const gantry = 'npm run gantry --';

/** A word as a POSIX shell reads it back. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) || text === '~') return text;
  // A tilde is the home folder only outside of quotes.
  if (text.startsWith('~/')) return `~/${text.length > 2 ? shellWord(text.slice(2)) : ''}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function inCollection(collection: string | undefined): string {
  return collection === undefined ? '' : ` --collection ${shellWord(collection)}`;
}

/** The commands that do what the buttons do. */
export const commands = {
  run: () => 'make run',
  open: () => `${gantry} open`,
  status: () => `${gantry} status`,
  index: ({ folder, collection, prune = false }: { folder: string; collection?: string | undefined; prune?: boolean }) =>
    `${gantry} index ${shellWord(folder)}${inCollection(collection)}${prune ? ' --prune' : ''}`,
  search: ({ query, collection, limit }: { query: string; collection?: string | undefined; limit?: number }) =>
    `${gantry} search ${shellWord(query)}${inCollection(collection)}${limit === undefined ? '' : ` --limit ${limit}`}`,
  listDocuments: ({ collection }: { collection?: string | undefined }) => `${gantry} documents list${inCollection(collection)}`,
  readDocument: (id: string) => `${gantry} documents show ${id}`,
  deleteDocument: (id: string) => `${gantry} documents delete ${id}`,
  listTasks: () => `${gantry} tasks list`,
  cancelTask: (id: string) => `${gantry} tasks cancel ${id}`,
  resumeTask: (id: string) => `${gantry} tasks resume ${id}`,
};
