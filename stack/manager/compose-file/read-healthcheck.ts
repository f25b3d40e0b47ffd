import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { Healthcheck } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { durationOf } from './duration.ts';
import { booleanOf, integerOf, itemsOf, scalarOf, textOf } from './field-values.ts';

/** Docker's own defaults, which Compose leaves in place (compose-spec, "healthcheck"). */
const defaults = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startPeriodMs: 0 };
/** The engine refuses shorter ones; 0 would mean its default. */
const leastMs = 1;

/** `undefined` when it is switched off by `disable: true` or `NONE`. @throws GantryError `compose_invalid` */
export function healthcheckOf(field: Field): Healthcheck | undefined {
  const entries = allowedEntries(field, {
    supported: ['test', 'disable', 'interval', 'timeout', 'retries', 'start_period', 'start_interval'],
  });
  const durationAt = (key: string, least: number) => {
    const duration = entries.get(key);
    return duration === undefined ? undefined : durationOf(duration, least);
  };
  const [disable, test, retries] = ['disable', 'test', 'retries'].map((key) => entries.get(key));
  const healthcheck = {
    intervalMs: durationAt('interval', leastMs) ?? defaults.intervalMs,
    timeoutMs: durationAt('timeout', leastMs) ?? defaults.timeoutMs,
    retries: retries === undefined ? defaults.retries : integerOf(retries, 1),
    startPeriodMs: durationAt('start_period', 0) ?? defaults.startPeriodMs,
    startIntervalMs: durationAt('start_interval', leastMs),
  };
  if (disable !== undefined && booleanOf(disable)) return undefined;
  if (test === undefined) throw composeInvalid(field, 'needs test; Gantry does not take over the one of the image.');
  const command = testOf(test);
  return command === undefined ? undefined : { test: command, ...healthcheck };
}

function testOf(field: Field): readonly string[] | undefined {
  if (field.node.kind === 'scalar') return ['CMD-SHELL', textOf(field)];
  const items = itemsOf(field);
  const words = items.map((item) => {
    const { value } = scalarOf(item);
    if (typeof value !== 'string') throw composeInvalid(item, 'must be text; write it in quotes.');
    return value;
  });
  const [kind] = words;
  if (kind === 'NONE' && words.length === 1) return undefined;
  if ((kind === 'CMD' && words.length > 1) || (kind === 'CMD-SHELL' && words.length === 2)) return words;
  throw composeInvalid(field, 'must be a command as text, or a list: [CMD, program, arguments …], [CMD-SHELL, command] or [NONE].');
}
