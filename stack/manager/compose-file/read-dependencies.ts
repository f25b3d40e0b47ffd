import { allowedEntries } from './allowed-keys.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { Dependency } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { booleanOf, entriesOf, wordOf } from './field-values.ts';
import { textListOf } from './text-list.ts';

/** What a service depends on, sorted as in the file. A list means `service_started`. @throws GantryError `compose_invalid` */
export function dependenciesOf(field: Field): Dependency[] {
  if (field.node.kind === 'list') {
    return textListOf(field).map((service) => ({ service, condition: 'service_started', restart: false, required: true }));
  }
  return [...entriesOf(field)].map(([service, options]) => {
    const entries = allowedEntries(options, { supported: ['condition', 'restart', 'required'] });
    const [condition, restart, required] = ['condition', 'restart', 'required'].map((key) => entries.get(key));
    if (condition === undefined)
      throw composeInvalid(options, 'needs condition: service_started, service_healthy or service_completed_successfully.');
    return {
      service,
      condition: wordOf(condition, ['service_started', 'service_healthy', 'service_completed_successfully']),
      restart: restart !== undefined && booleanOf(restart),
      required: required === undefined || booleanOf(required),
    };
  });
}
