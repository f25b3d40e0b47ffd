import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EngineKind } from '#contract';
import { readIfThere } from '#platform/files';

/** Somewhere an engine may be reached. */
export interface EnginePlace {
  /** `unix:///path`, `npipe:////./pipe/x` or `tcp://host:port`. */
  readonly address: string;
  /** Why it was looked at, e.g. `DOCKER_HOST is set`. */
  readonly because: string;
  /** True when a person named it: then no other is tried. */
  readonly isExplicit: boolean;
}

export interface PlaceOptions {
  /** Setting `stack.socket`; empty is none. */
  readonly socket: string;
  readonly engine: 'auto' | EngineKind | 'none';
  /** DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, CONTAINER_HOST, XDG_RUNTIME_DIR, HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userId: number | undefined;
}

/** Every place an engine is looked for, in the order of trust: what a person named, the Docker context in use, Docker, Docker Desktop and the like, Podman. */
export async function listEnginePlaces(options: PlaceOptions): Promise<EnginePlace[]> {
  const { socket, engine, env } = options;
  if (engine === 'none') return [];
  if (socket !== '') return [{ address: toAddress(socket), because: 'the setting stack.socket names it', isExplicit: true }];
  const named: EnginePlace[] = [];
  if (engine !== 'podman' && env.DOCKER_HOST) {
    named.push({ address: toAddress(env.DOCKER_HOST), because: 'DOCKER_HOST names it', isExplicit: true });
  } else if (engine !== 'podman') {
    const context = await readDockerContext(env);
    if (context !== undefined) named.push(context);
  }
  if (engine !== 'docker' && env.CONTAINER_HOST) {
    named.push({ address: toAddress(env.CONTAINER_HOST), because: 'CONTAINER_HOST names it', isExplicit: engine === 'podman' });
  }
  const usual = usualPlaces(options).filter(({ kind }) => engine === 'auto' || engine === kind);
  const places = [...named, ...usual.map(({ address, because }) => ({ address, because, isExplicit: false }))];
  return places.filter((place, index) => places.findIndex(({ address }) => address === place.address) === index);
}

function usualPlaces({ env, platform, userId }: PlaceOptions): { kind: EngineKind; address: string; because: string }[] {
  if (platform === 'win32') {
    return [
      { kind: 'docker', address: 'npipe:////./pipe/docker_engine', because: 'the usual pipe of Docker' },
      { kind: 'docker', address: 'npipe:////./pipe/dockerDesktopLinuxEngine', because: 'the pipe of Docker Desktop' },
      { kind: 'podman', address: 'npipe:////./pipe/podman-machine-default', because: 'the pipe of the Podman machine' },
    ];
  }
  const home = env.HOME ?? '/';
  const runtime = env.XDG_RUNTIME_DIR ?? (userId === undefined ? '/run' : `/run/user/${userId}`);
  const unix = (kind: EngineKind, path: string, because: string) => ({ kind, address: `unix://${path}`, because });
  return [
    unix('docker', '/var/run/docker.sock', 'the usual socket of Docker'),
    unix('docker', join(runtime, 'docker.sock'), 'the usual socket of rootless Docker'),
    unix('docker', join(home, '.docker/run/docker.sock'), 'the socket of Docker Desktop on macOS'),
    unix('docker', join(home, '.docker/desktop/docker.sock'), 'the socket of Docker Desktop on Linux'),
    unix('docker', join(home, '.rd/docker.sock'), 'the socket of Rancher Desktop'),
    unix('docker', join(home, '.colima/default/docker.sock'), 'the socket of Colima'),
    unix('docker', join(home, '.orbstack/run/docker.sock'), 'the socket of OrbStack'),
    unix('podman', join(runtime, 'podman/podman.sock'), 'the usual socket of rootless Podman'),
    unix('podman', '/run/podman/podman.sock', 'the usual socket of Podman'),
    unix('podman', join(home, '.local/share/containers/podman/machine/podman.sock'), 'the socket of the Podman machine'),
  ];
}

/**
 * The endpoint of the Docker context in use. The CLI keeps it in `contexts/meta/<sha256 of the name>/meta.json`
 * (docker/cli, cli/context/store); the context `default` has no file.
 */
async function readDockerContext(env: PlaceOptions['env']): Promise<EnginePlace | undefined> {
  const folder = env.DOCKER_CONFIG || join(env.HOME ?? '/', '.docker');
  try {
    const config = JSON.parse((await readIfThere(join(folder, 'config.json'))) ?? '{}') as { currentContext?: string };
    const name = env.DOCKER_CONTEXT || config.currentContext;
    if (name === undefined || name === '' || name === 'default') return undefined;
    const meta = await readIfThere(join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'), 'meta.json'));
    const host = (JSON.parse(meta ?? '{}') as { Endpoints?: { docker?: { Host?: string } } }).Endpoints?.docker?.Host;
    if (host === undefined) return undefined;
    return { address: toAddress(host), because: `the Docker context ${name} is in use`, isExplicit: env.DOCKER_CONTEXT !== undefined };
  } catch {
    // A broken context file is Docker's matter; the usual places are still worth a look.
    return undefined;
  }
}

function toAddress(text: string): string {
  return text.includes('://') ? text : `unix://${text}`;
}
