export const serviceTabs = ['why', 'logs', 'stats', 'limits', 'config'] as const;
export type ServiceTab = (typeof serviceTabs)[number];

/** Address of a service's page in the panel. */
export function servicePath(name: string, tab?: ServiceTab): string {
  return `/stack/services/${encodeURIComponent(name)}${tab === undefined || tab === 'why' ? '' : `/${tab}`}`;
}
