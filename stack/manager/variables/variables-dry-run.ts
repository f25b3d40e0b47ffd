import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DryRun, GantryError } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { configHash } from '../plan/canonical-service.ts';
import { isSecretName } from '../secret-name.ts';

export interface DryRunInput {
  readonly engine: Engine;
  readonly keys: readonly string[];
  /** As the files are now; undefined where they cannot be read. */
  readonly before: Compose | undefined;
  /** As they would be. @throws GantryError `compose_invalid` */
  after(): Promise<Compose>;
  containerOf(service: string): ContainerInfo | undefined;
  readonly signal: AbortSignal;
}

/** Where a service has its own check, as the container sees it; its folder is mounted at /gantry. */
const checkScript = '/gantry/check.sh';
const checkTimeoutMs = 30_000;
const mostOutputChars = 2000;

/**
 * Tries values before they count: the compose files read with them, then the check of every affected service in its running
 * container, with the environment and the command it would get. What is checked is not changed.
 */
export async function variablesDryRun({ engine, keys, before, after, containerOf, signal }: DryRunInput): Promise<DryRun[]> {
  const command = 'docker compose config (by the reader of Gantry)';
  let compose: Compose;
  try {
    compose = await after();
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return [{ service: null, command, state: 'failed', output: error.message }];
  }
  const files: DryRun = { service: null, command, state: 'passed', output: `${Object.keys(compose.services).length} services can be read` };
  const affected = Object.values(compose.services).filter((service) => {
    const former = before?.services[service.name];
    return service.variables.some((name) => keys.includes(name)) && (former === undefined || configHash(former) !== configHash(service));
  });
  const runs = affected.map((service) => checkService(service, { engine, container: containerOf(service.name), signal }));
  return [files, ...(await Promise.all(runs))];
}

async function checkService(
  service: ComposeService,
  { engine, container, signal }: { engine: Engine; container: ContainerInfo | undefined; signal: AbortSignal },
): Promise<DryRun> {
  const { name } = service;
  const command = `sh ${checkScript} (in the container of ${name})`;
  const skipped = (output: string): DryRun => ({ service: name, command, state: 'skipped', output });
  const folder = service.mounts.find(({ kind, target }) => kind === 'bind' && target === '/gantry')?.source;
  if (folder === undefined || !existsSync(join(folder, 'check.sh')))
    return skipped('its program has no way to try values without starting');
  if (container?.status !== 'running') return skipped('it does not run, so its program cannot be asked');
  // Arguments can be read in the list of processes: nothing that looks like a secret goes there.
  const environment = Object.entries(service.environment).filter(([variable]) => !isSecretName(variable));
  try {
    const { exitCode, stdout, stderr } = await engine.exec(container.id, {
      command: ['env', ...environment.map(([variable, value]) => `${variable}=${value}`), 'sh', checkScript, ...(service.command ?? [])],
      timeoutMs: checkTimeoutMs,
      signal,
    });
    const output = `${stdout}${stderr}`.trim().slice(-mostOutputChars);
    if (exitCode === undefined)
      return { service: name, command, state: 'failed', output: `It did not end within ${checkTimeoutMs / 1000} s. ${output}`.trim() };
    return { service: name, command, state: exitCode === 0 ? 'passed' : 'failed', output };
  } catch (error) {
    if (!(error instanceof GantryError) || signal.aborted) throw error;
    return skipped(`it could not be asked: ${error.message}`);
  }
}
