/** Names of the messages between the page and the main process. */
export const bridgeChannels = {
  chooseFolder: 'gantry:choose-folder',
  showInFolder: 'gantry:show-in-folder',
  openExternal: 'gantry:open-external',
  restartHost: 'gantry:restart-host',
  readHostState: 'gantry:read-host-state',
  hostState: 'gantry:host-state',
} as const;
