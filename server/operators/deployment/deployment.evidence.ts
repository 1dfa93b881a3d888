import type { Listener } from '#contract/operators.ts';
import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { isPlace, type Place, placeName, placesInUse } from '#platform/listeners/listeners.ts';

/** Compares the addresses on which the process listens with those that it is said to. */
export const listenersEvidence = (
  declared: () => readonly Listener[],
  clock: Clock,
  inUse: () => readonly Place[] | undefined = placesInUse,
): Evidence => ({
  claim: 'network/listeners',
  says: 'The server listens where its settings say, and nowhere else.',
  staleAfterMs: 2 * DAY_MS,
  check: 'On the machine: ss -ltnp, beside the settings that wardroom doctor --settings names.',
  async measure() {
    const used = inUse();
    if (!used) return { at: clock(), value: 'this system does not tell', kept: false };
    const said = declared();
    const undeclared = used.filter((place) => !said.some((one) => isPlace(one, place)));
    const value =
      `${used.length} in use, ${said.length} declared` +
      (undeclared.length > 0 ? `; nobody declared ${undeclared.map(placeName).join(', ')}` : '');
    return { at: clock(), value, kept: undeclared.length === 0 };
  },
});
