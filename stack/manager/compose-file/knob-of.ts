import type { Knob } from './compose-model.ts';
import type { Field } from './compose-node.ts';

/** The variable a value is wholly made of. */
export function knobOf({ node }: Field): Knob | undefined {
  return node.kind === 'scalar' && typeof node.value === 'string' ? knobBetween({ node }, 0, node.value.length) : undefined;
}

/** The variable that stands exactly between two places of a value. */
export function knobBetween({ node }: Pick<Field, 'node'>, start: number, end: number): Knob | undefined {
  return node.kind === 'scalar' ? node.spans.find((span) => span.start === start && span.end === end)?.knob : undefined;
}
