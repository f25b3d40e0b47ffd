import type { Finding, LogLine, Probe, Why } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { type CanonicalService, canonicalService, configHash, describeDifference } from '../plan/canonical-service.ts';
import { describeLimitChange } from '../plan/plan-up.ts';
import type { Prober } from '../ready/prober.ts';
import { toCommand } from '../ready/prober.ts';
import { exitMeaning, signalOf } from '../state/exit-meaning.ts';
import { givenSecrets } from '../state/given-secrets.ts';
import type { ServiceRecords } from '../state/service-record.ts';
import type { StackBook } from '../state/stack-book.ts';
import { causes, generalCauses } from './causes/all-causes.ts';
import { engineDown } from './causes/engine-down.ts';
import type { Cause, CauseFinding, Evidence } from './evidence.ts';

export interface WhyOptions {
  readonly engine: Engine;
  readonly book: StackBook;
  readonly prober: Prober;
  readonly records: ServiceRecords;
  /** Last lines of a service, oldest first. */
  readLines(name: string, most: number): Promise<LogLine[]>;
  takenPorts(service: ComposeService): Promise<Evidence['takenPorts']>;
  secretsDigest(service: ComposeService): string;
}

const mostProbes = 20;
const linesRead = 400;
const linesShown = 30;

/** Collects the evidence about a service and asks every known cause. */
export function createWhy(options: WhyOptions) {
  const { engine, book, prober, records } = options;

  async function collect(compose: Compose, service: ComposeService): Promise<Evidence> {
    const { name } = service;
    const standing = book.standing(name);
    const container = book.container(name);
    const isAsked = book.isEngineUp();
    const [lines, image, disk, takenPorts] = await Promise.all([
      isAsked && container !== undefined ? options.readLines(name, linesRead).catch(() => []) : [],
      isAsked ? engine.imageId(service.image).catch(() => undefined) : undefined,
      isAsked ? engine.disk().catch(() => undefined) : undefined,
      isAsked ? options.takenPorts(service).catch(() => []) : [],
    ]);
    const record = records.of(name);
    return {
      service,
      compose,
      state: standing.state,
      phase: standing.root === null ? standing.phase : 'waiting',
      reason: standing.reason,
      container,
      isImagePresent: image !== undefined,
      failure: book.failure(name),
      probes: probesOf(container, container === undefined ? [] : (prober.view(container)?.probes ?? [])),
      lines: thisRun(lines, container),
      changes: changesOf(service, container, record),
      healthy: record.healthy,
      blockers: service.dependsOn
        .filter(({ required }) => required)
        .map(({ service: other }) => ({ service: other, ...book.standing(other) }))
        .filter(({ state, phase }) => state !== 'ok' && phase !== 'running')
        .map(({ service: other, state, reason }) => ({ service: other, state, reason })),
      takenPorts,
      freeDiskBytes: disk?.freeBytes,
      usualReadyMs: book.read(name)?.usual_ready_ms ?? null,
      restarts: book.read(name)?.container?.restarts ?? 0,
    };
  }

  function changesOf(
    service: ComposeService,
    container: ContainerInfo | undefined,
    record: ReturnType<ServiceRecords['of']>,
  ): Evidence['changes'] {
    const { healthy, made } = record;
    if (healthy === undefined || container === undefined) return [];
    const changes: { what: 'image' | 'config' | 'credentials' | 'limits'; detail: string }[] = [];
    if (healthy.imageId !== container.imageId)
      changes.push({ what: 'image', detail: `${shortId(healthy.imageId)} → ${shortId(container.imageId)}` });
    const now: CanonicalService | undefined =
      made ?? (container.labels[composeLabels.configHash] === configHash(service) ? canonicalService(service) : undefined);
    if (healthy.config !== undefined && now !== undefined)
      for (const detail of describeDifference(healthy.config, now)) changes.push({ what: 'config', detail });
    const digest = givenSecrets(container, record);
    const inFile = options.secretsDigest(service);
    const names = service.secrets
      .map(({ source }) => source)
      .filter(
        (name) =>
          digestOf(healthy.secretsDigest, name) !== digestOf(inFile, name) ||
          digestOf(healthy.secretsDigest, name) !== digestOf(digest, name),
      );
    if (names.length > 0) changes.push({ what: 'credentials', detail: names.join(', ') });
    const limits = describeLimitChange({ ...service.limits, ...container.limits }, { ...container.limits, ...healthy.limits });
    if (limits !== undefined) changes.push({ what: 'limits', detail: limits.replace('limits changed: ', '') });
    return changes;
  }

  return {
    /** Why a service is as it is; its findings are those of the root, when the trouble is another's. */
    async read(compose: Compose, service: ComposeService): Promise<Why> {
      const { name } = service;
      const evidence = await collect(compose, service);
      const standing = book.standing(name);
      const chain = chainOf(name);
      const rootName = chain.at(-1)?.service ?? name;
      const root = rootName === name ? undefined : compose.services[rootName];
      const isWell = standing.state === 'ok' || standing.state === 'stopped';
      const findings = isWell
        ? []
        : book.isEngineUp()
          ? judge(root === undefined ? evidence : await collect(compose, root))
          : [toFinding(engineDown, engineDown.find(engine.info()))];
      const { container, lines } = evidence;
      const check = service.healthcheck;
      return {
        service: name,
        state: standing.state,
        phase: standing.phase,
        summary: summarise(name, { standing, findings, root: rootName }),
        root: isWell ? null : rootName,
        chain,
        findings,
        healthcheck:
          check === undefined
            ? null
            : {
                command: toCommand(check.test).join(' '),
                interval_ms: check.intervalMs,
                timeout_ms: check.timeoutMs,
                retries: check.retries,
                start_period_ms: check.startPeriodMs,
              },
        probes: [...evidence.probes],
        exit: container?.exitCode === undefined ? null : describeEnd(container, container.exitCode),
        lines: pickLines(lines),
        changes: [...evidence.changes],
        last_healthy_at: evidence.healthy?.at ?? null,
        history: [...records.of(name).history].reverse(),
        checked_at: new Date().toISOString(),
      };
    },
  };

  function chainOf(name: string): Why['chain'] {
    const chain: Why['chain'] = [];
    let at: string | undefined = name;
    while (at !== undefined && !chain.some(({ service }) => service === at)) {
      const { state, reason, root } = book.standing(at);
      chain.push({ service: at, state, reason });
      const service = book.service(at);
      at =
        root === null
          ? undefined
          : service?.dependsOn
              .map((dependency) => dependency.service)
              .find((other) => other === root || book.standing(other).root === root);
    }
    return chain;
  }
}

function judge(evidence: Evidence): Finding[] {
  const found = ask(causes, evidence);
  return found.length > 0 ? found : ask(generalCauses, evidence);
}

function ask(asked: readonly Cause[], evidence: Evidence): Finding[] {
  return asked.flatMap(({ cause, title, find }) => {
    const found = find(evidence);
    return found === undefined ? [] : [toFinding({ cause, title }, found)];
  });
}

function toFinding({ cause, title }: Pick<Cause, 'cause' | 'title'>, found: CauseFinding): Finding {
  const evidence = found.evidence.filter((line) => line !== '');
  return { cause, title, message: found.message, evidence, fix: found.fix, actions: [...(found.actions ?? [])] };
}

function summarise(
  name: string,
  { standing, findings, root }: { standing: { state: string; reason: string }; findings: Finding[]; root: string },
): string {
  if (standing.state === 'ok') return `${name} is healthy.`;
  if (standing.state === 'stopped') return `${name} does not run, as was asked for.`;
  const [first] = findings;
  if (first === undefined)
    return `${name} ${standing.state === 'starting' ? 'is on the way' : 'is not well'}: ${standing.reason}. No known cause fits; the probes and lines below are what there is.`;
  return root === name ? first.message : `${name} waits for ${root}. ${first.message}`;
}

function probesOf(container: ContainerInfo | undefined, own: readonly Probe[]): Probe[] {
  const engines = (container?.health?.log ?? []).map(
    (run): Probe => ({
      at: run.startedAt,
      by: 'engine',
      exit_code: run.exitCode ?? null,
      duration_ms: Math.round(run.durationMs),
      output: run.output.slice(-2000),
    }),
  );
  return [...engines, ...own].sort((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, mostProbes);
}

/** Lines of an earlier run would blame it for what has been mended since. */
function thisRun(lines: readonly LogLine[], container: ContainerInfo | undefined): LogLine[] {
  const startedMs = Date.parse(container?.startedAt ?? '');
  return Number.isNaN(startedMs) ? [...lines] : lines.filter(({ at }) => Date.parse(at) >= startedMs - 1000);
}

function pickLines(lines: readonly LogLine[]): LogLine[] {
  const bad = lines.filter(({ level }) => level === 'error' || level === 'fatal');
  return (bad.length > 0 ? bad : lines).slice(-linesShown);
}

function describeEnd(container: ContainerInfo, code: number): NonNullable<Why['exit']> {
  return {
    code,
    signal: signalOf(code),
    out_of_memory: container.isOutOfMemory,
    meaning: exitMeaning(code, container.isOutOfMemory),
    at: container.finishedAt ?? null,
    error: container.error === '' ? null : container.error,
  };
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

function digestOf(digests: string, name: string): string | undefined {
  return digests.split(',').find((each) => each.startsWith(`${name}:`));
}
