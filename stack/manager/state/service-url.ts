import type { ComposeService, PublishedPort } from '../compose-file/index.ts';

/** Protocols of ports that are not web pages; anything else on TCP is taken for one. */
const schemes: Readonly<Record<number, string | null>> = { 5432: 'postgresql', 6379: 'redis', 6334: null, 4317: null, 4318: null };

/** Address a person would open or paste; null where there is none. Never with a user or password. */
export function serviceUrl(_service: ComposeService, port: PublishedPort): string | null {
  if (port.protocol !== 'tcp' || port.hostPort === 0) return null;
  const scheme = schemes[port.containerPort] === undefined ? 'http' : schemes[port.containerPort];
  if (scheme === null) return null;
  return `${scheme}://${authority(port)}`;
}

/** Address by which this computer reaches a port published on `hostAddress`: one that stands for all of them is its own. */
export function reachedAt(hostAddress: string): string {
  return ['', '0.0.0.0', '::'].includes(hostAddress) ? '127.0.0.1' : hostAddress;
}

/** Host and port of a URL that reaches a published port. */
export function authority({ hostAddress, hostPort }: Pick<PublishedPort, 'hostAddress' | 'hostPort'>): string {
  const host = reachedAt(hostAddress);
  return `${host.includes(':') ? `[${host}]` : host}:${hostPort}`;
}
