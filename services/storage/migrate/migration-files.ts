import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#platform/paths';

/** One step of the schema, as its two files say it. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  version: number;
  name: string;
  up: string;
  down: string;
  /** Of `up`, hexadecimal, with line ends as `\n` so that a checkout on Windows has the same. */
  sha256: string;
}

/** Reads `NNNN_name.up.sql` and `.down.sql`, in order. @throws Error where a file is missing or a number is left out or used twice */
export async function readMigrations(folder: string = join(projectRoot(), 'migrations')): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9_]+\.up\.sql$/.test(file)).sort();
  return await Promise.all(files.map((file, index) => readOne({ folder, file, expectedVersion: index + 1 })));
}

async function readOne({ folder, file, expectedVersion }: { folder: string; file: string; expectedVersion: number }): Promise<Migration> {
  const version = Number(file.slice(0, 4));
  if (version !== expectedVersion)
    throw new Error(`Migration ${file} should have the number ${expectedVersion}: none may be left out or used twice`);
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  const up = await read(file);
  const down = await read(file.replace('.up.sql', '.down.sql'));
  const sha256 = createHash('sha256').update(up).digest('hex');
  return { version, name: file.slice(5, -'.up.sql'.length), up, down, sha256 };
}
