import { architecture, modelInputs, modelOutput } from './architecture.ts';
import { linear, type Precision, selfAttention } from './linear.ts';
import { createOnnxWriter, type OnnxWriter } from './onnx-writer.ts';
import type { Tensor } from './safetensors.ts';
import { readLayer } from './weights.ts';

const { layers, width, vocabulary, positions, maxTokens, layerNormEpsilon: epsilon } = architecture;
const microsoft = 'com.microsoft';

/**
 * Writes all-MiniLM-L6-v2 as an ONNX model of ONNX Runtime's fused operators: token ids in, mean of the last hidden
 * states out (not of unit norm).
 */
export function writeGraph(tensor: (name: string, shape: readonly number[]) => Tensor, precision: Precision): Uint8Array<ArrayBuffer> {
  const writer = createOnnxWriter();
  const ids = writer.input(modelInputs.ids, 'int32', ['batch', 'sequence']);
  const lengths = writer.input(modelInputs.lengths, 'int32', ['batch']);
  const pooling = writer.input(modelInputs.pooling, 'float32', ['batch', 1, 'sequence']);

  let hidden = embedTokens(writer, tensor, ids);
  for (let index = 0; index < layers; index += 1) {
    const layer = readLayer(tensor, index);
    const name = `layer${index}`;
    const attended = selfAttention({ writer, precision, name: `${name}.attention`, weights: layer.attention, input: hidden, lengths });
    const projected = linear({ writer, precision, name: `${name}.projection`, weights: layer.projection, input: attended });
    const between = addAndNorm(writer, `${name}.norm1`, { input: projected, skip: hidden, norm: layer.attentionNorm });
    const widened = linear({ writer, precision, name: `${name}.widen`, weights: layer.widen, input: between, activation: 'gelu' });
    const narrowed = linear({ writer, precision, name: `${name}.narrow`, weights: layer.narrow, input: widened });
    hidden = addAndNorm(writer, `${name}.norm2`, { input: narrowed, skip: between, norm: layer.outputNorm });
  }

  writer.node({ operator: 'MatMul', inputs: [pooling, hidden], outputs: [modelOutput] });
  writer.output(modelOutput, 'float32', ['batch', 1, width]);
  return writer.finish('all-MiniLM-L6-v2');
}

function embedTokens(writer: OnnxWriter, tensor: (name: string, shape: readonly number[]) => Tensor, ids: string): string {
  const words = tensor('embeddings.word_embeddings.weight', [vocabulary, width]);
  const places = tensor('embeddings.position_embeddings.weight', [positions, width]).values.subarray(0, maxTokens * width);
  // Only the first segment is ever used, so its vector is added to every place once instead of to every token.
  const segment = tensor('embeddings.token_type_embeddings.weight', [2, width]).values;
  const placed = places.map((value, index) => value + (segment[index % width] as number));
  const [hidden = ''] = writer.node({
    operator: 'EmbedLayerNormalization',
    domain: microsoft,
    inputs: [
      ids,
      '',
      writer.constant('words', words.values, words.shape),
      writer.constant('places', placed, [maxTokens, width]),
      '',
      writer.constant('embedding.gamma', tensor('embeddings.LayerNorm.weight', [width]).values, [width]),
      writer.constant('embedding.beta', tensor('embeddings.LayerNorm.bias', [width]).values, [width]),
    ],
    outputs: 2,
    floats: { epsilon },
  });
  return hidden;
}

interface AddAndNorm {
  input: string;
  skip: string;
  norm: { gamma: Float32Array; beta: Float32Array };
}

function addAndNorm(writer: OnnxWriter, name: string, { input, skip, norm }: AddAndNorm): string {
  const gamma = writer.constant(`${name}.gamma`, norm.gamma, [width]);
  const beta = writer.constant(`${name}.beta`, norm.beta, [width]);
  const [sum = ''] = writer.node({
    operator: 'SkipLayerNormalization',
    domain: microsoft,
    inputs: [input, skip, gamma, beta],
    floats: { epsilon },
  });
  return sum;
}
