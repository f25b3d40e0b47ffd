import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { Client } from 'pg';
import type { DatabaseAddress } from './database-address.ts';

/** Built by e2e/images; has Postgres 17 and pgvector. */
const image = 'gantry-test/postgres:17';
const startMs = 60_000;

/** Undefined when tests can run a real Postgres; otherwise why not. */
export async function whyNoPostgres(): Promise<string | undefined> {
  try {
    await new Docker({ timeout: 5000 }).getImage(image).inspect();
    return undefined;
  } catch (error) {
    return `No container engine answers with the image ${image}: ${(error as Error).message}`;
  }
}

export interface TestPostgres {
  address: DatabaseAddress;
  container: Docker.Container;
  /** Where it is now: after a stop and a start it may have another port. */
  find(): Promise<DatabaseAddress>;
  remove(): Promise<void>;
}

/** A real Postgres in a container of its own, on a port of 127.0.0.1. `prepare` is a shell command run as root before it starts. */
export async function startPostgres({ prepare = 'true' }: { prepare?: string } = {}): Promise<TestPostgres> {
  const password = `p${randomBytes(8).toString('hex')} '"$#ü`;
  const container = await new Docker().createContainer({
    name: `gantry-storage-test-${randomBytes(4).toString('hex')}`,
    Image: image,
    Entrypoint: ['sh', '-c', `${prepare} && exec docker-entrypoint.sh postgres`],
    Env: [`POSTGRES_PASSWORD=${password}`, 'POSTGRES_USER=gantry', 'POSTGRES_DB=gantry'],
    HostConfig: { PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  const find = async (): Promise<DatabaseAddress> => {
    const { NetworkSettings } = await container.inspect();
    const port = Number(NetworkSettings.Ports['5432/tcp']?.[0]?.HostPort ?? 1);
    return { host: '127.0.0.1', port, user: 'gantry', database: 'gantry', password: async () => password };
  };
  try {
    await container.start();
    const address = await find();
    await waitUntilUp(address);
    return { address, container, find, remove: () => container.remove({ force: true, v: true }) };
  } catch (error) {
    await container.remove({ force: true, v: true });
    throw error;
  }
}

/** Waits until the server lets clients in. @throws the last error after a minute */
export async function waitUntilUp({ host, port, user, database, password }: DatabaseAddress): Promise<void> {
  const endAt = performance.now() + startMs;
  for (;;) {
    const client = new Client({ host, port, user, database, password: password ?? (async () => '') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > endAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
