import type { ConfigEntry } from '#contract';
import { parseSize } from '../../../components/parse-size.ts';

/** The value a typed text means for this entry; a text that means none stays a text, and the schema refuses it. */
export function readTyped({ schema, unit }: Pick<ConfigEntry, 'schema' | 'unit'>, text: string): unknown {
  const trimmed = text.trim();
  if (schema.type === 'integer' || schema.type === 'number') {
    if (/^[+-]?(\d+([.,]\d+)?|[.,]\d+)$/.test(trimmed)) return Number(trimmed.replace(',', '.'));
    const bytes = unit === 'bytes' ? parseSize(trimmed) : Number.NaN;
    return Number.isNaN(bytes) ? trimmed : bytes;
  }
  if (schema.type === 'array' || schema.type === 'object') {
    try {
      return JSON.parse(trimmed) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}

/** A value as one types it. */
export function asTyped(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
