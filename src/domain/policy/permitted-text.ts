import type { PermittedReason } from './evaluate.ts';

/** Why a change on a guarded group is no finding, for people. */
export const PERMITTED_TEXTS: Readonly<Record<PermittedReason, string>> = {
  onlyCloses: 'It only closes',
  noGuardedTraffic: 'It opens no port that is guarded here',
  approvedSources: 'It opens guarded ports to approved sources only',
  alreadyOpen: 'It opens nothing that was not open already',
};
