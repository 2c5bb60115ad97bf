/** Why no plan can be made.
 *
 * - `groupIdUnknown`: what is to be changed is not known by id.
 * - `foreignAccount`: it belongs to an account that is not configured, or to AWS.
 * - `managedElsewhere`: a service or a stack runs it, and would put it back or be hurt. */
export type NoPlanReason = 'groupIdUnknown' | 'foreignAccount' | 'managedElsewhere';
