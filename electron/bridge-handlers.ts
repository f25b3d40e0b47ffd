import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { GantryError } from '#contract';
import { isOwnAddress } from './app-address.ts';
import { bridgeChannels } from './bridge-channels.ts';
import type { IpcPort, IpcSender } from './electron-port.ts';
import { toExternalAddress } from './external-address.ts';
import type { HostProcess } from './host-process.ts';

export interface BridgeHandlersOptions {
  ipc: IpcPort;
  host: Pick<HostProcess, 'restart' | 'state'>;
  chooseFolder(): Promise<string | null>;
  showInFolder(path: string): void;
  openExternal(url: string): Promise<void>;
}

const longestPath = 4096;

/** Answers the page's bridge. Every message must come from the panel's own top frame, and every value is checked. */
export function handleBridge({ ipc, host, chooseFolder, showInFolder, openExternal }: BridgeHandlersOptions): void {
  const handle = (channel: string, answer: (value: unknown) => unknown) =>
    ipc.handle(channel, (event, value) => {
      if (!isFromPanel(event)) throw new GantryError('origin_refused');
      return answer(value);
    });

  handle(bridgeChannels.chooseFolder, () => chooseFolder());
  handle(bridgeChannels.showInFolder, async (value) => showInFolder(await expectPath(value)));
  handle(bridgeChannels.openExternal, async (value) => {
    const url = toExternalAddress(value);
    if (url === undefined) throw new GantryError('invalid_value', { message: 'url must be an http or https address.', field: 'url' });
    await openExternal(url);
  });
  handle(bridgeChannels.restartHost, () => host.restart());
  handle(bridgeChannels.readHostState, () => host.state());
}

function isFromPanel({ senderFrame }: IpcSender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnAddress(senderFrame.url);
}

async function expectPath(value: unknown): Promise<string> {
  const isPath = typeof value === 'string' && value.length <= longestPath && !value.includes('\0') && isAbsolute(value);
  // A UNC path would make Windows log on to whatever server it names.
  if (!isPath || value.startsWith('\\\\')) {
    throw new GantryError('invalid_value', { message: 'path must be an absolute path of this computer.', field: 'path' });
  }
  await stat(value).catch((error: unknown) => {
    throw new GantryError('not_found', { message: 'There is no such file or folder.', field: 'path', cause: error });
  });
  return value;
}
