/** How a program writes a size or a duration: the texts it takes, and the number each of them means. */
export interface AmountGrammar {
  readonly pattern: RegExp;
  /** As it stands after "must be". */
  readonly what: string;
  /** Bytes, or milliseconds; undefined for what does not match. */
  amount(text: string): number | undefined;
}

const powers = (base: number, letters: string) => Object.fromEntries([...letters].map((letter, index) => [letter, base ** (index + 1)]));

/** A number and one unit; `units` are written as the program knows them, `''` is what a bare number counts. */
function withUnit({ pattern, what, units }: { pattern: RegExp; what: string; units: (unit: string) => number | undefined }): AmountGrammar {
  return {
    pattern,
    what,
    amount(text) {
      if (!pattern.test(text)) return undefined;
      const [, count = '', unit = ''] = /^([0-9.]+)(.*)$/.exec(text) ?? [];
      const each = units(unit);
      return count === '' || each === undefined ? undefined : Number(count) * each;
    },
  };
}

/** Compose and the engine: powers of 1024, upper or lower case (docker/go-units, RAMInBytes). */
export const composeSize = withUnit({
  pattern: /^[0-9]{1,15}(?:\.[0-9]{1,9})?(?:[kKmMgGtT][iI]?)?[bB]?$/,
  what: 'a size such as 512m or 1g',
  units: (unit) => ({ '': 1, ...powers(1024, 'kmgt') })[unit.toLowerCase().replace(/i?b$/, '')],
});

/** The engine's log files: powers of 1000 (docker/go-units, FromHumanSize, which the json-file driver uses). */
export const logFileSize = withUnit({
  pattern: /^[0-9]{1,12}[kKmMgG]?$/,
  what: 'a size such as 10m',
  units: (unit) => ({ '': 1, ...powers(1000, 'kmg') })[unit.toLowerCase()],
});

/** Postgres: powers of 1024, in exactly these letters; a bare number counts the parameter's own unit (manual, 19.1.1). */
export function postgresSize(bareUnitBytes: number): AmountGrammar {
  const units: Readonly<Record<string, number>> = {
    '': bareUnitBytes,
    B: 1,
    kB: 1024,
    MB: 1024 ** 2,
    GB: 1024 ** 3,
    TB: 1024 ** 4,
  };
  return withUnit({
    pattern: /^[0-9]{1,15}(?:B|kB|MB|GB|TB)?$/,
    what: 'a size of Postgres such as 128MB (units B, kB, MB, GB, TB, in these letters)',
    units: (unit) => units[unit],
  });
}

/** Redis: `kb` is 1024 and `k` is 1000 (redis.conf, first comment). */
export const redisSize = withUnit({
  pattern: /^[0-9]{1,15}(?:[kKmMgG][bB]?|[bB])?$/,
  what: 'a size of Redis such as 128mb (mb is 1024 × 1024, m is 1000 × 1000)',
  units(unit) {
    const written = unit.toLowerCase();
    const base = written.length === 2 ? 1024 : 1000;
    return written === '' || written === 'b' ? 1 : powers(base, 'kmg')[written[0] ?? ''];
  },
});

/** nginx: powers of 1024 (its documentation, "Configuration file measurement units"). */
export const nginxSize = withUnit({
  pattern: /^[0-9]{1,12}[kKmMgG]?$/,
  what: 'a size of nginx such as 64m',
  units: (unit) => ({ '': 1, ...powers(1024, 'kmg') })[unit.toLowerCase()],
});

/** Prometheus: always with a unit, powers of 1024, KB and KiB alike (alecthomas/units, ParseBase2Bytes). */
export const prometheusSize = withUnit({
  pattern: /^[0-9]{1,15}(?:\.[0-9]{1,9})?(?:[KMGTPE]i?)?B$/,
  what: 'a size of Prometheus such as 2GB or 512MB',
  units: (unit) => ({ '': 1, ...powers(1024, 'KMGTPE') })[unit.replace(/i?B$/, '')],
});

const durationUnitsMs: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

const durationPattern =
  /^(?=[0-9])(?:[0-9]{1,9}y)?(?:[0-9]{1,9}w)?(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?$/;

/** Prometheus: from the largest unit to the smallest, such as 1w2d (prometheus/common, model.ParseDuration). */
export const prometheusDuration: AmountGrammar = {
  pattern: durationPattern,
  what: 'a duration of Prometheus such as 15d or 1w2d (y, w, d, h, m, s, ms)',
  amount(text) {
    if (!durationPattern.test(text)) return undefined;
    const each = new Map(durationUnitsMs);
    let sum = 0;
    for (const [, count, unit = ''] of text.matchAll(/([0-9]+)([a-z]+)/g)) sum += Number(count) * (each.get(unit) ?? Number.NaN);
    return sum;
  },
};
