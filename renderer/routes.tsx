import { type ComponentType, lazy } from 'react';
import type { PageRoute } from './page-route.ts';
import { accessRoute } from './pages/access/route.ts';
import { configurationRoute } from './pages/configuration/route.ts';
import { credentialsRoute } from './pages/credentials/route.ts';
import { documentsRoute } from './pages/documents/route.ts';
import { overviewRoute } from './pages/overview/route.ts';
import { searchRoute } from './pages/search/route.ts';
import { setupRoute } from './pages/setup/route.ts';
import { stackRoute } from './pages/stack/route.ts';
import { tasksRoute } from './pages/tasks/route.ts';

/** The pages there are, in the order of the rail. A new page is its folder and a line here. */
export const pageRoutes: readonly PageRoute[] = [
  overviewRoute,
  stackRoute,
  searchRoute,
  documentsRoute,
  configurationRoute,
  credentialsRoute,
  accessRoute,
  tasksRoute,
  setupRoute,
];

/** Each page as a component that is loaded when it is first shown. */
export const pages: readonly (PageRoute & { Page: ComponentType })[] = pageRoutes.map((route) => ({ ...route, Page: lazy(route.load) }));
