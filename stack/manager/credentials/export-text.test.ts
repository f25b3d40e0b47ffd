import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialValueSchema } from '#contract';
import type { Compose } from '../compose-file/index.ts';
import { envValues } from '../files/env-text.ts';
import { exportText } from './export-text.ts';

/** `docker compose` as a plugin below this DOCKER_CONFIG; the test run names it. */
const composeConfig = process.env.GANTRY_TEST_COMPOSE;

/** Only what services publish matters to the text. */
const none = { services: {} } as unknown as Compose;

const marks = `'"\`$#\\ {}()!%&;|<>*?~=:-@/\u2028é漢👩ﬁ\uFEFF`;
const nasty = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...marks), minLength: 1, maxLength: 12 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\\', "\\'", `'\`'`, '\\n', '$$', '$\u007BHOME}', '$(id)', '`id`', '\\$x', '#', "a' # b", '"', '-x', '--'),
    },
  )
  .filter((value) => credentialValueSchema.safeParse(value).success);

const namesOf = (values: readonly string[]) => values.map((_, index) => `secret_${index}`);
const textOf = (values: readonly string[]) =>
  exportText(none, new Map(namesOf(values).map((name, index) => [name, values[index] ?? '']))).text;
const variables = (values: readonly string[]) => namesOf(values).map((name) => name.toUpperCase());

describe('the export of all secrets', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gantry-export-'));
    file = join(folder, 'credentials.env');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read by Gantry as it was written', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 20 }), (values) => {
        const read = envValues(textOf(values));
        expect(variables(values).map((name) => read[name])).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  it('is read by a POSIX shell as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 20, maxLength: 60 }), async (values) => {
        await writeFile(file, textOf(values));
        const script = `set -a; . "$1"; exec env -0`;
        const read = parseEnv(execFileSync('sh', ['-c', script, 'sh', file], { encoding: 'utf8', env: { PATH: process.env.PATH } }));
        expect(variables(values).map((name) => read[name])).toEqual(values);
      }),
      { numRuns: 20 },
    );
  });

  it.skipIf(composeConfig === undefined)('is read by Compose as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 40, maxLength: 80 }), async (values) => {
        await writeFile(file, textOf(values));
        const environment = variables(values).map((name) => `      ${name}: "\${${name}}"`);
        await writeFile(
          join(folder, 'compose.yaml'),
          `name: t\nservices:\n  a:\n    image: x\n    environment:\n${environment.join('\n')}\n`,
        );
        const out = execFileSync(
          'docker',
          ['compose', '--env-file', file, '-f', join(folder, 'compose.yaml'), 'config', '--format', 'json'],
          { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder, DOCKER_CONFIG: composeConfig } },
        );
        const read = (JSON.parse(out) as { services: { a: { environment: Record<string, string> } } }).services.a.environment;
        // `config` writes a compose file again, in which a dollar sign is written twice.
        expect(variables(values).map((name) => read[name]?.replaceAll('$$', '$'))).toEqual(values);
      }),
      { numRuns: 8 },
    );
  });
});

function parseEnv(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\0').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
}
