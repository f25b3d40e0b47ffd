import { z } from 'zod';
import type { AmountGrammar } from './amounts.ts';

export type VariableKind = 'size' | 'integer' | 'decimal' | 'port' | 'duration' | 'choice' | 'boolean' | 'text' | 'path' | 'image';

/**
 * One variable of the compose files. Its schema is of the text a person writes, for variables are text. Its default is
 * not here: it stands in the compose file (`${NAME:-default}`), and may be another one in each environment.
 */
export interface VariableDeclaration {
  readonly schema: z.ZodType<string>;
  readonly kind: VariableKind;
  /** Service it belongs to; null: to all of them. */
  readonly service: string | null;
  readonly unit?: string;
  /** Least and largest value as one writes it. */
  readonly min?: string;
  readonly max?: string;
  readonly choices?: readonly string[];
  readonly description: string;
  /** A value one could write, where the default does not show it. */
  readonly example?: string;
  /** True for values that must never be shown. No variable should be one: secrets are files. */
  readonly isSecret?: boolean;
  /** The value as a number that can be compared (bytes, milliseconds, or the number itself); undefined for what is none. */
  amount?(text: string): number | undefined;
}

/** What every declaration says, whatever its kind. */
export interface Said {
  readonly description: string;
  readonly unit?: string;
  readonly example?: string;
}

interface Range {
  readonly min?: string;
  readonly max?: string;
}

type Declared = Omit<VariableDeclaration, 'service'>;

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,14})$/;
const anyNumber = /^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?$/;
const toNumber = (text: string) => Number(text);

/** `also` are further texts the program takes, such as -1 for no limit. */
export function integer({ min, max, also = [], ...said }: Said & Range & { also?: readonly string[] }): Declared {
  return ranged({ ...said, kind: 'integer', pattern: wholeNumber, what: 'a whole number', min, max, amount: toNumber, also });
}

export function decimal({ min, max, ...said }: Said & Range): Declared {
  return ranged({ ...said, kind: 'decimal', pattern: anyNumber, what: 'a number', min, max, amount: toNumber });
}

export function port(said: Said): Declared {
  return ranged({ ...said, kind: 'port', pattern: wholeNumber, what: 'a port', min: '1', max: '65535', amount: toNumber });
}

/** A size in the words of the program that reads it. `also` are further texts it takes, such as -1. */
export function size({
  grammar,
  min,
  max,
  also = [],
  ...said
}: Said & Range & { grammar: AmountGrammar; also?: readonly string[] }): Declared {
  const { pattern, what, amount } = grammar;
  return ranged({ ...said, kind: 'size', pattern, what, min, max, amount, also });
}

export function duration({ grammar, min, max, ...said }: Said & Range & { grammar: AmountGrammar }): Declared {
  const { pattern, what, amount } = grammar;
  return ranged({ ...said, kind: 'duration', pattern, what, min, max, amount });
}

export function choice({ choices, ...said }: Said & { choices: readonly [string, ...string[]] }): Declared {
  return { ...said, kind: 'choice', choices, schema: z.enum(choices, { error: `must be one of ${choices.join(', ')}` }) };
}

export function yesOrNo(said: Said): Declared {
  return { ...said, kind: 'boolean', choices: ['true', 'false'], schema: z.enum(['true', 'false'], { error: 'must be true or false' }) };
}

export function text({ pattern, rule, ...said }: Said & { pattern: RegExp; rule: string }): Declared {
  return { ...said, kind: 'text', schema: z.string().regex(pattern, rule) };
}

export function path(said: Said): Declared {
  const rule = 'must be a path that begins with /, ~ or ., without a colon, as the compose file parts source and target by one';
  return {
    ...said,
    kind: 'path',
    schema: z
      .string()
      .max(4096)
      .regex(/^(?:\/|~\/|\.{1,2}\/|[A-Za-z]:[\\/])[^:\0]*$/, rule),
  };
}

export function image(said: Said): Declared {
  // distribution/reference, "Grammar": [domain[:port]/]path[:tag][@digest]
  const pattern =
    /^[A-Za-z0-9][A-Za-z0-9._-]*(?::[0-9]{1,5}\/)?[A-Za-z0-9._/-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
  return { ...said, kind: 'image', schema: z.string().max(400).regex(pattern, 'must be the name of an image, such as redis:8.2.2') };
}

interface Ranged extends Said {
  readonly kind: VariableKind;
  readonly pattern: RegExp;
  readonly what: string;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly also?: readonly string[];
  amount(text: string): number | undefined;
}

function ranged({ kind, pattern, what, min, max, amount, also = [], ...said }: Ranged): Declared {
  const least = min === undefined ? Number.NEGATIVE_INFINITY : (amount(min) ?? Number.NaN);
  const most = max === undefined ? Number.POSITIVE_INFINITY : (amount(max) ?? Number.NaN);
  const bounds = [...(min === undefined ? [] : [`from ${min}`]), ...(max === undefined ? [] : [`to ${max}`])].join(' ');
  const described = bounds === '' ? what : `${what}${what.includes('such as') ? ',' : ''} ${bounds}`;
  const rule = `must be ${described}${also.map((text) => ` or ${text}`).join('')}`;
  const whole = also.length === 0 ? pattern : new RegExp(`^(?:${also.join('|')})$|${pattern.source}`);
  const isWithin = (written: string) => {
    if (also.includes(written)) return true;
    const number = amount(written);
    return number !== undefined && number >= least && number <= most;
  };
  return {
    ...said,
    kind,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    schema: z.string().regex(whole, { error: rule, abort: true }).refine(isWithin, rule),
    amount: (written) => (also.includes(written) ? Number(written) : amount(written)),
  };
}
