import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const digestOf = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** A registry on 127.0.0.1, which Docker asks without TLS: pulls as they are over the network, slow and broken ones too. */
export async function startTestRegistry() {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const broken = new Set<string>();
  let bytesPerSecond = Number.POSITIVE_INFINITY;

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://registry');
    const [, kind, key = ''] = /^\/v2\/[\w/-]+\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
    const found = kind === 'manifests' ? manifests.get(key) : blobs.get(key);
    if (pathname === '/v2/') response.end('{}');
    else if (found === undefined)
      response.writeHead(404).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'unknown' }] }));
    else {
      response.setHeader('docker-content-digest', kind === 'manifests' ? digestOf(found) : key);
      response.setHeader('content-type', kind === 'manifests' ? manifestType : 'application/octet-stream');
      response.setHeader('content-length', found.length);
      if (request.method === 'HEAD') response.end();
      else if (kind === 'manifests') response.end(found);
      else void send(response, broken.has(key) ? Buffer.alloc(found.length) : found);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function send(response: ServerResponse, data: Buffer): Promise<void> {
    const piece = 65_536;
    for (let at = 0; at < data.length && !response.destroyed; at += piece) {
      response.write(data.subarray(at, at + piece));
      const waitMs = (piece / bytesPerSecond) * 1000;
      if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    response.end();
  }

  return {
    host,
    /** Puts an image of layers of random bytes under `host/name:tag`; gives its digest. */
    put(name: string, tag: string, layerBytes: readonly number[]): { image: string; digest: string; layers: string[] } {
      const layers = layerBytes.map((bytes) => makeLayer(bytes));
      for (const { blob } of layers) blobs.set(digestOf(blob), blob);
      const config = Buffer.from(
        JSON.stringify({
          architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
          os: 'linux',
          config: { Cmd: ['/none'] },
          rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
        }),
      );
      blobs.set(digestOf(config), config);
      const manifest = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: manifestType,
          config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: digestOf(config) },
          layers: layers.map(({ blob }) => ({
            mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
            size: blob.length,
            digest: digestOf(blob),
          })),
        }),
      );
      manifests.set(tag, manifest);
      manifests.set(digestOf(manifest), manifest);
      return { image: `${host}/${name}:${tag}`, digest: digestOf(manifest), layers: layers.map(({ blob }) => digestOf(blob)) };
    },
    /** This layer comes with other bytes than its digest says. */
    breakLayer: (digest: string) => void broken.add(digest),
    setSpeed(perSecond: number): void {
      bytesPerSecond = perSecond;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function makeLayer(bytes: number): { blob: Buffer; diffId: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-layer-'));
  try {
    writeFileSync(join(folder, `file-${randomBytes(4).toString('hex')}`), randomBytes(bytes));
    const blob = execFileSync('tar', ['cz', '-C', folder, '.'], { maxBuffer: bytes * 2 + 1_048_576 });
    return { blob, diffId: digestOf(gunzipSync(blob)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
