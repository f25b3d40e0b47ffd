import type { EngineInfo } from '#contract';

/** What is known of the computer, as far as it matters where containers stand in its tree of cgroups. */
export interface HostFacts {
  readonly platform: string;
  /** /run/systemd/system is there: systemd started this computer (sd_booted(3)). */
  readonly hasSystemd: boolean;
  readonly engine: EngineInfo;
  readonly cgroups: { readonly driver: string; readonly version: string; readonly system: string } | undefined;
  /** Path of one running container in the tree, where one runs and its process is on this computer. */
  readonly containerCgroup: string | undefined;
  /** Controllers given to the manager of this user; undefined where that cannot be read. */
  readonly userControllers: readonly string[] | undefined;
  /** Folder of the user's configuration, usually ~/.config. */
  readonly configFolder: string;
}

export interface HostPlace {
  /** The slice all containers of the engine are in, or will be. */
  readonly slice: string;
  readonly isUser: boolean;
  /** The engine must be told to put containers there: where they are now, other services stand too. */
  readonly needsParent: boolean;
  readonly because: string;
}

/** The slice for containers where the engine puts them among the system's services by itself. */
const ownSlice = 'containers.slice';
/** Slices with much else in them, which must not be bounded for the containers' sake. */
const crowded: ReadonlySet<string> = new Set(['-.slice', 'system.slice', 'init.scope']);

/**
 * Where a limit really bounds the containers. With the systemd driver they are scopes of a slice and not children of
 * docker.service, so a limit of that service holds for the engine's own process only.
 */
export function hostPlace(facts: HostFacts): HostPlace | { reason: string } {
  const { engine, cgroups, platform, hasSystemd } = facts;
  if (platform !== 'linux')
    return { reason: `systemd is of Linux; on ${platform} the engine runs in a virtual machine, whose settings bound it.` };
  if (engine.state !== 'ok' || cgroups === undefined)
    return { reason: `No container engine answers, so it is not known where its containers are: ${engine.reason}` };
  if (!engine.socket?.startsWith('unix://'))
    return { reason: `The engine is reached by ${engine.socket ?? 'no socket'}: it is not known whether it runs on this computer.` };
  if (/docker desktop/i.test(cgroups.system))
    return { reason: 'Docker Desktop runs in a virtual machine; its memory is bounded in its own settings, under Resources.' };
  if (!hasSystemd)
    return { reason: 'systemd did not start this computer (there is no /run/systemd/system), so there are no slices to bound.' };
  if (cgroups.version !== '2')
    return {
      reason: `The engine uses cgroup v${cgroups.version || '1'}; MemoryHigh and MemorySwapMax need cgroup v2 (kernel parameter systemd.unified_cgroup_hierarchy=1).`,
    };
  if (cgroups.driver !== 'systemd')
    return {
      reason: `The engine makes its cgroups itself (driver ${cgroups.driver || 'not known'}), beside systemd's, so no unit bounds the containers. With "exec-opts": ["native.cgroupdriver=systemd"] in its daemon.json (Podman: cgroup_manager = "systemd") one does.`,
    };
  return engine.rootless === true ? userPlace(facts) : systemPlace(facts);
}

function userPlace({ userControllers, containerCgroup }: HostFacts): HostPlace | { reason: string } {
  const missing = ['memory', 'pids'].filter((controller) => userControllers !== undefined && !userControllers.includes(controller));
  if (missing.length > 0)
    return {
      reason: `The controllers ${missing.join(' and ')} are not given to your user's systemd; add Delegate=${['memory', 'pids'].join(' ')} to user@.service first.`,
    };
  // Programs of the desktop are in app.slice and session.slice beside it, so this slice has the containers only.
  return {
    slice: sliceOf(containerCgroup) ?? 'user.slice',
    isUser: true,
    needsParent: false,
    because: 'The engine runs without root, and your own systemd has its containers in this slice.',
  };
}

function systemPlace({ engine, containerCgroup }: HostFacts): HostPlace {
  const found = sliceOf(containerCgroup);
  if (engine.kind === 'podman' && (found === undefined || found === 'machine.slice'))
    return {
      slice: 'machine.slice',
      isUser: false,
      needsParent: false,
      because: 'Podman puts containers into this slice; virtual machines of libvirt and systemd-nspawn are in it, too, and count.',
    };
  if (found !== undefined && !crowded.has(found))
    return { slice: found, isUser: false, needsParent: false, because: 'The containers that run now are in this slice.' };
  return {
    slice: ownSlice,
    isUser: false,
    needsParent: true,
    because:
      'Docker puts containers into system.slice, among all other services; a limit of docker.service holds for its own process only. So they get a slice of their own, by a line in its daemon.json.',
  };
}

/** The slice nearest to a container: `/user.slice/…/user.slice/libpod-1.scope` is in user.slice. */
function sliceOf(cgroup: string | undefined): string | undefined {
  return cgroup
    ?.split('/')
    .filter((step) => step.endsWith('.slice'))
    .at(-1);
}
