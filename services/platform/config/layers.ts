import { type ConfigLayer, type SectionName, settings } from '#contract';

/** Where a value comes from: a layer, and the file and line, variable or option in it. */
export interface Origin {
  layer: ConfigLayer;
  /** File and line as `config.yaml:12`, name of a variable, or option. Absent for defaults. */
  place?: string;
}

/** Values of one layer by dotted key (`server.port`), not yet checked. */
export type Layer = Map<string, { value: unknown; origin: Origin; line?: number }>;

const prefix = 'GANTRY__';

/** `GANTRY__SECTION__SOME_KEY` as `section.someKey`; `GANTRY_PORT` is `server.port`. */
export function readEnvironmentLayer(env: Record<string, string | undefined>): Layer {
  const layer: Layer = new Map();
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined) continue;
    const key = variable === 'GANTRY_PORT' ? 'server.port' : variable.startsWith(prefix) ? toKey(variable.slice(prefix.length)) : undefined;
    if (key !== undefined) layer.set(key, { value: fromText(key, text), origin: { layer: 'environment', place: variable } });
  }
  return layer;
}

/** Options of the command line by dotted key. */
export function readCommandLineLayer(options: Record<string, string>): Layer {
  return new Map(
    Object.entries(options).map(([key, text]) => [
      key,
      { value: fromText(key, text), origin: { layer: 'command line', place: `--${key}` } },
    ]),
  );
}

function toKey(name: string): string {
  const [section = '', ...rest] = name.split('__');
  const key = rest
    .join('_')
    .toLowerCase()
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return `${section.toLowerCase()}.${key}`;
}

/** Text as the type the setting has: a variable can only hold text, so `8091` and `true` are read as what they mean. */
function fromText(key: string, text: string): unknown {
  const [section, name] = key.split('.') as [SectionName, string];
  const declared = (settings[section] as Record<string, { schema: { safeParse(value: unknown): { success: boolean } } }> | undefined)?.[
    name
  ];
  if (declared === undefined || declared.schema.safeParse(text).success) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
