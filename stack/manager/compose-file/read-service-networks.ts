import { isIP } from 'node:net';
import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeService } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { entriesOf, isNull, itemsOf, textOf } from './field-values.ts';
import { textListOf } from './text-list.ts';

/** Networks a service is on; without any it is `default`, as in Compose. @throws GantryError `compose_invalid` */
export function serviceNetworksOf(field: Field | undefined): ComposeService['networks'] {
  if (field === undefined) return [{ name: 'default', aliases: [] }];
  if (field.node.kind === 'list') return textListOf(field).map((name) => ({ name, aliases: [] }));
  return [...entriesOf(field)].map(([name, options]) => {
    if (isNull(options)) return { name, aliases: [] };
    const aliases = allowedEntries(options, { supported: ['aliases'] }).get('aliases');
    return { name, aliases: aliases === undefined ? [] : textListOf(aliases) };
  });
}

/** Lines of the container's hosts file, from `host:address`, `host=address` or a map. @throws GantryError `compose_invalid` */
export function extraHostsOf(field: Field): ComposeService['extraHosts'] {
  if (field.node.kind === 'map')
    return [...entriesOf(field)].map(([host, address]) => hostLine({ host, address: textOf(address), field: address }));
  return itemsOf(field).map((item) => {
    const [, host = '', address = ''] = /^([^:=]*)[:=](.*)$/.exec(textOf(item)) ?? [];
    return hostLine({ host, address, field: item });
  });
}

function hostLine({ host, address, field }: { host: string; address: string; field: Field }): { host: string; address: string } {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  if (!/^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(host) || (bare !== 'host-gateway' && isIP(bare) === 0)) {
    throw composeInvalid(field, 'must be a host name and an IP address or host-gateway, such as gantry-host:host-gateway.');
  }
  return { host, address: bare };
}
