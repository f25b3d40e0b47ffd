import { basename, dirname } from 'node:path';
import { type Credential, credentialNameSchema } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';

/** How a service is given a new secret; one file each in `strategies/`. */
export type StrategyName = 'postgres' | 'redis' | 'grafana' | 'gantry-token' | 'restart';

/** How it is asked whether a service accepts a secret; `health`: its own health check logs in with it. */
export type ProofName = 'health' | 'llama-cpp' | 'qdrant' | 'grafana' | 'none';

interface KnownCredential {
  readonly title: string;
  readonly description: string;
  readonly kind: Credential['kind'];
  /** null: the local API checks it. */
  readonly owner: string | null;
  /** Characters of one that is made: what the service takes without cutting, and at least 190 bits. */
  readonly length: number;
  readonly strategy: StrategyName;
  readonly proof: ProofName;
  /** Its owner writes it into its volume at the first start and does not read the file for it again. */
  readonly isKeptInVolume: boolean;
}

/** What Gantry knows of the secrets in `stack/compose.yaml`. */
const known: Readonly<Record<string, KnownCredential>> = {
  postgres_password: {
    title: 'Postgres password',
    description: 'The database user of the stack logs in with it, and so does Gantry while its documents are there.',
    kind: 'password',
    owner: 'postgres',
    length: 32,
    strategy: 'postgres',
    proof: 'health',
    isKeptInVolume: true,
  },
  redis_password: {
    title: 'Redis password',
    description: 'Every client of Redis logs in with it, and so does Gantry while its cache is there.',
    kind: 'password',
    owner: 'redis',
    // Redis keeps SHA-256 of it: more than 256 bits of randomness would add nothing.
    length: 43,
    strategy: 'redis',
    proof: 'health',
    isKeptInVolume: false,
  },
  qdrant_api_key: {
    title: 'Qdrant API key',
    description: 'Requests to Qdrant carry it in the header api-key; Prometheus reads the figures of Qdrant with it.',
    kind: 'api-key',
    owner: 'qdrant',
    length: 43,
    strategy: 'restart',
    proof: 'qdrant',
    isKeptInVolume: false,
  },
  llama_api_key: {
    title: 'llama.cpp API key',
    description: 'Requests to the model server carry it as a bearer token; Open WebUI, Prometheus and the agents are given it.',
    kind: 'api-key',
    owner: 'llama-cpp',
    length: 43,
    strategy: 'restart',
    proof: 'llama-cpp',
    isKeptInVolume: false,
  },
  open_webui_secret_key: {
    title: 'Open WebUI signing key',
    description: 'Signs the sessions of Open WebUI: with a new one everybody there logs in again.',
    kind: 'signing-key',
    owner: 'open-webui',
    length: 43,
    strategy: 'restart',
    proof: 'none',
    isKeptInVolume: false,
  },
  grafana_admin_password: {
    title: 'Grafana administrator password',
    description: 'The administrator of Grafana logs in with it.',
    kind: 'password',
    owner: 'grafana',
    length: 32,
    strategy: 'grafana',
    proof: 'grafana',
    isKeptInVolume: true,
  },
  mindsdb_password: {
    title: 'MindsDB password',
    description: 'The user of MindsDB logs in with it, in its editor and over the MySQL protocol.',
    kind: 'password',
    owner: 'mindsdb',
    length: 32,
    strategy: 'restart',
    proof: 'none',
    isKeptInVolume: false,
  },
  gantry_token: {
    title: 'Token of the stack',
    description: 'Services of the stack call the local API with it; it may read, search and chat.',
    kind: 'token',
    owner: null,
    length: 43,
    strategy: 'gantry-token',
    proof: 'none',
    isKeptInVolume: false,
  },
};

/** One secret as the compose file uses it. */
export interface StackCredential extends Omit<KnownCredential, 'owner'> {
  /** Name of its file, which is its name in the store. */
  readonly name: string;
  /** Key of `Compose.secrets`. */
  readonly source: string;
  /** The service that checks it; undefined: the local API, or several services and none is known to be it. */
  readonly owner: ComposeService | undefined;
  /** Services that are given it, as the file names them. */
  readonly users: readonly ComposeService[];
}

/** The secrets of a compose file whose files lie in the folder of the store. What lies elsewhere is its person's own. */
export function stackCredentials(compose: Compose, folder: string): StackCredential[] {
  return Object.values(compose.secrets)
    .filter(({ file }) => dirname(file) === folder && credentialNameSchema.safeParse(basename(file)).success)
    .map(({ key, file }) => describeCredential(compose, key, basename(file)));
}

function describeCredential(compose: Compose, source: string, name: string): StackCredential {
  const users = Object.values(compose.services).filter((service) => service.secrets.some((secret) => secret.source === source));
  const facts = known[name];
  if (facts !== undefined) {
    const owner = users.find((service) => service.name === facts.owner);
    if (facts.owner === null || owner !== undefined || users.length === 0) return { ...facts, name, source, owner, users };
  }
  const only = users.length === 1 ? users[0] : undefined;
  return {
    title: name,
    description: users.length === 0 ? 'No service is given it.' : `A secret of ${users.map((service) => service.name).join(', ')}.`,
    kind: 'password',
    length: 43,
    strategy: 'restart',
    proof: 'none',
    isKeptInVolume: false,
    name,
    source,
    owner: only,
    users,
  };
}

/** `live`: its owner takes a new one while it runs. */
export function rotationOf({ strategy }: Pick<StackCredential, 'strategy'>): Credential['rotation'] {
  return strategy === 'restart' ? 'restart' : 'live';
}
