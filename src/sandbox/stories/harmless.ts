import { authorizing } from './authorize.ts';
import { GROUP_NAMES } from './seed-aws.ts';
import type { Story } from './story.ts';

const chapter = 'Nothing should happen';

/** Changes that are approved, or nobody's business. */
export const HARMLESS_STORIES: readonly Story[] = [
  authorizing(
    {
      id: 'add-https',
      chapter,
      label: 'Add HTTPS from everywhere (IPv6)',
      expectation: 'No alert: HTTPS is not guarded on a Windows host. The status counts it.',
    },
    GROUP_NAMES.web,
    [{ protocol: 'tcp', port: 443, cidr: '::/0', description: 'HTTPS for everybody' }],
  ),
  authorizing(
    {
      id: 'add-rdp-bastion',
      chapter,
      label: 'Add RDP from a part of the bastion',
      expectation: 'No alert: 10.9.8.0/29 lies in the approved network.',
    },
    GROUP_NAMES.web,
    [{ protocol: 'tcp', port: 3389, cidr: '10.9.8.0/29' }],
  ),
  authorizing(
    {
      id: 'open-unguarded',
      chapter,
      label: 'Open RDP on the unguarded Linux group',
      expectation: 'No alert: the policy does not guard linux-app.',
    },
    GROUP_NAMES.unguarded,
    [{ protocol: 'tcp', port: 3389, cidr: '0.0.0.0/0' }],
  ),
];
