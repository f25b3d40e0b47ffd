import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { GantryError } from '#contract';
import { generateSecret, type SecretStore } from '#platform/credentials';
import { readIfThere, writeDurably } from '#platform/files';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { stackCredentials } from '../credentials/known-credentials.ts';
import { givenSecrets } from '../state/given-secrets.ts';
import type { ServiceRecords } from '../state/service-record.ts';
import type { StackBook } from '../state/stack-book.ts';

export interface StackSecretsOptions {
  readonly store: SecretStore;
  readonly keyFile: string;
  readonly records: ServiceRecords;
  book(): Pick<StackBook, 'container' | 'compose' | 'refresh'>;
}

/** The stack's secrets as services are given them. Their values stay in the store: only names and keyed digests leave. */
export function createStackSecrets({ store, keyFile, records, book }: StackSecretsOptions) {
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

  const digest = (compose: Compose, service: ComposeService): string =>
    service.secrets
      .map(({ source }) => `${source}:${digestOf(compose.secrets[source]?.file ?? '')}`)
      .sort()
      .join(',');

  /** A secret of the store as the plain file a container mounts; made where there is none. True: it was made. */
  async function handOver(name: string, length: number): Promise<boolean> {
    if (!store.names().includes(name)) {
      await store.write(name, generateSecret(length));
      return true;
    }
    const value = await store.read(name);
    if (value !== undefined) await store.write(name, value);
    return false;
  }

  return {
    folder: (): string => store.folder(),
    async open(): Promise<void> {
      key = (await readIfThere(keyFile)) ?? '';
      if (key !== '') return;
      key = randomBytes(32).toString('hex');
      await writeDurably(keyFile, key);
    },
    /**
     * Sees to it that the files these services mount are there; makes the secrets nobody has made yet. Gives the names of those made.
     * @throws GantryError `compose_invalid` where a secret file outside the folder is missing, `credentials_locked`
     */
    async ensure(compose: Compose, services: readonly ComposeService[]): Promise<string[]> {
      const made: string[] = [];
      const credentials = stackCredentials(compose, store.folder());
      for (const source of new Set(services.flatMap(({ secrets }) => secrets.map((secret) => secret.source)))) {
        const file = compose.secrets[source]?.file;
        if (file === undefined || existsSync(file)) continue;
        const credential = credentials.find((each) => each.source === source);
        if (credential === undefined) {
          throw new GantryError('compose_invalid', {
            message: `The file of the secret ${source} is not there.`,
            field: `secrets.${source}.file`,
            fix: 'Create that file with mode 0600, or let the secret lie in the folder of Gantry’s secrets, where it is made by itself.',
          });
        }
        if (await handOver(credential.name, credential.length)) made.push(credential.name);
      }
      return made;
    },
    /** Names of the secrets these services need and nobody has made yet. One that is kept and not handed over now is there. */
    missing(compose: Compose, services: readonly ComposeService[]): string[] {
      const credentials = stackCredentials(compose, store.folder());
      const known = store.names();
      const sources = new Set(services.flatMap(({ secrets }) => secrets.map(({ source }) => source)));
      return [...sources]
        .flatMap((source) => {
          const credential = credentials.find((each) => each.source === source);
          const isThere = credential === undefined ? existsSync(compose.secrets[source]?.file ?? '') : known.includes(credential.name);
          return isThere ? [] : [credential?.name ?? source];
        })
        .sort();
    },
    /** Whether the file of a secret is one Gantry makes. */
    isOurs: (file: string): boolean => dirname(file) === store.folder() && basename(file) !== '',
    /** Changes when any secret of the service changes; tells nothing of its value without the key beside it. */
    digest,
    /** Digests of the secrets the container of a service works with now. */
    given(name: string): string {
      const container = book().container(name);
      return container === undefined ? '' : givenSecrets(container, records.of(name));
    },
    /** Whether the container of a service has this secret as it is in the file now. */
    isGiven(service: ComposeService, source: string): boolean {
      const compose = book().compose();
      const container = book().container(service.name);
      if (compose === undefined || container === undefined) return false;
      const given = givenSecrets(container, records.of(service.name)).split(',');
      return digest(compose, service)
        .split(',')
        .some((each) => each.startsWith(`${source}:`) && given.includes(each));
    },
    /** The running container has taken this secret as it is in the file now: it need not be made anew for it. */
    accept(service: ComposeService, source: string): void {
      const compose = book().compose();
      const container = book().container(service.name);
      if (compose === undefined || container === undefined) return;
      const now = digest(compose, service)
        .split(',')
        .find((each) => each.startsWith(`${source}:`));
      const others = givenSecrets(container, records.of(service.name))
        .split(',')
        .filter((each) => each !== '' && !each.startsWith(`${source}:`));
      records.noteAccepted(service.name, {
        containerId: container.id,
        secretsDigest: [...others, ...(now === undefined ? [] : [now])].sort().join(','),
      });
      book().refresh(service.name);
    },
    /** Value of a secret for a login by the host itself; undefined where there is none. Waits while it is being changed. */
    read: (name: string): Promise<string | undefined> => store.read(name),
  };
}

export type StackSecrets = ReturnType<typeof createStackSecrets>;
