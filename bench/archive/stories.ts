import type { Random } from './random.ts';
import { type Fields, type Place, personIdentity, recordOf, timeText } from './record.ts';

/** What a replay that takes every group as of Windows has to say of one change. */
export interface Truth {
  readonly eventId: string;
  readonly outcome: 'finding' | 'permitted' | 'ignored';
  /** When and by whom the door was shut; null for what is no finding, or stands open at the end. */
  readonly closedAt: string | null;
  readonly closedBy: string | null;
}

/** A record of a security-group change or of what belongs to it. */
export interface Step {
  readonly at: number;
  readonly record: Fields;
  /** Undefined for records that are no change of inbound rules. */
  readonly truth?: Truth;
}

/** The life of one security group, told by its records in order. */
export function story(random: Random, place: Place): readonly Step[] {
  return random.pick(STORIES)(createTeller(random, place));
}

type TellStory = (teller: Teller) => readonly Step[];

const STORIES: readonly [TellStory, ...TellStory[]] = [
  openedAndRevoked,
  openedAndRevoked,
  harmless,
  harmless,
  harmless,
  editedAndBack,
  neverClosed,
  groupDeleted,
  denied,
  flatCall,
  listGrown,
  listGrownAndRuleRevoked,
];

const MINUTE_MS = 60_000;
const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'] as const;

/** Makes the records of one group, each some time after the last. */
function createTeller(random: Random, place: Place) {
  const groupId = `sg-${random.hex(17)}`;
  let at = place.at;
  /** Lets time pass: minutes mostly, days now and then. */
  const later = () => {
    at += (1 + random.below(random.below(5) === 0 ? 5_000 : 90)) * MINUTE_MS;
  };
  const call = (name: string, request: Fields, response: Fields | null, errorCode?: string) => {
    later();
    const [eventId, actor] = [random.uuid(), random.pick(PEOPLE)];
    const identity = personIdentity(random, place.accountId, `${actor}@corp.example`);
    const error = errorCode === undefined ? {} : { errorCode };
    const told = { source: 'ec2.amazonaws.com', name, isRead: false, request, response, eventId };
    const record = recordOf(random, { ...place, at }, identity, { ...told, ...error });
    return { at, record, eventId, actor: `${actor}@corp.example`, time: timeText(at) };
  };
  return { random, place, groupId, call };
}

type Teller = ReturnType<typeof createTeller>;
type Called = ReturnType<Teller['call']>;

/** A rule as a story speaks of it. */
interface Rule {
  readonly protocol: string;
  readonly port: number;
  /** A block, or the id of a prefix list. */
  readonly cidr: string;
}

const WIDE_OPEN: readonly [Rule, ...Rule[]] = [
  { protocol: 'tcp', port: 3389, cidr: '0.0.0.0/0' },
  { protocol: 'tcp', port: 445, cidr: '::/0' },
  { protocol: '-1', port: -1, cidr: '0.0.0.0/0' },
  { protocol: 'tcp', port: 5986, cidr: '203.0.113.0/24' },
  { protocol: 'udp', port: 3389, cidr: '198.51.100.0/22' },
];
const HARMLESS: readonly [Rule, ...Rule[]] = [
  { protocol: 'tcp', port: 443, cidr: '0.0.0.0/0' },
  { protocol: 'tcp', port: 22, cidr: '10.0.0.0/8' },
  { protocol: 'udp', port: 53, cidr: '::/0' },
];

function openedAndRevoked(teller: Teller): readonly Step[] {
  const rule = teller.random.pick(WIDE_OPEN);
  const opened = authorize(teller, rule);
  const closed = revoke(teller, rule, opened.ruleId);
  return [create(teller), step(opened, finding(opened, closed)), step(closed, permitted(closed))];
}

function harmless(teller: Teller): readonly Step[] {
  const called = authorize(teller, teller.random.pick(HARMLESS));
  return [create(teller), step(called, permitted(called))];
}

/** The console's way: a rule for HTTPS is edited to RDP, and back. */
function editedAndBack(teller: Teller): readonly Step[] {
  const made = authorize(teller, HARMLESS[0]);
  const opened = modify(teller, made.ruleId, WIDE_OPEN[0]);
  const closed = modify(teller, made.ruleId, HARMLESS[0]);
  return [
    create(teller),
    step(made, permitted(made)),
    step(opened, finding(opened, closed)),
    step(closed, permitted(closed)),
  ];
}

function neverClosed(teller: Teller): readonly Step[] {
  const opened = authorize(teller, teller.random.pick(WIDE_OPEN));
  return [create(teller), step(opened, finding(opened, undefined))];
}

function groupDeleted(teller: Teller): readonly Step[] {
  const opened = authorize(teller, teller.random.pick(WIDE_OPEN));
  const response = { requestId: teller.random.uuid(), _return: true };
  const gone = teller.call('DeleteSecurityGroup', { groupId: teller.groupId }, response);
  return [
    create(teller),
    step(opened, finding(opened, gone)),
    step(gone, { ...permitted(gone), outcome: 'ignored' }),
  ];
}

function denied(teller: Teller): readonly Step[] {
  const request = requestOf(teller, WIDE_OPEN[0]);
  const called = teller.call(AUTHORIZE, request, null, 'Client.UnauthorizedOperation');
  return [step(called, { ...permitted(called), outcome: 'ignored' })];
}

/** The old form of the call: the permission lies in the parameters themselves. */
function flatCall(teller: Teller): readonly Step[] {
  const request = {
    groupId: teller.groupId,
    ipPermissions: {},
    ipProtocol: 'tcp',
    fromPort: 3389,
    toPort: 3389,
    cidrIp: '0.0.0.0/0',
  };
  const called = teller.call(AUTHORIZE, request, { _return: true });
  return [create(teller), step(called, finding(called, undefined))];
}

/** A rule for RDP names a list, which is a finding; the list grows by a block, and loses it again. */
function listGrown(teller: Teller): readonly Step[] {
  const prefixListId = `pl-${teller.random.hex(17)}`;
  const named = authorize(teller, { ...WIDE_OPEN[0], cidr: prefixListId });
  const grown = modifyList(teller, prefixListId, 'AddEntry', 1);
  const shrunk = modifyList(teller, prefixListId, 'RemoveEntry', 2);
  return [
    create(teller),
    step(named, finding(named, undefined)),
    step(grown, finding(grown, shrunk)),
    step(shrunk, permitted(shrunk)),
  ];
}

/** A list that holds a block already when a rule names it, and grows; the rule's end is that of both
 * doors. */
function listGrownAndRuleRevoked(teller: Teller): readonly Step[] {
  const prefixListId = `pl-${teller.random.hex(17)}`;
  const rule = { ...WIDE_OPEN[0], cidr: prefixListId };
  const untold = modifyList(teller, prefixListId, 'AddEntry', 1);
  const named = authorize(teller, rule);
  const grown = modifyList(teller, prefixListId, 'AddEntry', 2, '192.0.2.0/24');
  const closed = revoke(teller, rule, named.ruleId);
  return [
    create(teller),
    step(untold, { ...permitted(untold), outcome: 'ignored' }),
    step(named, finding(named, closed)),
    step(grown, finding(grown, closed)),
    step(closed, permitted(closed)),
  ];
}

const AUTHORIZE = 'AuthorizeSecurityGroupIngress';

/** A group's making, some minutes before the story. */
function create({ random, place, groupId }: Teller): Step {
  const identity = personIdentity(random, place.accountId, 'terraform');
  const groupName = `win-${random.hex(6)}`;
  const tags = [{ key: 'Role', value: random.pick(['web', 'domain-controller', 'jump']) }];
  const record = recordOf(random, place, identity, {
    source: 'ec2.amazonaws.com',
    name: 'CreateSecurityGroup',
    isRead: false,
    request: {
      groupName,
      groupDescription: 'Managed by Terraform',
      vpcId: `vpc-${random.hex(17)}`,
      tagSpecificationSet: { items: [{ resourceType: 'security-group', tags }] },
    },
    response: { requestId: random.uuid(), _return: true, groupId },
  });
  return { at: place.at, record };
}

function authorize(teller: Teller, rule: Rule): Called & { readonly ruleId: string } {
  const ruleId = `sgr-${teller.random.hex(17)}`;
  const items = [{ groupOwnerId: teller.place.accountId, ...answeredRule(teller, rule, ruleId) }];
  const response = {
    requestId: teller.random.uuid(),
    _return: true,
    securityGroupRuleSet: { items },
  };
  return { ...teller.call(AUTHORIZE, requestOf(teller, rule), response), ruleId };
}

function revoke(teller: Teller, rule: Rule, ruleId: string): Called {
  const items = [answeredRule(teller, rule, ruleId)];
  const response = {
    requestId: teller.random.uuid(),
    _return: true,
    revokedSecurityGroupRuleSet: { items },
  };
  return teller.call('RevokeSecurityGroupIngress', requestOf(teller, rule), response);
}

function modify(teller: Teller, ruleId: string, { protocol, port, cidr }: Rule): Called {
  const values = { IpProtocol: protocol, FromPort: port, ToPort: port, CidrIpv4: cidr };
  const SecurityGroupRule = { SecurityGroupRuleId: ruleId, tag: 1, SecurityGroupRule: values };
  const request = {
    ModifySecurityGroupRulesRequest: { GroupId: teller.groupId, SecurityGroupRule },
  };
  const response = {
    ModifySecurityGroupRulesResponse: {
      xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      requestId: teller.random.uuid(),
      return: true,
    },
  };
  return teller.call('ModifySecurityGroupRules', request, response);
}

function modifyList(
  teller: Teller,
  PrefixListId: string,
  entry: 'AddEntry' | 'RemoveEntry',
  CurrentVersion: number,
  Cidr = '203.0.113.0/24',
): Called {
  const request = {
    ModifyManagedPrefixListRequest: { PrefixListId, CurrentVersion, [entry]: { tag: 1, Cidr } },
  };
  const prefixList = { prefixListId: PrefixListId, state: 'modify-in-progress' };
  const response = {
    ModifyManagedPrefixListResponse: { requestId: teller.random.uuid(), prefixList },
  };
  return teller.call('ModifyManagedPrefixList', request, response);
}

function requestOf({ groupId }: Teller, { protocol, port, cidr }: Rule): Fields {
  const isIpv6 = cidr.includes(':');
  const isList = cidr.startsWith('pl-');
  const permission = {
    ipProtocol: protocol,
    ...(protocol === '-1' ? {} : { fromPort: port, toPort: port }),
    groups: {},
    ipRanges: isIpv6 || isList ? {} : { items: [{ cidrIp: cidr }] },
    ipv6Ranges: isIpv6 ? { items: [{ cidrIpv6: cidr }] } : {},
    prefixListIds: isList ? { items: [{ prefixListId: cidr }] } : {},
  };
  return { groupId, ipPermissions: { items: [permission] } };
}

function answeredRule({ groupId }: Teller, { protocol, port, cidr }: Rule, ruleId: string): Fields {
  return {
    groupId,
    securityGroupRuleId: ruleId,
    isEgress: false,
    ipProtocol: protocol,
    fromPort: port,
    toPort: port,
    [sourceKey(cidr)]: cidr,
  };
}

function sourceKey(source: string): string {
  if (source.startsWith('pl-')) return 'prefixListId';
  return source.includes(':') ? 'cidrIpv6' : 'cidrIpv4';
}

function step({ at, record }: Called, truth: Truth): Step {
  return { at, record, truth };
}

function permitted({ eventId }: Called): Truth {
  return { eventId, outcome: 'permitted', closedAt: null, closedBy: null };
}

function finding({ eventId }: Called, closed: Called | undefined): Truth {
  const closedAt = closed?.time ?? null;
  return { eventId, outcome: 'finding', closedAt, closedBy: closed?.actor ?? null };
}
