import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import { loadConfig } from '../load-config.ts';
import { createSettingsDocument } from '../settings-document/settings-document.ts';
import { createEditor } from './editor.ts';
import { createHistoryStore } from './history-store.ts';
import { historyFolder } from './pending-change.ts';

/** An editor of the settings in a home folder, as the host makes it. */
export async function openTestEditor(home: string, options: { onStep?(step: string): void; env?: Record<string, string> } = {}) {
  const paths = resolvePaths({ GANTRY_HOME: home });
  await mkdir(paths.config, { recursive: true });
  const sources = { paths, env: options.env ?? {}, stackFolder: join(home, 'no-stack') };
  const document = createSettingsDocument(await loadConfig(sources));
  const log = createLog({ level: 'error', file: join(home, 'log') });
  const events = createEvents();
  const history = createHistoryStore({ folder: historyFolder(paths), log });
  const editor = createEditor({
    documents: [document],
    history,
    events,
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  });
  await editor.open();
  return { editor, document, sources, events, load: () => loadConfig(sources) };
}

export type TestEditor = Awaited<ReturnType<typeof openTestEditor>>;

/** A write by one author, with nothing to carry out. */
export const by = (author: string) => async () => ({ author, reason: 'test', kind: 'edit' as const });
