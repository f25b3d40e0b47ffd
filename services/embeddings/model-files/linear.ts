import { architecture } from './architecture.ts';
import type { OnnxWriter } from './onnx-writer.ts';
import { quantiseByColumn } from './quantise.ts';
import type { LinearWeights } from './weights.ts';

export type Precision = 'int8' | 'fp32';

const microsoft = 'com.microsoft';

interface LinearOptions {
  writer: OnnxWriter;
  precision: Precision;
  name: string;
  weights: LinearWeights;
  /** Name of the value it is applied to. */
  input: string;
}

/** `input · matrix + bias`, then GELU where asked for. Returns the name of the result. */
export function linear({
  writer,
  precision,
  name,
  weights: { matrix, rows, columns, bias },
  input,
  activation,
}: LinearOptions & { activation?: 'gelu' }): string {
  const addend = writer.constant(`${name}.bias`, bias, [columns]);
  if (precision === 'int8') {
    const { values, scales } = quantiseByColumn(matrix, columns);
    const [sum = ''] = writer.node({
      operator: 'DynamicQuantizeMatMul',
      domain: microsoft,
      inputs: [
        input,
        writer.constant(`${name}.matrix`, values, [rows, columns]),
        writer.constant(`${name}.scales`, scales, [columns]),
        '',
        addend,
      ],
    });
    return activation === undefined ? sum : (writer.node({ operator: 'Gelu', domain: microsoft, inputs: [sum] })[0] ?? '');
  }
  const factor = writer.constant(`${name}.matrix`, matrix, [rows, columns]);
  const [product = ''] = writer.node({ operator: 'MatMul', inputs: [input, factor] });
  const [sum = ''] =
    activation === undefined
      ? writer.node({ operator: 'Add', inputs: [product, addend] })
      : writer.node({ operator: 'BiasGelu', domain: microsoft, inputs: [product, addend] });
  return sum;
}

/** Self-attention of all heads; `lengths` keeps the padding out. Returns the name of the result. */
export function selfAttention({
  writer,
  precision,
  name,
  weights: { matrix, rows, columns, bias },
  input,
  lengths,
}: LinearOptions & { lengths: string }): string {
  const integers = { num_heads: architecture.heads };
  const addend = writer.constant(`${name}.bias`, bias, [columns]);
  if (precision === 'int8') {
    const { values, scales } = quantiseByColumn(matrix, columns);
    const [steps = '', inputScale = '', zeroPoint = ''] = writer.node({ operator: 'DynamicQuantizeLinear', inputs: [input], outputs: 3 });
    const [attended = ''] = writer.node({
      operator: 'QAttention',
      domain: microsoft,
      inputs: [
        steps,
        writer.constant(`${name}.matrix`, values, [rows, columns]),
        addend,
        inputScale,
        writer.constant(`${name}.scales`, scales, [columns]),
        lengths,
        zeroPoint,
        writer.constant(`${name}.zero`, new Int8Array(columns), [columns]),
      ],
      integers,
    });
    return attended;
  }
  const factor = writer.constant(`${name}.matrix`, matrix, [rows, columns]);
  const [attended = ''] = writer.node({ operator: 'Attention', domain: microsoft, inputs: [input, factor, addend, lengths], integers });
  return attended;
}
