import type { z } from 'zod';
import { GantryError } from '#contract';

type Issue = z.core.$ZodIssue;

/** The first mistake as an error that names field and rule and never the value. Needs issues made with `reportInput`. */
export function describeIssue(issues: readonly Issue[]): GantryError {
  const { field, rule } = fieldAndRule(issues[0] as Issue);
  // A rule between fields is a sentence of its own.
  if (rule.startsWith('give ')) return new GantryError('invalid_value', { message: `G${rule.slice(1)}.`, field });
  return new GantryError('invalid_value', {
    message: `${field === '' ? 'The request' : field} ${rule}.`,
    ...(field === '' ? {} : { field }),
  });
}

/** Dotted path of the field, and the rule as the rest of the sentence that begins with it. `thing` is what has the fields. */
export function fieldAndRule(issue: Issue, thing = 'this operation'): { field: string; rule: string } {
  const meant = deepest(issue);
  const path = [...meant.path, ...(meant.code === 'unrecognized_keys' ? [meant.keys[0] ?? ''] : [])];
  return { field: path.map(String).join('.'), rule: describeRule(meant, thing) };
}

/** A union fails in each of its branches; the branch that got furthest is the one that was meant. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((branch) => branch[0]).filter((first) => first !== undefined);
  const meant = branches.find((first) => first.code !== 'invalid_type') ?? branches.find((first) => first.path.length > 0);
  return meant === undefined ? issue : deepest({ ...meant, path: [...issue.path, ...meant.path] });
}

function describeRule(issue: Issue, thing: string): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `is not a field of ${thing}`;
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : describeUnion(issue);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return isWords(issue.message) ? issue.message : `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return isWords(issue.message) ? issue.message : `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return isWords(issue.message) ? issue.message : `must be a valid ${issue.format}`;
    default:
      return isWords(issue.message) ? issue.message : 'is not allowed';
  }
}

function describeUnion({ errors }: Extract<Issue, { code: 'invalid_union' }>): string {
  const types = errors.flatMap((branch) => branch.flatMap((each) => (each.code === 'invalid_type' ? [article(each.expected)] : [])));
  return types.length === 0 ? 'has a type that is not allowed' : `must be ${[...new Set(types)].join(' or ')}`;
}

/** Rules of the contract are written as the rest of a sentence; zod's own messages are not. */
function isWords(message: string): boolean {
  return /^(must|give|is|has) /.test(message);
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '';
}

function article(type: string): string {
  if (type === 'null') return type;
  const word = type === 'int' ? 'whole number' : type === 'record' ? 'object' : type;
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}
