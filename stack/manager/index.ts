/** The container stack: what should run, what runs, why not, and everything that changes it. */
export { createStack, type Stack, type StackOptions } from './create-stack.ts';
export type { ChangeVariables } from './files/change-variables.ts';
export { type ShippedVariable, shippedVariables } from './variables/shipped-variables.ts';
export { variablesSchema } from './variables/variables-schema.ts';
