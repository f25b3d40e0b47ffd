import { GantryError, type Routes } from '#contract';
import type { ChangeTask } from '../change/change-task.ts';
import type { ChangeTools } from '../change/change-tools.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { ChangeVariables } from '../files/change-variables.ts';
import { canBind, type StackPorts } from '../ports/stack-ports.ts';
import { serviceUrl } from '../state/service-url.ts';

export interface PortRouteOptions {
  readonly tools: ChangeTools;
  readonly ports: StackPorts;
  readonly changeVariables: ChangeVariables;
  readonly changes: ChangeTask;
  find(name: string): Promise<{ compose: Compose; service: ComposeService }>;
}

/** Handlers of the ports of the stack. */
export function createPortRoutes({
  tools,
  ports,
  changeVariables,
  changes,
  find,
}: PortRouteOptions): Pick<Routes, 'stack.ports' | 'stack.remap-port'> {
  return {
    async 'stack.ports'() {
      const compose = await tools.loadCompose();
      const states = await ports.look(compose, Object.values(compose.services));
      return {
        ports: states.map(({ service, port, state, holder, proposedPort }) => ({
          service: service.name,
          host_address: port.hostAddress,
          host_port: port.hostPort,
          container_port: port.containerPort,
          protocol: port.protocol,
          url: serviceUrl(service, port),
          state,
          holder: holder === null ? null : { kind: holder.kind, name: holder.name, pid: holder.pid, detail: holder.detail },
          proposed_port: proposedPort,
          variable: port.knob?.variable ?? null,
          dependents: namedBy(compose, service, port.knob?.variable),
        })),
      };
    },
    async 'stack.remap-port'({ service: name, container_port: containerPort, host_port: wanted }, { caller }) {
      const { compose, service } = await find(name);
      const port = service.ports.find((each) => each.containerPort === containerPort);
      if (port === undefined)
        throw new GantryError('not_found', { message: `${name} publishes no port ${containerPort}.`, field: 'container_port' });
      const variable = port.knob?.variable;
      if (variable === undefined) {
        throw new GantryError('conflict', {
          message: `The port is written as a number in ${port.place.file}:${port.place.line}, not as a variable.`,
          field: 'container_port',
          fix: `Write it as \${${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PORT:-${port.hostPort}} there, then remap it.`,
        });
      }
      const to = wanted ?? (await ports.propose(compose, port));
      if (to === null)
        throw new GantryError('conflict', { message: `No free port was found near ${port.hostPort}.`, fix: 'Name one that is free.' });
      await expectFree(compose, { service, port: to, address: port.hostAddress });
      await changeVariables({ [variable]: String(to) }, { caller, reason: `${name} was given another port` });
      const after = await tools.loadCompose();
      const affected = [name, ...namedBy(compose, service, variable)];
      const restarts = affected.filter((each) => tools.book.container(each)?.status === 'running' && after.services[each] !== undefined);
      const wants = affected.filter((each) => tools.desired.isRunning(each));
      const task =
        wants.length === 0 || !tools.book.isEngineUp()
          ? null
          : await changes.start({ verb: 'up', profiles: [], services: wants, pull: 'never' }, `${caller} gave ${name} the port ${to}`);
      return { variable, from: port.hostPort, to, restarts, task };
    },
  };

  async function expectFree(
    compose: Compose,
    { service, port, address }: { service: ComposeService; port: number; address: string },
  ): Promise<void> {
    const other = Object.values(compose.services).find(
      (each) => each.name !== service.name && each.ports.some(({ hostPort }) => hostPort === port),
    );
    if (other !== undefined)
      throw new GantryError('port_taken', {
        message: `Port ${port} is published by the service ${other.name}.`,
        field: 'host_port',
        fix: 'Choose another port.',
      });
    const isOwn = service.ports.some(({ hostPort }) => hostPort === port);
    if (!isOwn && !(await canBind(address, port)))
      throw new GantryError('port_taken', {
        message: `Port ${port} is in use.`,
        field: 'host_port',
        fix: 'Choose another port, or leave it out to get a free one.',
      });
  }
}

/** Other services whose values are made of the same variable: they change with the port. */
export function namedBy(compose: Compose, service: ComposeService, variable: string | undefined): string[] {
  if (variable === undefined) return [];
  return Object.values(compose.services)
    .filter(({ name, variables }) => name !== service.name && variables.includes(variable))
    .map(({ name }) => name);
}
