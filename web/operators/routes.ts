/** What the console may ask of its own listener. Types alone; `tests/console.test.ts` holds the names to it. */
import type * as operators from '#contract/operators.ts';
import type * as passkeys from '#contract/passkeys.ts';
import type * as factors from '#contract/second-factors.ts';
import type {} from '#sync/routes.ts';

declare module '#sync/routes.ts' {
  interface Routes {
    'GET /v1/operator/me': Shape & { readonly reply: typeof operators.OperatorMe };
    'POST /v1/operator/sign-in': Shape & {
      readonly body: typeof operators.OperatorSignIn;
      readonly reply: typeof operators.OperatorSignedIn;
    };
    'POST /v1/operator/sign-in/second-factor': Shape & {
      readonly body: typeof operators.OperatorSecondStep;
      readonly reply: typeof factors.SecondStepDone;
    };
    'POST /v1/operator/sign-out': Shape;
    'POST /v1/operator/enrolment/preview': Shape & {
      readonly body: typeof operators.EnrolmentPreview;
      readonly reply: typeof operators.EnrolmentOpened;
    };
    'POST /v1/operator/enrolment': Shape & {
      readonly body: typeof operators.BeginEnrolment;
      readonly reply: typeof operators.OperatorSignedIn;
    };
    'POST /v1/operator/sign-in/second-factor/passkey-request': Shape & {
      readonly reply: typeof passkeys.PasskeyRequest;
    };
    'POST /v1/operator/me/proof/passkey-request': Shape & { readonly reply: typeof passkeys.PasskeyRequest };
    'POST /v1/operator/me/passkey-request': Shape & { readonly reply: typeof passkeys.PasskeyCreation };
    'POST /v1/operator/me/passkeys': Shape & {
      readonly body: typeof passkeys.AddPasskey;
      readonly reply: typeof passkeys.Passkey;
    };
    'DELETE /v1/operator/me/passkeys/:passkey': Shape;
    'PUT /v1/operator/me/authenticator': Shape & { readonly reply: typeof factors.AuthenticatorSecret };
    'POST /v1/operator/me/authenticator/confirmation': Shape & { readonly body: typeof factors.WithCode };
    'POST /v1/operator/me/recovery-codes': Shape & { readonly reply: typeof factors.RecoveryCodes };
    'POST /v1/operator/me/recovery-codes/confirmation': Shape & { readonly body: typeof factors.WithRecoveryCode };
    'POST /v1/operator/me/proof': Shape & { readonly body: typeof operators.ProveFactor };
    'PUT /v1/operator/me/password': Shape & { readonly body: typeof operators.ChangeOperatorPassword };
    'GET /v1/operator/me/sessions': Shape & { readonly reply: typeof operators.OperatorSessionList };
    'DELETE /v1/operator/me/sessions/:session': Shape;
    'POST /v1/operator/me/sessions/revocation': Shape;
    'GET /v1/operator/me/attempts': Shape & { readonly reply: typeof operators.OperatorAttemptList };
    'GET /v1/operator/deployment': Shape & { readonly reply: typeof operators.DeploymentState };
    'GET /v1/operator/checks': Shape & { readonly reply: typeof operators.CheckList };
    'GET /v1/operator/operators': Shape & { readonly reply: typeof operators.OperatorList };
    'POST /v1/operator/team-list': Shape & {
      readonly body: typeof operators.AskForTeams;
      readonly reply: typeof operators.TeamSizeList;
    };
  }
}
