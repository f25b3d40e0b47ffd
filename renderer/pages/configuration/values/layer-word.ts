import type { ConfigLayer } from '#contract';

/** Name of a layer in the catalogues. */
export function layerWord(layer: ConfigLayer) {
  return layer === 'command line' ? 'commandLine' : layer;
}
