import type { ConfigDrift } from '#contract';
import type { DriftCheck, DriftReport } from '#platform/config';
import type { Compose, ComposeService, Leaf } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import type { ContainerDefinition, ContainerInfo, Engine } from '../engine/index.ts';
import { configHash } from '../plan/canonical-service.ts';
import { allApplications, notAsked, unknownProgram } from './applications/all-applications.ts';
import type { Answer, GivenValue } from './applications/application.ts';
import { compareLeaf } from './compare-leaf.ts';
import { declarationOf, isOwn, isSecretVariable } from './known-variables.ts';

export interface DriftInput {
  readonly engine: Engine;
  readonly compose: Compose;
  readonly leaves: readonly Leaf[];
  containerOf(service: string): ContainerInfo | undefined;
  readonly signal: AbortSignal;
}

/** A value that takes longer to tell is not waited for. */
const askTimeoutMs = 15_000;
const hidden = '(not shown)';

/** Where containers and programs have other values than the files say. Asks the engine and every program that can be asked. */
export async function variablesDrift({ engine, compose, ...rest }: DriftInput): Promise<DriftReport> {
  const services = Object.values(compose.services);
  const { state, reason } = engine.info();
  if (state !== 'ok') {
    const checked = services.map(({ name }): DriftCheck => ({ service: name, where: 'container', values: 0, reason }));
    return { drift: [], checked };
  }
  const found = await Promise.all(services.map((service) => serviceDrift(service, { engine, compose, ...rest })));
  return { drift: found.flatMap(({ drift }) => drift), checked: found.flatMap(({ checked }) => checked) };
}

async function serviceDrift(service: ComposeService, input: DriftInput): Promise<DriftReport> {
  const { name } = service;
  const container = input.containerOf(name);
  const made = container === undefined ? undefined : await input.engine.containerDefinition(container.id);
  if (container === undefined || made === undefined)
    return { drift: [], checked: [{ service: name, where: 'container', values: 0, reason: 'it has no container' }] };
  const compared = compareContainer(service, { leaves: input.leaves, container, made });
  const application = await applicationDrift(service, { ...input, container, made });
  return {
    drift: [...compared.drift, ...application.drift],
    checked: [{ service: name, where: 'container', values: compared.values, reason: null }, ...application.checked],
  };
}

/** The values of one container that are made of variables. Pure. */
export function compareContainer(
  service: ComposeService,
  { leaves, container, made }: { leaves: readonly Leaf[]; container: ContainerInfo; made: ContainerDefinition },
): { drift: ConfigDrift[]; values: number } {
  const isMadeOfThese = container.labels[composeLabels.configHash] === configHash(service);
  const drift: ConfigDrift[] = [];
  let values = 0;
  for (const leaf of leaves) {
    const key = leaf.service === service.name ? variableOf(leaf) : undefined;
    const compared = key === undefined ? undefined : compareLeaf(leaf, service, made);
    if (key === undefined || compared === undefined) continue;
    values += 1;
    if (compared.isSame) continue;
    drift.push({
      key,
      service: service.name,
      where: 'container',
      ...shown(key, { expected: within(leaf, key, compared.expected), actual: within(leaf, key, compared.actual) }),
      detail: describe(service.name, { isLimit: compared.isLimit, isMadeOfThese }),
    });
  }
  return { drift, values };
}

function describe(service: string, { isLimit, isMadeOfThese }: { isLimit: boolean; isMadeOfThese: boolean }): string {
  const up = `npm run gantry -- up ${service}`;
  if (isLimit)
    return `The running container has another limit: stack.env was changed since, or it was changed from outside, as by docker update. Set it without a restart: ${up}`;
  if (isMadeOfThese) return `The container was made from the same files and was changed from outside. Make it anew: ${up}`;
  return `The files were changed after the container was made. Start it again and it is made anew: ${up}`;
}

/** The variable a value is counted under: the first that stands in it, not one inside its default. */
function variableOf({ spans }: Leaf): string | undefined {
  return spans.map(({ knob }) => knob.variable).find((name) => !isOwn(name));
}

/** Of `shared_buffers=64MB` only `64MB`, where what stands around the variable is the same on both sides. */
function within({ value, spans }: Leaf, name: string, text: string): string {
  const span = spans.find(({ knob }) => knob.variable === name);
  if (span === undefined) return text;
  const [before, after] = [value.slice(0, span.start), value.slice(span.end)];
  const isAround = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return isAround ? text.slice(before.length, text.length - after.length) : text;
}

function shown(name: string, values: { expected: string; actual: string }): { expected: string; actual: string } {
  return isSecretVariable(name) ? { expected: hidden, actual: hidden } : values;
}

/** What the program says, compared with what its container was given: what the files changed since is told by the container. */
async function applicationDrift(
  service: ComposeService,
  { engine, leaves, signal, container, made }: DriftInput & { container: ContainerInfo; made: ContainerDefinition },
): Promise<DriftReport> {
  const check = (values: number, reason: string | null): DriftCheck => ({ service: service.name, where: 'application', values, reason });
  const none = (reason: string): DriftReport => ({ drift: [], checked: [check(0, reason)] });
  const application = allApplications.find((each) => each.service === service.name);
  if (application === undefined) return none(notAsked[service.name] ?? unknownProgram);
  if (container.status !== 'running') return none('it does not run');
  const values = leaves.flatMap((leaf) => {
    const variable = leaf.service === service.name ? variableOf(leaf) : undefined;
    const compared = variable === undefined ? undefined : compareLeaf(leaf, service, made);
    return variable === undefined || compared === undefined ? [] : [{ variable, leaf, compared }];
  });
  const given: GivenValue[] = values.map(({ variable, leaf, compared }) => ({ variable, keys: leaf.keys, text: compared.actual }));
  let answers: Answer[];
  try {
    answers = await application.ask({
      given,
      run: (command, { stdin } = {}) =>
        engine.exec(container.id, { command, timeoutMs: askTimeoutMs, signal, ...(stdin === undefined ? {} : { stdin }) }),
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return none(`it could not be asked: ${error instanceof Error ? error.message : 'no answer'}`);
  }
  const drift = answers.flatMap(({ variable, actual, detail }): ConfigDrift[] => {
    const value = values.find((each) => each.variable === variable);
    if (value === undefined) return [];
    const expected = within(value.leaf, variable, value.compared.expected);
    const was = within(value.leaf, variable, value.compared.actual);
    if (isSameValue(variable, actual, was) || isSameValue(variable, actual, expected)) return [];
    return [{ key: variable, service: service.name, where: 'application', ...shown(variable, { expected, actual }), detail }];
  });
  return { drift, checked: [check(new Set(answers.map(({ variable }) => variable)).size, null)] };
}

/** `128MB` is the same as `134217728` and `16384` pages of 8 kB; words are the same in any case. */
export function isSameValue(variable: string, one: string, other: string): boolean {
  const amount = declarationOf(variable)?.amount;
  const [first, second] = [amount?.(one), amount?.(other)];
  if (first !== undefined && second !== undefined && !Number.isNaN(first)) return first === second;
  return one.toLowerCase() === other.toLowerCase();
}
