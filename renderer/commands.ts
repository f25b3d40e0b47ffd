import type { ConfigDocumentName, SetupChoices } from '#contract';

const gantry = 'npm run gantry --';

/** A word as a POSIX shell reads it back. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) || text === '~') return text;
  // A tilde is the home folder only outside of quotes.
  if (text.startsWith('~/')) return `~/${text.length > 2 ? shellWord(text.slice(2)) : ''}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function inCollection(collection: string | undefined): string {
  return collection === undefined ? '' : ` --collection ${shellWord(collection)}`;
}

interface Selection {
  services?: readonly string[];
  profiles?: readonly string[];
}

function selected({ services, profiles }: Required<Selection>): string {
  return [...services.map((name) => ` ${shellWord(name)}`), ...profiles.map((name) => ` --profile ${shellWord(name)}`)].join('');
}

interface ConfigChange {
  key: string;
  value: unknown;
  isSecret?: boolean;
}

interface ConfigOptions {
  reason?: string;
  /** Not given: as the command line does by itself. */
  watchSeconds?: number | undefined;
  isRestarting?: boolean;
}

interface ConfigEdit extends ConfigOptions {
  /** null takes a key out. */
  changes: readonly ConfigChange[];
}

function configOptions({ reason = '', watchSeconds, isRestarting = true }: ConfigOptions): string {
  return [
    ...(reason === '' ? [] : [` --reason ${shellWord(reason)}`]),
    ...(isRestarting ? (watchSeconds === undefined ? [] : [` --watch ${watchSeconds}`]) : [' --no-restart']),
  ].join('');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface TokenFacts {
  name: string;
  scopes: readonly string[];
  /** Days from now; null: never; undefined: as it is. */
  days: number | null | undefined;
  /** null: the limit of the server. */
  perMinute: number | null;
}

function tokenFacts({ scopes, days, perMinute }: Omit<TokenFacts, 'name'>): string {
  const expiry = days === undefined ? '' : days === null ? ' --never' : ` --days ${days}`;
  return `${scopes.map((scope) => ` --scope ${scope}`).join('')}${expiry}${perMinute === null ? '' : ` --per-minute ${perMinute}`}`;
}

/** The commands that do what the buttons do. */
export const commands = {
  run: () => 'make run',
  open: () => `${gantry} open`,
  status: () => `${gantry} status`,
  index: ({ folder, collection, prune = false }: { folder: string; collection?: string | undefined; prune?: boolean }) =>
    `${gantry} index ${shellWord(folder)}${inCollection(collection)}${prune ? ' --prune' : ''}`,
  search: ({ query, collection, limit }: { query: string; collection?: string | undefined; limit?: number }) =>
    `${gantry} search ${shellWord(query)}${inCollection(collection)}${limit === undefined ? '' : ` --limit ${limit}`}`,
  listDocuments: ({ collection, contains }: { collection?: string | undefined; contains?: string | undefined }) =>
    `${gantry} documents list${inCollection(collection)}${contains ? ` --contains ${shellWord(contains)}` : ''}`,
  readDocument: (id: string) => `${gantry} documents show ${id}`,
  deleteDocument: (id: string) => `${gantry} documents delete ${id}`,
  up: ({ services = [], profiles = [], recreate = false }: Selection & { recreate?: boolean }) =>
    `${gantry} up${selected({ services, profiles })}${recreate ? ' --recreate' : ''}`,
  down: ({ services = [], profiles = [], volumes = [] }: Selection & { volumes?: readonly string[] }) =>
    `${gantry} down${selected({ services, profiles })}${volumes.map((volume) => ` --volume ${shellWord(volume)}`).join('')}`,
  setup: ({ place, credentials, profiles, storage }: SetupChoices) =>
    place === 'embedded'
      ? `${gantry} setup --place embedded --yes`
      : `${gantry} setup --place stack${selected({ services: [], profiles })}${credentials === 'own' ? ' --credentials own' : ''} --storage ${storage} --yes`,
  hostLimits: () => `${gantry} limits --host --out gantry-host-limits.conf`,
  startService: (name: string) => `${gantry} start ${shellWord(name)}`,
  stopService: (name: string) => `${gantry} stop ${shellWord(name)}`,
  restartService: (name: string) => `${gantry} restart ${shellWord(name)}`,
  why: (name: string) => `${gantry} why ${shellWord(name)}`,
  logs: ({ service, level, contains }: { service: string; level?: string | undefined; contains?: string | undefined }) =>
    `${gantry} logs ${shellWord(service)} --follow${level === undefined ? '' : ` --level ${level}`}${contains ? ` --contains ${shellWord(contains)}` : ''}`,
  stats: (name: string) => `${gantry} stats ${shellWord(name)}`,
  limits: (name: string) => `${gantry} limits ${shellWord(name)}`,
  ports: () => `${gantry} ports`,
  remapPort: ({ service, containerPort, to }: { service: string; containerPort: number; to: number | undefined }) =>
    `${gantry} ports --remap ${shellWord(service)}:${containerPort}${to === undefined ? '' : ` --to ${to}`}`,
  configList: () => `${gantry} config`,
  configExplain: (key: string) => `${gantry} config explain ${shellWord(key)}`,
  configEdit: ({ document, ...how }: ConfigOptions & { document: ConfigDocumentName }) =>
    `${gantry} config edit${document === 'settings' ? '' : ` --document ${document}`}${configOptions(how)}`,
  /** Two commands where some keys are taken out. A secret is never in a command: its value is asked for. */
  configSet: ({ changes, ...how }: ConfigEdit) => {
    const set = changes
      .filter(({ value }) => value !== null)
      .map(({ key, value, isSecret }) => (isSecret ? key : `${key}=${asText(value)}`));
    const unset = changes.filter(({ value }) => value === null).map(({ key }) => key);
    return [
      ['set', set],
      ['unset', unset],
    ]
      .flatMap(([verb, words]) =>
        words?.length ? [`${gantry} config ${verb} ${[...words].map(shellWord).join(' ')}${configOptions(how)}`] : [],
      )
      .join(' && ');
  },
  configHistory: () => `${gantry} config history`,
  configUndo: ({ id, ...how }: ConfigOptions & { id: string }) => `${gantry} config undo ${id}${configOptions(how)}`,
  configDrift: () => `${gantry} config drift`,
  restartHost: () => `${gantry} host restart`,
  listCredentials: () => `${gantry} credentials list`,
  generateCredentials: () => `${gantry} credentials generate`,
  generateCredential: (name: string) => `${gantry} credentials generate ${shellWord(name)}`,
  setCredential: ({ name, isWeakTaken }: { name: string; isWeakTaken: boolean }) =>
    `${gantry} credentials set ${shellWord(name)}${isWeakTaken ? ' --accept-weak' : ''}`,
  rotateCredential: (name: string) => `${gantry} credentials rotate ${shellWord(name)}`,
  rotateAllCredentials: () => `${gantry} credentials rotate --all`,
  repairCredential: (name: string) => `${gantry} credentials repair ${shellWord(name)}`,
  lockCredentials: () => `${gantry} credentials lock`,
  unlockCredentials: () => `${gantry} credentials unlock`,
  showCredential: (name: string) => `${gantry} credentials show ${shellWord(name)}`,
  moveCredentials: ({ to, isConsented }: { to: string; isConsented: boolean }) =>
    `${gantry} credentials store --to ${to}${isConsented ? ' --accept-unprotected' : ''}`,
  exportCredentials: () => `${gantry} credentials export`,
  deleteCredentialExport: () => `${gantry} credentials export --delete`,
  listTokens: () => `${gantry} token list`,
  createToken: ({ name, ...facts }: TokenFacts) => `${gantry} token create ${shellWord(name)}${tokenFacts(facts)}`,
  editToken: ({ from, name, perMinute, ...facts }: TokenFacts & { from: string }) =>
    `${gantry} token edit ${shellWord(from)}${name === from ? '' : ` --name ${shellWord(name)}`}${tokenFacts({ ...facts, perMinute: perMinute ?? 0 })}`,
  replaceToken: (name: string) => `${gantry} token replace ${shellWord(name)}`,
  revokeToken: (name: string) => `${gantry} token revoke ${shellWord(name)}`,
  listTasks: () => `${gantry} tasks list`,
  cancelTask: (id: string) => `${gantry} tasks cancel ${id}`,
  resumeTask: (id: string) => `${gantry} tasks resume ${id}`,
};
