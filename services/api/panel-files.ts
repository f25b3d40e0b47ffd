import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { docsAssets, docsAssetsFolder, docsScripts } from './docs-page.ts';

/** Scripts and connections only to ourselves; Mantine sets sizes and colours by inline styles. */
export const panelPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Gantry</title>
<body><main><h1>The panel is not built</h1><p>Build it with <code>make build</code>, start Gantry again and load this page. The API works meanwhile.</p></main></body></html>
`;

/** One name without folders, so that no path can lead out of the folder it is served from. */
const assetName = '^[\\w-][\\w.-]*$';
const topFileName = '^[\\w-]+\\.(?:js|css|svg|png|ico|webmanifest)$';
const filePath = new RegExp(`^/(?:assets/${assetName.slice(1, -1)}|docs/assets/${assetName.slice(1, -1)}|${topFileName.slice(1, -1)})?$`);

/** Whether a path is one of the panel's or of the page of the API, there or not. */
export function isFilePath(path: string): boolean {
  return filePath.test(path);
}

/** Serves the panel's files without a token: they are the same for everyone and hold no data. */
export async function servePanel(server: FastifyInstance, panelFolder: string): Promise<void> {
  const hasPanel = existsSync(join(panelFolder, 'index.html'));
  const config = { isFile: true };
  await server.register(fastifyStatic, { root: hasPanel ? panelFolder : docsAssetsFolder(), serve: false, index: false });

  server.get('/', { config }, (_request, reply) => {
    reply.header('content-security-policy', panelPolicy).header('cache-control', 'no-cache');
    return hasPanel
      ? reply.sendFile('index.html', panelFolder, { cacheControl: false })
      : reply.status(503).type('text/html; charset=utf-8').send(notBuilt);
  });
  if (hasPanel) {
    // Names of built assets carry a hash of their content, so they never change.
    server.get<{ Params: { file: string } }>(`/assets/:file(${assetName})`, { config }, (request, reply) =>
      reply.sendFile(`assets/${request.params.file}`, panelFolder, { maxAge: '365d', immutable: true, cacheControl: true }),
    );
    server.get<{ Params: { file: string } }>(`/:file(${topFileName})`, { config }, (request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(request.params.file, panelFolder, { cacheControl: false }),
    );
  }
  for (const [name, script] of Object.entries(docsScripts))
    server.get(`/docs/assets/${name}`, { config }, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  server.get<{ Params: { name: string } }>('/docs/assets/:name', { config }, (request, reply) => {
    if (!docsAssets.has(request.params.name)) return reply.callNotFound();
    return reply.sendFile(request.params.name, docsAssetsFolder(), { maxAge: '1d', cacheControl: true });
  });
}
