import { GantryError } from '#contract';
import type { Engine } from '../../engine/index.ts';
import { proves } from '../prove.ts';
import { putInPlace, type Rotation, type RotationTools, runningContainer } from '../rotation.ts';

const execMs = 60_000;

/** Grafana keeps the password in its database: its own command changes it while it runs. */
export async function rotateGrafana(tools: RotationTools, rotation: Rotation): Promise<void> {
  const { credential, next, signal, step, undo } = rotation;
  const { owner, name } = credential;
  const container = runningContainer(tools, owner);
  if (owner === undefined || container === undefined) throw new GantryError('conflict', { message: 'Grafana does not run.' });
  await tools.locks.run(owner.name, async () => {
    const before = await tools.store.read(name);
    signal.throwIfAborted();
    if (before !== undefined && before !== next)
      undo('password and file', async () => {
        await setGrafanaPassword(tools.engine, container.id, before);
        await putInPlace(tools, name, before);
      });
    step('changes the password');
    await setGrafanaPassword(tools.engine, container.id, next);
    step('changes the file');
    await putInPlace(tools, name, next);
    step('logs in with the new value');
    if ((await proves(tools, { credential, value: next })) !== true)
      throw new GantryError('credential_refused', { message: 'Grafana does not let in with the new value.', field: name });
    if (before === undefined || before === next) return;
    step('is refused with the former value');
    if (await proves(tools, { credential, value: before }))
      throw new GantryError('credential_refused', { message: 'Grafana still lets in with the former value.', field: name });
  });
}

/** @throws GantryError `service_failed` without the words of the command, which may hold what it was given */
export async function setGrafanaPassword(engine: Engine, id: string, value: string): Promise<void> {
  const command = ['grafana', 'cli', '--homepath', '/usr/share/grafana', 'admin', 'reset-admin-password', '--password-from-stdin'];
  // As root it would leave files in its volume that Grafana itself cannot write.
  const { exitCode } = await engine.exec(id, { command, stdin: `${value}\n`, timeoutMs: execMs, user: '472:0' });
  if (exitCode !== 0)
    throw new GantryError('service_failed', {
      message: `grafana cli ended with exit code ${exitCode ?? 'unknown'} instead of changing the password.`,
      field: 'grafana',
    });
}
