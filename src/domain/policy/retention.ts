/** How long outcomes of records, notices and requests of our own are kept, in days, where policy does not
 * say: a year, and a month to look back over it. */
export const RECORD_DAYS_DEFAULT = 400;
/** The least, in days: CloudTrail's event history has 90 days of records, and one whose outcome is not
 * known any more would be heard anew. */
export const RECORD_DAYS_MIN = 95;
/** The most, in days: ten years. */
export const RECORD_DAYS_MAX = 3_650;
