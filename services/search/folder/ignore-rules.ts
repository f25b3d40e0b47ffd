import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What the .gitignore files at and above a folder say; those nearer count more. */
export interface IgnoreRules {
  isIgnored(path: string, isFolder: boolean): boolean;
  /** The rules with those of a folder further down added, where it has a .gitignore. */
  within(folder: string): Promise<IgnoreRules>;
}

interface Level {
  folder: string;
  rules: Ignore;
}

/** The rules for a folder: its own, and those above it up to the top of the Git work tree it is in. */
export async function ignoreRulesAt(folder: string): Promise<IgnoreRules> {
  const above: string[] = [];
  for (let current = folder; current !== dirname(current); current = dirname(current)) above.push(dirname(current));
  const top = (await isWorkTree(folder)) ? -1 : await findIndex(above, isWorkTree);
  let rules = fromLevels([]);
  for (const each of above.slice(0, top + 1).reverse()) rules = await rules.within(each);
  return rules.within(folder);
}

async function findIndex(folders: readonly string[], test: (folder: string) => Promise<boolean>): Promise<number> {
  for (const [index, folder] of folders.entries()) if (await test(folder)) return index;
  return -1;
}

async function isWorkTree(folder: string): Promise<boolean> {
  return lstat(join(folder, '.git')).then(
    () => true,
    () => false,
  );
}

function fromLevels(levels: readonly Level[]): IgnoreRules {
  return {
    isIgnored(path, isFolder) {
      for (const { folder, rules } of levels.toReversed()) {
        const name = relative(folder, path).split(sep).join('/');
        const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
        if (ignored) return true;
        if (unignored) return false;
      }
      return false;
    },
    async within(folder) {
      const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => undefined);
      // A .gitignore that is missing, a folder or not readable says nothing; Git does the same.
      return text === undefined ? fromLevels(levels) : fromLevels([...levels, { folder, rules: ignore().add(text) }]);
    },
  };
}
