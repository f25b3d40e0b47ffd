import { GantryError } from '#contract';

/** Why ONNX Runtime could not be loaded, as `model_missing` with what to do. */
export function describeRuntimeError(error: unknown): GantryError {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return new GantryError('model_missing', {
      message: `onnxruntime-node, or its binary for ${process.platform}-${process.arch}, is not installed.`,
      cause: error,
    });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new GantryError('model_missing', { message: `onnxruntime-node cannot be loaded: ${why}`, cause: error });
}
