import type { ActResult } from '../slack/acts/act-result.ts';

/** What Slack's client would tell the person after an act; undefined when it shows by itself. Pure. */
export function tellAct(result: ActResult): string | undefined {
  switch (result.kind) {
    case 'acked':
    case 'notTold':
      return undefined;
    case 'timeout':
      return "Portcullis didn't respond within three seconds.";
    case 'connectionLost':
      return "Portcullis didn't respond: its connection was lost.";
    case 'notConnected':
      return "Portcullis didn't respond: it is not connected.";
    case 'badAck':
      return `Portcullis answered with what Slack does not take: ${result.problem}`;
    case 'refused':
      return `Slack did not let you: ${result.reason}.`;
  }
}
