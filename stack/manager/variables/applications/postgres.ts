import { z } from 'zod';
import { type Answer, type Application, type Ask, lastLine, outputOf, splitOption } from './application.ts';

const settingName = /^[a-z_][a-z0-9_.]*$/;

const answerSchema = z.object({
  settings: z.array(z.object({ name: z.string(), value: z.string(), source: z.string() })).nullable(),
  stored: z.array(z.object({ name: z.string(), value: z.string() })).nullable(),
});

/** By the socket, as the image trusts it: no password is needed. Names of user and database come from the container's own environment. */
const inDatabase = (database: string) => [
  'sh',
  '-c',
  'exec psql --no-psqlrc --no-password --quiet --tuples-only --no-align -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$1" --file -',
  'psql',
  database,
];

/** Sources of pg_settings that win over the command line, or are stored beside it. */
const sources: Readonly<Record<string, { from: string; reset: string }>> = {
  database: { from: 'ALTER DATABASE … SET', reset: 'ALTER DATABASE … RESET' },
  user: { from: 'ALTER ROLE … SET', reset: 'ALTER ROLE … RESET' },
  'database user': { from: 'ALTER ROLE … IN DATABASE … SET', reset: 'ALTER ROLE … IN DATABASE … RESET' },
};

/** What Postgres works with (pg_settings), what ALTER SYSTEM left in its data folder, and the names its volume was made with. */
export const postgres: Application = {
  service: 'postgres',
  async ask(ask) {
    const { database, answers } = await findDatabase(ask);
    if (database === undefined) return answers;
    const wanted = ask.given.flatMap(({ variable, keys, text }) => {
      const option = keys[0] === 'command' ? splitOption(text) : undefined;
      return option !== undefined && settingName.test(option.name) ? [{ variable, name: option.name }] : [];
    });
    if (wanted.length === 0) return answers;
    const names = `'{${wanted.map(({ name }) => name).join(',')}}'::text[]`;
    const reply = await outputOf(ask, inDatabase(database), questionFor(names));
    const { settings, stored } = answerSchema.parse(JSON.parse(reply));
    for (const { name, variable } of wanted) {
      const setting = settings?.find((each) => each.name === name);
      if (setting !== undefined) answers.push({ variable, actual: setting.value, detail: describeSource(name, setting.source) });
      const kept = stored?.find((each) => each.name === name);
      if (kept !== undefined)
        answers.push({
          variable,
          actual: kept.value,
          detail: `ALTER SYSTEM stored it in postgresql.auto.conf of the volume; the command line of the container wins over it, so it does not count. ALTER SYSTEM RESET ${name} takes it out.`,
        });
    }
    return answers;
  },
};

/** Sizes as SHOW writes them, with a unit; anything else as the bare number or text, in the unit of the variable. */
const questionFor = (names: string) => `SELECT json_build_object(
  'settings', (SELECT json_agg(json_build_object('name', name, 'source', source,
      'value', CASE WHEN unit IN ('B', 'kB', '8kB', 'MB') THEN current_setting(name) ELSE setting END))
    FROM pg_settings WHERE name = ANY (${names})),
  'stored', (SELECT json_agg(json_build_object('name', name, 'value', setting))
    FROM pg_file_settings WHERE name = ANY (${names}) AND sourcefile LIKE '%postgresql.auto.conf'));`;

function describeSource(name: string, source: string): string {
  const known = sources[source];
  if (known !== undefined) return `${known.from} ${name} wins over the command line of the container. ${known.reset} ${name} takes it out.`;
  return `Postgres has it from: ${source}. Start it again to give it what the files say.`;
}

/**
 * A database to ask in. Where there is none of the container's names, the answers say which the volume was made with:
 * the image reads POSTGRES_USER and POSTGRES_DB only while the volume is new.
 */
async function findDatabase(ask: Ask): Promise<{ database: string | undefined; answers: Answer[] }> {
  const given = (name: string) => ask.given.find(({ keys }) => keys.join('.') === `environment.${name}`);
  const wanted = given('POSTGRES_DB')?.text ?? 'postgres';
  const { exitCode, stderr } = await ask.run(inDatabase(wanted), { stdin: 'SELECT 1;' });
  const user = given('POSTGRES_USER');
  const database = given('POSTGRES_DB');
  if (exitCode === 0) {
    const same = [user, database].flatMap((each) =>
      each === undefined ? [] : [{ variable: each.variable, actual: each.text, detail: '' }],
    );
    return { database: wanted, answers: same };
  }
  const words = lastLine(stderr);
  if (/role ".*" does not exist/s.test(words) && user !== undefined) {
    const detail =
      'The volume was made with another user, and the variable is read only while it is new. Set it back to that one, or make the role inside.';
    return { database: undefined, answers: [{ variable: user.variable, actual: '(another user)', detail }] };
  }
  if (/database ".*" does not exist/s.test(words) && database !== undefined) {
    const list = await outputOf(
      ask,
      inDatabase('postgres'),
      "SELECT string_agg(datname, ', ' ORDER BY datname) FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres';",
    );
    const detail =
      'The volume was made with another database, and the variable is read only while it is new. Set it back to that one, or make the database inside.';
    return { database: 'postgres', answers: [{ variable: database.variable, actual: list.trim() || '(none)', detail }] };
  }
  throw new Error(words || 'psql gave no answer');
}
