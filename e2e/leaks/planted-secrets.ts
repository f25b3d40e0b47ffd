import { randomBytes } from 'node:crypto';
import { encodingsOf } from './encodings-of.ts';

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
  const planted: { name: string; value: string; forms: ReturnType<typeof encodingsOf> }[] = [];

  function remember(name: string, value: string): string {
    if (!planted.some((known) => known.value === value)) planted.push({ name, value, forms: encodingsOf(value) });
    return value;
  }

  return {
    plant: (name, kind = 'any') =>
      remember(name, `Planted-${randomBytes(12).toString('hex')}-"$x#%+&\\'/?=${kind === 'any' ? ' ü@:' : ''}`),
    remember,
    names: () => planted.map(({ name }) => name),
    findIn({ place, content }) {
      const bytes = Buffer.from(content as string);
      return planted.flatMap(({ name, forms }) => {
        const found = forms.find(({ needle }) => bytes.includes(needle));
        return found === undefined ? [] : [{ place, secret: name, form: found.form }];
      });
    },
  };
}
