/** One client for each Region that is asked for, made when it is. */
export function byRegion<Client>(make: (region: string) => Client): (region: string) => Client {
  const known = new Map<string, Client>();
  return (region) => {
    const existing = known.get(region);
    if (existing !== undefined) return existing;
    const made = make(region);
    known.set(region, made);
    return made;
  };
}
