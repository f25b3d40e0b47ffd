import type { Compose } from '../compose-file/index.ts';
import { authority } from '../state/service-url.ts';

const header = [
  '# Secrets of the stack as Gantry wrote them down on request. Whoever reads this file has them all: keep it 0600.',
  '# For plain Compose: docker compose --env-file credentials.env …; for a shell: set -a; . ./credentials.env',
];

/** A backtick, which a value in double quotes can hold for a shell and for Compose only as a variable. */
const backtick = 'GANTRY_BACKTICK';

/** Lines of an env file with secrets by name, and addresses to log in with. */
export function exportText(compose: Compose, values: ReadonlyMap<string, string>): { text: string; names: string[] } {
  const entries = new Map([...values].map(([name, value]) => [variableOf(name), value]));
  for (const [name, url] of urls(compose, values)) if (!entries.has(name)) entries.set(name, url);
  const lines = [...entries].map(([name, value]) => `${name}=${quoteForAll(value)}`);
  const needsBacktick = lines.some((line) => line.includes(`\${${backtick}}`));
  const text = [...header, ...(needsBacktick ? [`${backtick}='\`'`] : []), ...lines, ''].join('\n');
  return { text, names: [...entries.keys()] };
}

/**
 * A value in quotes that Compose, a POSIX shell and Gantry read alike.
 * Single quotes where they can hold it. A quote inside them is `'\''` for a shell and `\'` for Compose, and a backslash at
 * their end escapes the quote for Compose only: such values stand in double quotes, where `\"`, `\\` and `\$` mean the same
 * to all. A backtick there is `` \` `` for a shell and nothing special for Compose, which would keep the backslash: it
 * comes from a variable.
 */
export function quoteForAll(value: string): string {
  if (!/['\\]/.test(value)) return `'${value}'`;
  return `"${value.replace(/["\\$]/g, '\\$&').replaceAll('`', `\${${backtick}}`)}"`;
}

function variableOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** Addresses with the password in them, percent-encoded, of what the stack publishes on this computer. */
function urls(compose: Compose, values: ReadonlyMap<string, string>): [string, string][] {
  const found: [string, string][] = [];
  const at = (service: string, containerPort: number) => {
    const port = compose.services[service]?.ports.find((each) => each.containerPort === containerPort && each.hostPort > 0);
    return port === undefined ? undefined : authority(port);
  };
  const postgres = at('postgres', 5432);
  const postgresPassword = values.get('postgres_password');
  if (postgres !== undefined && postgresPassword !== undefined) {
    const { POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user } = compose.services.postgres?.environment ?? {};
    found.push(['POSTGRES_URL', `postgresql://${percent(user)}:${percent(postgresPassword)}@${postgres}/${percent(database)}`]);
  }
  const redis = at('redis', 6379);
  const redisPassword = values.get('redis_password');
  // With the name of its user: redis-cli takes an empty one for a user of that name.
  if (redis !== undefined && redisPassword !== undefined) found.push(['REDIS_URL', `redis://default:${percent(redisPassword)}@${redis}/0`]);
  return found;
}

/** Everything but letters, digits and `-._~` (RFC 3986, 2.3). */
function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
