import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { GantryError } from '#contract';
import { useConnection } from '../api/api-context.tsx';
import { ErrorBox } from '../components/error-box.tsx';

/** Keeps a page that breaks (a mistake in it, or a part of it that cannot be loaded) from taking the frame with it. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: GantryError | undefined }> {
  override state: { error: GantryError | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    const message = error instanceof Error ? error.message : String(error);
    // The words of Chromium, Firefox, Safari and Vite for a page whose files did not come: the host is gone.
    const isNotLoaded = /dynamically imported module|module script failed|preload CSS/i.test(message);
    return {
      error: isNotLoaded ? new GantryError('host_unreachable', { cause: error }) : new GantryError('internal', { message, cause: error }),
    };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <BrokenPage error={this.state.error} />;
  }
}

function BrokenPage({ error }: { error: GantryError }) {
  const t = useTranslations('frame');
  const { state } = useConnection();
  const wasLost = useRef(false);
  useEffect(() => {
    if (error.code !== 'host_unreachable') return;
    if (state === 'lost') wasLost.current = true;
    if (state === 'open' && wasLost.current) window.location.reload();
  }, [error, state]);
  return <ErrorBox error={error} title={t('pageBroken')} onRetry={() => window.location.reload()} />;
}
