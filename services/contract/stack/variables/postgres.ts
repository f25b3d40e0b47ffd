import { composeSize, postgresSize } from './amounts.ts';
import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { integer, size, text } from './variable.ts';

/** Bare numbers count pages of 8 kB here, and kilobytes there (pg_settings, column unit). */
const inPages = postgresSize(8192);
const inKilobytes = postgresSize(1024);
/** INT_MAX / 2 pages, and MAX_KILOBYTES (guc_parameters.dat, guc.h). */
const mostPages = '8589934584kB';
const mostKilobytes = '2147483647kB';

// The image puts both into SQL in double quotes; a name is cut at 63 bytes (NAMEDATALEN).
const name = /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/;
const nameRule = 'must be 1 to 63 of letters, digits, _, $ and -, beginning with a letter or _';

/** Ranges are those of pg_settings (min_val, max_val) of Postgres 17 unless said otherwise. */
export const postgresVariables = {
  ...prefixed('POSTGRES', 'postgres', {
    PORT: publishedPort('Postgres'),
    USER: text({
      // Roles that begin with pg_ are reserved (CREATE ROLE).
      pattern: /^(?!pg_)[A-Za-z_][A-Za-z0-9_$-]{0,62}$/,
      rule: `${nameRule}, and not with pg_`,
      description: 'Superuser and owner of the database. Read only while the volume is new.',
    }),
    DB: text({ pattern: name, rule: nameRule, description: 'Database that is made. Read only while the volume is new.' }),
    SHARED_BUFFERS: size({
      grammar: inPages,
      min: '128kB',
      max: mostPages,
      description:
        'Memory Postgres shares among its processes as a cache; a quarter of POSTGRES_MEMORY is usual. A bare number counts pages of 8 kB.',
    }),
    EFFECTIVE_CACHE_SIZE: size({
      grammar: inPages,
      min: '8kB',
      max: '17179869176kB',
      description:
        'How much the planner believes to be cached, by Postgres and the system together; takes no memory. A bare number counts pages of 8 kB.',
    }),
    WORK_MEM: size({
      grammar: inKilobytes,
      min: '64kB',
      max: mostKilobytes,
      description: 'Memory of one sort or hash before it goes to disk; one statement may take it several times. A bare number counts kB.',
    }),
    MAINTENANCE_WORK_MEM: size({
      grammar: inKilobytes,
      // 64kB from Postgres 17 on, 1MB before.
      min: '1MB',
      max: mostKilobytes,
      description: 'Memory of an index build or a vacuum. A bare number counts kB.',
    }),
    MAX_CONNECTIONS: integer({
      // 3 are kept for superusers (superuser_reserved_connections), and it does not start with none left.
      min: '4',
      max: '262143',
      unit: 'connections',
      description: 'Connections at once; three of them are kept for the superuser.',
    }),
    LOG_SLOW_MS: integer({
      min: '-1',
      max: '2147483647',
      unit: 'ms',
      description: 'Statements that take longer are logged (log_min_duration_statement); 0 logs all, -1 none.',
    }),
    LOG_LEVEL: logLevel('Postgres', [
      'debug5',
      'debug4',
      'debug3',
      'debug2',
      'debug1',
      'info',
      'notice',
      'warning',
      'error',
      'log',
      'fatal',
      'panic',
    ]),
    SHM: size({
      grammar: composeSize,
      min: '1m',
      description: 'Size of /dev/shm, which parallel index builds share; at least POSTGRES_MAINTENANCE_WORK_MEM.',
    }),
  }),
  ...everyService('postgres'),
};
