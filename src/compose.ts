import { WebClient } from '@slack/web-api';
import { awsDirectories } from './adapters/aws/directories.ts';
import { cloudTrailHistory } from './adapters/aws/event-history.ts';
import { ec2GroupListing } from './adapters/aws/group-listing.ts';
import { ec2Hosts } from './adapters/aws/hosts.ts';
import { ssmManagedInstances } from './adapters/aws/managed-instances.ts';
import { ec2NetworkInterfaces } from './adapters/aws/network-interfaces.ts';
import { openAccounts } from './adapters/aws/open-accounts.ts';
import { ec2PrefixLists } from './adapters/aws/prefix-lists.ts';
import { type Queue, sqsQueue } from './adapters/aws/queue.ts';
import { awsQuotas } from './adapters/aws/quotas.ts';
import { ec2RuleSteps } from './adapters/aws/rule-steps.ts';
import { ec2SecurityGroups } from './adapters/aws/security-groups.ts';
import { ec2Surroundings } from './adapters/aws/surroundings.ts';
import { readDelivery } from './adapters/cloudtrail/read-delivery.ts';
import { WATCHED_EVENT_NAMES } from './adapters/cloudtrail/watched.ts';
import { type Health, startHealth } from './adapters/http/health.ts';
import { clientOptions, POSTING_RETRIES } from './adapters/slack/client-options.ts';
import { homeTeam } from './adapters/slack/home-team.ts';
import { type SlackApp, startSlackApp } from './adapters/slack/slack-app.ts';
import { slackChannel } from './adapters/slack/slack-channel.ts';
import { slackPeople } from './adapters/slack/slack-people.ts';
import { openDatabase } from './adapters/store/open-database.ts';
import type { OpenStore } from './adapters/store/open-store.ts';
import { anchorFile } from './adapters/system/anchor-file.ts';
import { startCron } from './adapters/system/cron.ts';
import { randomIds } from './adapters/system/random-ids.ts';
import { systemClock } from './adapters/system/system-clock.ts';
import { auditsAtOnce } from './app/audit/audits-at-once.ts';
import { type ChannelTrouble, channelTrouble } from './app/channel-trouble.ts';
import { openExemptionDesk } from './app/desk/exemption-desk.ts';
import { openDesk } from './app/desk/open-desk.ts';
import { readConnections } from './app/doors/read-connections.ts';
import { openHardenDesk } from './app/harden-desk.ts';
import { planNarrowing } from './app/hardening/plan-narrowing.ts';
import { revertLockOuts, SIMULATION_MS_MAX } from './app/hardening/revert-lock-outs.ts';
import { rulesPerGroup } from './app/hardening/rules-per-group.ts';
import { hearDelivery } from './app/hear/hear-delivery.ts';
import type { HearNeeds } from './app/hear/prepared.ts';
import { countApprovers } from './app/people/count-approvers.ts';
import type { Log, Place } from './app/ports.ts';
import { standingsOf } from './app/standings.ts';
import { TASK_TIMES } from './app/tasks/schedule.ts';
import { startWorker, type Worker } from './app/worker.ts';
import { accessTo } from './config/database.ts';
import type { Config } from './config/env.ts';
import type { Finding } from './domain/finding/finding.ts';
import { SECOND_MS } from './domain/instant.ts';
import type { Plan } from './domain/plan/plan.ts';
import type { Policy } from './domain/policy/policy.ts';
import { OWN_TASK_NAMES, type TaskName } from './domain/task.ts';

/** How long stopping may take, in ms: a platform that asked kindly kills after ten seconds. */
const STOP_MS = 8 * SECOND_MS;
const QUEUE_STOP_MS = 3 * SECOND_MS;

export interface Service {
  /** Where `/healthz` and `/readyz` are. */
  readonly healthUrl: string;
  /** Drains and stops: no new records, clicks or jobs; those under way are finished. */
  stop(): Promise<void>;
}

/** The running service, wired. Everything it needs outside is asked once at the start, so that what
 * is missing is said at once and not at the first alert.
 * @throws OutsideError when AWS, Slack, the database or the port does not answer. */
export async function compose(config: Config, policy: Policy, log: Log): Promise<Service> {
  const clock = systemClock;
  const ids = randomIds;
  const startedAt = clock.now();
  const { botToken, appToken, apiUrl, appId } = config.slack;
  const slack = new WebClient(botToken.reveal(), clientOptions(POSTING_RETRIES, apiUrl));

  let worker: Worker | null = null;
  const store = await openDatabase(accessTo(config.database), {
    onCommit: (anchor) => log.info(anchor, 'log anchored'),
    onWanted: () => worker?.poke(),
  });
  const sts = { region: config.aws.region, clock };
  const { homeAccountId, accounts, ownArns } = await openAccounts(policy, sts);
  const home = await homeTeam(slack);
  const groups = ec2SecurityGroups(accounts);
  const lists = ec2PrefixLists(accounts, clock);
  const interfaces = ec2NetworkInterfaces(accounts, clock);
  const directories = awsDirectories(accounts);
  const channel = slackChannel(slack);
  const people = slackPeople(slack, { clock, log });
  const trouble = channelTrouble();
  const { channelId } = policy;
  const history = cloudTrailHistory({
    accounts,
    eventNames: WATCHED_EVENT_NAMES,
    readRecord: readDelivery,
  });
  const listing = ec2GroupListing(accounts);
  const surroundings = ec2Surroundings(accounts);
  const ruleSteps = ec2RuleSteps(accounts);
  const quotas = awsQuotas(accounts);
  const hosts = ec2Hosts(accounts);
  const managedInstances = ssmManagedInstances(accounts);
  const ec2 = { groups, lists, interfaces, listing, surroundings, ruleSteps, hosts };
  const outside = {
    ...ec2,
    directories,
    managedInstances,
    history,
    channel,
    channelId,
    anchorFile,
  };
  const needs = {
    ...outside,
    store,
    policy,
    accountId: homeAccountId,
    ownAccountIds: accounts.ids,
    ownArns,
    accounts,
    clock,
    ids,
    log,
    people,
    home,
    trouble,
  };

  const audits = auditsAtOnce({
    ...needs,
    region: config.aws.region,
    exemptedFindings: () => store.exemptedFindings(),
    standings: (place, some) => standingsOf(place, some, needs),
  });
  const simulateRevert = (finding: Finding, plan: Plan) => revertLockOuts(finding, plan, needs);
  // The form of a revert waits for both, and for neither longer than for the other.
  const foreseeConnections = (finding: Finding) =>
    readConnections(finding, needs, SIMULATION_MS_MAX);
  const { region, regions } = config.aws;
  const who = { startedAt, region, regions };
  const quotaNeeds = { quotas, clock, log };
  const hardening = { rulesPerGroup: rulesPerGroup(quotaNeeds) };
  const planNeeds = { ...needs, ...hardening };
  const narrowing = {
    planNarrowing: (finding: Finding, intent: 'narrow' | 'undo') =>
      planNarrowing(finding, intent, planNeeds),
  };
  const counting = { countApprovers: (finding: Finding) => countApprovers(finding, needs) };
  const asked = { ...who, ...narrowing, ...counting };
  const looking = { simulateRevert, foreseeConnections };
  const deskNeeds = { ...planNeeds, ...asked, audits, ...looking };
  const desk = {
    ...openDesk(deskNeeds),
    ...openExemptionDesk(deskNeeds),
    ...openHardenDesk(deskNeeds),
  };
  const slackApp = await startSlackApp({
    botToken: botToken.reveal(),
    appToken: appToken.reveal(),
    apiUrl,
    appId,
    home,
    desk,
    log,
  });
  await store.wantAll(clock.now());
  worker = startWorker(needs);
  const queue = startQueue(config.aws, needs);
  const cron = startTasks(config, [...accounts.ids], needs);
  const health = await startHealth(config.http, () => readiness(store, queue, trouble));
  const running = { health, queue, cron, slackApp, worker, store };
  return { healthUrl: health.url, stop: () => stopAll(running) };
}

/** The queue, being heard; null where none is configured. */
function startQueue({ queueUrl, region }: Config['aws'], needs: HearNeeds): Queue | null {
  if (queueUrl === null) return null;
  const queue = sqsQueue({
    queueUrl,
    region,
    log: needs.log,
    hear: async ({ body, ...message }) => {
      const outcome = await hearDelivery(readDelivery(body), message, needs);
      return outcome === 'heard';
    },
  });
  queue.start();
  return queue;
}

/** Asks for the tasks at the start and at their times. */
function startTasks(
  { tasks, aws }: Config,
  accountIds: readonly string[],
  { store, clock, log }: Pick<HearNeeds, 'store' | 'clock' | 'log'>,
): { stop(): void } {
  const ask = (name: TaskName, place: Place) => ({
    times: TASK_TIMES[name],
    ask: () => store.wantTask({ name, ...place }, clock.now()),
  });
  const places = accountIds.flatMap((accountId) =>
    aws.regions.map((region): Place => ({ accountId, region })),
  );
  const looking = tasks.flatMap((name) => places.map((place) => ask(name, place)));
  // What is done to the database is done once, whatever the accounts and Regions.
  const [accountId = ''] = accountIds;
  const own = OWN_TASK_NAMES.map((name) => ask(name, { accountId, region: aws.region }));
  const entries = [...looking, ...own];
  return startCron(entries, log);
}

async function readiness(
  store: OpenStore,
  queue: Queue | null,
  trouble: ChannelTrouble,
): Promise<readonly string[]> {
  const problems: string[] = [];
  await store.countFindings().catch(() => problems.push('The database does not answer'));
  const queueProblem = queue?.problem() ?? null;
  if (queueProblem !== null) problems.push(`The queue cannot be read: ${queueProblem}`);
  const refused = trouble.problem();
  if (refused !== null) problems.push(`Alerts cannot be posted: ${refused}`);
  return problems;
}

interface Running {
  readonly health: Health;
  readonly queue: Queue | null;
  readonly cron: { stop(): void };
  readonly slackApp: SlackApp;
  readonly worker: Worker;
  readonly store: OpenStore;
}

/** Stops in the order that lets nothing begin which could not end: first what brings work in, then
 * what does it, then what it is kept in. */
async function stopAll(running: Running): Promise<void> {
  const { health, queue, cron, slackApp, worker, store } = running;
  cron.stop();
  await Promise.all([queue?.stop(QUEUE_STOP_MS), slackApp.stop()]);
  // A job that does not end in time keeps its lease; it is taken again after the next start.
  await Promise.race([worker.stop(), systemClock.wait(STOP_MS - QUEUE_STOP_MS)]);
  await health.close();
  await store.close();
}
