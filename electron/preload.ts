import { contextBridge, ipcRenderer } from 'electron';
import type { GantryBridge, HostProcessState } from '#contract';
import { bridgeChannels } from './bridge-channels.ts';

const bridge: GantryBridge = {
  platform: process.platform as GantryBridge['platform'],
  chooseFolder: () => ipcRenderer.invoke(bridgeChannels.chooseFolder),
  showInFolder: (path) => ipcRenderer.invoke(bridgeChannels.showInFolder, path),
  openExternal: (url) => ipcRenderer.invoke(bridgeChannels.openExternal, url),
  restartHost: () => ipcRenderer.invoke(bridgeChannels.restartHost),
  onHostState(listener) {
    // The event object would hand the page a way to send on any channel: only the state is passed on.
    const heard = (_: unknown, state: HostProcessState) => listener(state);
    ipcRenderer.on(bridgeChannels.hostState, heard);
    void ipcRenderer.invoke(bridgeChannels.readHostState).then(listener);
    return () => {
      // In braces: what this returned would be handed to the page.
      ipcRenderer.off(bridgeChannels.hostState, heard);
    };
  },
};

contextBridge.exposeInMainWorld('gantry', bridge);
