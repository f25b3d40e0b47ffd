/**
 * What the window's main process uses of Electron, as narrow as it uses it. `main.ts` hands in the real thing; tests
 * hand in their own.
 */

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A `UtilityProcess`. */
export interface HostChild {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

export interface PreventableEvent {
  preventDefault(): void;
}

/** A `BrowserWindow`. */
export interface PanelWindow {
  isDestroyed(): boolean;
  isMinimized(): boolean;
  isMaximized(): boolean;
  show(): void;
  hide(): void;
  focus(): void;
  restore(): void;
  maximize(): void;
  getNormalBounds(): Bounds;
  loadURL(url: string): Promise<void>;
  on(event: 'close', listener: (event: PreventableEvent) => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
  on(event: 'move', listener: () => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

/** A `WebContents`, as far as its navigation and its crashes go. */
export interface PanelContents {
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  reload(): void;
  on(event: 'will-navigate', listener: (event: PreventableEvent & { url: string }) => void): unknown;
  on(event: 'will-redirect', listener: (event: PreventableEvent & { url: string }) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: PreventableEvent) => void): unknown;
  on(event: 'render-process-gone', listener: (event: unknown, details: { reason: string; exitCode: number }) => void): unknown;
}

/** An `IpcMainInvokeEvent`, as far as it says who sent it. */
export interface IpcSender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** `ipcMain`. */
export interface IpcPort {
  handle(channel: string, listener: (event: IpcSender, ...values: unknown[]) => unknown): void;
}

/** `app`, as far as its end goes. */
export interface QuittingApp {
  quit(): void;
  on(event: 'before-quit', listener: (event: PreventableEvent) => void): unknown;
}

/** `safeStorage`. Its calls that wait came after Electron 41 and replace these in 46. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  /** On Linux only. */
  getSelectedStorageBackend?(): string;
  /** On Linux only: without it `basic_text` refuses to encrypt. */
  setUsePlainTextEncryption?(usePlainText: boolean): void;
  encryptString(plain: string): Buffer;
  decryptString(sealed: Buffer): string;
}
