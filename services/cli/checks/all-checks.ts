import { apiTokenPrivate } from './api-token-private.ts';
import { builtFiles } from './built-files.ts';
import type { Check } from './check.ts';
import { chromiumForTests } from './chromium-for-tests.ts';
import { displayForWindow } from './display-for-window.ts';
import { electronProgram } from './electron-program.ts';
import { freeDisk } from './free-disk.ts';
import { homeFolders } from './home-folders.ts';
import { modelFiles } from './model-files.ts';
import { nodeVersion } from './node-version.ts';
import { portFree } from './port-free.ts';

/** In the order they are shown: what everything needs first. */
export const allChecks: readonly Check[] = [
  nodeVersion,
  builtFiles,
  modelFiles,
  homeFolders,
  apiTokenPrivate,
  freeDisk,
  portFree,
  displayForWindow,
  electronProgram,
  chromiumForTests,
];
