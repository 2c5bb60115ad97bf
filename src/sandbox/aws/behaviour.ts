/** What AWS does sometimes one way and sometimes another, or slower than a story wants to wait. */
export interface Behaviour {
  /** How many DescribeManagedPrefixLists answers show a changed list as still in progress; 0: the
   * change is complete when the call returns. */
  readonly prefixListReads: number;
  /** How long after its call a record shows in LookupEvents, in ms; minutes in the real CloudTrail. */
  readonly lookupDelayMs: number;
  /** Whether LookupEvents refuses more than 2 requests a second. */
  readonly isLookupLimited: boolean;
  /** From where AddIpRoutes lets the world reach the controllers: newer and older copies of the API
   * reference differ. */
  readonly addIpRoutesSource: 'vpc-cidr' | 'anywhere';
  /** Who is named in the EC2 records of what Directory Service does: itself, or its caller with
   * `invokedBy`. No real record has been published. */
  readonly directoryActsAs: 'service' | 'caller';
}

/** What holds until a story says otherwise. */
export const USUAL_BEHAVIOUR: Behaviour = {
  prefixListReads: 0,
  lookupDelayMs: 0,
  isLookupLimited: true,
  addIpRoutesSource: 'vpc-cidr',
  directoryActsAs: 'service',
};
