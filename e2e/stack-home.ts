import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { makeHome } from './gantry-process.ts';

/** Engine of the tests; the test run names it. */
export const engineSocket = process.env.GANTRY_TEST_ENGINE ?? 'unix:///var/run/docker.sock';
export const docker = new Docker({ socketPath: engineSocket.replace('unix://', '') });

const images = {
  POSTGRES_IMAGE: 'gantry-test/postgres:17',
  REDIS_IMAGE: 'gantry-test/redis:8',
  NGINX_IMAGE: 'gantry-test/nginx:1',
  PROMETHEUS_IMAGE: 'gantry-test/prometheus:2',
  LLAMA_CPP_IMAGE: 'gantry-test/llama-cpp:1',
  // Stand-ins: they answer the health checks of the real programs and nothing else.
  QDRANT_IMAGE: 'gantry-test/stand-in:1',
  GRAFANA_IMAGE: 'gantry-test/stand-in:1',
  OPEN_WEBUI_IMAGE: 'gantry-test/stand-in:1',
};

/** Whether the engine answers and has the images made by `e2e/images/build-images.mjs`. */
export const hasImages = await Promise.all([...new Set(Object.values(images))].map((image) => docker.getImage(image).inspect()))
  .then(() => true)
  .catch(() => false);

/** Services of the stack whose images there are. */
export const testedServices = ['postgres', 'redis', 'qdrant', 'nginx', 'prometheus'];

export interface StackHome {
  readonly home: string;
  readonly project: string;
  /** Variables of `stack.env`. */
  readonly variables: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** A home folder whose stack has a project, ports and images of its own. */
export async function makeStackHome(): Promise<StackHome> {
  const { home, remove } = await makeHome();
  const project = `gantrytest${Math.random().toString(36).slice(2, 8)}`;
  const names = ['POSTGRES', 'REDIS', 'QDRANT', 'QDRANT_GRPC', 'NGINX', 'PROMETHEUS', 'LLAMA_CPP', 'GRAFANA', 'OPEN_WEBUI'];
  const ports = await freePorts(names.length);
  const variables = {
    ...images,
    LLAMA_MODELS: join(home, 'models'),
    ...Object.fromEntries(names.map((name, index) => [`${name}_PORT`, String(ports[index])])),
  };
  await mkdir(join(home, 'config'), { recursive: true });
  await mkdir(join(home, 'models'), { recursive: true });
  await writeFile(join(home, 'config', 'config.yaml'), `stack:\n  project: ${project}\n  socket: ${engineSocket}\n`);
  await writeFile(
    join(home, 'config', 'stack.env'),
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return {
    home,
    project,
    variables,
    async remove() {
      const label = [`com.docker.compose.project=${project}`];
      for (const { Id } of await docker.listContainers({ all: true, filters: { label } }))
        await docker.getContainer(Id).remove({ force: true });
      for (const { Id } of await docker.listNetworks({ filters: { label } })) await docker.getNetwork(Id).remove();
      for (const { Name } of (await docker.listVolumes({ filters: { label } })).Volumes) await docker.getVolume(Name).remove();
      await remove();
    },
  };
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
