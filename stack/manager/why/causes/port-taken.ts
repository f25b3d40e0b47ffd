import { type Cause, callAction, linesLike } from '../evidence.ts';

const refused = /port is already allocated|address already in use|failed to bind host port|bind: permission denied/i;

/** Something else holds a port it publishes, or its program finds its own port taken inside. */
export const portTaken: Cause = {
  cause: 'port-taken',
  title: 'A port it needs is taken',
  find(evidence) {
    const { service, takenPorts, failure, container } = evidence;
    const words = [failure, container?.error ?? ''].find((text) => refused.test(text));
    if (words === undefined && (takenPorts.length === 0 || container?.status === 'running')) return undefined;
    const named = takenPorts.find(({ hostPort }) => words?.includes(`:${hostPort}`)) ?? takenPorts[0];
    if (named === undefined && words === undefined) return undefined;
    const port = named?.hostPort ?? Number(/[\d\]]:(\d{1,5})\b/.exec(words ?? '')?.[1] ?? 0);
    const holder = named?.holder ?? 'something that has let go of it since';
    return {
      message: `Port ${port} of this computer, which ${service.name} publishes, is held by ${holder}.`,
      evidence: [
        ...(words === undefined ? [] : [words.slice(0, 300)]),
        ...takenPorts.map((taken) => `${taken.hostAddress}:${taken.hostPort} is held by ${taken.holder}`),
        ...linesLike(evidence, refused),
      ],
      fix:
        named === undefined
          ? 'Start it again.'
          : `Stop ${holder}, or give ${service.name} another port${named.proposedPort === null ? '' : `, for example ${named.proposedPort}`}.`,
      actions:
        named === undefined || named.proposedPort === null
          ? []
          : [
              callAction(`Use port ${named.proposedPort}`, {
                operation: 'stack.remap-port',
                input: { service: service.name, container_port: named.containerPort, host_port: named.proposedPort },
                command: `ports --remap ${service.name}:${named.containerPort} --to ${named.proposedPort}`,
              }),
            ],
    };
  },
};
