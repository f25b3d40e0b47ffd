export const pages = {
  overview: 'Overview',
  stack: 'Stack',
  documents: 'Documents',
  search: 'Search',
  tasks: 'Tasks',
  configuration: 'Configuration',
  credentials: 'Credentials',
  access: 'Access',
  setup: 'Setup',
};

export const state = { ok: 'ok', starting: 'starting', degraded: 'degraded', down: 'down', stopped: 'stopped', unknown: 'unknown' };

export const general = {
  copied: 'Copied',
  added: 'added:',
  removed: 'removed:',
  copyCommand: 'Copy as command',
  close: 'Close',
  collection: 'Collection',
  collectionHint: 'A name that does not exist yet makes a new one: a-z, 0-9, - and _.',
  allCollections: 'All collections',
};

export const error = {
  fix: 'What to do:',
  field: 'Field: {field}',
  request: 'Request: {id}',
  retry: 'Try again',
  copy: 'Copy details',
};

export const connection = {
  lost: 'Gantry does not answer.',
  since: 'What you see is from before; nothing new has come since',
  tries: 'The panel keeps trying. If it was stopped, start it again:',
  restart: 'Start it again',
};

export const signIn = {
  entering: 'Opening the panel…',
  title: 'Sign in to Gantry',
  why: 'This browser has no session with Gantry, or it has ended. Sessions keep other programs and web pages of this computer out.',
  ended: 'You are not signed in',
  refused: 'That did not work',
  byLink: 'With a link',
  byLinkHow: 'Run this in the Gantry folder and open the address it prints. It works once.',
  byToken: 'With an API token',
  token: 'Token',
  tokenHint: 'The first one is in the file api-token of the configuration folder.',
  tokenShow: 'Show the token',
  enter: 'Sign in',
};
