import { everyService, variablePrefix } from '#contract';
import type { ShippedVariable } from '#stack';
import { environments, ruleOf } from './environments.ts';
import { code, table } from './markdown.ts';

/** Services in the order in which their variables are declared. */
export function servicesOf(variables: readonly ShippedVariable[]): string[] {
  return [...new Set(variables.flatMap(({ declaration: { service } }) => (service === null ? [] : [service])))];
}

/** Image and limits of every service, once. */
export function limitsTable(variables: readonly ShippedVariable[]): string {
  const suffixes = ['CPUS', 'MEMORY', 'MEMORY_SWAP', 'MEMORY_RESERVATION', 'PIDS', 'IMAGE'];
  const rows = servicesOf(variables).map((service) => [
    service,
    code(variablePrefix(service)),
    ...suffixes.map((suffix) =>
      describeDefaults(variables.find(({ name }) => name === `${variablePrefix(service)}_${suffix}`)?.defaults ?? {}),
    ),
  ]);
  return table(['Service', 'Prefix', ...suffixes.map((suffix) => code(`_${suffix}`))], rows);
}

/** What the names of the table of limits mean, said of one service. */
export function limitsMeaning(): string {
  const rows = Object.entries(everyService('SERVICE')).map(([name, { schema, description }]) => [
    code(name.replace(/^SERVICE/, '<PREFIX>')),
    ruleOf(schema),
    description.replaceAll('SERVICE_', '<PREFIX>_').replaceAll(' SERVICE', ' the service'),
  ]);
  return table(['Variable', 'Value', 'Meaning'], rows);
}

/** Variables of one service (null: of all of them) but those every service has. */
export function serviceTable(variables: readonly ShippedVariable[], service: string | null): string {
  const common = service === null ? {} : everyService(service);
  const rows = variables
    .filter(({ name, declaration }) => declaration.service === service && !Object.hasOwn(common, name))
    .map(({ name, declaration, defaults, services }) => {
      const others = services.filter((each) => each !== service);
      return [
        code(name),
        declaration.choices === undefined
          ? `${ruleOf(declaration.schema)}${declaration.unit === undefined ? '' : ` ${declaration.unit}`}`
          : declaration.choices.map(code).join(', '),
        describeDefaults(defaults),
        [
          declaration.description,
          ...(service === null || others.length === 0 ? [] : [`Also for ${others.join(', ')}.`]),
          ...(declaration.example === undefined ? [] : [`Example: ${code(declaration.example)}.`]),
        ].join(' '),
      ];
    });
  return rows.length === 0 ? '' : table(['Variable', 'Value', 'Default', 'Meaning'], rows);
}

/** The value of dev with those of the environments that differ from it; `–` where it is not used. */
function describeDefaults(defaults: ShippedVariable['defaults']): string {
  const [first, ...others] = environments.map((environment) => {
    const value = defaults[environment];
    return value === undefined ? '–' : code(value);
  });
  const differing = others.flatMap((value, index) => (value === first ? [] : [`${environments[index + 1]} ${value}`]));
  return differing.length === 0 ? (first ?? '–') : `${first}; ${differing.join(', ')}`;
}
