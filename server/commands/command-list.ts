import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { deskScan } from './desk-scan.ts';
import { doctor } from './doctor.ts';
import { importSlack } from './import-slack.ts';
import { keysRotate } from './keys-rotate.ts';
import { memberAdd } from './member-add.ts';
import { memberInvite } from './member-invite.ts';
import { memberReset } from './member-reset.ts';
import { memberResetFactor } from './member-reset-factor.ts';
import { migrate, migrationStatus } from './migrate.ts';
import { operatorAdd } from './operator-add.ts';
import { operatorDisable } from './operator-disable.ts';
import { operatorEnable } from './operator-enable.ts';
import { operatorList } from './operator-list.ts';
import { operatorReset } from './operator-reset.ts';
import { serve } from './serve.ts';
import { setup } from './setup.ts';
import { storeChecks } from './store-checks.ts';
import { teamHouse } from './team-house.ts';
import { teamQuota } from './team-quota.ts';
import { teamShow } from './team-show.ts';
import { tokenCheck } from './token-check.ts';
import { tokenCreate } from './token-create.ts';
import { tokenList } from './token-list.ts';
import { tokenRevoke } from './token-revoke.ts';
import { tokenScopes } from './token-scopes.ts';

const teams = [setup, teamShow, teamQuota, teamHouse, memberAdd, memberInvite, memberReset, memberResetFactor];
const operators = [operatorAdd, operatorList, operatorDisable, operatorEnable, operatorReset];
const tokens = [tokenCreate, tokenList, tokenRevoke];
const onStore = [...teams, ...operators, importSlack, ...tokens, demo, auditExport, keysRotate];

/** What the running server carries out for others; two of these are parts of commands. */
const served = [...onStore, storeChecks, migrationStatus];

/** What `wardroom` offers, in the order of its help. */
export const commands: readonly Command[] = [
  serve(served),
  ...onStore,
  ...[tokenScopes, tokenCheck, auditVerify, deskScan, migrate, doctor(storeChecks)],
];
