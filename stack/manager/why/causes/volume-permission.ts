import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words = /permission denied|EACCES|operation not permitted|read-only file system|EROFS|must be owned by|wrong ownership/i;

/** Its program may not read or write a path that is mounted. */
export const volumePermission: Cause = {
  cause: 'volume-permission',
  title: 'It may not use a path it needs',
  find(evidence) {
    const { service, container } = evidence;
    if (container?.status === 'running' && evidence.phase !== 'unhealthy' && evidence.phase !== 'initialising') return undefined;
    const lines = linesLike(evidence, words);
    if (lines.length === 0) return undefined;
    const targets = [...service.mounts.map(({ target }) => target), ...service.secrets.map(({ target }) => target)];
    const mount = targets.find((target) => lines.some((line) => line.includes(target)));
    const source = service.mounts.find(({ target }) => target === mount)?.source;
    const isReadOnly = lines.some((line) => /read-only file system|EROFS/i.test(line));
    return {
      message: `${service.name} ${isReadOnly ? 'tried to write where it may only read' : 'was refused access'}${mount === undefined ? '' : ` at ${mount}`}.`,
      evidence: [
        ...lines,
        ...(service.user === undefined ? [] : [`it runs as user ${service.user}`]),
        ...(source === undefined || source === '' ? [] : [`${mount} is ${source}`]),
      ],
      fix: isReadOnly
        ? 'Add a tmpfs or a volume for that path in the compose file.'
        : `Give the user the service runs as the right to ${mount ?? 'that path'}: for a folder of this computer by chown, for a volume by making it anew or by a chown inside a container.`,
      actions: [startAgain(service.name)],
    };
  },
};
