import { existsSync } from 'node:fs';
import type { Plan, PlanProblem } from '#contract';
import type { ChangeTools } from '../change/change-tools.ts';
import { selectDown, selectUp } from '../change/select-services.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { describeBytes } from '../describe-bytes.ts';
import { type MemoryFit, memoryFit } from '../limits/memory-fit.ts';
import type { StackPorts } from '../ports/stack-ports.ts';
import { withRestarted } from './graph.ts';
import { planDown } from './plan-down.ts';
import { type Actual, planUp } from './plan-up.ts';

export interface PlanRequest {
  readonly verb: 'up' | 'down' | 'restart';
  readonly profiles: readonly string[];
  readonly services: readonly string[];
  readonly recreate: boolean;
  readonly remove: boolean;
  readonly volumes: readonly string[];
}

/** Room an image needs at least, where its size is not known before it is pulled. */
const leastImageBytes = 500 * 1024 * 1024;

/** What a request would do, with what stands in its way. Changes nothing. */
export async function makePlan(
  tools: ChangeTools,
  ports: StackPorts,
  { compose, request }: { compose: Compose; request: PlanRequest },
): Promise<Plan> {
  const actual = await readActual(tools, compose);
  if (request.verb === 'down') {
    const services = selectDown(compose, request);
    const steps = planDown(compose, services, { actual, options: request });
    return {
      verb: 'down',
      services: services.map(({ name }) => name),
      steps,
      problems: [],
      memory: null,
      destroys: steps.flatMap(({ destroys }) => (destroys === null ? [] : [destroys])),
    };
  }
  const services = request.verb === 'up' ? selectUp(compose, request) : request.services.flatMap((name) => withRestarted(compose, name));
  const steps =
    request.verb === 'up'
      ? planUp(compose, services, { actual, options: { pull: 'missing', recreate: request.recreate } })
      : services.map(({ name }, index) => ({
          action: 'restart' as const,
          subject: name,
          service: name,
          reason: index === 0 ? 'it was asked for' : 'it must restart with what it needs',
          after: services.slice(0, index).map((each) => each.name),
          destroys: null,
        }));
  const fit = fitOf(tools, compose, services);
  return {
    verb: request.verb,
    services: services.map(({ name }) => name),
    steps,
    problems:
      request.verb === 'up'
        ? [...(await findProblems(tools, ports, { compose, services, actual })), ...memoryProblems(fit), ...cpuProblems(tools, services)]
        : [],
    memory: { needed_bytes: fit.neededBytes, limit_bytes: fit.limitBytes, available_bytes: fit.availableBytes },
    destroys: steps.flatMap((step) =>
      step.action === 'recreate' ? [`what the container of ${step.subject} wrote outside its volumes`] : [],
    ),
  };
}

export async function readActual({ engine, book, records, secrets }: ChangeTools, compose: Compose): Promise<Actual> {
  const services = Object.values(compose.services);
  const [networks, volumes, images] = await Promise.all([
    Promise.all(Object.values(compose.networks).map(async ({ name }) => ((await engine.inspectNetwork(name)) === undefined ? [] : [name]))),
    engine.listVolumes({}),
    Promise.all([...new Set(services.map(({ image }) => image))].map(async (image) => [image, (await engine.imageId(image))?.id] as const)),
  ]);
  for (const [image, id] of images) book.setImage(image, id ?? null);
  return {
    containers: book.containers(),
    isHealthy: (container) => book.isHealthy(container),
    networks: new Set(networks.flat()),
    volumes: new Set(volumes.map(({ name }) => name)),
    images: Object.fromEntries(images.flatMap(([image, id]) => (id === undefined ? [] : [[image, id]]))),
    made: Object.fromEntries(services.map(({ name }) => [name, records.of(name).made])),
    secretDigests: Object.fromEntries(services.map((service) => [service.name, secrets.digest(compose, service)])),
    givenDigests: Object.fromEntries(services.map(({ name }) => [name, secrets.given(name)])),
  };
}

interface ProblemInput {
  compose: Compose;
  services: readonly ComposeService[];
  actual: Actual;
}

async function findProblems(
  { engine, secrets }: ChangeTools,
  ports: StackPorts,
  { compose, services, actual }: ProblemInput,
): Promise<PlanProblem[]> {
  const problems: PlanProblem[] = [];
  const starting = services.filter(({ name }) => actual.containers[name]?.status !== 'running');
  for (const taken of await ports.taken(compose, starting)) {
    problems.push({
      code: 'port_taken',
      service: taken.service,
      message: `Port ${taken.hostPort} of ${taken.service} is held by ${taken.holder}.`,
      fix:
        taken.proposedPort === null
          ? `Stop ${taken.holder}.`
          : `Stop ${taken.holder}, or use another port: npm run gantry -- ports --remap ${taken.service}:${taken.containerPort} --to ${taken.proposedPort}`,
      is_blocking: true,
    });
  }
  const missing = [...new Set(services.map(({ image }) => image))].filter((image) => actual.images[image] === undefined);
  if (missing.length > 0) {
    const disk = await engine.disk().catch(() => undefined);
    if (disk !== undefined && disk.freeBytes < leastImageBytes * missing.length) {
      problems.push({
        code: 'disk_full',
        service: null,
        message: `${missing.length} images are to be pulled and ${describeBytes(disk.freeBytes)} are free on the engine's disk.`,
        fix: 'Free space there first; docker system df shows what takes it.',
        is_blocking: disk.freeBytes < leastImageBytes,
      });
    }
  }
  for (const source of new Set(services.flatMap((service) => service.secrets.map((secret) => secret.source)))) {
    const file = compose.secrets[source]?.file ?? '';
    if (existsSync(file)) continue;
    const isOurs = secrets.isOurs(file);
    problems.push({
      code: 'compose_invalid',
      service: services.find((service) => service.secrets.some((secret) => secret.source === source))?.name ?? null,
      message: isOurs
        ? `The secret ${source} does not exist yet; it is made at the start.`
        : `The file of the secret ${source} is not there.`,
      is_blocking: !isOurs,
    });
  }
  for (const service of services) {
    for (const mount of service.mounts) {
      if (mount.kind !== 'bind' || existsSync(mount.source)) continue;
      problems.push({
        code: 'folder_missing',
        service: service.name,
        message: `${service.name} mounts ${mount.source}, which is not there.`,
        fix: 'Make it, or correct the path in the compose file or in stack.env.',
        is_blocking: true,
      });
    }
  }
  return problems;
}

/** Memory of all that would run then: these services and the others that run already. */
function fitOf({ engine, book }: ChangeTools, compose: Compose, services: readonly ComposeService[]): MemoryFit {
  const running = Object.entries(book.containers()).flatMap(([name, { status }]) => (status === 'running' ? [name] : []));
  const names = new Set([...services.map(({ name }) => name), ...running]);
  return memoryFit(
    Object.values(compose.services).filter(({ name }) => names.has(name)),
    engine.info().memory_bytes,
  );
}

function memoryProblems({ fit, neededBytes, limitBytes, availableBytes, largest }: MemoryFit): PlanProblem[] {
  if (availableBytes === null || fit === 'fits' || fit === 'unknown') return [];
  const most = largest.map(({ service, bytes }) => `${service} ${describeBytes(bytes)}`).join(', ');
  const message =
    fit === 'short'
      ? `These services need ${describeBytes(neededBytes)} (most: ${most}), and the machine has ${describeBytes(availableBytes)}.`
      : `The limits of these services add up to ${describeBytes(limitBytes)}, and the machine has ${describeBytes(availableBytes)}: under full load one may be killed.`;
  const fix = 'Start fewer services, or lower their limits (npm run gantry -- limits <service> --recommended).';
  return [{ code: 'memory_short', service: null, message, fix, is_blocking: fit === 'short' }];
}

/** Engines refuse a container more processors than there are. */
function cpuProblems({ engine }: ChangeTools, services: readonly ComposeService[]): PlanProblem[] {
  const { cpus: has } = engine.info();
  return services.flatMap(({ name, limits: { cpus, knobs } }) =>
    has === null || cpus === undefined || cpus <= has
      ? []
      : [
          {
            code: 'invalid_value' as const,
            service: name,
            message: `${name} is given ${cpus} CPUs, and the engine has ${has}.`,
            fix: `Lower ${knobs.cpus?.variable ?? 'its cpus'} to ${has} or less.`,
            is_blocking: true,
          },
        ],
  );
}
