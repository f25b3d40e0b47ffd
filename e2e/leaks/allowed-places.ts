import { stat } from 'node:fs/promises';
import type { Leak } from './planted-secrets.ts';

/** A place that may hold secrets, and why. */
export interface AllowedPlace {
  /** The place itself, or what it begins with. */
  place: string;
  reason: string;
  /** Only these secrets; default: all. */
  secrets?: readonly string[];
}

/** What stands where it must not. */
export function refuseLeaks(leaks: readonly Leak[], allowed: readonly AllowedPlace[]): Leak[] {
  return leaks.filter(
    (leak) =>
      !allowed.some(({ place, secrets }) => leak.place.startsWith(place) && (secrets === undefined || secrets.includes(leak.secret))),
  );
}

/** Files with secrets that others could read, although they may hold them. */
export async function openToOthers(leaks: readonly Leak[]): Promise<string[]> {
  const files = [...new Set(leaks.map(({ place }) => place).filter((place) => place.startsWith('/')))];
  const modes = await Promise.all(files.map(async (file) => ({ file, mode: (await stat(file)).mode & 0o077 })));
  return modes.filter(({ mode }) => mode !== 0).map(({ file }) => file);
}
