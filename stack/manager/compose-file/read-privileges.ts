import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeService, Logging } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { entriesOf, integerOf, itemsOf, patternOf, textOf } from './field-values.ts';
import { sortedByKey, textMapOf } from './text-map.ts';

/** Names such as `ALL` or `CHOWN`. @throws GantryError `compose_invalid` */
export function capabilitiesOf(field: Field): string[] {
  const rule = 'must be a capability in capitals, such as ALL or CHOWN.';
  return [...new Set(itemsOf(field).map((item) => patternOf(item, /^[A-Z][A-Z0-9_]*$/, rule)))];
}

/** @throws GantryError `compose_invalid`, also for seccomp profiles in files, which only Compose itself reads */
export function securityOptOf(field: Field): string[] {
  const options = itemsOf(field).map((item) => {
    const text = textOf(item);
    if (/^seccomp[:=](?!unconfined$)/.test(text))
      throw composeInvalid(item, 'Gantry reads no seccomp profile from a file; leave the default of the engine.');
    return text;
  });
  return [...new Set(options)];
}

/** A number is soft and hard limit at once; -1 is none. @throws GantryError `compose_invalid` */
export function ulimitsOf(field: Field): ComposeService['ulimits'] {
  const limits = [...entriesOf(field)].map(([name, value]): [string, { soft: number; hard: number }] => {
    if (value.node.kind === 'scalar') {
      const both = integerOf(value, -1);
      return [name, { soft: both, hard: both }];
    }
    const entries = allowedEntries(value, { supported: ['soft', 'hard'] });
    const [soft, hard] = [entries.get('soft'), entries.get('hard')];
    if (soft === undefined || hard === undefined) throw composeInvalid(value, 'needs soft and hard.');
    const limit = { soft: integerOf(soft, -1), hard: integerOf(hard, -1) };
    if (limit.hard !== -1 && (limit.soft === -1 || limit.soft > limit.hard)) throw composeInvalid(soft, 'must not be more than hard.');
    return [name, limit];
  });
  return sortedByKey(limits);
}

/** Without a driver the engine uses its own default; the driver is empty then. @throws GantryError `compose_invalid` */
export function loggingOf(field: Field): Logging {
  const entries = allowedEntries(field, { supported: ['driver', 'options'] });
  const [driver, options] = [entries.get('driver'), entries.get('options')];
  return {
    driver: driver === undefined ? '' : textOf(driver),
    options: options === undefined ? {} : textMapOf(options, { mayLackValue: false }),
  };
}
