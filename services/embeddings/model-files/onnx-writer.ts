import { bytesField, encode, type Field, floatField, integerField, type Message, message, messageField, stringField } from './protobuf.ts';

/** Element types and field numbers are those of onnx.proto3 (IR version 8). */
const elementTypes = { float32: 1, int8: 3, int32: 6 } as const;
type ElementType = keyof typeof elementTypes;
const attributeTypes = { float: 1, integer: 2 } as const;

export interface NodeOptions {
  operator: string;
  /** `com.microsoft` for ONNX Runtime's own operators; default the standard ones. */
  domain?: string;
  /** Empty names are inputs left out. */
  inputs: readonly string[];
  /** How many outputs the node has, or their names; default 1. */
  outputs?: number | readonly string[];
  /** Whole numbers by name. */
  integers?: Record<string, number>;
  floats?: Record<string, number>;
}

export interface OnnxWriter {
  /** A constant; `values` is not copied before `finish`. Returns its name. */
  constant(name: string, values: Float32Array | Int8Array, shape: readonly number[]): string;
  /** Returns the names of the outputs. */
  node(options: NodeOptions): string[];
  input(name: string, type: ElementType, shape: readonly (number | string)[]): string;
  output(name: string, type: ElementType, shape: readonly (number | string)[]): void;
  /** The whole ModelProto. */
  finish(graphName: string): Uint8Array<ArrayBuffer>;
}

const standardOpset = 17;
const microsoftOpset = 1;

/** Writes an ONNX model node by node. */
export function createOnnxWriter(): OnnxWriter {
  const nodes: Field[] = [];
  const constants: Field[] = [];
  const inputs: Field[] = [];
  const outputs: Field[] = [];

  return {
    constant(name, values, shape) {
      const type = values instanceof Float32Array ? elementTypes.float32 : elementTypes.int8;
      const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      constants.push(
        messageField(
          5,
          message([...shape.map((size) => integerField(1, size)), integerField(2, type), stringField(8, name), bytesField(9, raw)]),
        ),
      );
      return name;
    },
    node({ operator, domain = '', inputs: from, outputs: wanted = 1, integers = {}, floats = {} }) {
      const name = `${operator}_${nodes.length}`;
      const to = typeof wanted === 'number' ? Array.from({ length: wanted }, (_, index) => `${name}:${index}`) : [...wanted];
      nodes.push(
        messageField(
          1,
          message([
            ...from.map((input) => stringField(1, input)),
            ...to.map((output) => stringField(2, output)),
            stringField(3, name),
            stringField(4, operator),
            ...Object.entries(integers).map(([key, value]) =>
              messageField(5, message([stringField(1, key), integerField(3, value), integerField(20, attributeTypes.integer)])),
            ),
            ...Object.entries(floats).map(([key, value]) =>
              messageField(5, message([stringField(1, key), floatField(2, value), integerField(20, attributeTypes.float)])),
            ),
            stringField(7, domain),
          ]),
        ),
      );
      return to;
    },
    input(name, type, shape) {
      inputs.push(messageField(11, valueInfo(name, type, shape)));
      return name;
    },
    output: (name, type, shape) => void outputs.push(messageField(12, valueInfo(name, type, shape))),
    finish(graphName) {
      const graph = message([...nodes, stringField(2, graphName), ...constants, ...inputs, ...outputs]);
      return encode(
        message([
          integerField(1, 8),
          stringField(2, 'gantry'),
          messageField(7, graph),
          messageField(8, opset('', standardOpset)),
          messageField(8, opset('com.microsoft', microsoftOpset)),
        ]),
      );
    },
  };
}

function opset(domain: string, version: number): Message {
  return message([stringField(1, domain), integerField(2, version)]);
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): Message {
  const dimensions = shape.map((size) =>
    messageField(1, message([typeof size === 'number' ? integerField(1, size) : stringField(2, size)])),
  );
  const tensorType = message([integerField(1, elementTypes[type]), messageField(2, message(dimensions))]);
  return message([stringField(1, name), messageField(2, message([messageField(1, tensorType)]))]);
}
