import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { whyNoDisplay } from '../display.ts';
import { fetchElectron } from '../electron-binary.ts';
import { hostExitCodeHelp } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { serveHost } from '../serve-host.ts';
import { runWindow } from '../window-process.ts';

/** `gantry run`: the window where one is possible, else the host with the panel in the browser, saying why. */
export function createRunCommand(io: Io): Command {
  return createCommand(io, 'run', 'Start Gantry: the window, or the panel in the browser where no window is possible')
    .addHelpText('after', hostExitCodeHelp)
    .action(async ({ json = false }: CommonOptions) => {
      const reason = await tryWindow(io, json);
      if (reason === undefined) return;
      if (json) printJson(io, { state: 'starting', no_window: reason });
      else printLine(io, `No window: ${reason}. The panel is in the browser.`);
      await serveHost(io, { json, canOpen: true });
    });
}

/** Runs the window to its end. Gives the reason when it could not be shown. */
async function tryWindow(io: Io, json: boolean): Promise<string | undefined> {
  const noDisplay = whyNoDisplay(io.env);
  if (noDisplay !== undefined) return noDisplay;
  if (process.platform === 'linux' && process.getuid?.() === 0) return "Electron's sandbox does not run as root";
  const electron = await fetchElectron(io.env);
  if ('missing' in electron) return electron.missing;
  return runWindow(io, { electron: electron.path, json });
}
