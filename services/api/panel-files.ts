import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { docsAssets, docsAssetsFolder, docsScript } from './docs-page.ts';

/** Scripts and connections only to ourselves; Mantine sets sizes and colours by inline styles. */
export const panelPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Gantry</title>
<body><main><h1>The panel is not built</h1><p>Build it with <code>make build</code> and load this page again. The API works meanwhile.</p></main></body></html>
`;

/** Serves the panel's files without a token: they are the same for everyone and hold no data. */
export async function servePanel(server: FastifyInstance, panelFolder: string): Promise<void> {
  const hasPanel = existsSync(join(panelFolder, 'index.html'));
  await server.register(fastifyStatic, { root: hasPanel ? panelFolder : docsAssetsFolder(), serve: false, index: false });

  server.get('/', (_request, reply) => {
    reply.header('content-security-policy', panelPolicy).header('cache-control', 'no-cache');
    return hasPanel ? reply.sendFile('index.html', panelFolder) : reply.status(503).type('text/html; charset=utf-8').send(notBuilt);
  });
  if (hasPanel) {
    // Names of built assets carry a hash of their content, so they never change.
    server.get('/assets/*', (request, reply) =>
      reply.sendFile(`assets/${(request.params as { '*': string })['*']}`, panelFolder, {
        maxAge: '365d',
        immutable: true,
        cacheControl: true,
      }),
    );
    server.get<{ Params: { file: string } }>('/:file(^[\\w-]+\\.(?:js|css|svg|png|ico|webmanifest)$)', (request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(request.params.file, panelFolder, { cacheControl: false }),
    );
  }
  server.get('/docs/assets/begin.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(docsScript));
  server.get<{ Params: { name: string } }>('/docs/assets/:name', (request, reply) => {
    if (!docsAssets.has(request.params.name)) return reply.callNotFound();
    return reply.sendFile(request.params.name, docsAssetsFolder(), { maxAge: '1d', cacheControl: true });
  });
}
