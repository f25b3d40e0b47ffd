import type { FastifyReply, FastifyRequest } from 'fastify';
import { GantryError, type OperationDeclaration, operations } from '#contract';
import { isFilePath } from './panel-files.ts';

const routes = Object.values<OperationDeclaration>(operations).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** 405 with `Allow` where the path exists for other methods, else 404. */
export function describeNoRoute(request: FastifyRequest, reply: FastifyReply): GantryError {
  const path = request.url.split('?')[0] ?? '';
  const allowed = new Set<string>(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (isFilePath(path)) allowed.add('GET');
  if (allowed.has('GET')) allowed.add('HEAD');
  // Its method is right, so a rule on a parameter was not met, or the file is not there.
  if (allowed.size === 0 || allowed.has(request.method)) return new GantryError('route_unknown');
  void reply.header('allow', [...allowed].join(', '));
  return new GantryError('method_not_allowed');
}
