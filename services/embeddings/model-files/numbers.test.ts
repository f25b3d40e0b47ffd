import { describe, expect, it } from 'vitest';
import { widenFloat16 } from './float16.ts';
import { createOnnxWriter } from './onnx-writer.ts';
import { choosePrecision } from './precision.ts';
import { encode, integerField, message, stringField } from './protobuf.ts';
import { quantiseByColumn } from './quantise.ts';

it('widens every kind of float16', () => {
  const words = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x3555, 0x7c00, 0xfc00];
  expect([...widenFloat16(Uint16Array.from(words))]).toEqual([
    0,
    -0,
    1,
    -2,
    65504,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    0.333251953125,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(widenFloat16(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

it('quantises each column by its own largest magnitude, to within half a step', () => {
  const values = Float32Array.from({ length: 600 }, (_, index) => Math.sin(index * 12.9898) * (index % 3 === 0 ? 100 : 0.01));
  for (let i = 1; i < 600; i += 3) values[i] = 0;
  const { values: steps, scales } = quantiseByColumn(values, 3);
  steps.forEach((step, index) => {
    const scale = scales[index % 3] ?? Number.NaN;
    expect(Math.abs(step * scale - (values[index] ?? 0))).toBeLessThanOrEqual(scale * 0.5001);
  });
  expect([0, 2].map((column) => Math.max(...steps.filter((_, index) => index % 3 === column).map(Math.abs)))).toEqual([127, 127]);
  expect(steps.filter((_, index) => index % 3 === 1).every((step) => step === 0)).toBe(true);
});

describe('protobuf', () => {
  it('writes the examples of the encoding guide', () => {
    expect(Buffer.from(encode(message([integerField(1, 150)]))).toString('hex')).toBe('089601');
    expect(Buffer.from(encode(message([stringField(2, 'testing')]))).toString('hex')).toBe('120774657374696e67');
    // Beyond 32 bits, where shifts would go wrong.
    expect(Buffer.from(encode(message([integerField(1, 2 ** 35)]))).toString('hex')).toBe('08808080808001');
  });

  it('carries a model ONNX Runtime reads', async () => {
    const { InferenceSession, Tensor } = (await import('onnxruntime-node')).default;
    const writer = createOnnxWriter();
    const input = writer.input('x', 'float32', ['rows', 2]);
    writer.node({ operator: 'MatMul', inputs: [input, writer.constant('w', Float32Array.of(1, 2, 3, 4), [2, 2])], outputs: ['y'] });
    writer.output('y', 'float32', ['rows', 2]);
    const session = await InferenceSession.create(writer.finish('two by two'));
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 10), [1, 2]) });
    expect(y?.data).toEqual(Float32Array.of(31, 42));
  });
});

it.each([
  ['auto', 'linux', 'x64', 'flags\t\t: fpu avx2 avx512f avx512_vnni\n', 'int8'],
  ['auto', 'linux', 'x64', 'flags\t\t: fpu avx2 avx_vnni\n', 'int8'],
  ['auto', 'linux', 'x64', 'flags\t\t: fpu avx2\nvmx flags\t: avx512_vnni\n', 'fp32'],
  ['auto', 'linux', 'arm64', 'Features\t: fp asimd asimddp\n', 'int8'],
  ['auto', 'linux', 'arm64', 'Features\t: fp asimd\n', 'fp32'],
  ['auto', 'darwin', 'arm64', undefined, 'int8'],
  ['auto', 'darwin', 'x64', undefined, 'fp32'],
  ['auto', 'win32', 'x64', undefined, 'fp32'],
  ['int8', 'win32', 'x64', undefined, 'int8'],
  ['fp32', 'linux', 'x64', 'flags : avx512_vnni', 'fp32'],
] as const)('%s on %s %s (%j) is %s', (...[setting, platform, architecture, cpuinfo, precision]) => {
  const choice = choosePrecision(setting, { platform, architecture, cpuinfo });
  expect(choice.precision).toBe(precision);
  expect(choice.reason).not.toBe('');
});
