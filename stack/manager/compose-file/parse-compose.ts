import { basename, dirname } from 'node:path';
import { allowedEntries } from './allowed-keys.ts';
import { checkCircles } from './check-circles.ts';
import { checkPorts } from './check-ports.ts';
import { checkReferences } from './check-references.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { Compose, ComposeNetwork, ComposeService, ComposeWarning } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { entriesOf } from './field-values.ts';
import { mergeFiles } from './merge-files.ts';
import { projectName } from './project-name.ts';
import { networksOf, secretsOf, volumesOf } from './read-resources.ts';
import { readService } from './read-service.ts';
import { readYaml } from './read-yaml.ts';
import { sortedByKey } from './text-map.ts';

export interface ParseInput {
  /** Absolute paths and contents; later ones overlay earlier ones. At least one. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** For interpolation and nothing else. */
  readonly variables: Readonly<Record<string, string>>;
  /** Project name; wins over `name` of the file. */
  readonly project?: string;
  /** Profiles meant to run at once: their services must not publish the same port. `*` is all. */
  readonly profiles?: readonly string[];
}

const topLevel = {
  supported: ['name', 'version', 'services', 'networks', 'volumes', 'secrets'],
  reasons: {
    configs: 'Gantry does not support configs; mount the file with volumes, read-only.',
    include: 'Gantry does not support include; give the other file as a further compose file.',
  },
};

/** Makes one model of compose files. Pure but for the home folder `~` stands for. @throws GantryError `compose_invalid` */
export function parseCompose({ files, variables, project: asked, profiles = [] }: ParseInput): Compose {
  const warnings: ComposeWarning[] = [];
  const onWarning = (warning: ComposeWarning) => void warnings.push(warning);
  const root = mergeFiles(files.map(({ path, text }) => readYaml({ name: basename(path), text }, { variables, onWarning })));
  const folder = dirname(files[0]?.path ?? '/');
  const entries = allowedEntries(root, topLevel);
  const project = projectName(root, { asked, named: entries.get('name'), folder });
  const services = servicesOf(entries.get('services') ?? root, { folder, onWarning });
  const networks = withDefaultNetwork(
    readGiven(entries, 'networks', (field) => networksOf(field, project)),
    services,
    project,
  );
  const compose: Compose = {
    project,
    files: files.map(({ path }) => path),
    folder,
    services: sortedByKey(services.map((service) => [service.name, service])),
    networks: byKey(networks),
    volumes: byKey(readGiven(entries, 'volumes', (field) => volumesOf(field, project))),
    secrets: byKey(readGiven(entries, 'secrets', (field) => secretsOf(field, folder))),
    profiles: [...new Set(services.flatMap((service) => service.profiles))].sort(),
    warnings,
  };
  checkReferences(compose, root);
  checkCircles(compose, root);
  checkPorts(compose, profiles);
  return compose;
}

function servicesOf(field: Field, options: Parameters<typeof readService>[2]): ComposeService[] {
  if (field.path === '') throw composeInvalid({ path: 'services', place: field.place }, 'the file has no services.');
  // A key x-… is a service here, as in Compose; it is ignored only at the top level and inside a service.
  const services = [...entriesOf(field)].map(([name, service]) => readService(name, service, options));
  if (services.length === 0) throw composeInvalid(field, 'must have at least one service.');
  return services;
}

/** Compose makes the network `default` when a service is on it. */
function withDefaultNetwork(networks: ComposeNetwork[], services: readonly ComposeService[], project: string): ComposeNetwork[] {
  const isUsed = services.some((service) => service.networks.some(({ name }) => name === 'default'));
  if (!isUsed || networks.some(({ key }) => key === 'default')) return networks;
  return [...networks, { key: 'default', name: `${project}_default`, driver: undefined, isInternal: false, isExternal: false, labels: {} }];
}

function readGiven<T>(entries: ReadonlyMap<string, Field>, key: string, read: (field: Field) => T[]): T[] {
  const field = entries.get(key);
  return field === undefined ? [] : read(field);
}

function byKey<T extends { readonly key: string }>(items: readonly T[]): Record<string, T> {
  return sortedByKey(items.map((item) => [item.key, item]));
}
