/** What is known of a group beyond a record: null where it could not be looked up. */
export interface GroupFacts {
  readonly groupName: string;
  readonly vpcId: string | null;
  readonly tags: ReadonlyMap<string, string>;
}
