import { CLOUDTRAIL_TARGET } from './cloudtrail/lookup-events.ts';
import { DS_TARGET } from './ds/service.ts';
import type { FaultBook } from './faults.ts';
import { keepLast } from './keep-last.ts';
import { QUOTAS_TARGET } from './quotas/service.ts';
import { SSM_TARGET } from './ssm/service.ts';
import { AwsError } from './wire/aws-error.ts';
import type { AwsReply, AwsRequest, PendingCall, Reply, Service } from './wire/http.ts';

/** How many calls are kept for reading, in calls: long polls alone make 4,320 a day. */
const CALLS_KEPT_MAX = 10_000;

/** A call that was answered (or whose answer was lost). `params`: the query's fields by their dotted
 * names, or the JSON body. `outcome`: an AWS error code, or `ok`. */
export interface CallMade {
  readonly action: string;
  readonly accessKeyId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly at: Date;
  readonly outcome: string;
}

/** The services that answer in one account and Region. */
export type Services = Readonly<
  Record<'ec2' | 'sts' | 'sqs' | 'ds' | 'ssm' | 'quotas' | 'cloudtrail', Service>
>;

export interface DispatchOptions {
  readonly now: () => Date;
  readonly faults: FaultBook;
  /** The services of a Region, '' for a request that names none, in the account of who has an access key. */
  readonly servicesOf: (region: string, accessKeyId: string) => Services;
  readonly changed: () => void;
}

/** Takes requests to their services, through the faults that hold and lose them, and keeps the list
 * of calls. */
export class Dispatcher {
  readonly #options: DispatchOptions;
  readonly #calls: CallMade[] = [];

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  get calls(): readonly CallMade[] {
    return this.#calls;
  }

  async answer(request: AwsRequest): Promise<AwsReply> {
    const { faults } = this.#options;
    const call = this.#serviceFor(request).open(request);
    await faults.pass('before', call.action);
    const { reply, outcome } = await attempt(call);
    this.#note(request, call, outcome);
    await faults.pass('after', call.action);
    return faults.take('drop', call.action) ? { kind: 'lost' } : reply;
  }

  #serviceFor(request: AwsRequest): Service {
    const services = this.#options.servicesOf(request.region, request.accessKeyId);
    if (request.target?.startsWith(DS_TARGET)) return services.ds;
    if (request.target?.startsWith(SSM_TARGET)) return services.ssm;
    if (request.target?.startsWith(QUOTAS_TARGET)) return services.quotas;
    if (request.target?.includes(CLOUDTRAIL_TARGET)) return services.cloudtrail;
    if (request.target !== undefined) return services.sqs;
    // An unsigned request has no scope: EC2 then refuses it in EC2's words.
    return request.scope === 'sts' ? services.sts : services.ec2;
  }

  #note(request: AwsRequest, { action, params }: PendingCall, outcome: string): void {
    const { accessKeyId } = request;
    const made = { action, accessKeyId, params, at: this.#options.now(), outcome };
    keepLast(this.#calls, made, CALLS_KEPT_MAX);
    this.#options.changed();
  }
}

async function attempt(call: PendingCall): Promise<{ reply: Reply; outcome: string }> {
  try {
    return { reply: await call.perform(), outcome: 'ok' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { reply: call.refuse(error), outcome: error.code };
  }
}
