import { afterAll, describe, expect, it } from 'vitest';
import { ownVariables, stackVariables } from '#contract';
import { knownVariables } from './known-variables.ts';
import { makeStackFiles } from './test-variables.ts';
import { brokenRelations } from './variable-relations.ts';

const environments = ['dev', 'staging', 'prod'];
const read = await Promise.all(
  environments.map(async (environment) => {
    const { files, remove } = await makeStackFiles({ environment });
    return { environment, files: await files.read(), own: files.own(), remove };
  }),
);
afterAll(() => Promise.all(read.map(({ remove }) => remove())));

describe('the compose files and the declarations', () => {
  it('know the same variables', () => {
    const used = new Set(read.flatMap(({ files, own }) => knownVariables(files, own).leaves.flatMap(({ variables }) => variables)));
    const declared = new Set([...Object.keys(stackVariables), ...Object.keys(ownVariables)]);
    expect([...used].filter((name) => !declared.has(name))).toEqual([]);
    // STACK_ENV chooses the overlay and stands in none.
    expect([...declared].filter((name) => !used.has(name) && name !== 'STACK_ENV')).toEqual([]);
  });

  it('say which service each belongs to', () => {
    for (const { files, own } of read)
      for (const { name, declaration, services } of knownVariables(files, own).variables.values())
        if (services.length > 0 && declaration?.service != null) expect(services, name).toContain(declaration.service);
  });

  it.each(read)('agree on every default in $environment', ({ files, own }) => {
    const { variables, leaves } = knownVariables(files, own);
    for (const { name, declaration, defaults, value } of variables.values()) {
      for (const each of defaults)
        expect(declaration?.schema.safeParse(each.value).error?.issues, `${name} at ${each.place}`).toBeUndefined();
      if (value !== undefined) expect(value, name).toBe(defaults.at(-1)?.value);
    }
    expect(brokenRelations(variables)).toEqual([]);
    // One variable, one default, wherever it stands.
    for (const { spans } of leaves)
      for (const { knob } of spans) {
        const known = variables.get(knob.variable)?.defaults.map(({ value }) => value) ?? [];
        if (known.length > 0) expect(known, knob.variable).toContain(knob.fallback);
      }
  });

  it('would not pass a wrong default', () => {
    const [dev] = read;
    const broken =
      dev?.files.map(({ path, text }) => ({ path, text: text.replace('POSTGRES_WORK_MEM:-8MB', 'POSTGRES_WORK_MEM:-8mb') })) ?? [];
    const { variables } = knownVariables(broken, dev?.own ?? {});
    const { declaration, defaults } = variables.get('POSTGRES_WORK_MEM') ?? {};
    expect(defaults?.map(({ value }) => declaration?.schema.safeParse(value).success)).toContain(false);
  });
});
