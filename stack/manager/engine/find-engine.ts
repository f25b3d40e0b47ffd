import Docker from 'dockerode';
import type { EngineInfo, EngineKind } from '#contract';
import { engineWords } from './engine-errors.ts';
import type { EnginePlace } from './engine-places.ts';

export interface FoundEngine {
  readonly docker: Docker;
  readonly info: EngineInfo;
}

/** Longest wait for an engine to say its version. */
const answerMs = 4000;
/** Newest API this code was written against; an older engine's own version is used instead. */
const newestApi = '1.47';

/** No engine, told with every place that was looked at. */
export function noEngine(notChosen: EngineInfo['not_chosen'], reason: string, fix: string): EngineInfo {
  return {
    state: 'down',
    reason,
    fix,
    kind: null,
    version: null,
    api_version: null,
    rootless: null,
    socket: null,
    chosen_because: null,
    not_chosen: notChosen,
    cpus: null,
    memory_bytes: null,
    can_limit_swap: null,
    can_limit_pids: null,
  };
}

/** Asks each place in turn and takes the first engine that answers. Never throws: where none does, `docker` is missing and `info` says why. */
export async function findEngine(places: readonly EnginePlace[]): Promise<FoundEngine | { info: EngineInfo }> {
  const notChosen: EngineInfo['not_chosen'] = [];
  for (const [index, place] of places.entries()) {
    try {
      const { docker, info } = await ask(place);
      const rest = places.slice(index + 1).map(({ address }) => ({ place: address, reason: 'not asked: an earlier place answered' }));
      return { docker, info: { ...info, not_chosen: [...notChosen, ...rest] } };
    } catch (error) {
      notChosen.push({ place: place.address, reason: describeFailure(error) });
      if (place.isExplicit) {
        const reason = `No container engine answers at ${place.address} (${place.because}): ${describeFailure(error)}.`;
        return { info: noEngine(notChosen, reason, 'Start that engine, or unset what names it so that the usual places are tried.') };
      }
    }
  }
  if (places.length === 0)
    return { info: noEngine([], 'The setting stack.engine is none.', 'Set stack.engine to auto to look for Docker or Podman.') };
  return { info: noEngine(notChosen, ...describeAbsence(notChosen)) };
}

function describeAbsence(notChosen: EngineInfo['not_chosen']): [reason: string, fix: string] {
  const denied = notChosen.find(({ reason }) => reason.startsWith('permission'));
  if (denied !== undefined) {
    return [
      `A container engine is at ${denied.place}, but this user may not use it.`,
      'Add your user to the group docker (it gives root rights) and log in again, or use rootless Docker or Podman.',
    ];
  }
  if (notChosen.some(({ reason }) => reason.startsWith('nothing listens'))) {
    return [
      'A container engine is installed but does not run.',
      'Start it: sudo systemctl start docker, or: systemctl --user start podman.socket',
    ];
  }
  return [
    'No container engine was found.',
    'Install Docker Engine or Podman, start it, and Gantry takes it by itself. Documents, search and embeddings work without it.',
  ];
}

function describeFailure(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such socket';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ECONNREFUSED':
      return 'nothing listens there';
    default:
      return engineWords(error);
  }
}

async function ask(place: EnginePlace): Promise<FoundEngine> {
  const version = (await withTimeout(connectTo(place).version())) as unknown as {
    Version: string;
    ApiVersion: string;
    Components?: { Name: string; Version: string }[];
  };
  const podman = version.Components?.find(({ Name }) => /podman/i.test(Name));
  const kind: EngineKind = podman === undefined ? 'docker' : 'podman';
  const apiVersion = older(version.ApiVersion, newestApi);
  const docker = connectTo(place, apiVersion);
  const facts = (await withTimeout(docker.info())) as {
    NCPU?: number;
    MemTotal?: number;
    SwapLimit?: boolean;
    PidsLimit?: boolean;
    SecurityOptions?: string[];
  };
  const isRootless = facts.SecurityOptions?.some((option) => option.includes('rootless')) ?? false;
  const name = kind === 'docker' ? 'Docker' : 'Podman';
  return {
    docker,
    info: {
      state: 'ok',
      reason: `${name} ${podman?.Version ?? version.Version} answers${isRootless ? ', rootless' : ''}`,
      kind,
      version: podman?.Version ?? version.Version,
      api_version: apiVersion,
      rootless: isRootless,
      socket: place.address,
      chosen_because: place.because,
      not_chosen: [],
      cpus: facts.NCPU ?? null,
      memory_bytes: facts.MemTotal ?? null,
      can_limit_swap: facts.SwapLimit ?? null,
      can_limit_pids: facts.PidsLimit ?? null,
    },
  };
}

function connectTo({ address }: EnginePlace, version?: string): Docker {
  const shared = version === undefined ? {} : { version: `v${version}` };
  if (address.startsWith('unix://')) return new Docker({ socketPath: address.slice('unix://'.length), ...shared });
  if (address.startsWith('npipe://')) return new Docker({ socketPath: address.slice('npipe:'.length).replaceAll('/', '\\'), ...shared });
  if (!address.startsWith('tcp://') && !address.startsWith('http://')) {
    throw new Error('only unix://, npipe:// and tcp:// addresses are supported; for ssh:// forward the socket with ssh -L');
  }
  const { hostname, port } = new URL(address.replace(/^tcp:/, 'http:'));
  return new Docker({ host: hostname, port: Number(port || 2375), protocol: 'http', ...shared });
}

function older(one: string, other: string): string {
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
  return number(one) < number(other) ? one : other;
}

function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${answerMs / 1000} s`)), answerMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
