import type { Routes } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import type { Tasks } from '#platform/tasks';
import type { ConfigDocument } from '../document.ts';
import type { EnvironmentName } from '../environment-name.ts';
import { createApplyTask } from './apply-task.ts';
import { configRoutes } from './config-routes.ts';
import { createEditor } from './editor.ts';
import type { ConfigEffects } from './effects.ts';
import { createHistoryStore } from './history-store.ts';
import { historyFolder, pendingChange } from './pending-change.ts';

export interface ConfigEditorOptions {
  documents: readonly ConfigDocument[];
  environment: EnvironmentName;
  paths: Paths;
  events: Events;
  tasks: Tasks;
  log: Log;
  effects: ConfigEffects;
}

export interface ConfigEditor {
  readonly routes: Routes;
  /** Settles what a crash cut off. Call once, before the API answers. */
  open(): Promise<void>;
  /** Goes on with changes that waited for this start. Call when all parts have had their start. */
  goOn(): Promise<void>;
  /** Writes single variables with history, for rooms that change them themselves. Nothing is restarted. */
  changeVariables(changes: Readonly<Record<string, string | undefined>>, by: { caller: string; reason: string }): Promise<void>;
}

/** Editing of the configuration: preview, apply with history, watch, take back, undo. Defines the task kind `apply-config`. */
export function createConfigEditor(options: ConfigEditorOptions): ConfigEditor {
  const { documents, environment, paths, events, tasks, log, effects } = options;
  const history = createHistoryStore({ folder: historyFolder(paths), log });
  const editor = createEditor({ documents, history, events });
  const apply = createApplyTask({ editor, effects, tasks, pending: pendingChange(paths), log, hostStartedAt: Date.now() });
  return {
    routes: configRoutes({ editor, apply, effects, documents, environment }),
    open: () => editor.open(),
    goOn: () => apply.goOn(),
    async changeVariables(changes, { caller, reason }) {
      await editor.change('variables', new Map(Object.entries(changes)), { author: caller, reason, kind: 'edit' });
    },
  };
}
