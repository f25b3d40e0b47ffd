import type { ConfigEntry } from '#contract';
import type { Formats } from '../../../i18n/formats.ts';

/** A value as a person reads it: sizes and times in the unit that fits, all else as it stands in the file. */
export function formatValue({ unit }: Pick<ConfigEntry, 'unit'>, value: unknown, formats: Formats): string {
  if (typeof value === 'number' && unit !== null) {
    if (unit === 'bytes') return formats.bytes(value);
    if (unit === 'ms') return formats.duration(value / 1000);
    return `${Number.isInteger(value) ? formats.count(value) : formats.decimal(value)}\u00a0${unit}`;
  }
  if (typeof value === 'string') return unit === null || value === '' || value.endsWith(unit) ? value : `${value}\u00a0${unit}`;
  return JSON.stringify(value);
}

/** The end of a path with its line: `config.yaml:12`. */
export function shortPlace(place: string): string {
  return place.split(/[\\/]/).at(-1) ?? place;
}
