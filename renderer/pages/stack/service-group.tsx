import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { EngineInfo } from '#contract';
import { Card } from '../../components/card.tsx';
import type { ChangeSelection } from './change-selection.ts';
import type { ServiceGroupData } from './group-services.ts';
import { ServiceRow } from './service-row.tsx';
import classes from './stack-page.module.css';

interface ServiceGroupProps {
  group: ServiceGroupData;
  engine: EngineInfo;
  onChange: (change: ChangeSelection) => void;
}

/** The services of a profile with the buttons for all of them. */
export function ServiceGroup({ group, engine, onChange }: ServiceGroupProps) {
  const isEngineUp = engine.state === 'ok';
  const t = useTranslations('stack');
  const running = group.services.filter(({ container, state }) => container !== null && state !== 'stopped').length;
  const change = (verb: ChangeSelection['verb']) =>
    onChange(
      group.name === ''
        ? { verb, profiles: [], services: group.services.map(({ name }) => name) }
        : { verb, profiles: [group.name], services: [] },
    );
  const title = group.name === '' ? t('noProfile') : group.name;
  return (
    <Card
      title={title}
      aside={
        <>
          <span>{t('running', { running, count: group.services.length })}</span>
          {running === 0 ? null : (
            <Button
              variant="default"
              size="compact-sm"
              disabled={!isEngineUp}
              onClick={() => change('stop')}
              aria-label={t('stopNamed', { name: title })}
            >
              {t('stop')}
            </Button>
          )}
          {running === group.services.length ? null : (
            <Button
              variant="default"
              size="compact-sm"
              disabled={!isEngineUp}
              onClick={() => change('start')}
              aria-label={t('startNamed', { name: title })}
            >
              {t('startShort')}
            </Button>
          )}
        </>
      }
    >
      <ul className={classes.rows}>
        {group.services.map((service) => (
          <ServiceRow key={service.name} service={service} engine={engine} onChange={onChange} />
        ))}
      </ul>
    </Card>
  );
}
