import type { ConfigDocumentName } from '#contract';

/** What the page shows: the values, the file as text, what a draft would do, what was done, and what differs. */
export const configViews = ['values', 'text', 'review', 'history', 'drift'] as const;
export type ConfigView = (typeof configViews)[number];

export interface ConfigPlace {
  view: ConfigView;
  document: ConfigDocumentName;
  /** Id of a step of the history. */
  step: string | undefined;
}

/** Address of a view in the panel; a key is opened in the values, a line is gone to in the text. */
export function configPath(view: ConfigView, { document = 'settings', key, line, step }: Target = {}): string {
  const query = key !== undefined ? `?open=${encodeURIComponent(key)}` : line !== undefined ? `?line=${line}` : '';
  if (view === 'history') return `/configuration/history${step === undefined ? '' : `/${step}`}`;
  if (view === 'drift') return '/configuration/drift';
  if (view === 'values') return `/configuration${document === 'settings' ? '' : `/${document}`}${query}`;
  return `/configuration/${view}/${document}${query}`;
}

interface Target {
  document?: ConfigDocumentName;
  key?: string;
  line?: number;
  step?: string;
}

/** What an address below `/configuration` shows; what is not known shows the values. */
export function readConfigPath(path: string): ConfigPlace {
  const [first = '', second] = path.replace(/^\/configuration\/?/, '').split('/');
  const asDocument = (text: string | undefined): ConfigDocumentName => (text === 'variables' ? 'variables' : 'settings');
  const view = configViews.find((each) => each === first) ?? 'values';
  return {
    view,
    document: asDocument(view === 'values' ? first : second),
    step: view === 'history' ? second : undefined,
  };
}
