import { resolve } from 'node:path';
import { expandHome } from '#platform/paths';
import { allowedEntries } from './allowed-keys.ts';
import { byteSizeOf } from './byte-size.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { Mount } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { booleanOf, integerOf, isNull, itemsOf, textOf, wordOf } from './field-values.ts';

/** Mounts of `volumes` and `tmpfs`; an overlay's mount at the same target takes the place of the earlier one. @throws GantryError `compose_invalid` */
export function mountsOf({ volumes, tmpfs, folder }: { volumes: Field | undefined; tmpfs: Field | undefined; folder: string }): Mount[] {
  const found: [Field, Mount][] = [];
  for (const item of volumes === undefined ? [] : itemsOf(volumes))
    found.push([item, item.node.kind === 'map' ? longMount(item, folder) : shortMount(item, folder)]);
  for (const item of tmpfsItems(tmpfs)) found.push([item, tmpfsMount(item)]);
  const mounts = new Map<string, { field: Field; mount: Mount }>();
  for (const [field, mount] of found) {
    const other = mounts.get(mount.target)?.field;
    if (other?.place.file === field.place.file) {
      throw composeInvalid(field, `another mount, on line ${other.place.line}, has the same path in the container.`);
    }
    mounts.set(mount.target, { field, mount });
  }
  return [...mounts.values()].map(({ mount }) => mount);
}

function tmpfsItems(field: Field | undefined): readonly Field[] {
  if (field === undefined) return [];
  return field.node.kind === 'list' ? itemsOf(field) : [field];
}

function tmpfsMount(field: Field): Mount {
  const text = textOf(field);
  const colon = text.indexOf(':');
  const target = colon === -1 ? text : text.slice(0, colon);
  const options = colon === -1 ? '' : text.slice(colon + 1);
  return { kind: 'tmpfs', source: '', target: containerPath(target, field), isReadOnly: options.split(',').includes('ro'), options };
}

function shortMount(field: Field, folder: string): Mount {
  const parts = splitParts(textOf(field));
  const [first = '', second, modes = '', ...rest] = parts;
  if (rest.length > 0) throw composeInvalid(field, shortRule);
  if (second === undefined) return { kind: 'volume', source: '', target: containerPath(first, field), isReadOnly: false, options: '' };
  const words = modes === '' ? [] : modes.split(',');
  const unknown = words.find((word) => !['ro', 'rw', 'z', 'Z'].includes(word));
  if (unknown !== undefined || parts.some((part) => part === '')) throw composeInvalid(field, shortRule);
  const shared = {
    target: containerPath(second, field),
    isReadOnly: words.includes('ro'),
    options: words.find((word) => /^z$/i.test(word)) ?? '',
  };
  if (isHostPath(first)) return { kind: 'bind', source: hostPath(first, { field, folder }), ...shared };
  return { kind: 'volume', source: volumeKey(first, field), ...shared, options: '' };
}

function longMount(field: Field, folder: string): Mount {
  const entries = allowedEntries(field, longKeys);
  const [type, source, target, readOnly] = ['type', 'source', 'target', 'read_only'].map((key) => entries.get(key));
  if (type === undefined) throw composeInvalid(field, 'needs type: bind, volume or tmpfs.');
  if (target === undefined) throw composeInvalid(field, 'needs target, the path in the container.');
  const kind = wordOf(type, ['bind', 'volume', 'tmpfs']);
  for (const other of ['bind', 'volume', 'tmpfs']) {
    const foreign = entries.get(other);
    if (foreign !== undefined && other !== kind) throw composeInvalid(foreign, `does not belong to a mount of type ${kind}.`);
  }
  const shared = { kind, target: containerPath(textOf(target), target), isReadOnly: readOnly !== undefined && booleanOf(readOnly) };
  const details = entries.get(kind);
  if (kind === 'tmpfs') {
    if (source !== undefined) throw composeInvalid(source, 'a tmpfs mount has no source.');
    return { ...shared, source: '', options: tmpfsOptions(details, shared.isReadOnly) };
  }
  if (kind === 'volume') {
    if (details !== undefined) allowedEntries(details, { supported: [] });
    return { ...shared, source: source === undefined ? '' : volumeKey(textOf(source), source), options: '' };
  }
  if (source === undefined) throw composeInvalid(field, 'needs source, the path on this computer.');
  return { ...shared, source: hostPath(textOf(source), { field: source, folder }), options: bindOptions(details) };
}

const longKeys = { supported: ['type', 'source', 'target', 'read_only', 'bind', 'volume', 'tmpfs'] };

function bindOptions(field: Field | undefined): string {
  if (field === undefined) return '';
  const entries = allowedEntries(field, { supported: ['selinux', 'create_host_path'] });
  const [selinux, create] = ['selinux', 'create_host_path'].map((key) => entries.get(key));
  if (create !== undefined && booleanOf(create))
    throw composeInvalid(create, 'Gantry makes no folders for mounts; make it first, and leave this key out or write false.');
  return selinux === undefined ? '' : wordOf(selinux, ['z', 'Z']);
}

function tmpfsOptions(field: Field | undefined, isReadOnly: boolean): string {
  const options = isReadOnly ? ['ro'] : [];
  if (field === undefined || isNull(field)) return options.join(',');
  const entries = allowedEntries(field, { supported: ['size', 'mode'] });
  const [size, mode] = ['size', 'mode'].map((key) => entries.get(key));
  if (size !== undefined) options.push(`size=${byteSizeOf(size)}`);
  if (mode !== undefined) options.push(`mode=${integerOf(mode, 0, 0o7777).toString(8).padStart(4, '0')}`);
  return options.join(',');
}

const shortRule = 'must be [source:]/path/in/container[:ro, rw, z or Z].';

/** Parts between colons; the colon after a Windows drive letter is none. */
function splitParts(text: string): string[] {
  const drive = /^[A-Za-z]:(?=[\\/])/.exec(text)?.[0] ?? '';
  const [first = '', ...rest] = text.slice(drive.length).split(':');
  return [drive + first, ...rest];
}

function isHostPath(source: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
}

/** Relative paths start from the folder of the first compose file, `~` is the home folder. @throws GantryError `compose_invalid` */
export function hostPath(source: string, { field, folder }: { field: Field; folder: string }): string {
  if (/^~[^/]/.test(source)) throw composeInvalid(field, 'the home folder of another user cannot be named by ~; write the whole path.');
  return resolve(folder, expandHome(source));
}

function volumeKey(source: string, field: Field): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(source)) return source;
  throw composeInvalid(field, 'the source must be the name of a volume, or a path that starts with / or ./ or ~/.');
}

function containerPath(target: string, field: Field): string {
  if (!target.startsWith('/')) throw composeInvalid(field, 'the path in the container must be absolute.');
  // One path, one writing, so that the same target is found again.
  const path = target.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  if (path === '/' || path.split('/').includes('..'))
    throw composeInvalid(field, 'the path in the container must be below / and without "..".');
  return path;
}
