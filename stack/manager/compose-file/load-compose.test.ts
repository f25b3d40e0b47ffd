// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#platform/paths';
import { loadCompose } from './load-compose.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-compose-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('loadCompose', () => {
  it('reads files from disk, the later over the earlier', async () => {
    const files = [
      await write('a.yaml', 'services: { a: { image: "${IMAGE}", volumes: ["./x:/x"] } }'),
      await write('b.yaml', 'services: { a: { init: true } }'),
    ];
    const compose = await loadCompose({ files, variables: { IMAGE: 'x' }, project: 'mine' });
    expect(compose).toMatchObject({ files, folder, project: 'mine' });
    expect(compose.services.a).toMatchObject({ image: 'x', init: true, mounts: [{ source: join(folder, 'x') }] });
  });

  it('reads a file with a byte order mark and Windows line ends', async () => {
    const path = await write('crlf.yaml', '\uFEFFservices:\r\n  a:\r\n    image: x\r\n    bild: .\r\n');
    await expect(loadCompose({ files: [path], variables: {} })).rejects.toThrow(/^services\.a\.bild: .* \(crlf\.yaml:4\)$/);
  });

  it.each([
    ['missing.yaml', undefined, 'missing.yaml is not there'],
    ['latin.yaml', new Uint8Array([0x23, 0xe9]), 'not UTF-8'],
    ['large.yaml', '#'.repeat(1_048_577), 'larger'],
  ])('refuses %s', async (name, content, rule) => {
    const path = content === undefined ? join(folder, name) : await write(name, content);
    await expect(loadCompose({ files: [path], variables: {} })).rejects.toMatchObject({
      code: 'compose_invalid',
      message: expect.stringContaining(rule),
    });
  });

  it('refuses a folder, a relative path and no path', async () => {
    for (const files of [[folder], ['compose.yaml'], []]) {
      await expect(loadCompose({ files, variables: {} })).rejects.toMatchObject({ code: 'compose_invalid' });
    }
  });

  it.each([[[]], [['dev']], [['staging']], [['prod']]])('reads the stack of this project with overlay %j', async (overlays) => {
    const names = ['compose.yaml', ...overlays.map((name) => `compose.${name}.yaml`)];
    const compose = await loadCompose({ files: names.map((name) => join(projectRoot(), 'stack', name)), variables: { HOME: '/home/me' } });
    expect(compose.warnings).toEqual([]);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['postgres', 'redis', 'qdrant', 'llama-cpp']));
    for (const service of Object.values(compose.services)) {
      for (const port of service.ports)
        expect(port).toMatchObject({ hostAddress: '127.0.0.1', knob: { variable: expect.stringMatching(/_PORT$/) } });
    }
  });
});
