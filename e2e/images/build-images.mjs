// Builds the images of the tests from Debian packages and puts them on the engine. Each once: the archive is kept in the
// cache folder under the hash of its recipe. Usage: node e2e/images/build-images.mjs [name…] [--socket unix:///path]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gantry-test-images');

/** One recipe an image. `users` are made before the packages that would make them with other numbers. */
const recipes = {
  postgres: {
    tag: '17',
    suite: 'trixie',
    packages: ['postgresql-17', 'postgresql-17-pgvector'],
    users: { postgres: 999 },
    files: { 'postgres/docker-entrypoint.sh': '/usr/local/bin/docker-entrypoint.sh' },
    commands: [
      'rm -rf /var/lib/postgresql/17 /etc/postgresql/17',
      'mkdir -p /var/lib/postgresql/data /docker-entrypoint-initdb.d /run/postgresql',
      'chown -R postgres:postgres /var/lib/postgresql /run/postgresql',
    ],
    changes: [
      'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PGDATA=/var/lib/postgresql/data',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
      'EXPOSE 5432',
    ],
  },
  redis: {
    tag: '8',
    suite: 'trixie',
    packages: ['redis-server', 'redis-tools'],
    users: { redis: 999 },
    commands: ['mkdir -p /data', 'chown redis:redis /data'],
    changes: ['WORKDIR /data', 'CMD ["redis-server"]', 'EXPOSE 6379'],
  },
  nginx: {
    tag: '1',
    suite: 'trixie',
    packages: ['nginx-light', 'gettext-base', 'curl'],
    users: { nginx: 101 },
    files: { 'nginx/docker-entrypoint.sh': '/docker-entrypoint.sh', 'nginx/nginx.conf': '/etc/nginx/nginx.conf' },
    commands: ['mkdir -p /etc/nginx/conf.d /etc/nginx/templates', 'chown -R nginx:nginx /var/lib/nginx'],
    changes: ['ENTRYPOINT ["/docker-entrypoint.sh"]', 'CMD ["nginx","-g","daemon off;"]', 'EXPOSE 80'],
  },
  prometheus: {
    tag: '2',
    suite: 'trixie',
    packages: ['prometheus', 'wget'],
    users: {},
    commands: [
      'mkdir -p /prometheus /etc/prometheus',
      'chown 65534:65534 /prometheus',
      'test -x /bin/prometheus || ln -s /usr/bin/prometheus /bin/prometheus',
    ],
    changes: [
      'WORKDIR /prometheus',
      'ENTRYPOINT ["/bin/prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml","--storage.tsdb.path=/prometheus"]',
      'EXPOSE 9090',
    ],
  },
  'llama-cpp': {
    tag: '1',
    suite: 'sid',
    packages: ['llama.cpp-tools', 'curl'],
    users: {},
    commands: ['mkdir -p /app /models', 'ln -s /usr/bin/llama-server /app/llama-server'],
    changes: ['WORKDIR /app', 'ENTRYPOINT ["/app/llama-server"]', 'EXPOSE 8080', 'ENV LLAMA_ARG_HOST=0.0.0.0'],
  },
  'stand-in': {
    tag: '1',
    suite: 'trixie',
    packages: ['curl', 'wget'],
    users: {},
    files: {
      'stand-in/stand-in.pl': '/usr/local/bin/stand-in',
      'stand-in/run.sh': '/run.sh',
      'stand-in/start.sh': '/app/backend/start.sh',
    },
    // Where the start script of Qdrant hands over to its program.
    commands: ['mkdir -p /qdrant/storage', 'ln -s /usr/local/bin/stand-in /qdrant/entrypoint.sh'],
    changes: ['LABEL gantry.stand-in=true', 'CMD ["/usr/local/bin/stand-in"]'],
  },
};

const keptOut = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/var/cache/apt/*',
  '/var/lib/apt/lists/*',
];

function recipeHash(name) {
  const hash = createHash('sha256').update(JSON.stringify(recipes[name]));
  for (const file of Object.keys(recipes[name].files ?? {})) hash.update(readFileSync(join(here, file)));
  return hash.digest('hex').slice(0, 16);
}

/** The mirror this machine's apt uses. */
function mirror() {
  const files = ['/etc/apt/sources.list', ...list('/etc/apt/sources.list.d')];
  for (const file of files.filter((each) => existsSync(each))) {
    const found = /^(?:URIs:\s*|deb (?:\[[^\]]*\] )?)(\S+\/debian)\/?(?:\s|$)/m.exec(readFileSync(file, 'utf8'));
    if (found) return found[1];
  }
  throw new Error('No Debian mirror is named in /etc/apt; the test images are made from its packages.');
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function makeArchive(name, archive) {
  const { suite, packages, users, files = {}, commands } = recipes[name];
  const part = `${archive}.${process.pid}.part`;
  const inChroot = (command) => `chroot "$1" sh -c '${command}'`;
  const started = Date.now();
  execFileSync(
    'mmdebstrap',
    [
      '--quiet',
      '--variant=minbase',
      '--format=tar',
      // A mirror that lags behind has a list of sid that counts as expired; it is still signed.
      '--aptopt=Acquire::Check-Valid-Until "false"',
      ...keptOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      ...Object.entries(users).map(
        ([user, id]) =>
          `--essential-hook=${inChroot(`echo "${user}:x:${id}:" >>/etc/group && echo "${user}:x:${id}:${id}::/nonexistent:/usr/sbin/nologin" >>/etc/passwd`)}`,
      ),
      `--include=${packages.join(',')}`,
      ...Object.entries(files).map(([from, to]) => `--customize-hook=install -D -m 0755 "${join(here, from)}" "$1${to}"`),
      ...commands.map((command) => `--customize-hook=${inChroot(command)}`),
      '--customize-hook=rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/var/log/*.log',
      suite,
      part,
      mirror(),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, SOURCE_DATE_EPOCH: '0' } },
  );
  renameSync(part, archive);
  console.log(`${name}: built in ${Math.round((Date.now() - started) / 1000)} s, ${Math.round(statSync(archive).size / 1048576)} MiB`);
}

async function ensure(docker, name) {
  const hash = recipeHash(name);
  const reference = `gantry-test/${name}:${recipes[name].tag}`;
  const known = await docker
    .getImage(reference)
    .inspect()
    .catch(() => undefined);
  if (known?.Config?.Labels?.['gantry.recipe'] === hash) return;
  mkdirSync(cache, { recursive: true });
  const archive = join(cache, `${name}-${hash}.tar`);
  if (!existsSync(archive)) {
    for (const file of readdirSync(cache)) if (file.startsWith(`${name}-`) && /-[0-9a-f]{16}\.tar$/.test(file)) rmSync(join(cache, file));
    makeArchive(name, archive);
  }
  const repo = `gantry-test/${name}`;
  const changes = [...recipes[name].changes, `LABEL gantry.recipe=${hash}`];
  const stream = await docker.importImage(createReadStream(archive), { repo, tag: recipes[name].tag, changes });
  for await (const chunk of stream) {
    const text = chunk.toString();
    if (text.includes('"error"')) throw new Error(`${name}: ${text}`);
  }
  // Podman passes over the tag of an import.
  await docker
    .getImage(`${repo}:latest`)
    .tag({ repo, tag: recipes[name].tag })
    .catch(() => undefined);
  await docker.getImage(reference).inspect();
  console.log(`${name}: ${reference} is on the engine`);
}

const args = process.argv.slice(2);
const socketAt = args.indexOf('--socket');
const socket = socketAt < 0 ? 'unix:///var/run/docker.sock' : args.splice(socketAt, 2)[1];
const docker = new Docker({ socketPath: socket.replace(/^unix:\/\//, '') });
for (const name of args.length === 0 ? Object.keys(recipes) : args) {
  if (recipes[name] === undefined) throw new Error(`There is no image ${name}; there are ${Object.keys(recipes).join(', ')}.`);
  await ensure(docker, name);
}
