import type { Compose, ComposeService } from '../compose-file/index.ts';

/** The names and everything they depend on, dependencies first. A dependency that is not required and not active is left out. */
export function withDependencies(compose: Compose, names: readonly string[]): ComposeService[] {
  const ordered = new Map<string, ComposeService>();
  const visit = (name: string) => {
    const service = compose.services[name];
    if (service === undefined || ordered.has(name)) return;
    for (const dependency of service.dependsOn) if (dependency.required || names.includes(dependency.service)) visit(dependency.service);
    ordered.set(name, service);
  };
  for (const name of names) visit(name);
  return [...ordered.values()];
}

/** The names and everything that depends on them, dependents first: the order of stopping. */
export function withDependents(compose: Compose, names: readonly string[]): ComposeService[] {
  const wanted = new Set(names);
  let grew = true;
  while (grew) {
    grew = false;
    for (const service of Object.values(compose.services)) {
      if (wanted.has(service.name) || !service.dependsOn.some(({ service: name, required }) => required && wanted.has(name))) continue;
      wanted.add(service.name);
      grew = true;
    }
  }
  return withDependencies(compose, [...wanted])
    .filter(({ name }) => wanted.has(name))
    .reverse();
}

/** Services that name this one in `depends_on`, sorted. */
export function dependentsOf(compose: Compose, name: string): ComposeService[] {
  return Object.values(compose.services).filter(({ dependsOn }) => dependsOn.some(({ service }) => service === name));
}

/** The service and those that say `restart: true` of it, and so on, dependencies first. */
export function withRestarted(compose: Compose, name: string): ComposeService[] {
  const wanted = new Set([name]);
  const visit = (each: string) => {
    for (const dependent of dependentsOf(compose, each)) {
      if (wanted.has(dependent.name) || !dependent.dependsOn.some(({ service, restart }) => service === each && restart)) continue;
      wanted.add(dependent.name);
      visit(dependent.name);
    }
  };
  visit(name);
  return withDependencies(compose, [...wanted]).filter((service) => wanted.has(service.name));
}
