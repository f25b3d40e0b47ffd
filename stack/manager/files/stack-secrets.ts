import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GantryError } from '#contract';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import type { Compose, ComposeService } from '../compose-file/index.ts';

/** 24 random bytes, 32 characters of base64url: strong, and safe in URLs, SQL and shells. */
const secretBytes = 24;

/** The files with the stack's secrets, 0600 in one private folder. Their values stay here: only names and keyed digests leave. */
export function createStackSecrets({ folder, keyFile }: { folder: string; keyFile: string }) {
  let key = '';
  const digests = new Map<string, { stamp: string; digest: string }>();

  function digestOf(file: string): string {
    try {
      const { mtimeMs, size, ino } = statSync(file);
      const stamp = `${mtimeMs} ${size} ${ino}`;
      const known = digests.get(file);
      if (known?.stamp === stamp) return known.digest;
      const digest = createHmac('sha256', key).update(readFileSync(file)).digest('hex').slice(0, 16);
      digests.set(file, { stamp, digest });
      return digest;
    } catch {
      return 'missing';
    }
  }

  return {
    folder,
    async open(): Promise<void> {
      await makePrivateFolder(folder);
      key = (await readIfThere(keyFile)) ?? '';
      if (key !== '') return;
      key = randomBytes(32).toString('hex');
      await writeDurably(keyFile, key);
    },
    /**
     * Makes the secrets these services need and that are not there yet, in Gantry's own folder. Gives the names of those made.
     * @throws GantryError `compose_invalid` where a secret file outside that folder is missing
     */
    async ensure(compose: Compose, services: readonly ComposeService[]): Promise<string[]> {
      const made: string[] = [];
      for (const source of new Set(services.flatMap(({ secrets }) => secrets.map((secret) => secret.source)))) {
        const file = compose.secrets[source]?.file;
        if (file === undefined || existsSync(file)) continue;
        const inside = relative(folder, file);
        if (inside.startsWith('..') || inside.includes('/') || inside.includes('\\')) {
          throw new GantryError('compose_invalid', {
            message: `The file of the secret ${source} is not there.`,
            field: `secrets.${source}.file`,
            fix: 'Create that file with mode 0600, or let the secret lie in the folder of Gantry’s secrets, where it is made by itself.',
          });
        }
        await writeDurably(join(folder, inside), randomBytes(secretBytes).toString('base64url'));
        made.push(source);
      }
      return made;
    },
    /** Changes when any secret of the service changes; tells nothing of its value without the key beside it. */
    digest(compose: Compose, service: ComposeService): string {
      return service.secrets
        .map(({ source }) => `${source}:${digestOf(compose.secrets[source]?.file ?? '')}`)
        .sort()
        .join(',');
    },
    /** Value of a secret for a login by the host itself; undefined where there is none. */
    async read(name: string): Promise<string | undefined> {
      return (await readIfThere(join(folder, name)))?.replace(/\n$/, '');
    },
  };
}

export type StackSecrets = ReturnType<typeof createStackSecrets>;
