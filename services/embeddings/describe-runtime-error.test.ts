import { expect, it } from 'vitest';
import { describeRuntimeError } from './describe-runtime-error.ts';

it.each([
  [
    Object.assign(new Error("Cannot find module '../bin/x.node'"), { code: 'MODULE_NOT_FOUND' }),
    /its binary for \S+-\S+, is not installed/,
  ],
  [
    Object.assign(new Error("version `GLIBC_2.99' not found"), { code: 'ERR_DLOPEN_FAILED' }),
    /cannot be loaded: version `GLIBC_2.99' not found/,
  ],
])('says what is wrong with the runtime: %s', (error, message) => {
  expect(describeRuntimeError(error)).toMatchObject({ code: 'model_missing', cause: error, message: expect.stringMatching(message) });
});
