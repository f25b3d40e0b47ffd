import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeWarning, SecretMount } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { anyTextOf, itemsOf, textOf } from './field-values.ts';

/** Compose's folder for secrets. */
const secretsFolder = '/run/secrets';

/** Secrets of a service as files in the container; a later one at the same path wins. @throws GantryError `compose_invalid` */
export function secretMountsOf(field: Field, onWarning: (warning: ComposeWarning) => void): SecretMount[] {
  const secrets = new Map<string, SecretMount>();
  for (const item of itemsOf(field)) {
    const secret =
      item.node.kind === 'map' ? longSecret(item, onWarning) : { source: textOf(item), target: `${secretsFolder}/${textOf(item)}` };
    secrets.set(secret.target, secret);
  }
  return [...secrets.values()];
}

function longSecret(field: Field, onWarning: (warning: ComposeWarning) => void): SecretMount {
  const entries = allowedEntries(field, { supported: ['source', 'target', 'uid', 'gid', 'mode'] });
  const [source, target] = [entries.get('source'), entries.get('target')];
  if (source === undefined) throw composeInvalid(field, 'needs source, the name of a secret.');
  for (const key of ['uid', 'gid', 'mode']) {
    const ignored = entries.get(key);
    if (ignored === undefined) continue;
    if (key !== 'mode') anyTextOf(ignored);
    onWarning({
      field: ignored.path,
      message: 'It has no effect: a secret from a file keeps the owner and mode of that file.',
      place: ignored.place,
    });
  }
  const path = target === undefined ? textOf(source) : textOf(target);
  if (path.split('/').includes('..')) throw composeInvalid(target ?? source, 'the path must not have "..".');
  return { source: textOf(source), target: path.startsWith('/') ? path : `${secretsFolder}/${path}` };
}
