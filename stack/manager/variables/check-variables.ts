import { type ConfigProblem, GantryError } from '#contract';
import type { Leaf } from '../compose-file/index.ts';
import { parseEnvText } from '../files/env-text.ts';
import type { StackFiles } from '../files/stack-files.ts';
import { declarationOf, type Known, knownVariables, unsetRequired, valueIn } from './known-variables.ts';
import { brokenRelations } from './variable-relations.ts';

/** Mistakes of a text of `stack.env`, by variable and line; then those the compose files have with its values. */
export async function checkVariables(files: StackFiles, text: string): Promise<ConfigProblem[]> {
  const { assignments, broken } = parseEnvText(text);
  const lines = new Map(assignments.map(({ name, line }) => [name, line]));
  const values = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
  const found = await readKnown(files, values);
  const problems: ConfigProblem[] = broken.map(({ name, line, rule }) => ({ key: name, line, rule }));
  for (const { name, line } of assignments)
    if (lines.get(name) !== line)
      problems.push({ key: name, line, rule: `is set again on line ${lines.get(name)}, and that one counts; keep one` });
  for (const [name, value] of Object.entries(values)) {
    const declaration = declarationOf(name);
    const line = lines.get(name) ?? null;
    if (declaration === undefined) {
      const isUsed = 'problem' in found || (found.known.variables.get(name)?.services.length ?? 0) > 0 || isNamed(found.known.leaves, name);
      if (!isUsed) problems.push({ key: name, line, rule: 'is no variable of the compose files' });
      continue;
    }
    // An empty variable counts as one that is not set, by `${NAME:-default}`.
    const [issue] = value === '' ? [] : (declaration.schema.safeParse(value).error?.issues ?? []);
    if (issue !== undefined) problems.push({ key: name, line, rule: issue.message });
  }
  if (problems.length > 0) return inOrder(problems);
  const missing = 'problem' in found ? [] : unsetRequired(await files.read(), { ...files.own(), ...values });
  if (missing.length > 0) return missing.map((key) => ({ key, line: null, rule: 'is required by the compose file and is not set' }));
  if ('problem' in found) return [asProblem(found.problem, { lines, leaves: [] })];
  for (const { name, other, rule } of brokenRelations(found.known.variables)) {
    const line = lines.get(name) ?? lines.get(other);
    // Defaults that do not fit each other are a matter of the compose file, not of this text.
    if (line !== undefined) problems.push({ key: name, line, rule });
  }
  return inOrder([...problems, ...(await composeProblems(files, text, { lines, leaves: found.known.leaves }))]);
}

interface Places {
  readonly lines: ReadonlyMap<string, number>;
  readonly leaves: readonly Leaf[];
}

/** The files read with these values as `docker compose config` would; then as if all profiles ran at once. */
async function composeProblems(files: StackFiles, text: string, places: Places): Promise<ConfigProblem[]> {
  const attempt = async (envText: string, profiles: readonly string[]) => {
    try {
      await files.parse(envText, profiles);
      return undefined;
    } catch (error) {
      if (error instanceof GantryError) return error;
      throw error;
    }
  };
  const alone = await attempt(text, []);
  if (alone !== undefined) return [asProblem(alone, places)];
  const together = await attempt(text, ['*']);
  // A file may mean services of two profiles never to run together: only what this text brings about is its mistake.
  if (together === undefined || (await attempt('', ['*'])) !== undefined) return [];
  return [asProblem(together, places)];
}

/** What the reader of the compose files refuses, by the variable of the text that leads to it. */
function asProblem(error: GantryError, { lines, leaves }: Places): ConfigProblem {
  const field = error.field ?? '';
  const isAt = ({ service, keys }: Leaf) => {
    const path = [...(service === undefined ? [] : ['services', service]), ...keys].join('.');
    return path === field || path.startsWith(`${field}.`);
  };
  const namesIn = (some: readonly Leaf[]) => some.flatMap(({ variables }) => variables.filter((name) => lines.has(name)));
  const there = field === '' ? [] : leaves.filter(isAt);
  const [key = samePort(there, leaves).find((name) => lines.has(name))] = namesIn(there);
  const message = error.message.replace(/\.?(?= \([^()]*:\d+\)$)/, '').replace(/\.$/, '');
  return key === undefined
    ? { key: null, line: null, rule: message }
    : { key, line: lines.get(key) ?? null, rule: `does not fit the compose file: ${message}` };
}

/** Variables of other ports with the number of one of these: of two services with one port, the reader names one. */
function samePort(some: readonly Leaf[], leaves: readonly Leaf[]): string[] {
  const portsOf = (each: readonly Leaf[]) =>
    each
      .filter(({ keys }) => keys[0] === 'ports')
      .flatMap((leaf) => leaf.spans.map(({ knob }) => ({ name: knob.variable, number: valueIn(leaf, knob.variable) })));
  const numbers = new Set(portsOf(some).map(({ number }) => number));
  return portsOf(leaves).flatMap(({ name, number }) => (numbers.has(number) ? [name] : []));
}

async function readKnown(files: StackFiles, values: Record<string, string>): Promise<{ known: Known } | { problem: GantryError }> {
  try {
    return { known: knownVariables(await files.read(), { ...files.own(), ...values }) };
  } catch (error) {
    if (error instanceof GantryError) return { problem: error };
    throw error;
  }
}

function isNamed(leaves: readonly Leaf[], name: string): boolean {
  return leaves.some(({ variables }) => variables.includes(name));
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...problems].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
