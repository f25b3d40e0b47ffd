export type TemplateOperator = '' | '-' | ':-' | '?' | ':?' | '+' | ':+';

export interface TemplateVariable {
  readonly name: string;
  readonly operator: TemplateOperator;
  /** What stands after the operator: a default, a message or another value. */
  readonly argument: readonly TemplatePart[];
  /** The variable as written, with dollar sign and braces. */
  readonly source: string;
}

/** A text, or a variable in it. */
export type TemplatePart = string | TemplateVariable;

/** Deeper nesting is a mistake or an attack. */
const deepestNesting = 20;

const nameAt = /[A-Za-z_][A-Za-z0-9_]*/y;
const operatorAt = /:?[-?+]/y;

/**
 * Takes a template apart. A dollar sign that begins no variable stays as it is, as in Compose 2.26.
 * Calls `fail` with the rule when a `${` is broken; `fail` must throw.
 */
export function parseTemplate(template: string, fail: (rule: string) => never, depth = 0): TemplatePart[] {
  if (depth > deepestNesting) fail(`variables may be nested ${deepestNesting} deep.`);
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  const addVariable = (variable: TemplateVariable) => {
    if (text !== '') parts.push(text);
    text = '';
    parts.push(variable);
    at += variable.source.length;
  };
  while (at < template.length) {
    const dollar = template.indexOf('$', at);
    if (dollar === -1) break;
    text += template.slice(at, dollar);
    at = dollar;
    const next = template[at + 1];
    const plainName = match(nameAt, template, at + 1);
    if (next === '{') addVariable(bracedVariable(template.slice(at, closingBrace(template, at, fail) + 1), fail, depth));
    else if (plainName !== '') addVariable({ name: plainName, operator: '', argument: [], source: `$${plainName}` });
    else {
      text += '$';
      at += next === '$' ? 2 : 1;
    }
  }
  text += template.slice(at);
  if (text !== '') parts.push(text);
  return parts;
}

function bracedVariable(source: string, fail: (rule: string) => never, depth: number): TemplateVariable {
  const name = match(nameAt, source, 2);
  const operator = match(operatorAt, source, 2 + name.length) as TemplateOperator;
  const rest = source.slice(2 + name.length + operator.length, -1);
  if (name === '' || (operator === '' && rest !== '')) {
    fail(`a variable is written \${NAME}, \${NAME:-default}, \${NAME:?message} or \${NAME:+other}; for a dollar sign write $$.`);
  }
  return { name, operator, argument: parseTemplate(rest, fail, depth + 1), source };
}

/** Braces are counted, whether or not a dollar sign stands before them, as in Compose. */
function closingBrace(template: string, from: number, fail: (rule: string) => never): number {
  let open = 0;
  for (let at = from; at < template.length; at += 1) {
    if (template[at] === '{') open += 1;
    if (template[at] === '}') open -= 1;
    if (open === 0 && template[at] === '}') return at;
  }
  return fail('a ${ has no closing brace; for a dollar sign write $$.');
}

function match(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? '';
}
