/** The shape of all-MiniLM-L6-v2, as the package's config.json gives it; `maxTokens` as sentence-transformers runs it. */
export const architecture = {
  layers: 6,
  width: 384,
  heads: 12,
  feedForward: 1536,
  vocabulary: 30_522,
  positions: 512,
  layerNormEpsilon: 1e-12,
  maxTokens: 256,
} as const;

/** Inputs of the ONNX model. `pooling` is 1/length where there is a token and 0 in the padding: times the hidden states it gives their mean. */
export const modelInputs = { ids: 'input_ids', lengths: 'lengths', pooling: 'pooling' } as const;
export const modelOutput = 'mean';
