import type { ClientInput, Setup, SetupChoices } from '#contract';

export interface StepProps {
  setup: Setup;
  /** As chosen on the screen, which the host may not have confirmed yet. */
  choices: SetupChoices;
  choose(choice: Omit<ClientInput<'setup.save'>, 'step'>): void;
  goTo(step: 'place' | 'credentials' | 'services' | 'done'): void;
  isSaving: boolean;
}
