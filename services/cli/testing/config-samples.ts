import type { ConfigEntry, ConfigHistory, Credential, Output, SecretStoreInfo } from '#contract';
import { sampleTime } from './stack-samples.ts';

export const sampleStepId = '1769853600000-0123abcd';
export const sampleRevision = '0123456789abcdef';

/** A number among the settings that is its default, changed as told. */
export function sampleEntry(change: Partial<ConfigEntry> = {}): ConfigEntry {
  return {
    key: 'embeddings.batchSize',
    document: 'settings',
    group: 'embeddings',
    description: 'How many texts go into the model at once.',
    unit: 'texts',
    example: null,
    schema: { type: 'integer', minimum: 1, maximum: 256 },
    is_secret: false,
    restarts: 'host',
    services: [],
    default: 32,
    value: 32,
    origin: { layer: 'default', place: null },
    layers: [{ layer: 'default', place: null, value: 32 }],
    running: 32,
    ...change,
  };
}

/** A port of a service. */
export function sampleVariable(change: Partial<ConfigEntry> = {}): ConfigEntry {
  return sampleEntry({
    key: 'WEB_PORT',
    document: 'variables',
    group: 'web',
    description: 'Port of web.',
    unit: null,
    schema: { type: 'string' },
    restarts: 'services',
    services: ['web'],
    default: '80',
    value: '8080',
    origin: { layer: 'user', place: '/home/config/stack.env:2' },
    layers: [
      { layer: 'default', place: null, value: '80' },
      { layer: 'user', place: '/home/config/stack.env:2', value: '8080' },
    ],
    running: null,
    ...change,
  });
}

export function sampleConfiguration(entries: ConfigEntry[], change: Partial<Output<'config.read'>> = {}): Output<'config.read'> {
  return {
    environment: 'dev',
    documents: [
      { name: 'settings', file: '/home/config/config.yaml', revision: sampleRevision, problems: [] },
      { name: 'variables', file: '/home/config/stack.env', revision: sampleRevision, problems: [] },
    ],
    entries,
    waits_for_restart: [],
    missing: [],
    ...change,
  };
}

/** What a change of one line would do. */
export function samplePreview(change: Partial<Output<'config.preview'>> = {}): Output<'config.preview'> {
  return {
    is_valid: true,
    problems: [],
    changed: [{ key: 'embeddings.batchSize', from: null, to: 64 }],
    diff: '--- config.yaml\n+++ config.yaml\n@@ -1,1 +1,1 @@\n-  batchSize: 32\n+  batchSize: 64\n',
    text: 'embeddings:\n  batchSize: 64\n',
    revision: sampleRevision,
    effect: { at_once: [], host: ['embeddings.batchSize'], services: [] },
    dry_runs: [],
    conflict: null,
    ...change,
  };
}

export function sampleStep(change: Partial<ConfigHistory> = {}): ConfigHistory {
  return {
    id: sampleStepId,
    document: 'settings',
    at: sampleTime,
    author: 'first',
    reason: 'faster',
    kind: 'edit',
    of: null,
    state: 'applied',
    changed: [{ key: 'embeddings.batchSize', from: null, to: 64 }],
    diff: '-  batchSize: 32\n+  batchSize: 64\n',
    note: null,
    task: null,
    from_revision: 'none',
    to_revision: sampleRevision,
    ...change,
  };
}

export function sampleCredential(change: Partial<Credential> = {}): Credential {
  return {
    name: 'redis_password',
    title: 'Redis',
    description: 'Password of Redis.',
    kind: 'password',
    owner: 'redis',
    used_by: ['redis', 'web'],
    exists: true,
    changed_at: sampleTime,
    strength: 'strong',
    rotation: 'live',
    state: 'ok',
    reason: 'redis accepts it',
    fix: null,
    ...change,
  };
}

export function sampleStore(change: Partial<SecretStoreInfo> = {}): SecretStoreInfo {
  return {
    kind: 'files',
    protection: 'file-mode',
    state: 'open',
    statement: 'Whoever reads your files reads them.',
    place: '/home/config/secrets',
    handed_over: '/home/config/secrets',
    keychain: { is_available: false, backend: 'none', is_real: false, reason: 'it needs the window' },
    ...change,
  };
}
