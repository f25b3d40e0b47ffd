import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { GantryError } from '#contract';
import type { ContainerInfo, Engine } from '../engine/index.ts';

const execMs = 20_000;
const loadingMs = 60_000;
const refused = /WRONGPASS|NOAUTH|invalid password/i;

/** The default user of a Redis container, reached from inside it. Values go by standard input, never as arguments. */
export function createRedisUsers(engine: Engine, service: string, container: ContainerInfo) {
  /** Commands after a login with this value; undefined where the login is refused. */
  async function ask(password: string, commands: string): Promise<string | undefined> {
    const script = 'IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli --no-auth-warning -h 127.0.0.1 -p 6379';
    const { exitCode, stdout, stderr } = await engine.exec(container.id, {
      command: ['sh', '-c', script],
      stdin: `${password}\n${commands}\n`,
      timeoutMs: execMs,
    });
    const said = `${stdout}\n${stderr}`.trim();
    if (refused.test(said)) return undefined;
    if (exitCode === 0 && said !== '') return said;
    throw new GantryError('service_failed', {
      message: `redis-cli in ${service} failed: ${said.split('\n').at(-1)?.slice(0, 200) || `exit code ${exitCode ?? 'unknown'}`}.`,
      field: service,
    });
  }

  /** Rules of ACL SETUSER for the default user, by a login with a value that is valid. */
  async function setUser(password: string, rules: string): Promise<void> {
    const said = await ask(password, `ACL SETUSER default ${rules}`);
    if (said === 'OK') return;
    throw new GantryError(said === undefined ? 'credential_refused' : 'service_failed', {
      message:
        said === undefined ? `${service} refuses the login that should change its users.` : `${service} refused the change of its users.`,
      field: service,
    });
  }

  return {
    async accepts(value: string): Promise<boolean> {
      const until = performance.now() + loadingMs;
      for (;;) {
        const said = await ask(value, 'PING');
        if (said === 'PONG') return true;
        if (said === undefined) return false;
        if (!said.startsWith('LOADING') || performance.now() > until)
          throw new GantryError('service_failed', { message: `${service} did not answer PING with PONG.`, field: service });
        await setTimeout(250);
      }
    },
    /** Lets in another value besides those there are. */
    add: (value: string, by: string) => setUser(by, `#${digest(value)}`),
    /** Lets in this value and no other, in one step. */
    allowOnly: (value: string, by: string) => setUser(by, `resetpass #${digest(value)}`),
  };
}

/** What Redis keeps of a password (ACL SETUSER, `#<hash>`). */
function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
