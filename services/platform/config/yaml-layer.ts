import { basename } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import type { Layer, Origin } from './layers.ts';

/**
 * Values of a YAML file with the line of each; a file that is not there is an empty layer.
 * @throws GantryError `config_invalid` with file and line when it is not YAML of sections and keys
 */
export async function readYamlLayer(file: string, layerName: Origin['layer']): Promise<Layer> {
  const layer: Layer = new Map();
  const text = await readIfThere(file);
  if (text === undefined) return layer;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number | undefined) => `${basename(file)}:${offset === undefined ? 1 : lines.linePos(offset).line}`;
  const broken = document.errors[0];
  if (broken !== undefined) {
    throw new GantryError('config_invalid', {
      message: `${file}, line ${broken.linePos?.[0].line ?? 1}: it is not valid YAML (${broken.code}).`,
      cause: broken,
    });
  }
  if (document.contents === null) return layer;
  for (const { name: section, value: values, offset } of entries(document.contents, file)) {
    if (values === null) continue;
    if (!isMap(values)) throw notSections(`${file}, ${place(offset)}: ${section} must have keys below it.`);
    for (const entry of entries(values, file)) {
      const value: unknown = isScalar(entry.value) ? entry.value.value : (entry.value as { toJSON?(): unknown } | null)?.toJSON?.();
      layer.set(`${section}.${entry.name}`, { value, origin: { layer: layerName, place: place(entry.offset) } });
    }
  }
  return layer;
}

function* entries(map: unknown, file: string): Generator<{ name: string; value: unknown; offset: number | undefined }> {
  if (!isMap(map)) throw notSections(`${file}: it must have sections with keys below them.`);
  for (const pair of (map as YAMLMap).items) {
    const key = pair.key;
    if (!isScalar(key)) throw notSections(`${file}: every key must be a word.`);
    const value = isScalar(pair.value) && pair.value.value === null ? null : pair.value;
    yield { name: String(key.value), value, offset: key.range?.[0] };
  }
}

function notSections(message: string): GantryError {
  return new GantryError('config_invalid', { message });
}
