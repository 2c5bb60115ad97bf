import type { Generated } from 'kysely';

/** The tables. Times are milliseconds since 1970 UTC; `body` columns hold JSON as text, because the
 * log hashes bytes and every engine must give the same ones back. */
export interface Database {
  /** One row for each CloudTrail record received, with its one outcome. */
  record: {
    account_id: string;
    event_id: string;
    event_name: string;
    event_time: string;
    outcome: string;
    body: string;
    received_at: number;
  };
  /** The state of each finding. `resource_id` (`sg-…`, `pl-…`) finds those that a record is about. */
  finding: {
    id: string;
    version: number;
    state: string;
    account_id: string;
    region: string;
    resource_id: string | null;
    /** 1 where a sweep found it and no record has told of the call, else 0. */
    is_unexplained: number;
    /** When the last revert began; null when none did. */
    revert_began_at: number | null;
    opened_at: number;
    body: string;
  };
  /** The state of each hardening. `began_at`: when its latest step began; null before. */
  hardening: {
    id: string;
    version: number;
    state: string;
    account_id: string;
    region: string;
    group_id: string;
    began_at: number | null;
    proposed_at: number;
    body: string;
  };
  /** What is known of each guarded group, and of those that stand beside one, and since when. */
  known_group: {
    account_id: string;
    region: string;
    group_id: string;
    observed_at: number;
    body: string;
  };
  /** What is known of each prefix list that counts, and since when. */
  known_list: {
    account_id: string;
    region: string;
    list_id: string;
    version: number;
    observed_at: number;
    body: string;
  };
  /** Which lists the rules of known groups name. */
  list_use: { account_id: string; region: string; list_id: string; group_id: string };
  /** Which groups stand on each network interface that counts, and since when. */
  known_interface: {
    account_id: string;
    region: string;
    interface_id: string;
    /** The instance that it is attached to. */
    instance_id: string | null;
    observed_at: number;
    body: string;
  };
  /** On which known interfaces a group stands. `host`: the instance of the interface, or the interface
   * where it is on none. */
  interface_group: {
    account_id: string;
    region: string;
    group_id: string;
    interface_id: string;
    host: string;
  };
  /** Calls to Directory Service that make AWS write the rules of a directory's group. */
  directory_call: {
    account_id: string;
    event_id: string;
    region: string;
    directory_id: string;
    called_at: number;
    body: string;
  };
  /** When a sweep last read every interface on which a group stands. */
  interfaces_read: { account_id: string; region: string; group_id: string; read_at: number };
  /** What discovery found, a row for each group that stands on a thing: the empty id where none is told. */
  estate_thing: {
    account_id: string;
    region: string;
    part: string;
    thing_id: string;
    group_id: string;
    observed_at: number;
    /** 1 where it is found no more. */
    is_gone: number;
    body: string;
  };
  /** How far discovery came with each part. */
  estate_part: {
    account_id: string;
    region: string;
    part: string;
    looked_at: number | null;
    reason: string | null;
  };
  /** Groups that a sweep saw guarded, and when it last did. */
  guarded_group: {
    account_id: string;
    region: string;
    group_id: string;
    seen_at: number;
    /** 1 where it was seen since, and no guard selected it. */
    is_left: number;
    body: string;
  };
  /** Requests that Portcullis made: the records of these calls are our own. `finding_id` is the finding or
   * the hardening for which. */
  own_request: { request_id: string; finding_id: string };
  /** How far a task came, as it said itself. */
  cursor: { name: string; body: string };
  /** A door that an open finding holds; a door has one holder. */
  claim: { door: string; finding_id: string };
  /** Everything that ever happened to a finding or a hardening, whose id is in `finding_id`, chained by
   * hashes. Append-only. */
  log: {
    seq: number;
    finding_id: string;
    version: number;
    body: string;
    previous_hash: string;
    hash: string;
  };
  /** One row: the end of the chain. Whoever appends holds its lock. */
  log_head: { id: number; seq: number; hash: string };
  job: {
    id: Generated<number>;
    kind: string;
    subject: string;
    due_at: number;
    attempts: number;
    /** Grows each time the job is asked for. */
    generation: number;
    lease_token: string | null;
    lease_until: number;
    last_error: string | null;
  };
  /** A Slack message. `finding_id`, `hardening_id` or `notice` says what it tells of. */
  post: {
    id: string;
    finding_id: string | null;
    hardening_id: string | null;
    notice: string | null;
    channel_id: string | null;
    message_ts: string | null;
    attempts: number;
    shown_version: number;
    told_version: number;
  };
}
