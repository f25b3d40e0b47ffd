import { setTimeout } from 'node:timers/promises';
import { GantryError } from '#contract';
import { generateSecret } from '#platform/credentials';
import type { ComposeService } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { scramVerifier } from './scram-verifier.ts';

/** A statement, and a login with it, take milliseconds; a busy machine may need more. */
const execMs = 20_000;
const answerMs = 60_000;
const refused = /password authentication failed|no password supplied|fe_sendauth|28P01|28000|authentication failed/i;

/** The role a Postgres container of the stack was made with, reached from inside that container. */
export function createPostgresRole(engine: Engine, service: ComposeService, container: ContainerInfo) {
  const user = service.environment.POSTGRES_USER ?? 'postgres';
  const database = service.environment.POSTGRES_DB ?? user;
  const passwordFile = service.environment.POSTGRES_PASSWORD_FILE ?? '/run/secrets/postgres_password';
  // The container's own address: over 127.0.0.1 some images let everybody in.
  const address = Object.values(container.networks).find((network) => network.address !== '')?.address ?? '127.0.0.1';

  /** SQL over the local socket, by standard input, so that it stands in no argument and, as far as the role may, in no log. */
  async function ask(sql: string): Promise<string> {
    const script = [
      // Where the socket asks for a password all the same, the file may hold the right one.
      'PGPASSWORD=$(cat "$1" 2>/dev/null || true); export PGPASSWORD',
      'exec psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --set VERBOSITY=terse --username "$2" --dbname "$3"',
    ].join('\n');
    const quiet = 'SET log_statement = none; SET log_min_duration_statement = -1; SET log_min_error_statement = panic;';
    const { exitCode, stdout, stderr } = await engine.exec(container.id, {
      command: ['sh', '-c', script, 'sh', passwordFile, user, database],
      stdin: `${quiet}\n${sql}\n`,
      timeoutMs: execMs,
    });
    if (exitCode === 0) return stdout.trim();
    if (refused.test(stderr)) throw socketRefuses(service.name);
    throw new GantryError('service_failed', {
      message: `psql in ${service.name} failed: ${lastLine(stderr) || `exit code ${exitCode ?? 'unknown'}`}.`,
      field: service.name,
    });
  }

  /** Whether a login over TCP with this value is let in. The value goes by standard input. */
  async function accepts(value: string): Promise<boolean> {
    const script = [
      'IFS= read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=10',
      'exec psql --no-psqlrc --no-password --tuples-only --no-align --host "$1" --username "$2" --dbname "$3" --command "SELECT 1"',
    ].join('\n');
    const { exitCode, stderr } = await engine.exec(container.id, {
      command: ['sh', '-c', script, 'sh', address, user, database],
      stdin: `${value}\n`,
      timeoutMs: execMs,
    });
    if (exitCode === 0) return true;
    if (refused.test(stderr)) return false;
    throw new GantryError('service_failed', {
      message: `${service.name} could not be asked: ${lastLine(stderr) || `exit code ${exitCode ?? 'unknown'}`}.`,
      field: service.name,
    });
  }

  return {
    accepts,
    /** Whether a login tells anything: undefined where everybody is let in, as by `trust` in pg_hba.conf. */
    async knows(value: string): Promise<boolean | undefined> {
      if (!(await accepts(value))) return false;
      return (await accepts(generateSecret())) ? undefined : true;
    },
    /** Waits until it takes statements over its socket. @throws GantryError `service_failed` when it does not within a minute */
    async waitUntilAnswering(signal: AbortSignal): Promise<void> {
      const until = performance.now() + answerMs;
      for (;;) {
        signal.throwIfAborted();
        try {
          if ((await ask('SELECT pg_is_in_recovery();')) === 'f') return;
        } catch (error) {
          if (error instanceof GantryError && error.code === 'credential_refused') throw error;
          if ((await engine.inspectContainer(container.id))?.status !== 'running' || performance.now() > until) throw error;
        }
        if (performance.now() > until)
          throw new GantryError('service_failed', { message: `${service.name} is in recovery and takes no changes.`, field: service.name });
        await setTimeout(250, undefined, { signal }).catch(() => undefined);
      }
    },
    /** What it keeps of the password, to put it back as it was; undefined where it has none. */
    async verifier(): Promise<string | undefined> {
      const found = await ask(`SELECT rolpassword FROM pg_authid WHERE rolname = ${literal(user)};`);
      return found === '' ? undefined : found;
    },
    async setVerifier(verifier: string | undefined): Promise<void> {
      await ask(`ALTER ROLE ${identifier(user)} PASSWORD ${verifier === undefined ? 'NULL' : literal(verifier)};`);
    },
    async setPassword(value: string): Promise<void> {
      await this.setVerifier(await scramVerifier(value));
    },
  };
}

export type PostgresRole = ReturnType<typeof createPostgresRole>;

function socketRefuses(service: string): GantryError {
  return new GantryError('credential_refused', {
    message: `${service} asks for a password on its local socket too, and the one in the file is not it.`,
    field: service,
    fix: 'Set the password that was valid last (credentials set …), or write `local all all trust` into pg_hba.conf of its volume and restart it; then repair again.',
  });
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 300).replace(/[.]$/, '');
}
