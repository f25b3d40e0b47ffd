import { readFileSync } from 'node:fs';
import type { Config } from '#contract';
import type { Precision } from './linear.ts';

/** Processor flags whose dot products of 8-bit numbers neither overflow nor lose to fp32; names as Linux gives them. */
const usefulFlags = ['avx512_vnni', 'avx_vnni', 'i8mm', 'asimddp'];

export interface Processor {
  platform: string;
  architecture: string;
  /** Text of /proc/cpuinfo; undefined where there is none. */
  cpuinfo: string | undefined;
}

export interface PrecisionChoice {
  precision: Precision;
  /** Why, in words. */
  reason: string;
}

/** int8 where the processor is known to have VNNI, dot products or int8 matrices; fp32 elsewhere; or what the setting says. */
export function choosePrecision(setting: Config['embeddings']['precision'], processor: Processor): PrecisionChoice {
  if (setting !== 'auto') return { precision: setting, reason: 'chosen by embeddings.precision' };
  if (processor.cpuinfo !== undefined) {
    const found = new Set(
      [...processor.cpuinfo.matchAll(/^(?:flags|Features)\s*:(.*)$/gm)].flatMap(([, flags = '']) => flags.trim().split(/\s+/)),
    );
    const flag = usefulFlags.find((name) => found.has(name));
    if (flag !== undefined) return { precision: 'int8', reason: `the processor has ${flag}` };
    return { precision: 'fp32', reason: `the processor has none of ${usefulFlags.join(', ')}` };
  }
  // Every Apple chip for the Mac has the dot products (FEAT_DotProd) since the first, M1.
  if (processor.platform === 'darwin' && processor.architecture === 'arm64') {
    return { precision: 'int8', reason: 'Apple processors have 8-bit dot products' };
  }
  return { precision: 'fp32', reason: `what the processor can do is not known on ${processor.platform}` };
}

/** The processor of this computer. */
export function readProcessor(): Processor {
  let cpuinfo: string | undefined;
  if (process.platform === 'linux') {
    try {
      cpuinfo = readFileSync('/proc/cpuinfo', 'utf8');
    } catch {
      // A sandbox without /proc: the choice then says that nothing is known.
    }
  }
  return { platform: process.platform, architecture: process.arch, cpuinfo };
}
