/** The parts of the host: ordered start and stop, states with reasons, checks. */
export type { Check, CheckFinding } from './check.ts';
export { createParts, type PartDeclaration, type Parts, worstState } from './parts.ts';
