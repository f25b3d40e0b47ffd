import { join } from 'node:path';
import { app, protocol } from 'electron';
import { resolvePaths } from '#platform/paths';
import { appScheme } from './app-address.ts';
import { startApp } from './start-app.ts';

const paths = resolvePaths();

// One window a home folder: the lock belongs to this folder, so that a second GANTRY_HOME has a window of its own.
app.setPath('userData', join(paths.state, 'window'));
// Whoever started the window may be gone with the pipes it gave.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  app
    .whenReady()
    .then(() => startApp(paths))
    .catch((error: unknown) => {
      process.stderr.write(`The window could not be started: ${error instanceof Error ? error.message : 'unknown error'}\n`);
      app.exit(1);
    });
} else {
  process.stdout.write('Gantry is open already; its window comes to the front.\n');
  app.quit();
}
