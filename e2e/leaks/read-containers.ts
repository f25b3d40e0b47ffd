import { docker } from '../stack-home.ts';
import type { Witness } from './planted-secrets.ts';

/** What the engine shows of every container of a project: all of inspect, and its log. */
export async function* readContainers(project: string): AsyncGenerator<Witness> {
  const label = [`com.docker.compose.project=${project}`];
  for (const { Id, Names } of await docker.listContainers({ all: true, filters: { label } })) {
    const container = docker.getContainer(Id);
    yield { place: `inspect of ${Names[0]}`, content: JSON.stringify(await container.inspect()) };
    yield { place: `log of ${Names[0]}`, content: await container.logs({ stdout: true, stderr: true, follow: false }) };
  }
}
