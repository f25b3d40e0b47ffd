import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeNetwork, ComposeSecret, ComposeVolume } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { booleanOf, entriesOf, isNull, patternOf, textOf } from './field-values.ts';
import { hostPath } from './read-mounts.ts';
import { textMapOf } from './text-map.ts';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const nameRule = 'must be letters, digits, ".", "_" and "-", beginning with a letter or digit.';

/** @throws GantryError `compose_invalid` */
export function networksOf(field: Field, project: string): ComposeNetwork[] {
  return named(field).map(([key, network]) => {
    const entries = optionsOf(network, ['name', 'driver', 'internal', 'external', 'labels']);
    const internal = entries.get('internal');
    return { key, ...sharedOf(entries, { key, project }), isInternal: internal !== undefined && booleanOf(internal) };
  });
}

/** @throws GantryError `compose_invalid` */
export function volumesOf(field: Field, project: string): ComposeVolume[] {
  return named(field).map(([key, volume]) => ({
    key,
    ...sharedOf(optionsOf(volume, ['name', 'driver', 'external', 'labels']), { key, project }),
  }));
}

/** Secrets from files; their content is never read here. @throws GantryError `compose_invalid` */
export function secretsOf(field: Field, folder: string): ComposeSecret[] {
  return named(field).map(([key, secret]) => {
    const onlyFiles = 'Gantry takes secrets from files only; write file: and the path.';
    const reasons = { environment: onlyFiles, external: onlyFiles, name: onlyFiles };
    const file = allowedEntries(secret, { supported: ['file'], reasons }).get('file');
    if (file === undefined) throw composeInvalid(secret, 'needs file, the path of the secret on this computer.');
    return { key, file: hostPath(textOf(file), { field: file, folder }) };
  });
}

function named(field: Field): [string, Field][] {
  return [...entriesOf(field)].map(([key, child]) => {
    if (!namePattern.test(key)) throw composeInvalid(child, `the name ${nameRule}`);
    return [key, child];
  });
}

function optionsOf(field: Field, supported: readonly string[]): ReadonlyMap<string, Field> {
  return isNull(field) ? new Map() : allowedEntries(field, { supported });
}

function sharedOf(entries: ReadonlyMap<string, Field>, { key, project }: { key: string; project: string }) {
  const [name, driver, external, labels] = ['name', 'driver', 'external', 'labels'].map((each) => entries.get(each));
  const isExternal = external !== undefined && booleanOf(external);
  const extra = [...entries].find(([each]) => each !== 'name' && each !== 'external')?.[1];
  if (isExternal && extra !== undefined)
    throw composeInvalid(extra, 'an external one is made elsewhere; only name may stand beside external.');
  return {
    name: name === undefined ? (isExternal ? key : `${project}_${key}`) : patternOf(name, namePattern, nameRule),
    driver: driver === undefined ? undefined : textOf(driver),
    isExternal,
    labels: labels === undefined ? {} : textMapOf(labels, { mayLackValue: true }),
  };
}
