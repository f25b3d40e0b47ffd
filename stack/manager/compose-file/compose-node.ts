import type { Knob, Place } from './compose-model.ts';

/** Where in an interpolated text the value of one variable stands. */
export interface VariableSpan {
  readonly start: number;
  readonly end: number;
  readonly knob: Knob;
}

/** A value of the file, interpolated. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it stands in the file without quotes. */
  readonly source: string;
  /** Written without quotes. */
  readonly isPlain: boolean;
  readonly spans: readonly VariableSpan[];
  /** Names of all variables in it, also of those in defaults that were not needed. */
  readonly variables: readonly string[];
  readonly change: NodeChange | undefined;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Child[];
  readonly change: NodeChange | undefined;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Child>;
  readonly change: NodeChange | undefined;
}

/** Compose's tags for overlays: `!override` replaces what the base has, `!reset` removes it. */
export type NodeChange = 'override' | 'reset';

/** A value with the line of its key, or of itself in a list. */
export interface Child {
  readonly node: ComposeNode;
  readonly place: Place;
}

export type ComposeNode = ScalarNode | ListNode | MapNode;

/** A value with the dotted path of keys to it. */
export interface Field extends Child {
  readonly path: string;
}

/** Names of the variables a value and all below it are made of. */
export function variablesOf(node: ComposeNode): Set<string> {
  const names = new Set<string>();
  const visit = (each: ComposeNode) => {
    if (each.kind === 'scalar') for (const name of each.variables) names.add(name);
    else for (const child of each.kind === 'list' ? each.items : each.entries.values()) visit(child.node);
  };
  visit(node);
  return names;
}
