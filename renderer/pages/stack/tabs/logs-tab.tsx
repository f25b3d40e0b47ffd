import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LogLevel } from '#contract';
import { useLogs } from '../../../api/use-logs.ts';
import { commands } from '../../../commands.ts';
import { CopyTextButton } from '../../../components/copy-text-button.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { useFormats } from '../../../i18n/language-provider.tsx';
import classes from './tabs.module.css';

const lineHeight = 18;
/** Nearer to the end than this the list goes along with new lines. */
const nearEndPx = 40;
const levels = ['all', 'warning', 'error'] as const;

/** The log of the service as it is written; pausing holds it still. */
export function LogsTab({ name }: { name: string }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const formats = useFormats();
  const [level, setLevel] = useState<(typeof levels)[number]>('all');
  const [typed, setTyped] = useState('');
  const [contains] = useDebouncedValue(typed.trim(), 300);
  const [isPaused, setIsPaused] = useState(false);
  const wanted: LogLevel | undefined = level === 'all' ? undefined : level;
  const { lines, isCut, error, isLoading } = useLogs({ services: name, level: wanted, contains, isPaused });
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const last = lines.at(-1)?.id;
  useEffect(() => {
    if (last !== undefined && isAtEnd.current) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [last, lines.length, virtualizer]);
  const noteScroll = () => {
    const element = scroller.current;
    if (element !== null) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
  };
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <TextInput
          className={classes.grow}
          type="search"
          aria-label={t('logFilter')}
          placeholder={t('logFilter')}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('logLevel')}
          value={level}
          onChange={(value) => setLevel(value as typeof level)}
          data={levels.map((each) => ({ value: each, label: t(`levels.${each}`) }))}
        />
        <Button
          variant="default"
          leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => setIsPaused(!isPaused)}
        >
          {isPaused ? t('follow') : t('pause')}
        </Button>
        <CopyTextButton text={commands.logs({ service: name, level: wanted, contains })} label={general('copyCommand')} />
      </div>
      {error === null ? null : <ErrorBox error={error} title={t('logsFailed')} />}
      <p className={classes.quiet}>
        {isLoading ? t('logsLoading') : lines.length === 0 ? t('noLines') : t('lineCount', { count: lines.length })}
        {isCut ? ` · ${t('olderLines')}` : ''}
        {isPaused ? ` · ${t('paused')}` : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <section ref={scroller} className={classes.log} tabIndex={0} aria-label={t('logOf', { name })} onScroll={noteScroll} dir="ltr">
        <div className={classes.lines} style={{ blockSize: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            return (
              <div
                key={line.id}
                ref={virtualizer.measureElement}
                data-index={item.index}
                data-level={line.level ?? undefined}
                className={classes.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <time dateTime={line.at} title={formats.dateTime(Date.parse(line.at))}>
                  {formats.axisClock(Date.parse(line.at), true)}
                </time>
                <span>{line.level ?? ''}</span>
                <span className={classes.text}>{line.text}</span>
              </div>
            );
          })}
        </div>
      </section>
    </div>
  );
}
