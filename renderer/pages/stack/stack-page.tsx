import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { Services } from './services.tsx';

const HostLimits = lazy(() => import('./host-limits.tsx'));
const Ports = lazy(() => import('./ports.tsx'));
const ServiceView = lazy(() => import('./service-view.tsx'));

/** The stack: all services, one of them, the ports, or what bounds all together. */
export default function StackPage() {
  return (
    <Switch>
      <Route path="/stack" component={Services} />
      <Route path="/stack/ports" component={Ports} />
      <Route path="/stack/host-limits" component={HostLimits} />
      <Route path="/stack/services/:name/:tab?" component={ServiceView} />
    </Switch>
  );
}
