import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { GantryError } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';

const pinsSchema = z.record(
  z.string(),
  z.object({
    image: z.string(),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hexadecimal digits')
      .nullable(),
  }),
);
/** Service → the image its file asks for, and the digest the engine had it by; null: not known. */
export type ImagePins = z.output<typeof pinsSchema>;

/** What each tag meant when the person wrote it down: `images.lock` beside `stack.env`. A tag can be moved, a digest cannot. */
export function createImagePins(file: string) {
  async function read(): Promise<ImagePins> {
    const found = pinsSchema.safeParse(readYaml((await readIfThere(file)) ?? '') ?? {});
    if (found.success) return found.data;
    const [issue] = found.error.issues;
    throw new GantryError('compose_invalid', {
      message: `images.lock: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'cannot be read'}.`,
      fix: 'Correct it, or delete it; the tag of each image is pulled then, whatever it means by now.',
    });
  }
  return {
    file,
    /** Digest an image is to be pulled by. @throws GantryError `compose_invalid` for a file that cannot be read */
    async digestOf(image: string): Promise<string | undefined> {
      return Object.values(await read()).find((pin) => pin.image === image && pin.digest !== null)?.digest ?? undefined;
    },
    write: (pins: ImagePins): Promise<void> =>
      writeDurably(
        file,
        `# Digests of the images the engine had on ${new Date().toISOString().slice(0, 10)}; null: not known.\n${stringify(pins)}`,
      ),
  };
}

export type Pins = ReturnType<typeof createImagePins>;

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return String(error);
  }
}
