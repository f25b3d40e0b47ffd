import type { Credential, Output, SecretStoreInfo } from '#contract';
import { hint, withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatShortTime } from '../quantities.ts';
import { paint } from '../style.ts';

const stateFormats = { ok: 'green', missing: 'yellow', refused: 'red', unknown: 'dim' } as const;
const strengthFormats = { strong: 'green', fair: 'yellow', weak: 'red', unknown: 'dim' } as const;

/** Every secret with who checks it, who is given it and how it is; why not where it is not well; how all are kept. */
export function printCredentials(io: Io, { credentials, store, export: exported }: Output<'credentials.list'>): void {
  if (credentials.length === 0) printLine(io, 'The stack has no secrets.');
  else printTable<Credential>(io, { columns: columnsFor(io), rows: credentials });
  const missing = credentials.filter(({ state }) => state === 'missing').map(({ name }) => name);
  if (missing.length > 0) printLine(io, printable(`Missing: ${missing.join(', ')}. Make them: ${hint(io, 'credentials generate')}`));
  for (const { name, state, reason, fix } of credentials) {
    if (state !== 'refused') continue;
    printLine(io, printable(`${name}: ${reason}`));
    if (fix !== null) printLine(io, `  Fix:  ${printable(withLocalHints(io, fix))}`);
  }
  printLine(io);
  printStore(io, store);
  if (!exported.exists) return;
  // With a locked store nobody can tell whether it is.
  const isOld = store.state === 'open' && !exported.is_current;
  printLine(io, printable(`In plain text${isOld ? ', not all of them valid any more,' : ''} they stand in ${exported.file} too.`));
  printLine(io, `  Delete it: ${hint(io, 'credentials export --delete')}`);
}

function columnsFor(io: Io) {
  return [
    {
      title: 'State',
      value: ({ state }: Credential) => state,
      style: (cell: string, { state }: Credential) => paint(io.stdout, stateFormats[state], cell),
    },
    { title: 'Secret', value: ({ name }: Credential) => name },
    { title: 'Checked by', value: ({ owner }: Credential) => owner ?? 'Gantry', canShrink: true },
    { title: 'Given to', value: (credential: Credential) => credential.used_by.join(', '), canShrink: true },
    {
      title: 'Strength',
      value: ({ strength }: Credential) => strength,
      style: (cell: string, { strength }: Credential) => paint(io.stdout, strengthFormats[strength], cell),
    },
    { title: 'Rotates', value: ({ rotation }: Credential) => (rotation === 'live' ? 'live' : 'by restart') },
    { title: 'Changed', value: (credential: Credential) => (credential.changed_at === null ? '' : formatShortTime(credential.changed_at)) },
  ];
}

/** How secrets are kept and what that protects against. */
export function printStore(
  io: Io,
  { kind, protection, state, statement, place, handed_over: handedOver, keychain }: SecretStoreInfo,
): void {
  const isPlain = protection === 'unprotected';
  const word = `${kind === 'files' ? 'files' : `vault, ${protection}`}${state === 'locked' ? ', locked' : ''}`;
  printLine(io, `Kept as: ${paint(io.stdout, isPlain || state === 'locked' ? 'yellow' : 'green', word)} in ${printable(place)}`);
  printLine(io, `  ${printable(statement)}`);
  if (kind === 'vault') printLine(io, `  Handed over to containers in ${printable(handedOver)}`);
  printLine(
    io,
    paint(
      io.stdout,
      'dim',
      printable(`  Keychain: ${keychain.backend}${keychain.is_available && keychain.is_real ? '' : `; ${keychain.reason}`}`),
    ),
  );
  if (state === 'locked') printLine(io, `  Open it: ${hint(io, 'credentials unlock')}`);
}
