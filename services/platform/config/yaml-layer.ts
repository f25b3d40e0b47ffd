import { basename } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { type ConfigProblem, GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import type { Layer, Origin } from './layers.ts';

/** A text read as far as it can be: its values, and what is wrong with its form. */
export interface ReadText {
  layer: Layer;
  problems: ConfigProblem[];
}

/**
 * Values of a YAML file with the line of each; a file that is not there is an empty layer.
 * @throws GantryError `config_invalid` with file and line when it is not YAML of sections and keys
 */
export async function readYamlLayer(file: string, layerName: Origin['layer']): Promise<Layer> {
  const { layer, problems } = parseYamlLayer((await readIfThere(file)) ?? '', { file, layerName });
  const [problem] = problems;
  if (problem === undefined) return layer;
  throw new GantryError('config_invalid', {
    message: `${file}${problem.line === null ? '' : `, line ${problem.line}`}: ${problem.key ?? 'it'} ${problem.rule}.`,
    fix: `Correct ${basename(file)}${problem.line === null ? '' : `:${problem.line}`}.`,
  });
}

/** The same of a text. Never throws. */
export function parseYamlLayer(text: string, { file, layerName }: { file: string; layerName: Origin['layer'] }): ReadText {
  const layer: Layer = new Map();
  const problems: ConfigProblem[] = [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineAt = (offset: number | undefined) => (offset === undefined ? 1 : lines.linePos(offset).line);
  for (const error of document.errors)
    problems.push({ key: null, line: error.linePos?.[0].line ?? 1, rule: `is not valid YAML (${error.code})` });
  if (problems.length > 0 || document.contents === null) return { layer, problems };
  if (!isMap(document.contents)) return { layer, problems: [{ key: null, line: 1, rule: 'must have sections with keys below them' }] };
  for (const { name: section, value: values, offset } of entries(document.contents)) {
    if (values === null) continue;
    if (!isMap(values)) {
      problems.push({ key: section, line: lineAt(offset), rule: 'must have keys below it' });
      continue;
    }
    for (const entry of entries(values)) {
      const value: unknown = isScalar(entry.value) ? entry.value.value : (entry.value as { toJSON?(): unknown } | null)?.toJSON?.();
      const line = lineAt(entry.offset);
      layer.set(`${section}.${entry.name}`, { value, origin: { layer: layerName, place: `${basename(file)}:${line}` }, line });
    }
  }
  return { layer, problems };
}

function* entries(map: YAMLMap): Generator<{ name: string; value: unknown; offset: number | undefined }> {
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? pair.key : undefined;
    const value = isScalar(pair.value) && pair.value.value === null ? null : pair.value;
    yield { name: String(key?.value ?? pair.key), value, offset: key?.range?.[0] };
  }
}
