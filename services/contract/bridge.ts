/** What the Electron window gives the panel beyond the local API; absent in a browser. At most 10 methods. */
export interface GantryBridge {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Opens the system's folder dialog; null when it was closed without a choice. */
  chooseFolder(): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  showInFolder(path: string): Promise<void>;
  /** Opens an http(s) address in the system's browser. */
  openExternal(url: string): Promise<void>;
  /** Starts the host again after it gave up. */
  restartHost(): Promise<void>;
  /** State of the host process, for the time in which the API cannot be asked. Returns the way to stop listening. */
  onHostState(listener: (state: HostProcessState) => void): () => void;
}

export interface HostProcessState {
  state: 'starting' | 'running' | 'restarting' | 'failed' | 'stopped';
  /** In words, with the cause when it is not running. */
  reason: string;
  /** Seconds until the next try, when restarting. */
  retryInSeconds?: number;
}
