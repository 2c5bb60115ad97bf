import type { Random } from './random.ts';
import { type Call, type Fields, type Place, recordOf, sessionIdentity } from './record.ts';

/** The record of a call that has nothing to do with inbound rules: about 1 to 4 KB each, reads and
 * writes mixed as in accounts that machines run. */
export function backgroundRecord(random: Random, place: Place): Fields {
  const role = random.pick(['node-role', 'ci-deploy', 'backup', 'observability', 'karpenter']);
  const identity = sessionIdentity(random, place.accountId, role, `i-${random.hex(17)}`);
  return recordOf(random, place, identity, random.pick(CALLS)(random, place));
}

type MakeCall = (random: Random, place: Place) => Call;

const CALLS: readonly [MakeCall, ...MakeCall[]] = [
  assumeRole,
  assumeRole,
  decrypt,
  decrypt,
  decrypt,
  describeInstances,
  describeInstances,
  describeGroups,
  getParameter,
  getParameter,
  runInstances,
  tagInstances,
  putMetricFilter,
  deniedPut,
];

function assumeRole(random: Random, { accountId }: Place): Call {
  const roleArn = `arn:aws:iam::${accountId}:role/worker-${random.below(40)}`;
  const session = `session-${random.hex(12)}`;
  return {
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    isRead: true,
    request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
    response: {
      credentials: {
        accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
        sessionToken: random.hex(320),
        expiration: 'Mar 1, 2026, 7:12:44 AM',
      },
      assumedRoleUser: { assumedRoleId: `AROA${random.hex(16)}:${session}`, arn: roleArn },
    },
  };
}

function decrypt(random: Random, { accountId, region }: Place): Call {
  const key = `arn:aws:kms:${region}:${accountId}:key/${random.uuid()}`;
  return {
    source: 'kms.amazonaws.com',
    name: random.pick(['Decrypt', 'GenerateDataKey']),
    isRead: true,
    request: {
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-${accountId}/part-${random.hex(12)}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      keyId: key,
    },
    response: null,
  };
}

function describeInstances(random: Random): Call {
  const items = Array.from({ length: 1 + random.below(12) }, () => ({
    instanceId: `i-${random.hex(17)}`,
  }));
  return {
    source: 'ec2.amazonaws.com',
    name: random.pick(['DescribeInstances', 'DescribeInstanceStatus', 'DescribeVolumes']),
    isRead: true,
    request: { maxResults: 1000, instancesSet: { items }, filterSet: {} },
    response: null,
  };
}

/** Reads of security groups are frequent, and name what is searched for in almost the same words. */
function describeGroups(random: Random): Call {
  const items = [{ groupId: `sg-${random.hex(17)}` }];
  return {
    source: 'ec2.amazonaws.com',
    name: random.pick(['DescribeSecurityGroups', 'DescribeSecurityGroupRules']),
    isRead: true,
    request: { securityGroupSet: {}, securityGroupIdSet: { items }, filterSet: {} },
    response: null,
  };
}

function getParameter(random: Random): Call {
  return {
    source: 'ssm.amazonaws.com',
    name: random.pick(['GetParameter', 'UpdateInstanceInformation', 'ListAssociations']),
    isRead: true,
    request: { name: `/service/${random.hex(6)}/password`, withDecryption: true },
    response: null,
  };
}

function runInstances(random: Random, { region }: Place): Call {
  const interfaces = Array.from({ length: 1 + random.below(3) }, () => ({
    networkInterfaceId: `eni-${random.hex(17)}`,
    subnetId: `subnet-${random.hex(17)}`,
    vpcId: `vpc-${random.hex(17)}`,
    status: 'in-use',
    macAddress: '02:4a:11:8c:03:d7',
    privateIpAddress: `10.4.${random.below(255)}.${random.below(255)}`,
    groupSet: { items: [{ groupId: `sg-${random.hex(17)}`, groupName: 'workers' }] },
    tagSet: {},
  }));
  const instance = {
    instanceId: `i-${random.hex(17)}`,
    imageId: `ami-${random.hex(17)}`,
    instanceState: { code: 0, name: 'pending' },
    instanceType: random.pick(['m7i.large', 'c7g.xlarge', 't3.medium']),
    placement: { availabilityZone: `${region}a`, tenancy: 'default' },
    monitoring: { state: 'pending' },
    networkInterfaceSet: { items: interfaces },
    clientToken: random.uuid(),
  };
  return {
    source: 'ec2.amazonaws.com',
    name: 'RunInstances',
    isRead: false,
    request: { instancesSet: { items: [{ imageId: instance.imageId, minCount: 1, maxCount: 1 }] } },
    response: {
      requestId: random.uuid(),
      reservationId: `r-${random.hex(17)}`,
      instancesSet: { items: [instance] },
    },
  };
}

function tagInstances(random: Random): Call {
  return {
    source: 'ec2.amazonaws.com',
    name: random.below(20) === 0 ? 'CreateTags' : 'ModifyInstanceAttribute',
    isRead: false,
    request: {
      resourcesSet: { items: [{ resourceId: `i-${random.hex(17)}` }] },
      tagSet: { items: [{ key: 'Name', value: `worker-${random.hex(4)}` }] },
    },
    response: { requestId: random.uuid(), _return: true },
  };
}

/** A request with text in a text: quotes and backslashes, and the words of a call that is watched. */
function putMetricFilter(random: Random): Call {
  const words = random.pick(['AuthorizeSecurityGroupIngress', 'ConsoleLogin', 'DeleteTrail']);
  return {
    source: 'logs.amazonaws.com',
    name: 'PutMetricFilter',
    isRead: false,
    request: {
      logGroupName: 'CloudTrail/DefaultLogGroup',
      filterName: `filter-${random.hex(6)}`,
      filterPattern: `{ ($.eventName = "${words}") && ($.errorCode NOT EXISTS) }`,
      metricTransformations: [
        { metricName: words, metricNamespace: 'Ops\\Security', metricValue: '1' },
      ],
    },
    response: null,
  };
}

function deniedPut(random: Random, { accountId }: Place): Call {
  return {
    source: 's3.amazonaws.com',
    name: 'PutBucketPolicy',
    isRead: false,
    errorCode: 'AccessDenied',
    request: {
      bucketName: `data-${accountId}`,
      Host: `data-${accountId}.s3.amazonaws.com`,
      policy: '',
    },
    response: null,
    eventId: random.uuid(),
  };
}
