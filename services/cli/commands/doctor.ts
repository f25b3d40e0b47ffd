import type { Command } from 'commander';
import { type CheckResult, GantryError, type Health, type State } from '#contract';
import { allChecks } from '../checks/all-checks.ts';
import { runCheck } from '../checks/check.ts';
import { type CommonOptions, createCommand } from '../command.ts';
import { type Connection, connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printHealth } from '../print-health.ts';
import { printable } from '../printable.ts';
import { paint, paintState } from '../style.ts';

const hostTimeoutMs = 30_000;

/** `gantry doctor`: what of this computer and installation would stop Gantry; needs no host. */
export function createDoctorCommand(io: Io): Command {
  return createCommand(
    io,
    'doctor',
    'Check this computer, the installation and, when it runs, the host; exit 1 when something is down',
  ).action(async ({ json }: CommonOptions) => {
    const checks = await Promise.all(allChecks.map((check) => runCheck(io, check)));
    const host = await askHost(io);
    const state = worstOf([...checks.map((check) => check.state), ...('health' in host ? [host.health.state] : [host.state])]);
    if (json)
      printJson(io, {
        state,
        checks,
        host: 'health' in host ? host.health : null,
        ...('health' in host ? {} : { host_reason: host.reason }),
      });
    else printAll(io, { checks, host, state });
    io.setExitCode(state === 'down' ? exitCodes.failed : exitCodes.ok);
  });
}

type HostAnswer = { health: Health; connection: Connection } | { state: State; reason: string };

/** No host is no fault; a host that runs and cannot be asked is one. */
async function askHost(io: Io): Promise<HostAnswer> {
  try {
    const connection = await connect(io, hostTimeoutMs);
    return { connection, health: await connection.client.call('health.read', { refresh: true }) };
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return { state: error.code === 'host_unreachable' ? 'ok' : 'down', reason: error.message };
  }
}

function printAll(io: Io, { checks, host, state }: { checks: CheckResult[]; host: HostAnswer; state: State }): void {
  for (const check of checks) printCheck(io, check);
  printLine(io);
  if ('health' in host) printHealth(io, host.health, host.connection.address);
  else printLine(io, `Host: ${host.reason}`);
  printLine(io);
  const notOk = checks.filter((check) => check.state !== 'ok').length;
  printLine(io, `${paintState(io.stdout, state)}  ${checks.length - notOk} of ${checks.length} checks ok`);
}

function printCheck(io: Io, { state, title, evidence, cause, fix }: CheckResult): void {
  printLine(io, `${paintState(io.stdout, state, state.padEnd(8))}  ${title}  ${paint(io.stdout, 'dim', printable(evidence))}`);
  if (state === 'ok') return;
  if (cause !== undefined) printLine(io, `          Cause: ${printable(cause)}`);
  if (fix !== undefined) printLine(io, `          Fix:   ${printable(withLocalHints(io, fix))}`);
}

function worstOf(states: readonly State[]): State {
  for (const state of ['down', 'degraded', 'unknown', 'starting'] as const) if (states.includes(state)) return state;
  return 'ok';
}
