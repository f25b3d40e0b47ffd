import { allowedEntries } from './allowed-keys.ts';
import { byteSizeOf } from './byte-size.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeService, ComposeWarning } from './compose-model.ts';
import { type Field, variablesOf } from './compose-node.ts';
import { durationOf } from './duration.ts';
import { anyTextOf, booleanOf, itemsOf, patternOf, textOf, wordOf } from './field-values.ts';
import { dependenciesOf } from './read-dependencies.ts';
import { healthcheckOf } from './read-healthcheck.ts';
import { limitsOf } from './read-limits.ts';
import { mountsOf } from './read-mounts.ts';
import { exposedOf, portsOf } from './read-ports.ts';
import { capabilitiesOf, loggingOf, securityOptOf, ulimitsOf } from './read-privileges.ts';
import { secretMountsOf } from './read-secrets.ts';
import { extraHostsOf, serviceNetworksOf } from './read-service-networks.ts';
import { serviceKeys } from './service-keys.ts';
import { anyTextListOf, commandOf } from './text-list.ts';
import { textMapOf } from './text-map.ts';

export interface ReadServiceOptions {
  /** Relative paths start here. */
  readonly folder: string;
  readonly onWarning: (warning: ComposeWarning) => void;
}

/** Compose's default of `stop_grace_period`. */
const stopGraceMs = 10_000;
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const nameRule = 'must be letters, digits, ".", "_" and "-", beginning with a letter or digit.';

/** One service. `name` is its key. @throws GantryError `compose_invalid` */
export function readService(name: string, field: Field, { folder, onWarning }: ReadServiceOptions): ComposeService {
  if (!namePattern.test(name)) throw composeInvalid(field, `the name of a service ${nameRule}`);
  const entries = allowedEntries(field, serviceKeys);
  const read = <T, D>(key: string, reader: (found: Field) => T, fallback: D): T | D => {
    const found = entries.get(key);
    return found === undefined ? fallback : reader(found);
  };
  const image = entries.get('image');
  if (image === undefined) throw composeInvalid(field, 'needs image.');
  return {
    name,
    place: field.place,
    image: patternOf(image, /^[A-Za-z0-9][\w.:/@-]*$/, 'must be the name of an image, such as redis:8.0.3.'),
    profiles: read('profiles', profilesOf, []),
    entrypoint: read('entrypoint', commandOf, undefined),
    command: read('command', commandOf, undefined),
    environment: read('environment', (found) => textMapOf(found, { mayLackValue: false }), {}),
    labels: read('labels', (found) => textMapOf(found, { mayLackValue: true }), {}),
    user: read('user', anyTextOf, undefined),
    workingDir: read('working_dir', textOf, undefined),
    hostname: read(
      'hostname',
      (found) =>
        patternOf(found, /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62})$/, 'must be a host name of at most 63 letters, digits, "." and "-".'),
      undefined,
    ),
    containerName: read('container_name', (found) => patternOf(found, /^[A-Za-z0-9][A-Za-z0-9_.-]+$/, nameRule), undefined),
    ports: read('ports', portsOf, []),
    exposed: read('expose', exposedOf, []),
    mounts: mountsOf({ volumes: entries.get('volumes'), tmpfs: entries.get('tmpfs'), folder }),
    secrets: read('secrets', (found) => secretMountsOf(found, onWarning), []),
    networks: serviceNetworksOf(entries.get('networks')),
    extraHosts: read('extra_hosts', extraHostsOf, []),
    dependsOn: read('depends_on', dependenciesOf, []),
    healthcheck: read('healthcheck', healthcheckOf, undefined),
    restart: read('restart', restartOf, 'no'),
    stopGraceMs: read('stop_grace_period', (found) => durationOf(found), stopGraceMs),
    stopSignal: read(
      'stop_signal',
      (found) => patternOf(found, /^(?:SIG)?[A-Z][A-Z0-9+-]*$|^\d{1,2}$/, 'must be a signal, such as SIGTERM.'),
      undefined,
    ),
    init: read('init', booleanOf, false),
    isReadOnly: read('read_only', booleanOf, false),
    capAdd: read('cap_add', capabilitiesOf, []),
    capDrop: read('cap_drop', capabilitiesOf, []),
    securityOpt: read('security_opt', securityOptOf, []),
    limits: limitsOf(entries, onWarning),
    shmBytes: read('shm_size', byteSizeOf, undefined),
    ulimits: read('ulimits', ulimitsOf, {}),
    sysctls: read('sysctls', (found) => textMapOf(found, { mayLackValue: false }), {}),
    groupAdd: read('group_add', anyTextListOf, []),
    logging: read('logging', loggingOf, undefined),
    pullPolicy: read('pull_policy', pullPolicyOf, 'missing'),
    variables: [...variablesOf(field.node)].sort(),
  };
}

/** `if_not_present` is Compose's older word for `missing`. */
function pullPolicyOf(field: Field): string {
  const policy = wordOf(field, ['always', 'missing', 'if_not_present', 'never']);
  return policy === 'if_not_present' ? 'missing' : policy;
}

function profilesOf(field: Field): string[] {
  return [...new Set(itemsOf(field).map((item) => patternOf(item, namePattern, `the name of a profile ${nameRule}`)))];
}

function restartOf(field: Field): string {
  return patternOf(
    field,
    /^(?:no|always|unless-stopped|on-failure(?::[1-9]\d{0,5})?)$/,
    'must be no, always, unless-stopped, on-failure or on-failure:<times>.',
  );
}
