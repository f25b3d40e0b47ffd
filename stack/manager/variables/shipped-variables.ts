import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownVariables, type VariableDeclaration } from '#contract';
import { listLeaves, readComposeFiles } from '../compose-file/index.ts';
import { shippedFolder } from '../files/stack-files.ts';
import { knownVariables } from './known-variables.ts';

/** A variable of the compose files that come with Gantry, as documentation needs it. */
export interface ShippedVariable {
  readonly name: string;
  readonly declaration: VariableDeclaration;
  /** Services made of it in any environment. */
  readonly services: readonly string[];
  /** What counts where nobody set it, by environment; undefined where its files do not use it. */
  readonly defaults: Readonly<Record<string, string | undefined>>;
}

/** Stands for the home folder of whoever reads. */
const variables = { HOME: '~' };

/** Every declared variable with its default in these environments; Gantry's own come last. */
export async function shippedVariables(environments: readonly string[]): Promise<ShippedVariable[]> {
  const read = await Promise.all(
    environments.map(async (environment) => {
      const paths = ['compose.yaml', `compose.${environment}.yaml`].map((name) => join(shippedFolder(), name));
      const files = await readComposeFiles(paths.filter((path) => existsSync(path)));
      const own = new Map(listLeaves({ files, variables }).flatMap(({ spans }) => spans.map(({ knob }) => [knob.variable, knob.fallback])));
      return { environment, known: knownVariables(files, variables).variables, own };
    }),
  );
  const names = [...new Set(read.flatMap(({ known }) => [...known.keys()]))];
  const shipped = names.flatMap((name): ShippedVariable[] => {
    const all = read.map(({ environment, known }) => ({ environment, variable: known.get(name) }));
    const declaration = all.find(({ variable }) => variable?.declaration !== undefined)?.variable?.declaration;
    if (declaration === undefined) return [];
    return [
      {
        name,
        declaration,
        services: [...new Set(all.flatMap(({ variable }) => variable?.services ?? []))].sort(),
        defaults: Object.fromEntries(all.map(({ environment, variable }) => [environment, variable?.value])),
      },
    ];
  });
  const gantrysOwn = Object.entries(ownVariables).map(([name, declaration]) => ({
    name,
    declaration,
    services: [],
    defaults: Object.fromEntries(read.map(({ environment, own }) => [environment, own.get(name)])),
  }));
  return [...shipped, ...gantrysOwn];
}
