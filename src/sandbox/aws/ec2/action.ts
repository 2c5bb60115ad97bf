import type { Behaviour } from '../behaviour.ts';
import type { Principal } from '../identity/principal.ts';
import type { NewId } from '../ids.ts';
import type { QueryParams } from '../wire/query-params.ts';
import type { XmlObject } from '../wire/xml.ts';
import type { WorldState } from '../world/model.ts';

/** What a command may know: the state it acts on, and when, where and for whom it runs. */
export interface Ec2Call {
  readonly state: WorldState;
  readonly at: Date;
  readonly principal: Principal;
  readonly behaviour: Behaviour;
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
}

/** The answer's body (without `requestId`) and, for a call that changed something, the state after. */
export interface Ec2Answer {
  readonly body: XmlObject;
  readonly next?: WorldState;
  /** What a read moves on by itself in the live world, whichever state it answered from. */
  readonly settle?: (live: WorldState) => WorldState;
}

/** A request that was read and found well formed. Throws `AwsError` where EC2 refuses; changes nothing
 * by itself, so a refusal half way leaves nothing half done. */
export type Ec2Command = (call: Ec2Call) => Ec2Answer;

/** How CloudTrail writes the call down. `none`: reads, which the event bus does not carry here.
 * `flat`: the older actions, whose `requestParameters` keep a shape of their own.
 * `wrapper`: the newer ones, which repeat the query request under `<Action>Request`. */
export type TrailForm =
  | { readonly kind: 'none' }
  | { readonly kind: 'flat'; readonly request: (params: QueryParams) => object }
  | { readonly kind: 'wrapper' };

/** One EC2 action. `prepare` reads the request and throws where it is malformed. */
export interface Ec2Action {
  readonly name: string;
  readonly trail: TrailForm;
  readonly prepare: (params: QueryParams) => Ec2Command;
}

/** The form of every Describe action. */
export const NOT_RECORDED: TrailForm = { kind: 'none' };
