import type { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import type { Formats } from '../../../i18n/formats.ts';
import { kindOfRange, rangeOf } from './check-value.ts';
import { formatValue } from './format-value.ts';

type Translate = ReturnType<typeof useTranslations<'configuration'>>;

const sizeLike = /^\d+(\.\d+)?\s?[kmgt]i?b?$/i;

/** What a value may be, in words; '' where the schema says nothing that helps. */
export function describeRange(entry: Pick<ConfigEntry, 'schema' | 'unit' | 'default'>, t: Translate, formats: Formats): string {
  const { schema } = entry;
  if (Array.isArray(schema.enum)) return t('range.oneOf', { values: schema.enum.join(', ') });
  if (schema.type === 'integer' || schema.type === 'number') {
    const limits = rangeOf(schema);
    // As one types it: a size may be typed with its unit, all else is typed as a number.
    const show = (value: number | undefined) =>
      value === undefined
        ? ''
        : entry.unit === 'bytes'
          ? formatValue(entry, value, formats)
          : Number.isInteger(value)
            ? formats.count(value)
            : formats.decimal(value);
    return t('range.number', { kind: schema.type, range: kindOfRange(limits), min: show(limits.min), max: show(limits.max) });
  }
  if (schema.type === 'string' && typeof schema.pattern === 'string' && sizeLike.test(String(entry.default)))
    return t('range.size', { example: String(entry.default) });
  if (schema.type === 'string' && typeof schema.maxLength === 'number') return t('range.length', { max: formats.count(schema.maxLength) });
  return '';
}
