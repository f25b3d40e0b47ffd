/** What a value must be and is not, as words of the catalogue `configuration.rules` with what they are filled with. */
export type BrokenRule =
  | { rule: 'number'; kind: 'integer' | 'number'; range: 'both' | 'min' | 'max' | 'none'; min: number; max: number }
  | { rule: 'oneOf'; values: string }
  | { rule: 'boolean' }
  | { rule: 'text' }
  | { rule: 'length'; range: 'both' | 'min' | 'max'; min: number; max: number }
  | { rule: 'pattern'; pattern: string }
  | { rule: 'list' };

/** JSON Schema as the contract gives it for one value. */
export type ValueSchema = Readonly<Record<string, unknown>>;

/** Limits zod writes for every whole number; they say nothing to a person. */
const widest = Number.MAX_SAFE_INTEGER;

export interface NumberRange {
  min: number | undefined;
  max: number | undefined;
}

export function rangeOf(schema: ValueSchema): NumberRange {
  const read = (name: string) => (typeof schema[name] === 'number' && Math.abs(schema[name]) < widest ? schema[name] : undefined);
  return { min: read('minimum') ?? read('exclusiveMinimum'), max: read('maximum') ?? read('exclusiveMaximum') };
}

/** Which of the two limits there are: the word catalogues choose their sentence by. */
export function kindOfRange({ min, max }: NumberRange): 'both' | 'min' | 'max' | 'none' {
  if (min === undefined) return max === undefined ? 'none' : 'max';
  return max === undefined ? 'min' : 'both';
}

/** The first rule of its schema a value breaks; undefined when it keeps all that can be known here. The host checks again. */
export function checkValue(schema: ValueSchema, value: unknown): BrokenRule | undefined {
  if (Array.isArray(schema.anyOf)) {
    const broken = (schema.anyOf as ValueSchema[]).map((each) => checkValue(each, value));
    return broken.includes(undefined) ? undefined : broken[0];
  }
  if (Array.isArray(schema.enum)) return schema.enum.includes(value) ? undefined : { rule: 'oneOf', values: schema.enum.join(', ') };
  if ('const' in schema) return value === schema.const ? undefined : { rule: 'oneOf', values: String(schema.const) };
  switch (schema.type) {
    case 'integer':
    case 'number':
      return checkNumber(schema, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { rule: 'boolean' };
    case 'string':
      return checkText(schema, value);
    case 'array':
      return Array.isArray(value) ? undefined : { rule: 'list' };
    default:
      return undefined;
  }
}

function checkNumber(schema: ValueSchema, value: unknown): BrokenRule | undefined {
  const { min, max } = rangeOf(schema);
  const kind = schema.type === 'integer' ? 'integer' : 'number';
  const isKept =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (kind === 'number' || Number.isInteger(value)) &&
    (min === undefined || (typeof schema.minimum === 'number' ? value >= min : value > min)) &&
    (max === undefined || (typeof schema.maximum === 'number' ? value <= max : value < max));
  if (isKept) return undefined;
  return { rule: 'number', kind, range: kindOfRange({ min, max }), min: min ?? 0, max: max ?? 0 };
}

function checkText(schema: ValueSchema, value: unknown): BrokenRule | undefined {
  if (typeof value !== 'string') return { rule: 'text' };
  const min = typeof schema.minLength === 'number' && schema.minLength > 0 ? schema.minLength : undefined;
  const max = typeof schema.maxLength === 'number' ? schema.maxLength : undefined;
  if ((min !== undefined && value.length < min) || (max !== undefined && value.length > max)) {
    return { rule: 'length', range: min === undefined ? 'max' : max === undefined ? 'min' : 'both', min: min ?? 0, max: max ?? 0 };
  }
  const pattern = typeof schema.pattern === 'string' ? schema.pattern : undefined;
  return pattern === undefined || matches(pattern, value) ? undefined : { rule: 'pattern', pattern };
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    // A pattern of another engine is the host's to check.
    return true;
  }
}
