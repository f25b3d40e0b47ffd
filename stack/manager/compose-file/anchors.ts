import { type Alias, type Document, type Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';

export type Anchored = Scalar | YAMLMap | YAMLSeq;

/** What each alias of the file stands for: the last anchor of its name before it. */
export function resolveAnchors(document: Document): ReadonlyMap<Alias, Anchored> {
  const anchors = new Map<string, Anchored>();
  const targets = new Map<Alias, Anchored>();
  const remember = (_: unknown, node: Anchored) => {
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
  };
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Scalar: remember,
    Map: remember,
    Seq: remember,
  });
  return targets;
}
