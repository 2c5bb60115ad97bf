import { describe, expect, it } from 'vitest';
import { CLOUDTRAIL_ACTIONS } from '../../../src/sandbox/aws/cloudtrail/lookup-events.ts';
import { COVERAGE } from '../../../src/sandbox/aws/coverage.ts';
import { DS_ACTIONS } from '../../../src/sandbox/aws/ds/service.ts';
import { EC2_ACTIONS } from '../../../src/sandbox/aws/ec2/actions.ts';
import { QUOTAS_ACTIONS } from '../../../src/sandbox/aws/quotas/service.ts';
import { SQS_ACTIONS } from '../../../src/sandbox/aws/sqs/actions.ts';
import { SSM_ACTIONS } from '../../../src/sandbox/aws/ssm/service.ts';
import { STS_ACTIONS } from '../../../src/sandbox/aws/sts/service.ts';

describe('COVERAGE', () => {
  it('lists exactly the registered handlers, each once', () => {
    const registered = [
      ...[...EC2_ACTIONS.keys()].map((action) => `ec2 ${action}`),
      ...[...SQS_ACTIONS.keys()].map((action) => `sqs ${action}`),
      ...[...DS_ACTIONS.keys()].map((action) => `ds ${action}`),
      ...CLOUDTRAIL_ACTIONS.map((action) => `cloudtrail ${action}`),
      ...SSM_ACTIONS.map((action) => `ssm ${action}`),
      ...QUOTAS_ACTIONS.map((action) => `servicequotas ${action}`),
      ...STS_ACTIONS.map((action) => `sts ${action}`),
    ];
    const listed = COVERAGE.map(({ service, action }) => `${service} ${action}`);
    expect(listed.toSorted()).toEqual(registered.toSorted());
  });

  it('says what a partial one lacks', () => {
    const silent = COVERAGE.filter(({ status, notes }) => status === 'partial' && notes === '');
    expect(silent).toEqual([]);
  });
});
