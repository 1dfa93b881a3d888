/** Who is in the demo: people that nobody is. */
import type { Role } from '#contract/identity.ts';

export interface Character {
  readonly name: string;
  readonly handle: string;
  readonly role: Role;
  readonly zone: string;
}

const NAMES = `
  Nadia Ferrante | owner | Europe/Zurich
  Tobias Lindqvist | admin | Europe/Stockholm
  Priya Raghunathan | admin | Asia/Kolkata
  Marcus Okonjo | member | Europe/London
  Yuki Hanamura | member | Asia/Tokyo
  Elena Markovic | member | Europe/Belgrade
  Samuel Whitfield | member | America/New_York
  Aoife Brennan | member | Europe/Dublin
  Diego Salcedo | member | America/Mexico_City
  Hanna Vestergaard | member | Europe/Copenhagen
  Ravi Sundaram | member | Asia/Kolkata
  Claire Dumoulin | member | Europe/Paris
  Jonas Aebischer | member | Europe/Zurich
  Leila Haddad | member | Africa/Tunis
  Piotr Wasilewski | member | Europe/Warsaw
  Grace Mwangi | member | Africa/Nairobi
  Oskar Nieminen | member | Europe/Helsinki
  Beatriz Quintela | member | Europe/Lisbon
  Noah Castellan | member | America/Toronto
  Mei-Ling Tsao | member | Asia/Taipei
  Fatima El Amrani | member | Africa/Casablanca
  Henrik Solberg | member | Europe/Oslo
  Ruth Adeyemi | guest | Africa/Lagos`;

/** In the order in which they came: the owner first. */
export const CAST: readonly Character[] = NAMES.trim()
  .split('\n')
  .map((line) => {
    const [name = '', role = '', zone = ''] = line.split('|').map((part) => part.trim());
    const handle = name.toLowerCase().replaceAll(/[^a-z]+/g, '.');
    return { name, handle, role: role as Role, zone };
  });
