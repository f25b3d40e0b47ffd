/** The container stack: what should run, what runs, why not, and everything that changes it. */
export { createStack, type Stack, type StackOptions } from './create-stack.ts';
