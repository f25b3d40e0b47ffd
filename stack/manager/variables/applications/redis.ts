import { type Application, outputOf } from './application.ts';

/** Directive that stack/services/redis/start.sh writes from each variable of the environment. */
const directives: Readonly<Record<string, string>> = {
  REDIS_MAXMEMORY: 'maxmemory',
  REDIS_LOG_LEVEL: 'loglevel',
  REDIS_APPENDFSYNC: 'appendfsync',
};

// As the healthcheck: the password goes by the environment of redis-cli, for an argument could be read in the list of processes.
const script =
  'REDISCLI_AUTH=$(tr -d "\\r\\n" </run/secrets/redis_password); export REDISCLI_AUTH; exec redis-cli -h 127.0.0.1 -p 6379 --no-auth-warning CONFIG GET "$@"';

/** What Redis works with: CONFIG GET. */
export const redis: Application = {
  service: 'redis',
  async ask(ask) {
    const wanted = ask.given.flatMap(({ variable, keys: [section, name = ''] }) => {
      const directive = section === 'environment' ? directives[name] : undefined;
      return directive === undefined ? [] : [{ variable, directive }];
    });
    if (wanted.length === 0) return [];
    const reply = await outputOf(ask, ['sh', '-c', script, 'redis-cli', ...wanted.map(({ directive }) => directive)]);
    const lines = reply.trim().split(/\r?\n/);
    const values = new Map(lines.flatMap((line, index) => (index % 2 === 0 ? [[line, lines[index + 1] ?? '']] : [])) as [string, string][]);
    if (values.size === 0 || !wanted.some(({ directive }) => values.has(directive)))
      throw new Error(reply.trim() || 'redis-cli gave no answer');
    return wanted.flatMap(({ variable, directive }) => {
      const actual = values.get(directive);
      return actual === undefined
        ? []
        : [
            {
              variable,
              actual,
              detail: `Somebody set it in the running Redis (CONFIG SET ${directive}). A restart takes it back: npm run gantry -- restart redis`,
            },
          ];
    });
  },
};
