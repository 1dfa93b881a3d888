import type { SamlFault } from '#contract/sign-in-refusals.ts';
import { XmlRefusal } from './xml.ts';

/** A message that is not taken; the fault is for the access log, the message for who tests the provider. */
export class SamlRefusal extends Error {
  readonly fault: SamlFault;
  constructor(fault: SamlFault, says: string = fault, cause?: unknown) {
    super(says, { cause });
    this.fault = fault;
  }
}

export function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlRefusal) throw new SamlRefusal(error.fault, error.message, error);
    throw error;
  }
}
