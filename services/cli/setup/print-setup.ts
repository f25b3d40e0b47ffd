import type { Setup, SetupPlan } from '#contract';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { formatMemory, formatSeconds } from '../quantities.ts';
import { printProblem } from '../stack/print-plan.ts';

/** What will be done and what it takes, in GB and minutes; only what is known. */
export function printSetup(io: Io, setup: Setup): void {
  const { choices, plan, missing_credentials: missing, problem } = setup;
  if (choices.place === 'embedded') printFact(io, 'Place', 'inside Gantry: database, search and embeddings, no containers');
  else printFact(io, 'Place', `containers, ${setup.engine.reason}`);
  if (choices.place === 'stack') printFact(io, 'Profiles', choices.profiles.join(', ') || 'none');
  if (plan !== null) printPlan(io, plan);
  if (choices.place === 'stack')
    printFact(io, 'Secrets', missing.length === 0 ? 'all there' : `${missing.length} to be made: ${missing.join(', ')}`);
  printFact(io, 'Documents', choices.storage === 'stack' ? 'kept in the Postgres of the stack' : 'kept inside Gantry');
  if (problem !== null)
    printProblem(io, io.stdout, {
      ...problem,
      service: null,
      is_blocking: true,
    });
  for (const each of plan?.problems ?? []) printProblem(io, io.stdout, each);
}

function printPlan(io: Io, { services, memory, images, download, ...plan }: SetupPlan): void {
  const available = memory.available_bytes === null ? '' : ` of ${formatMemory(memory.available_bytes)}`;
  printFact(io, 'Services', services.join(', '));
  printFact(io, 'Memory', `needs ${formatMemory(memory.needed_bytes)}${available}, at most ${formatMemory(memory.limit_bytes)}`);
  printFact(io, 'Images', describeImages(images, download));
  if (plan.disk_free_bytes !== null) printFact(io, 'Disk', `${formatMemory(plan.disk_free_bytes)} free where images and data go`);
  printFact(io, 'Start', describeStart(plan));
}

function describeImages(
  images: SetupPlan['images'],
  { known_bytes: known, unknown_images: unknown, seconds }: SetupPlan['download'],
): string {
  const here = images.filter(({ is_present: isPresent }) => isPresent);
  const missing = images.length - here.length;
  const hereBytes = here.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const parts = [`${here.length} here${here.length === 0 ? '' : ` (${formatMemory(hereBytes)})`}`];
  if (missing === 0) return parts[0] ?? '';
  parts.push(`${missing} to pull`);
  if (known > 0) parts.push(`${formatMemory(known)} as pulled before`);
  if (unknown > 0) parts.push(known > 0 ? `${unknown} of unknown size` : 'size not known');
  if (seconds !== null) parts.push(`about ${formatSeconds(seconds)} at the speed of the last pull`);
  return parts.join(', ');
}

function describeStart({
  start_seconds: usual,
  start_seconds_most: most,
}: Pick<SetupPlan, 'start_seconds' | 'start_seconds_most'>): string {
  if (usual === 0 && most === 0) return 'everything runs already';
  const words = usual === null ? 'not measured here yet' : `usually ${formatSeconds(usual)}`;
  return most === 0 ? words : `${words}, should not take longer than ${formatSeconds(most)}`;
}

/** What a person does next. */
export function printNext(io: Io, { choices }: Pick<Setup, 'choices'>): void {
  printLine(io);
  if (choices.place === 'stack') printLine(io, `See what runs:   ${hint(io, 'status')}`);
  printLine(io, `Open the panel:  ${hint(io, 'open')}`);
  printLine(io, `Index a folder:  ${hint(io, 'index <folder>')}`);
}

function printFact(io: Io, name: string, value: string): void {
  printLine(io, `${`${name}:`.padEnd(11)}${printable(value)}`);
}
