import { basename } from 'node:path';
import { ownVariables, stackVariables, type VariableDeclaration } from '#contract';
import { type Leaf, listLeaves } from '../compose-file/index.ts';
import { isSecretName } from '../secret-name.ts';

/** What a compose file says for a variable that is not set. */
export interface VariableDefault {
  readonly layer: 'default' | 'overlay';
  /** File and line. */
  readonly place: string;
  readonly value: string;
}

/** A variable of the compose files with all that they and its declaration say. */
export interface KnownVariable {
  readonly name: string;
  /** Undefined for one that a compose file of the person's own brings in. */
  readonly declaration: VariableDeclaration | undefined;
  /** Services whose container is made of it. */
  readonly services: readonly string[];
  /** The base file's first; the last one counts. */
  readonly defaults: readonly VariableDefault[];
  /** What counts with the variables given; undefined where no file uses it. */
  readonly value: string | undefined;
}

export interface Known {
  readonly variables: ReadonlyMap<string, KnownVariable>;
  /** All values that are made of variables, overlay included. */
  readonly leaves: readonly Leaf[];
}

type Files = readonly { readonly path: string; readonly text: string }[];

/** Whether Gantry sets it itself: it is no entry of the configuration. */
export function isOwn(name: string): boolean {
  return Object.hasOwn(ownVariables, name);
}

export function declarationOf(name: string): VariableDeclaration | undefined {
  if (Object.hasOwn(stackVariables, name)) return stackVariables[name];
  return Object.hasOwn(ownVariables, name) ? ownVariables[name] : undefined;
}

export function isSecretVariable(name: string): boolean {
  const declaration = declarationOf(name);
  return declaration === undefined ? isSecretName(name) : declaration.isSecret === true;
}

/**
 * The variables the compose files use, and the declared ones of the same services, with `variables` as their values.
 * Declared ones first, in the order of their declaration; Gantry's own are left out. One that is required (`${NAME:?…}`) and not set has no value.
 * @throws GantryError `compose_invalid`
 */
export function knownVariables(files: Files, given: Readonly<Record<string, string>>): Known {
  const unset = unsetRequired(files, given);
  // Anything lets the rest be read.
  const variables = { ...given, ...Object.fromEntries(unset.map((name) => [name, '1'])) };
  const leaves = listLeaves({ files, variables });
  const layers = files.map((file, index) => ({
    layer: index === 0 ? ('default' as const) : ('overlay' as const),
    ...firstUses(file, variables),
  }));
  const used = new Set(leaves.flatMap((leaf) => leaf.variables).filter((name) => !isOwn(name)));
  // What only another environment uses is shown too, for all environments share stack.env.
  const services = new Set([...used].flatMap((name) => declarationOf(name)?.service ?? []));
  const declared = Object.keys(stackVariables).filter((name) => used.has(name) || services.has(declarationOf(name)?.service ?? ''));
  const names = [...new Set([...declared, ...[...used].sort()])];
  return {
    leaves,
    variables: new Map(
      names.map((name) => {
        const uses = leaves.filter((leaf) => leaf.variables.includes(name));
        return [
          name,
          {
            name,
            declaration: declarationOf(name),
            services: [...new Set(uses.flatMap(({ service }) => (service === undefined ? [] : [service])))].sort(),
            defaults: layers.flatMap(({ layer, uses: found }) => {
              const use = found.get(name);
              return use === undefined ? [] : [{ layer, ...use }];
            }),
            value: unset.includes(name) ? undefined : uses.map((leaf) => valueIn(leaf, name)).find((value) => value !== undefined),
          },
        ];
      }),
    ),
  };
}

/** Variables a file requires by `${NAME:?message}` or `${NAME?message}` and that have no value, each once. */
export function unsetRequired(files: Files, variables: Readonly<Record<string, string>>): string[] {
  const names = files.flatMap(({ text }) =>
    text
      .split('\n')
      .filter((line) => !line.trimStart().startsWith('#'))
      .flatMap((line) => [...line.matchAll(/(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)(:?)\?/g)])
      .filter(([, name = '', colon]) => (colon === ':' ? !variables[name] : variables[name] === undefined))
      .map(([, name = '']) => name),
  );
  return [...new Set(names)];
}

/** The part of a leaf that is the value of one variable. */
export function valueIn({ value, spans }: Leaf, name: string): string | undefined {
  const span = spans.find(({ knob }) => knob.variable === name);
  return span === undefined ? undefined : value.slice(span.start, span.end);
}

/** Where a file first gives a variable a default, and which. */
function firstUses(
  file: Files[number],
  variables: Readonly<Record<string, string>>,
): { uses: Map<string, { place: string; value: string }> } {
  const uses = new Map<string, { place: string; value: string }>();
  for (const { spans, place } of listLeaves({ files: [file], variables })) {
    for (const { knob } of spans) {
      if (knob.fallback === undefined || uses.has(knob.variable)) continue;
      uses.set(knob.variable, { place: `${basename(file.path)}:${place.line}`, value: knob.fallback });
    }
  }
  return { uses };
}
