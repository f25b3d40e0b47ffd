import { isIP } from 'node:net';
import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { PublishedPort } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { anyTextOf, integerOf, itemsOf, numberOf, scalarOf, textOf, wordOf } from './field-values.ts';
import { knobBetween, knobOf } from './knob-of.ts';

/** Compose's default: every address of this computer. */
const everyAddress = '0.0.0.0';
const highestPort = 65_535;
const shortForm =
  /^(?:(?<address>\[[0-9a-f:.]+\]|\d+\.\d+\.\d+\.\d+):(?=\d*:))?(?:(?<host>\d*):)?(?<container>\d+)(?:\/(?<protocol>tcp|udp))?$/di;
const shortRule = 'must be [address:][host port:]container port[/tcp or /udp], such as 127.0.0.1:5432:5432.';
const rangeRule = 'Gantry does not support port ranges; write one entry for each port.';

/** Ports to publish, in the order of the file; without a host port the engine picks one. @throws GantryError `compose_invalid` */
export function portsOf(field: Field): PublishedPort[] {
  const ports = new Map<string, PublishedPort>();
  for (const item of itemsOf(field)) {
    const port = item.node.kind === 'map' ? longPort(item) : shortPort(item);
    ports.set(`${port.hostAddress} ${port.hostPort} ${port.containerPort}/${port.protocol}`, port);
  }
  return [...ports.values()];
}

/** Ports of `expose`: TCP ports other services may use. @throws GantryError `compose_invalid` */
export function exposedOf(field: Field): number[] {
  const ports = itemsOf(field).map((item) => {
    const text = String(scalarOf(item).value);
    if (/^\d+-\d+/.test(text)) throw composeInvalid(item, rangeRule);
    if (!/^\d{1,5}(?:\/tcp)?$/.test(text)) throw composeInvalid(item, 'must be a port, such as 5432 or 5432/tcp.');
    return checkedPort(Number.parseInt(text, 10), { field: item, least: 1 });
  });
  return [...new Set(ports)];
}

function shortPort(field: Field): PublishedPort {
  const { value } = scalarOf(field);
  const text = String(value);
  const found = shortForm.exec(text);
  if (found === null) throw composeInvalid(field, /\d-\d/.test(text) ? rangeRule : shortRule);
  const { address, host, container, protocol } = found.groups ?? {};
  const [start, end] = found.indices?.groups?.host ?? [-1, -1];
  const knob = knobBetween(field, start, end);
  return {
    hostAddress: address === undefined ? everyAddress : checkedAddress(address, field),
    hostPort: host === undefined || host === '' ? 0 : checkedPort(Number(host), { field, least: 0 }),
    containerPort: checkedPort(Number(container), { field, least: 1 }),
    protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    ...(knob === undefined ? {} : { knob }),
    place: field.place,
  };
}

function longPort(field: Field): PublishedPort {
  const entries = allowedEntries(field, { supported: ['target', 'published', 'host_ip', 'protocol', 'mode', 'name', 'app_protocol'] });
  const [target, published, address, protocol] = ['target', 'published', 'host_ip', 'protocol'].map((key) => entries.get(key));
  if (target === undefined) throw composeInvalid(field, 'needs target, the port in the container.');
  // Both words mean the same without a swarm; `docker compose config` writes one into every port.
  const mode = entries.get('mode');
  if (mode !== undefined) wordOf(mode, ['ingress', 'host']);
  for (const key of ['name', 'app_protocol']) {
    const named = entries.get(key);
    if (named !== undefined) textOf(named);
  }
  if (published !== undefined && /\d-\d/.test(anyTextOf(published))) throw composeInvalid(published, rangeRule);
  const knob = published === undefined ? undefined : knobOf(published);
  return {
    hostAddress: address === undefined ? everyAddress : checkedAddress(textOf(address), address),
    hostPort: published === undefined ? 0 : checkedPort(numberOf(published), { field: published, least: 0 }),
    containerPort: integerOf(target, 1, highestPort),
    protocol: protocol === undefined ? 'tcp' : wordOf(protocol, ['tcp', 'udp']),
    ...(knob === undefined ? {} : { knob }),
    place: field.place,
  };
}

function checkedPort(port: number, { field, least }: { field: Field; least: number }): number {
  if (Number.isInteger(port) && port >= least && port <= highestPort) return port;
  throw composeInvalid(field, `a port must be a whole number from ${least} to ${highestPort}.`);
}

function checkedAddress(text: string, field: Field): string {
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) === 0) throw composeInvalid(field, 'the address must be an IP address of this computer, such as 127.0.0.1.');
  return address;
}
