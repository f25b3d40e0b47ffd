import { randomBytes } from 'node:crypto';
import { encodingsOf } from './encodings-of.ts';
import { createNeedleIndex } from './needle-index.ts';

/** Something that was seen from outside, and where. */
export interface Witness {
  place: string;
  content: Buffer | string;
}

export interface Leak {
  place: string;
  secret: string;
  form: string;
}

export interface PlantedSecrets {
  /**
   * A new value that is a valid secret, cannot occur by chance, and has characters that each way of quoting changes;
   * `header`: only those an HTTP header takes.
   */
  plant(name: string, kind?: 'any' | 'header'): string;
  /** Looks for a value that was made elsewhere, too. Returns it. */
  remember(name: string, value: string): string;
  names(): string[];
  /** Which of them stand in what was seen. The findings hold names, never values. */
  findIn(witness: Witness): Leak[];
}

export function createPlantedSecrets(): PlantedSecrets {
  const values = new Map<string, string>();
  const index = createNeedleIndex<Omit<Leak, 'place'>>();

  function remember(name: string, value: string): string {
    if (values.has(value)) return value;
    values.set(value, name);
    for (const { form, needle } of encodingsOf(value)) index.add(needle, { secret: name, form });
    return value;
  }

  return {
    plant: (name, kind = 'any') =>
      remember(name, `Planted-${randomBytes(12).toString('hex')}-"$x#%+&\\'/?=${kind === 'any' ? ' ü@:' : ''}`),
    remember,
    names: () => [...values.values()],
    findIn({ place, content }) {
      const found = index.findIn(typeof content === 'string' ? Buffer.from(content) : content);
      const first = new Map(found.reverse().map((leak) => [leak.secret, leak]));
      return [...first.values()].map((leak) => ({ place, ...leak }));
    },
  };
}
