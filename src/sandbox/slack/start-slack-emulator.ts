import type { Server } from 'node:http';
import type { ActContext } from './acts/act-context.ts';
import { attempt } from './acts/act-result.ts';
import { click } from './acts/click.ts';
import { clickInView } from './acts/click-in-view.ts';
import { clickRaw } from './acts/click-raw.ts';
import { closeView } from './acts/close-view.ts';
import { command } from './acts/command.ts';
import { openHome } from './acts/open-home.ts';
import { submitView } from './acts/submit-view.ts';
import { createAdmin } from './admin.ts';
import { CallLog } from './calls.ts';
import { createFaults, FaultPlan } from './faults.ts';
import { ACK_TIMEOUT_MS, EVENT_RETRY_DELAYS_MS } from './limits.ts';
import { closeServer, createLoopbackServer, listenOnLoopback } from './loopback-server.ts';
import { ResponseUrls } from './response-urls.ts';
import { DEFAULT_SEED } from './seed.ts';
import { readManifest } from './slack-app.ts';
import type { SlackEmulator, SlackEmulatorOptions } from './slack-emulator.ts';
import { Deliverer } from './socket-mode/deliverer.ts';
import { SocketConnections } from './socket-mode/socket-connections.ts';
import { Triggers } from './triggers.ts';
import type { ServeContext } from './web-api/serve.ts';
import { Workspace } from './workspace.ts';

/**
 * Starts a Slack workspace on 127.0.0.1 that Bolt can talk to in Socket Mode.
 * @throws when the manifest is not usable or the port is taken
 */
export async function startSlackEmulator(options: SlackEmulatorOptions): Promise<SlackEmulator> {
  const parts = createParts(options);
  const server = createLoopbackServer(parts.serving, parts.connections);
  const origin = await listenOnLoopback(server, options.port ?? 0);
  parts.connections.useOrigin(origin);
  return assemble(parts, server, origin);
}

type Parts = ReturnType<typeof createParts>;

function createParts(options: SlackEmulatorOptions) {
  const { now, newId } = options;
  const seed = options.seed ?? DEFAULT_SEED;
  const app = readManifest(options.manifest);
  const workspace = new Workspace(seed, now, newId);
  const connections = new SocketConnections({
    now,
    newId,
    appId: seed.appId,
    ackTimeoutMs: options.ackTimeoutMs ?? ACK_TIMEOUT_MS,
    onCount: (count) => workspace.setConnections(count),
  });
  const triggers = new Triggers(now, newId);
  const responseUrls = new ResponseUrls(now, newId);
  const deliverer = new Deliverer(connections, options.eventRetryDelaysMs ?? EVENT_RETRY_DELAYS_MS);
  const tokens = { bot: `xoxb-${newId('sandbox')}`, app: `xapp-${newId('sandbox')}` };
  const openConnection = () => connections.issueUrl();
  const serving: ServeContext = {
    methods: { app, workspace, triggers, openConnection },
    responseUrls,
    tokens,
    faults: new FaultPlan(),
    calls: new CallLog(() => workspace.feed.emit()),
  };
  return { app, workspace, connections, triggers, responseUrls, deliverer, serving };
}

function assemble(parts: Parts, server: Server, origin: string): SlackEmulator {
  const { workspace, connections, deliverer, serving } = parts;
  const { faults, calls, tokens } = serving;
  return {
    apiUrl: `${origin}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    teamId: workspace.team.id,
    appId: workspace.appId,
    world: workspace,
    admin: createAdmin(workspace),
    faults: { ...createFaults(faults, connections), redeliver: () => deliverer.redeliver() },
    calls: calls.all,
    ...createActs({ ...parts, origin, deliver: (envelope) => deliverer.deliver(envelope) }),
    onChange: (listener) => workspace.feed.onChange(listener),
    waitFor: (probe, deadlineMs) => workspace.feed.waitFor(() => probe(workspace), deadlineMs),
    close: async () => {
      faults.releaseAll();
      deliverer.close();
      connections.close();
      await closeServer(server);
    },
  };
}

function createActs(context: ActContext) {
  return {
    click: (act) => attempt(async () => click(context, act)),
    clickRaw: (act) => attempt(async () => clickRaw(context, act)),
    clickInView: (act) => attempt(async () => clickInView(context, act)),
    submitView: (act) => attempt(async () => submitView(context, act)),
    closeView: (act) => attempt(async () => closeView(context, act)),
    command: (act) => attempt(async () => command(context, act)),
    openHome: (userId) => attempt(async () => openHome(context, userId)),
  } satisfies Partial<SlackEmulator>;
}
