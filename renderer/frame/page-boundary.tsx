import { Component, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { GantryError } from '#contract';
import { ErrorBox } from '../components/error-box.tsx';

/** Keeps a page that breaks (a mistake in it, or a part of it that cannot be loaded) from taking the frame with it. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: GantryError | undefined }> {
  override state: { error: GantryError | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: new GantryError('internal', { message, cause: error }) };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <BrokenPage error={this.state.error} />;
  }
}

function BrokenPage({ error }: { error: GantryError }) {
  const t = useTranslations('frame');
  return <ErrorBox error={error} title={t('pageBroken')} onRetry={() => window.location.reload()} />;
}
