import { describeBytes } from '../../describe-bytes.ts';
import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words = /no space left on device|ENOSPC|disk (is )?full|could not (write|extend) file|not enough (disk )?space/i;

/** It could not write because a file system is full. */
export const diskFull: Cause = {
  cause: 'disk-full',
  title: 'A disk is full',
  find(evidence) {
    const { service, failure, container, probes, freeDiskBytes } = evidence;
    const lines = linesLike(evidence, words);
    const said = [failure, container?.error ?? '', probes[0]?.output ?? '']
      .filter((text) => words.test(text))
      .map((text) => text.slice(0, 300));
    if (lines.length === 0 && said.length === 0) return undefined;
    const tmpfs = service.mounts
      .filter(({ kind, options }) => kind === 'tmpfs' && /size=/.test(options))
      .map(({ target, options }) => `${target} (${options})`);
    const isEngineDiskFull = freeDiskBytes !== undefined && freeDiskBytes < 100 * 1024 * 1024;
    const small =
      !isEngineDiskFull && tmpfs.length > 0
        ? ` The engine's disk has room, so it may be one of the service's own small file systems: ${tmpfs.join(', ')}.`
        : '';
    return {
      message: `${service.name} could not write: no space is left.${small}`,
      evidence: [
        ...said,
        ...lines,
        ...(freeDiskBytes === undefined ? [] : [`${describeBytes(freeDiskBytes)} are free on the engine's disk`]),
      ],
      fix:
        isEngineDiskFull || small === ''
          ? 'Free space on the disk of the engine (docker system df shows what takes it), then start the service again.'
          : 'Enlarge that file system in the compose file, or let the service keep less there; then start it again.',
      actions: [startAgain(service.name)],
    };
  },
};
