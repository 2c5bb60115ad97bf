interface Common {
  /** Fixed credentials for a process that reads them from its environment; made up when left out. */
  readonly accessKeyId?: string;
  /** Default: the emulator's account. */
  readonly accountId?: string;
  /** Overrides what the SDK sends: a browser's for the console, Terraform's, … */
  readonly userAgent?: string;
  /** Default: 198.51.100.7, an address of the documentation range. */
  readonly sourceIpAddress?: string;
  /** The session came from the console's sign-in: the record says so. */
  readonly fromConsole?: boolean;
  readonly mfaAuthenticated?: boolean;
  /** The AWS service that made the call for this identity (`cloudformation.amazonaws.com`): the record
   * says so, and shows it for the address and the user agent unless these are given. */
  readonly invokedBy?: string;
}

/** Who calls. The emulator knows callers by access key id alone. */
export type Identity = Common &
  (
    | { readonly kind: 'iam-user'; readonly userName: string }
    | {
        readonly kind: 'assumed-role';
        readonly roleName: string;
        /** `team/`: ends with a slash. Default: none. */
        readonly path?: string;
        readonly sessionName: string;
        /** Set by whoever assumed the role and carried through the session, unlike its name. */
        readonly sourceIdentity?: string;
      }
    | {
        readonly kind: 'identity-center';
        readonly permissionSet: string;
        /** The Identity Center user name, which becomes the session name. */
        readonly userName: string;
      }
    | { readonly kind: 'root' }
    | {
        /** An AWS service that calls for itself, in its service-linked role when one is named. */
        readonly kind: 'aws-service';
        /** Its principal, e.g. `rds.amazonaws.com`. */
        readonly service: string;
        readonly serviceLinkedRole?: string;
      }
  );

/** What to configure an SDK client with. The secret is not checked. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for sessions (roles, console), absent for long-lived keys. */
  readonly sessionToken?: string;
}
