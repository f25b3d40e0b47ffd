import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, protocol, safeStorage, screen, session, shell, utilityProcess } from 'electron';
import { readIfThere } from '#platform/files';
import { apiTokenFile, builtFile, type Paths, projectRoot } from '#platform/paths';
import { appAddress, appScheme } from './app-address.ts';
import { createAppProtocol } from './app-protocol.ts';
import { setApplicationMenu } from './application-menu.ts';
import { bridgeChannels } from './bridge-channels.ts';
import { handleBridge } from './bridge-handlers.ts';
import { closeSession } from './close-session.ts';
import { createForwarder } from './forward-to-host.ts';
import { createHostProcess } from './host-process.ts';
import { createKeychainAnswers } from './keychain.ts';
import { lockNavigation } from './navigation.ts';
import { recoverPage } from './page-recovery.ts';
import { bringToFront, rememberWindow, windowOptions } from './panel-window.ts';
import { findRunningHost } from './running-host.ts';
import { showTray } from './show-tray.ts';
import { createClosing } from './window-closing.ts';
import { openWindowMemory } from './window-memory.ts';

/** Everything behind the window, in the order it is needed. Called once Electron is ready. */
export async function startApp(paths: Paths): Promise<void> {
  const isDevelopment = !app.isPackaged;
  const icon = (name: string) => join(projectRoot(), 'electron', 'icons', name);
  const readToken = async () => (await readIfThere(apiTokenFile(paths)))?.trim() || undefined;
  const memory = await openWindowMemory(paths);

  const host = createHostProcess({
    fork: () => utilityProcess.fork(builtFile('services/host/main.js'), [], { stdio: 'pipe', serviceName: 'Gantry host' }),
    findRunning: () => findRunningHost(paths),
    answer: createKeychainAnswers({ safeStorage, platform: process.platform }),
    write: (from, chunk) => void process[from].write(chunk),
  });

  const forwarder = createForwarder({ hostUrl: host.url, readToken, onUnreachable: host.noteUnreachable });
  protocol.handle(appScheme, createAppProtocol({ panelFolder: builtFile('renderer'), forwarder }));
  closeSession(session.defaultSession);
  setApplicationMenu(process.platform, isDevelopment);

  const window = new BrowserWindow(
    windowOptions({
      memory: memory.get(),
      displays: screen.getAllDisplays().map(({ workArea }) => workArea),
      isDark: nativeTheme.shouldUseDarkColors,
      isDevelopment,
      preloadFile: builtFile('electron/preload.cjs'),
      iconFile: icon('icon.png'),
    }),
  );
  const openExternal = (url: string) => shell.openExternal(url);
  rememberWindow(window, memory);
  lockNavigation(window.webContents, openExternal);
  recoverPage({
    contents: window.webContents,
    onCrash(reason) {
      forwarder.closeStreams();
      process.stderr.write(`${reason}\n`);
    },
    onGiveUp: (reason) => dialog.showErrorBox('The panel keeps ending', `${reason}\nThe host goes on. Quit Gantry and start it again.`),
  });
  window.webContents.on('did-navigate', forwarder.closeStreams);
  host.onState((state) => {
    if (!window.isDestroyed()) window.webContents.send(bridgeChannels.hostState, state);
  });
  handleBridge({
    ipc: ipcMain,
    host,
    async chooseFolder() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] });
      return canceled ? null : (filePaths[0] ?? null);
    },
    showInFolder: (path) => shell.showItemInFolder(path),
    openExternal,
  });

  const show = () => bringToFront(window);
  const tray = showTray({ iconFile: icon('tray.png'), host, memory, readToken, show, quit: () => app.quit() });
  createClosing({
    app,
    // The dock brings a hidden window back on macOS, the tray elsewhere.
    canHide: () => process.platform === 'darwin' || (tray.isPresent && memory.get().keepsRunning),
    async beforeEnd() {
      tray.stop();
      await host.stop();
      await memory.flush();
    },
  }).attach(window);
  app.on('second-instance', show);
  app.on('activate', show);

  host.start();
  await window.loadURL(appAddress);
}
