import type { ShippedVariable } from '#stack';
import { environments, ruleOf } from './environments.ts';
import { wrap } from './markdown.ts';

const width = 120;

/** .env.example: every variable of the stack, commented out with its default in dev. */
export function envExample(variables: readonly ShippedVariable[]): string {
  const groups = new Map<string, ShippedVariable[]>();
  for (const variable of variables) {
    if (variable.name === 'STACK_ENV' || variable.name === 'HOME') continue;
    const group = variable.name.startsWith('GANTRY_')
      ? 'What Gantry sets itself; needed here only without it'
      : (variable.declaration.service ?? 'Every service');
    groups.set(group, [...(groups.get(group) ?? []), variable]);
  }
  const parts = [...groups].map(
    ([group, members]) => `# --- ${group} ${'-'.repeat(Math.max(3, width - group.length - 7))}\n\n${members.map(describe).join('\n\n')}\n`,
  );
  return `${header}\n${parts.join('\n')}`;
}

const header = `# Variables of the stack, made by \`npm run docs\`. Copy it as stack.env into Gantry's configuration folder (~/.config/gantry), or hand it
# to Compose with --env-file, and take the # off where a line shall count. Values are the defaults while STACK_ENV is dev; what staging and
# prod have instead stands above. No secret belongs here: each is a file of its own (docs/guide/stack.md).
`;

function describe({ name, declaration, defaults }: ShippedVariable): string {
  const [dev, ...others] = environments.map((environment) => defaults[environment]);
  const differing = others.flatMap((value, index) => (value === dev ? [] : [`${environments[index + 1]} ${value ?? 'does not use it'}`]));
  const said = [
    declaration.description,
    `Value: ${ruleOf(declaration.schema)}${declaration.unit === undefined || declaration.choices !== undefined ? '' : ` ${declaration.unit}`}.`,
    ...(differing.length === 0 ? [] : [`Otherwise: ${differing.join(', ')}.`]),
  ].join(' ');
  return [...wrap(said, { width, prefix: '# ' }), `#${name}=${dev ?? others.find((value) => value !== undefined) ?? ''}`].join('\n');
}
