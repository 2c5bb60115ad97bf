/** A tag as EC2 answers it; keys are unique per resource. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}
