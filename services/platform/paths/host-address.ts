import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from './paths.ts';

/** What a running host writes for its clients. */
export interface HostAddress {
  pid: number;
  url: string;
  started_at: string;
}

export function hostAddressFile(paths: Paths): string {
  return join(paths.run, 'host.json');
}

/** The file with the first admin token, 0600. */
export function apiTokenFile(paths: Paths): string {
  return join(paths.config, 'api-token');
}

/** Address of the running host, or undefined where none has written one. A host that died leaves its file: ask `/livez` to be sure. */
export async function readHostAddress(paths: Paths): Promise<HostAddress | undefined> {
  try {
    return JSON.parse(await readFile(hostAddressFile(paths), 'utf8')) as HostAddress;
  } catch {
    return undefined;
  }
}
