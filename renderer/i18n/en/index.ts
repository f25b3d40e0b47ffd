import { access } from './access.ts';
import { configuration } from './configuration.ts';
import { credentials } from './credentials.ts';
import { documents, reader } from './documents.ts';
import { frame } from './frame.ts';
import { connection, error, general, pages, signIn, state } from './general.ts';
import { chart, overview } from './overview.ts';
import { setup } from './setup.ts';
import { stack } from './stack.ts';
import { search, task } from './work.ts';

/** Every word the panel says, in English: the catalogue the others follow. */
export const en = {
  access,
  chart,
  configuration,
  connection,
  credentials,
  documents,
  error,
  frame,
  general,
  overview,
  pages,
  reader,
  search,
  setup,
  signIn,
  stack,
  state,
  task,
};

export type Messages = typeof en;
