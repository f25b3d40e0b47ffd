import type { VariableSpan } from './compose-node.ts';
import { parseTemplate, type TemplatePart, type TemplateVariable } from './parse-template.ts';

export interface Interpolated {
  readonly value: string;
  readonly spans: readonly VariableSpan[];
  readonly variables: readonly string[];
  /** Variables that are not set and have no default: they became empty. */
  readonly unset: readonly string[];
}

/**
 * Puts variables into a value as Compose does: `$X`, `${X}`, `${X-default}`, `${X:-default}`, `${X?message}`, `${X:?message}`, `${X+other}`,
 * `${X:+other}`, nested, `$$` for a dollar sign. With a colon an empty variable counts as unset.
 * `fail` is called with the rule when the template is broken or a required variable is missing, and must throw.
 */
export function interpolate(template: string, variables: Readonly<Record<string, string>>, fail: (rule: string) => never): Interpolated {
  if (!template.includes('$')) return { value: template, spans: [], variables: [], unset: [] };
  const unset: string[] = [];
  const fill = (parts: readonly TemplatePart[]): string => parts.map((part) => (typeof part === 'string' ? part : filled(part))).join('');
  const filled = ({ name, operator, argument }: TemplateVariable): string => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const isThere = value !== undefined && !(operator.startsWith(':') && value === '');
    switch (operator) {
      case '':
        if (value === undefined) unset.push(name);
        return value ?? '';
      case '-':
      case ':-':
        return isThere ? value : fill(argument);
      case '+':
      case ':+':
        return isThere ? fill(argument) : '';
      case '?':
      case ':?':
        return isThere ? value : fail(missing(name, value, argument));
    }
  };
  const parts = parseTemplate(template, fail);
  const spans: VariableSpan[] = [];
  let value = '';
  for (const part of parts) {
    const start = value.length;
    value += typeof part === 'string' ? part : filled(part);
    if (typeof part === 'string' || part.operator.endsWith('+')) continue;
    spans.push({ start, end: value.length, knob: { variable: part.name, fallback: fallbackOf(part, variables) } });
  }
  return { value, spans, variables: [...namesIn(parts)], unset };
}

/** Variables in the message stay as written: their values may be secrets. */
function missing(name: string, value: string | undefined, argument: readonly TemplatePart[]): string {
  const message = argument.map((part) => (typeof part === 'string' ? part : part.source)).join('');
  const state = value === undefined ? 'is not set' : 'is empty';
  return `the variable ${name} is required and ${state}${message === '' ? '' : `: ${message}`}`;
}

function fallbackOf({ operator, argument }: TemplateVariable, variables: Readonly<Record<string, string>>): string | undefined {
  if (!operator.endsWith('-')) return undefined;
  try {
    return argument.map((part) => (typeof part === 'string' ? part : interpolate(part.source, variables, throwMissing).value)).join('');
  } catch (error) {
    if (error instanceof MissingVariable) return undefined;
    throw error;
  }
}

/** A required variable inside a default that was not needed. */
class MissingVariable extends Error {}

function throwMissing(rule: string): never {
  throw new MissingVariable(rule);
}

function namesIn(parts: readonly TemplatePart[]): Set<string> {
  const names = new Set<string>();
  for (const part of parts) {
    if (typeof part === 'string') continue;
    names.add(part.name);
    for (const name of namesIn(part.argument)) names.add(name);
  }
  return names;
}
