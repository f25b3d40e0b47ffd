import { createRequire } from 'node:module';

// The swc parser of dependency-cruiser 17 does not know JSX (its own source says "TODO: {tj}sx ?"), so it is told by the file's ending.
const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync.call(swc, file, { ...options, tsx: file.endsWith('.tsx') });

/**
 * The arrow table of docs/architecture.md as rules: who may import whom, doors, circles, and who may use the packages
 * that only one room may know. Type imports count.
 */

/** room: what it may import besides itself (path prefixes of doors). */
const platform = ['contract', 'platform'];
const arrows = {
  'services/contract': [],
  'services/client': ['contract'],
  'services/platform': platform,
  'services/api': platform,
  'stack/manager': platform,
  'services/storage': platform,
  'services/embeddings': [...platform, 'storage'],
  'services/search': [...platform, 'storage', 'embeddings'],
  'services/host': [...platform, 'storage', 'embeddings', 'search', 'api', 'stack/manager'],
  // The command line and the window find the host by its files: of the corridor they know paths and files only.
  'services/cli': ['contract', 'client', 'platform/paths', 'platform/files', 'platform/ports'],
  electron: ['contract', 'client', 'platform/paths', 'platform/files'],
  renderer: ['contract', 'client'],
};

const testFile = '(\\.test\\.tsx?|/test-[a-z]+\\.ts)$';

function arrowRule([room, allowed]) {
  return {
    name: `arrows-of-${room.replace('/', '-')}`,
    comment: `${room} may import only: itself${allowed.length === 0 ? '' : `, ${allowed.join(', ')}`}`,
    severity: 'error',
    from: { path: `^${room}/`, pathNot: testFile },
    to: {
      path: '^(services|electron|renderer|e2e|stack)/',
      pathNot: [`^${room}/`, ...allowed.map((other) => `^${other.startsWith('stack/') ? '' : 'services/'}${other}/`)],
    },
  };
}

function onlyIn(packageName, rooms) {
  return {
    name: `${packageName.replace(/[@/]/g, '')}-only-in-its-room`,
    comment: `${packageName} is known to ${rooms.join(', ')} only`,
    severity: 'error',
    from: { pathNot: [...rooms.map((room) => `^${room}`), testFile, '^e2e/'] },
    to: { path: `^node_modules/${packageName}(/|$)` },
  };
}

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-package-in-services',
      severity: 'error',
      from: { path: '^(services|stack)/', pathNot: testFile },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    ...Object.entries(arrows).map(arrowRule),
    {
      name: 'doors',
      comment: 'Another room is entered by its index.ts',
      severity: 'error',
      from: { path: '^(services/[^/]+|stack/manager|electron|renderer|e2e)/' },
      to: {
        path: '^(services|stack/manager)/',
        pathNot: [
          '^$1/',
          '^services/(contract|client|storage|embeddings|search|api|host|cli)/index\\.ts$',
          '^services/platform/[^/]+/index\\.ts$',
          '^stack/manager/index\\.ts$',
        ],
      },
    },
    {
      name: 'platform-doors',
      comment: 'The small rooms of the corridor use each other by their doors too',
      severity: 'error',
      from: { path: '^services/platform/([^/]+)/' },
      to: { path: '^services/platform/', pathNot: ['^services/platform/$1/', '^services/platform/[^/]+/index\\.ts$'] },
    },
    {
      name: 'nobody-imports-the-roofs',
      severity: 'error',
      from: { pathNot: ['^services/host/', '^services/cli/', '^e2e/', testFile] },
      to: { path: '^services/(host|cli)/' },
    },
    {
      name: 'pages-apart',
      severity: 'error',
      from: { path: '^renderer/pages/([^/]+)/' },
      to: { path: '^renderer/pages/', pathNot: '^renderer/pages/$1/' },
    },
    {
      name: 'components-know-no-operation',
      severity: 'error',
      from: { path: '^renderer/components/' },
      to: { path: '^renderer/(api|pages)/' },
    },
    {
      name: 'client-only-in-renderer-api',
      severity: 'error',
      from: { path: '^renderer/(?!api/)', pathNot: testFile },
      to: { path: '^services/client/' },
    },
    onlyIn('fastify', ['services/api/']),
    onlyIn('pg', ['services/storage/']),
    onlyIn('ioredis', ['services/storage/']),
    onlyIn('@electric-sql', ['services/storage/']),
    onlyIn('onnxruntime-node', ['services/embeddings/']),
    onlyIn('dockerode', ['stack/manager/engine/']),
    onlyIn('electron', ['electron/']),
    onlyIn('commander', ['services/cli/']),
    onlyIn('prom-client', ['services/platform/metrics/']),
    onlyIn('pino', ['services/platform/log/']),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
