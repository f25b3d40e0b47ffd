import { GantryError, type OperationDeclaration, operations } from '#contract';
import { appOrigin, isOwnAddress } from './app-address.ts';
import { errorReply, type Forwarder } from './forward-to-host.ts';
import { servePanelFile } from './panel-file.ts';

export interface AppProtocolOptions {
  /** `dist/renderer`. */
  panelFolder: string;
  forwarder: Pick<Forwarder, 'forward'>;
}

/** Paths of the declared operations; anything else is never sent to the host. */
const operationPaths = Object.values<OperationDeclaration>(operations).map(
  ({ path }) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
);

/**
 * Answers `app://gantry/…`: a file of the panel, an operation by way of the host, or for a page to be shown the panel
 * itself, which then reads the path. Requests of any other origin are refused.
 */
export function createAppProtocol({ panelFolder, forwarder }: AppProtocolOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const origin = request.headers.get('origin');
    if (!isOwnAddress(request.url) || (origin !== null && origin !== appOrigin)) return errorReply(new GantryError('origin_refused'));
    const { pathname } = new URL(request.url);
    if (request.method === 'GET' || request.method === 'HEAD') {
      const file = await servePanelFile(panelFolder, pathname === '/' ? '/index.html' : pathname);
      if (file !== undefined) return file;
      if (request.headers.get('accept')?.includes('text/html')) return (await servePanelFile(panelFolder, '/index.html')) ?? notBuilt();
    }
    if (operationPaths.some((path) => path.test(pathname))) return forwarder.forward(request);
    return pathname === '/' ? notBuilt() : errorReply(new GantryError('route_unknown'));
  };
}

function notBuilt(): Response {
  return new Response('The panel is not built. Build it with: npm run build', {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
