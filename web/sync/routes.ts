/**
 * What the client may ask of the server: `METHOD /path` with the types of `contract/`. Types alone; nothing of this is
 * in the bundle. `routes.test.ts` holds the names to those that the server declares.
 */
import type { Static, TSchema } from 'typebox';
import type * as access from '#contract/access.ts';
import type * as administration from '#contract/administration.ts';
import type * as inventory from '#contract/channel-inventory.ts';
import type * as claims from '#contract/claims.ts';
import type * as deskCases from '#contract/desk-cases.ts';
import type * as deskDeliveries from '#contract/desk-deliveries.ts';
import type * as deskImport from '#contract/desk-import.ts';
import type * as deskKeys from '#contract/desk-keys.ts';
import type * as deskMails from '#contract/desk-mails.ts';
import type * as deskPolicy from '#contract/desk-policy.ts';
import type * as deskRepositoryScan from '#contract/desk-repository-scan.ts';
import type * as senderKeys from '#contract/desk-sender-keys.ts';
import type * as deskTemplates from '#contract/desk-templates.ts';
import type * as deskWebhooks from '#contract/desk-webhooks.ts';
import type * as entrance from '#contract/entrance.ts';
import type * as files from '#contract/files.ts';
import type * as governance from '#contract/governance.ts';
import type * as identity from '#contract/identity.ts';
import type * as joining from '#contract/join-domains.ts';
import type * as kept from '#contract/kept-aside.ts';
import type * as cards from '#contract/link-cards.ts';
import type * as notices from '#contract/notices.ts';
import type * as notifications from '#contract/notifications.ts';
import type * as passkeys from '#contract/passkeys.ts';
import type * as presence from '#contract/presence.ts';
import type * as profiles from '#contract/profiles.ts';
import type * as provisioning from '#contract/provisioning.ts';
import type * as search from '#contract/search.ts';
import type * as factors from '#contract/second-factors.ts';
import type * as sidebar from '#contract/sidebar.ts';
import type * as sso from '#contract/sso.ts';
import type * as threads from '#contract/threads.ts';
import type * as time from '#contract/time.ts';
import type * as tokens from '#contract/tokens.ts';
import type * as twoFactor from '#contract/two-factor.ts';
import type * as groups from '#contract/user-groups.ts';
import type * as vocabulary from '#contract/vocabulary.ts';
import type * as workspace from '#contract/workspace.ts';
import type * as settings from '#contract/workspace-settings.ts';

/** What one route takes and gives; the console adds its own to `Routes` by declaration merging. */
export interface Shape {
  readonly reply?: TSchema;
  readonly body?: TSchema;
  readonly query?: TSchema;
  /** Bytes are sent as they are. */
  readonly content?: true;
}
interface Gives<Reply extends TSchema> extends Shape {
  readonly reply: Reply;
}
interface Lists<Query extends TSchema, Reply extends TSchema> extends Shape {
  readonly query: Query;
  readonly reply: Reply;
}
interface Asks<Query extends TSchema> extends Shape {
  readonly query: Query;
}
interface Takes<Body extends TSchema> extends Shape {
  readonly body: Body;
}
interface Trades<Body extends TSchema, Reply extends TSchema> extends Shape {
  readonly body: Body;
  readonly reply: Reply;
}

export interface Routes {
  'GET /v1/desk/policy': Gives<typeof deskPolicy.PublishedPolicy>;
  'PUT /v1/desk/policy': Trades<typeof deskPolicy.PublishPolicy, typeof deskPolicy.PublishedPolicy>;
  'GET /v1/desk/policy/versions': Gives<typeof deskPolicy.PolicyVersionList>;
  'GET /v1/desk/keys': Gives<typeof deskKeys.DeskKeyList>;
  'POST /v1/desk/keys': Trades<typeof deskKeys.MakeDeskKey, typeof deskKeys.MadeDeskKey>;
  'POST /v1/desk/keys/:fingerprint/revocation': Trades<typeof deskKeys.RevokeDeskKey, typeof deskKeys.DeskKey>;
  'GET /v1/desk/roster': Gives<typeof deskCases.DeskRoster>;
  'PUT /v1/desk/roster/:member': Takes<typeof deskCases.RosterDuty>;
  'DELETE /v1/desk/roster/:member': Shape;
  'GET /v1/desk/templates': Gives<typeof deskTemplates.TemplateList>;
  'PUT /v1/desk/templates': Trades<typeof deskTemplates.SetTemplates, typeof deskTemplates.TemplateList>;
  'GET /v1/desk/cases/:case/replies': Gives<typeof deskTemplates.Replies>;
  'GET /v1/desk/cases/:case/alike': Gives<typeof deskCases.AlikeCases>;
  'POST /v1/desk/cases/:case/repository-scans': Lists<
    typeof deskRepositoryScan.ScanQuery,
    typeof deskRepositoryScan.RepositoryScan
  > & { readonly content: true };
  'POST /v1/desk/imports': Gives<typeof deskImport.ImportedReports> & { readonly content: true };
  'GET /v1/desk/webhooks': Gives<typeof deskWebhooks.DeskWebhooks>;
  'POST /v1/desk/webhooks': Trades<typeof deskWebhooks.NewDeskWebhook, typeof deskWebhooks.MadeDeskWebhook>;
  'PATCH /v1/desk/webhooks/:webhook': Takes<typeof deskWebhooks.SwitchDeskWebhook>;
  'DELETE /v1/desk/webhooks/:webhook': Shape;
  'POST /v1/desk/webhooks/:webhook/test': Gives<typeof deskWebhooks.TriedDeskWebhook>;
  'GET /v1/desk/weaknesses': Lists<typeof deskCases.WeaknessQuery, typeof deskCases.Weaknesses>;
  'GET /v1/desk/cases': Lists<typeof deskCases.CaseQuery, typeof deskCases.CaseCards>;
  'POST /v1/desk/cases/:case/openings': Gives<typeof deskCases.DeskCase>;
  'POST /v1/desk/cases/:case/files/:file/openings': Gives<typeof deskCases.OpenedFile>;
  'POST /v1/desk/cases/:case/report-openings': Gives<typeof deskCases.RawReport>;
  'GET /v1/desk/cases/:case/correspondence': Gives<typeof deskDeliveries.Correspondence>;
  'POST /v1/desk/cases/:case/letters/:letter/sendings': Shape;
  'GET /v1/desk/mails': Lists<typeof deskMails.HeldMailQuery, typeof deskMails.HeldMails>;
  'POST /v1/desk/mails/:mail/openings': Gives<typeof deskMails.OpenedMail>;
  'POST /v1/desk/mails/:mail/raw-openings': Gives<typeof deskMails.RawMail>;
  'POST /v1/desk/mails/:mail/case': Gives<typeof deskMails.FiledMail>;
  'POST /v1/desk/mails/:mail/filing': Trades<typeof deskMails.FileMail, typeof deskMails.FiledMail>;
  'PUT /v1/desk/mails/:mail/put-away': Takes<typeof deskMails.PutMailAway>;
  'PUT /v1/desk/cases/:case/entry': Takes<typeof deskCases.EnterCase>;
  'PUT /v1/desk/cases/:case/people/:member': Takes<typeof deskCases.AddPerson>;
  'DELETE /v1/desk/cases/:case/people/:member': Shape;
  'PUT /v1/desk/cases/:case/coordinator': Takes<typeof deskCases.AssignCase>;
  'POST /v1/desk/cases/:case/letters': Takes<typeof deskCases.WriteToReporter>;
  'POST /v1/desk/cases/:case/notes': Takes<typeof deskCases.WriteLetter>;
  'PUT /v1/desk/cases/:case/waiting': Shape;
  'DELETE /v1/desk/cases/:case/waiting': Shape;
  'POST /v1/desk/cases/:case/validation': Takes<typeof deskCases.Judgement>;
  'POST /v1/desk/cases/:case/invalidation': Takes<typeof deskCases.Judgement>;
  'POST /v1/desk/cases/:case/acceptance': Shape;
  'POST /v1/desk/cases/:case/deferral': Takes<typeof deskCases.Judgement>;
  'POST /v1/desk/cases/:case/ratings': Takes<typeof deskCases.RateCase>;
  'PUT /v1/desk/cases/:case/facts/:fact': Takes<typeof deskCases.StateFact>;
  'POST /v1/desk/cases/:case/closure': Takes<typeof deskCases.CloseCase>;
  'POST /v1/desk/cases/:case/dispute-decision': Trades<typeof deskCases.DecideDispute, typeof deskCases.NewCase>;
  'POST /v1/desk/cases/:case/embargo/proposals': Takes<typeof deskCases.ProposeDate>;
  'POST /v1/desk/cases/:case/embargo/acceptance': Takes<typeof deskCases.AnswerDate>;
  'POST /v1/desk/cases/:case/embargo/rejection': Takes<typeof deskCases.AnswerDate>;
  'POST /v1/desk/cases/:case/embargo/end': Takes<typeof deskCases.Judgement>;
  'POST /v1/desk/cases/:case/embargo/keeping': Takes<typeof deskCases.Judgement>;
  'PUT /v1/desk/cases/:case/branches': Takes<typeof deskCases.NameBranches>;
  'PUT /v1/desk/cases/:case/branches/:branch/patch': Trades<typeof deskCases.AddPatch, typeof deskCases.AddedPatch>;
  'PUT /v1/desk/cases/:case/branches/:branch/evidence': Takes<typeof deskCases.AddEvidence>;
  'POST /v1/desk/cases/:case/retest': Takes<typeof deskCases.WriteLetter>;
  'POST /v1/desk/cases/:case/fix': Shape;
  'PUT /v1/desk/cases/:case/cves/:cve': Takes<typeof deskCases.RecordCve>;
  'DELETE /v1/desk/cases/:case/cves/:cve': Shape;
  'GET /v1/desk/cases/:case/sender-keys': Gives<typeof senderKeys.SenderKeys>;
  'PUT /v1/desk/cases/:case/sender-keys/:fingerprint': Takes<typeof senderKeys.JudgedSenderKey>;
  'POST /v1/desk/cases/:case/sender-keys': Trades<typeof senderKeys.WrittenSenderKey, typeof senderKeys.SenderKey>;
  'GET /v1/provisioning': Gives<typeof provisioning.Provisioning>;
  'PUT /v1/provisioning': Takes<typeof provisioning.SetProvisioning>;
  'POST /v1/provisioning/credentials': Trades<
    typeof provisioning.AddProvisioningCredential,
    typeof provisioning.AddedProvisioningCredential
  >;
  'DELETE /v1/provisioning/credentials/:credential': Shape;
  'PUT /v1/provisioning/groups/:group/role': Takes<typeof provisioning.SetGroupRole>;
  'GET /v1/me': Gives<typeof identity.Me>;
  'PATCH /v1/me': Trades<typeof identity.ChangeMe, typeof identity.Me>;
  'PUT /v1/me/password': Takes<typeof identity.ChangePassword>;
  'PUT /v1/me/email': Trades<typeof administration.AskForOwnEmail, typeof identity.MailedLink>;
  'POST /v1/me/email/confirmation': Takes<typeof administration.ConfirmEmail>;
  'GET /v1/me/sessions': Gives<typeof access.AccessList>;
  'GET /v1/me/sessions/:session/disavowal': Gives<typeof access.Disavowal>;
  'POST /v1/me/sessions/:session/disavowal': Shape;
  'DELETE /v1/me/sessions/:session': Shape;
  'POST /v1/me/sessions/revocation': Shape;
  'GET /v1/me/attempts': Lists<typeof access.AttemptQuery, typeof access.AttemptPage>;
  'GET /v1/me/access-summaries': Lists<typeof access.SummaryQuery, typeof access.SummaryPage>;
  'GET /v1/me/tokens': Gives<typeof tokens.TokenList>;
  'POST /v1/me/tokens': Trades<typeof tokens.CreateToken, typeof tokens.CreatedToken>;
  'PATCH /v1/me/tokens/:token': Trades<typeof tokens.ChangeToken, typeof tokens.Token>;
  'DELETE /v1/me/tokens/:token': Shape;
  'POST /v1/sign-in': Trades<typeof identity.SignIn, typeof identity.SignedIn>;
  'POST /v1/sign-in/passkey-request': Trades<typeof passkeys.BeginPasskeySignIn, typeof passkeys.PasskeyRequest>;
  'POST /v1/sign-in/passkey': Trades<typeof passkeys.CompletePasskeySignIn, typeof identity.SignedIn>;
  'POST /v1/sign-in/second-factor/passkey-request': Gives<typeof passkeys.PasskeyRequest>;
  'POST /v1/me/proof/passkey-request': Gives<typeof passkeys.PasskeyRequest>;
  'POST /v1/me/passkey-request': Gives<typeof passkeys.PasskeyCreation>;
  'POST /v1/me/passkeys': Trades<typeof passkeys.AddPasskey, typeof passkeys.Passkey>;
  'PATCH /v1/me/passkeys/:passkey': Takes<typeof passkeys.RenamePasskey>;
  'DELETE /v1/me/passkeys/:passkey': Shape;
  'POST /v1/sign-in/second-factor': Trades<typeof factors.SecondStep, typeof factors.SecondStepDone>;
  'POST /v1/me/proof': Takes<typeof factors.Proof>;
  'GET /v1/me/second-factors': Gives<typeof factors.SecondFactors>;
  'PUT /v1/me/authenticator': Gives<typeof factors.AuthenticatorSecret>;
  'POST /v1/me/authenticator/confirmation': Takes<typeof factors.WithCode>;
  'DELETE /v1/me/authenticator': Shape;
  'POST /v1/me/recovery-codes': Gives<typeof factors.RecoveryCodes>;
  'POST /v1/me/recovery-codes/confirmation': Takes<typeof factors.WithRecoveryCode>;
  'DELETE /v1/me/second-factor-reset': Shape;
  'GET /v1/second-factor-resets': Gives<typeof factors.FactorResetList>;
  'PUT /v1/members/:member/second-factor-reset': Gives<typeof identity.MailedLink>;
  'DELETE /v1/members/:member/second-factor-reset': Shape;
  'POST /v1/second-factor-resets/stop': Takes<typeof factors.StopFactorReset>;
  'GET /v1/two-factor-policy': Gives<typeof twoFactor.TwoFactorPolicy>;
  'GET /v1/two-factor-policy/lacking': Lists<typeof factors.LackingQuery, typeof factors.LackingPage>;
  'PUT /v1/two-factor-policy': Trades<typeof twoFactor.SetTwoFactorPolicy, typeof twoFactor.TwoFactorPolicy>;
  'DELETE /v1/two-factor-policy': Shape;
  'POST /v1/sign-out': Shape;
  'GET /v1/teams/:slug/sign-in': Gives<typeof sso.SignInOptions>;
  'POST /v1/sso/requests': Trades<typeof sso.BeginSso, typeof sso.BegunSso>;
  'POST /v1/sso/requests/completion': Trades<typeof sso.CompleteSso, typeof identity.SignedIn>;
  'GET /v1/sso': Gives<typeof sso.Sso>;
  'GET /v1/sso/sign-out': Gives<typeof sso.WayOut>;
  'GET /v1/sso/policy/preview': Lists<typeof sso.SignedOutQuery, typeof sso.SignedOut>;
  'PUT /v1/sso/policy': Trades<typeof sso.SetSsoPolicy, typeof sso.Sso>;
  'DELETE /v1/sso/policy': Shape;
  'POST /v1/sso/metadata': Trades<typeof sso.ReadSamlMetadata, typeof sso.SamlDescription>;
  'POST /v1/sso/providers': Trades<typeof sso.AddSsoProvider, typeof sso.SsoProvider>;
  'PUT /v1/sso/providers/:provider': Trades<typeof sso.AddSsoProvider, typeof sso.SsoProvider>;
  'DELETE /v1/sso/providers/:provider': Shape;
  'POST /v1/sso/providers/:provider/test': Gives<typeof sso.BegunSso>;
  'POST /v1/sso/providers/:provider/keys': Shape;
  'DELETE /v1/sso/providers/:provider/keys/:key': Shape;
  'GET /v1/claimed-domains': Gives<typeof sso.ClaimedDomainList>;
  'PUT /v1/claimed-domains/:domain': Gives<typeof sso.ClaimedDomainList>;
  'DELETE /v1/claimed-domains/:domain': Shape;
  'POST /v1/claimed-domains/:domain/code': Takes<typeof sso.MailDomainCode>;
  'POST /v1/claimed-domains/:domain/proof': Trades<typeof sso.ProveDomain, typeof sso.ClaimedDomainList>;
  'POST /v1/sso/tests/completion': Trades<typeof sso.CompleteSso, typeof sso.TestedSso>;
  'GET /v1/entrance': Gives<typeof entrance.Entrance>;
  'GET /v1/sign-ins': Gives<typeof entrance.SignIns>;
  'POST /v1/join-requests': Takes<typeof joining.AskToJoin>;
  'POST /v1/setup/preview': Trades<typeof entrance.LookAtSetup, typeof entrance.Setup>;
  'PUT /v1/setup/owner': Takes<typeof entrance.SetupOwner>;
  'PUT /v1/setup/team': Takes<typeof entrance.SetupTeam>;
  'PUT /v1/setup/time-zone': Takes<typeof entrance.SetupTimeZone>;
  'POST /v1/setup/completion': Trades<typeof entrance.CompleteSetup, typeof identity.SignedIn>;
  'POST /v1/password-resets': Takes<typeof entrance.AskForReset>;
  'POST /v1/password-resets/preview': Trades<typeof entrance.LookAtReset, typeof entrance.ResetPreview>;
  'POST /v1/password-resets/acceptance': Trades<typeof entrance.AcceptReset, typeof identity.SignedIn>;
  'PUT /v1/members/:member/password-reset': Gives<typeof identity.MailedLink>;

  'PUT /v1/me/picture': Shape & { readonly content: true };
  'DELETE /v1/me/picture': Shape;
  'DELETE /v1/members/:member/picture': Shape;
  'GET /v1/profile-fields': Gives<typeof profiles.ProfileFieldList>;
  'POST /v1/profile-fields': Trades<typeof profiles.AddProfileField, typeof profiles.ProfileFieldList>;
  'PUT /v1/profile-fields': Trades<typeof profiles.OrderProfileFields, typeof profiles.ProfileFieldList>;
  'PATCH /v1/profile-fields/:field': Trades<typeof profiles.ChangeProfileField, typeof profiles.ProfileFieldList>;
  'DELETE /v1/profile-fields/:field': Shape;

  'GET /v1/team': Gives<typeof identity.Team>;
  'GET /v1/attempts': Lists<typeof access.TeamAttemptQuery, typeof access.AttemptPage>;
  'GET /v1/access-summaries': Lists<typeof access.TeamSummaryQuery, typeof access.SummaryPage>;
  'GET /v1/access-log-policy': Gives<typeof access.AccessLogPolicyView>;
  'PUT /v1/access-log-policy': Trades<typeof access.SetAccessLogPolicy, typeof access.AccessLogPolicyView>;
  'GET /v1/session-policy': Gives<typeof access.SessionPolicyView>;
  'PUT /v1/session-policy': Trades<typeof access.SetSessionPolicy, typeof access.SessionPolicyView>;
  'GET /v1/sign-outs': Gives<typeof access.SignOutList>;
  'POST /v1/sign-outs': Trades<typeof access.OrderSignOut, typeof access.SignOut>;
  'GET /v1/members': Lists<typeof administration.FindMembers, typeof identity.MemberPage>;
  'GET /v1/members/:member': Gives<typeof identity.Member>;
  'PATCH /v1/members/:member': Trades<typeof administration.RenameMember, typeof identity.Member>;
  'PUT /v1/members/:member/email': Trades<typeof administration.AskForEmail, typeof identity.MailedLink>;
  'POST /v1/members/:member/ownership': Gives<typeof identity.Member>;
  'PUT /v1/members/:member/role': Trades<typeof identity.ChangeRole, typeof identity.Member>;
  'POST /v1/members/:member/deactivation': Gives<typeof identity.Member>;
  'DELETE /v1/members/:member/deactivation': Gives<typeof identity.Member>;
  'GET /v1/members/:member/sessions': Gives<typeof access.AccessList>;
  'DELETE /v1/members/:member/sessions/:session': Shape;
  'POST /v1/members/:member/sessions/revocation': Asks<typeof access.SignOutMember>;
  'PUT /v1/members/:member/expiry': Trades<typeof administration.GuestExpiry, typeof administration.Guest>;
  'DELETE /v1/members/:member/expiry': Shape;
  'GET /v1/guests': Lists<typeof administration.GuestQuery, typeof administration.GuestPage>;
  'POST /v1/bots': Trades<typeof identity.AddBot, typeof identity.Member>;
  'GET /v1/bots/:member/tokens': Gives<typeof tokens.TokenList>;
  'POST /v1/bots/:member/tokens': Trades<typeof tokens.CreateBotToken, typeof tokens.CreatedToken>;
  'PATCH /v1/bots/:member/tokens/:token': Trades<typeof tokens.ChangeToken, typeof tokens.Token>;
  'DELETE /v1/bots/:member/tokens/:token': Shape;
  'GET /v1/tokens': Lists<typeof tokens.TeamTokenQuery, typeof tokens.TeamTokens>;
  'DELETE /v1/tokens/:token': Shape;
  'GET /v1/token-policy': Gives<typeof tokens.TokenPolicy>;
  'PUT /v1/token-policy': Trades<typeof tokens.SetTokenPolicy, typeof tokens.TokenPolicy>;
  'GET /v1/invitations': Lists<typeof identity.InvitationQuery, typeof identity.InvitationPage>;
  'POST /v1/invitations': Trades<typeof identity.Invite, typeof identity.Invited>;
  'POST /v1/invitations/:invitation/renewal': Gives<typeof identity.Invited>;
  'DELETE /v1/invitations/:invitation': Shape;
  'POST /v1/invitations/preview': Trades<typeof identity.LookAtInvitation, typeof identity.InvitationPreview>;
  'POST /v1/invitations/acceptance': Trades<typeof identity.AcceptInvitation, typeof identity.SignedIn>;
  'GET /v1/claims': Lists<typeof claims.UnclaimedQuery, typeof claims.UnclaimedPage>;
  'POST /v1/claims': Trades<typeof claims.InviteUnclaimed, typeof claims.InvitedUnclaimed>;
  'PUT /v1/members/:member/claim': Gives<typeof identity.MailedLink>;
  'DELETE /v1/members/:member/claim': Shape;
  'POST /v1/claims/preview': Trades<typeof claims.LookAtClaim, typeof claims.ClaimPreview>;
  'POST /v1/claims/acceptance': Trades<typeof claims.AcceptClaim, typeof identity.SignedIn>;
  'GET /v1/audit': Lists<typeof governance.AuditQuery, typeof governance.AuditPage>;
  'GET /v1/audit/checkpoint': Gives<typeof governance.AuditCheckpoint>;
  'GET /v1/team/channels': Lists<typeof inventory.ChannelInventoryQuery, typeof inventory.ChannelInventory>;
  'GET /v1/workspace/settings': Gives<typeof settings.WorkspaceSettings>;
  'PATCH /v1/workspace/settings': Trades<typeof settings.ChangeWorkspaceSettings, typeof settings.WorkspaceSettings>;

  'GET /v1/me/channels': Gives<typeof workspace.MyChannels>;
  'GET /v1/channels': Lists<typeof workspace.ChannelQuery, typeof workspace.ChannelPage>;
  'POST /v1/channels': Trades<typeof workspace.CreateChannel, typeof workspace.Channel>;
  'GET /v1/channels/:channel': Gives<typeof workspace.Channel>;
  'PATCH /v1/channels/:channel': Trades<typeof workspace.ChangeChannel, typeof workspace.Channel>;
  'PUT /v1/channels/:channel/archive': Shape;
  'DELETE /v1/channels/:channel/archive': Shape;
  'GET /v1/channels/:channel/members': Lists<typeof workspace.ChannelMemberQuery, typeof workspace.ChannelMemberPage>;
  'PUT /v1/channels/:channel/members/me': Shape;
  'DELETE /v1/channels/:channel/members/me': Shape;
  'PUT /v1/channels/:channel/members/:member': Shape;
  'DELETE /v1/channels/:channel/members/:member': Shape;
  'POST /v1/conversations': Trades<typeof workspace.OpenConversation, typeof workspace.Channel>;
  'GET /v1/channels/:channel/events': Lists<typeof workspace.EventQuery, typeof workspace.EventPage>;
  'GET /v1/channels/:channel/messages': Lists<typeof workspace.HistoryQuery, typeof workspace.MessagePage>;
  'POST /v1/channels/:channel/messages': Trades<typeof workspace.PostMessage, typeof workspace.Message>;
  'GET /v1/channels/:channel/messages/:ts': Gives<typeof workspace.Message>;
  'PATCH /v1/channels/:channel/messages/:ts': Trades<typeof workspace.EditMessage, typeof workspace.Message>;
  'DELETE /v1/channels/:channel/messages/:ts': Shape;
  'GET /v1/channels/:channel/messages/:ts/edits': Gives<typeof workspace.MessageEdits>;
  'DELETE /v1/channels/:channel/messages/:ts/cards/:card': Shape;
  'PUT /v1/channels/:channel/messages/:ts/reactions/:emoji': Shape;
  'DELETE /v1/channels/:channel/messages/:ts/reactions/:emoji': Shape;
  'PUT /v1/channels/:channel/messages/:ts/pin': Shape;
  'DELETE /v1/channels/:channel/messages/:ts/pin': Shape;
  'GET /v1/channels/:channel/pins': Gives<typeof kept.Pins>;
  'GET /v1/channels/:channel/bookmarks': Gives<typeof vocabulary.Bookmarks>;
  'POST /v1/channels/:channel/bookmarks': Trades<typeof vocabulary.AddBookmark, typeof vocabulary.Bookmark>;
  'PUT /v1/channels/:channel/bookmarks': Trades<typeof vocabulary.OrderBookmarks, typeof vocabulary.Bookmarks>;
  'PATCH /v1/channels/:channel/bookmarks/:bookmark': Trades<
    typeof vocabulary.ChangeBookmark,
    typeof vocabulary.Bookmark
  >;
  'DELETE /v1/channels/:channel/bookmarks/:bookmark': Shape;
  'GET /v1/me/standings': Gives<typeof workspace.MyStandings>;
  'PUT /v1/channels/:channel/read-marker': Trades<typeof workspace.MarkRead, typeof workspace.Standing>;
  'PUT /v1/channels/:channel/unread-marker': Trades<typeof workspace.MarkRead, typeof workspace.Standing>;
  'GET /v1/me/threads': Lists<typeof threads.ThreadQuery, typeof threads.FollowedThreads>;
  'GET /v1/channels/:channel/threads/:ts/standing': Gives<typeof threads.ThreadStanding>;
  'PUT /v1/channels/:channel/threads/:ts/following': Gives<typeof threads.ThreadStanding>;
  'DELETE /v1/channels/:channel/threads/:ts/following': Gives<typeof threads.ThreadStanding>;
  'PUT /v1/channels/:channel/threads/:ts/read-marker': Trades<typeof workspace.MarkRead, typeof threads.ThreadStanding>;
  'GET /v1/me/drafts': Lists<typeof kept.DraftQuery, typeof kept.DraftPage>;
  'PUT /v1/channels/:channel/draft': Trades<typeof kept.WriteDraft, typeof kept.Draft>;
  'DELETE /v1/channels/:channel/draft': Shape & { readonly query: typeof kept.RemoveDraft };
  'GET /v1/me/sidebar': Gives<typeof sidebar.Sidebar>;
  'PUT /v1/me/sidebar': Trades<typeof sidebar.ArrangeSidebar, typeof sidebar.Sidebar>;
  'GET /v1/me/saved-items': Lists<typeof kept.SavedItemQuery, typeof kept.SavedItemPage>;
  'PUT /v1/me/saved-items/:channel/:ts': Trades<typeof kept.SaveItem, typeof kept.SavedItem>;
  'DELETE /v1/me/saved-items/:channel/:ts': Shape;
  'GET /v1/search': Lists<typeof search.SearchQuery, typeof search.SearchResult>;

  'GET /v1/me/notifications': Gives<typeof notifications.NotificationPreferences>;
  'PATCH /v1/me/notifications': Trades<
    typeof notifications.ChangeNotifications,
    typeof notifications.NotificationPreferences
  >;
  'PUT /v1/me/notifications/do-not-disturb': Trades<
    typeof notifications.DoNotDisturb,
    typeof notifications.NotificationPreferences
  >;
  'DELETE /v1/me/notifications/do-not-disturb': Gives<typeof notifications.NotificationPreferences>;
  'PATCH /v1/channels/:channel/notifications': Trades<
    typeof notifications.ChangeChannelNotifications,
    typeof notifications.NotificationPreferences
  >;
  'GET /v1/me/mail-notices': Gives<typeof notices.MailPreferences>;
  'PUT /v1/me/mail-notices': Takes<typeof notices.MailPreferences>;
  'GET /v1/push-key': Gives<typeof notices.PushKey>;
  'PUT /v1/me/push-subscription': Takes<typeof notices.PushSubscription>;
  'DELETE /v1/me/push-subscription': Shape;
  'PUT /v1/me/presence': Takes<typeof presence.ChoosePresence>;
  'GET /v1/members/:member/presence': Gives<typeof presence.Person>;
  'PUT /v1/me/status': Trades<typeof presence.SetStatus, typeof presence.Status>;
  'DELETE /v1/me/status': Shape;

  'GET /v1/me/reminders': Gives<typeof time.Reminders>;
  'POST /v1/me/reminders': Trades<typeof time.SetReminder, typeof time.Reminder>;
  'PATCH /v1/me/reminders/:reminder': Trades<typeof time.ChangeReminder, typeof time.Reminder>;
  'PUT /v1/me/reminders/:reminder/snooze': Trades<typeof time.Snooze, typeof time.Reminder>;
  'PUT /v1/me/reminders/:reminder/done': Gives<typeof time.Reminder>;
  'DELETE /v1/me/reminders/:reminder': Shape;
  'GET /v1/me/scheduled-messages': Gives<typeof time.ScheduledMessages>;
  'POST /v1/me/scheduled-messages': Trades<typeof time.ScheduleMessage, typeof time.ScheduledMessage>;
  'PATCH /v1/me/scheduled-messages/:scheduled': Trades<typeof time.ChangeScheduled, typeof time.ScheduledMessage>;
  'DELETE /v1/me/scheduled-messages/:scheduled': Shape;
  'POST /v1/me/scheduled-messages/:scheduled/sending': Gives<typeof workspace.Message>;

  'GET /v1/user-groups': Lists<typeof groups.UserGroupQuery, typeof groups.UserGroupPage>;
  'POST /v1/user-groups': Trades<typeof groups.CreateUserGroup, typeof groups.UserGroup>;
  'GET /v1/user-groups/:group': Gives<typeof groups.UserGroup>;
  'PATCH /v1/user-groups/:group': Trades<typeof groups.ChangeUserGroup, typeof groups.UserGroup>;
  'GET /v1/user-groups/:group/members': Gives<typeof groups.UserGroupMembers>;
  'PUT /v1/user-groups/:group/members': Takes<typeof groups.SetUserGroupMembers>;
  'PUT /v1/user-groups/:group/members/:member': Shape;
  'DELETE /v1/user-groups/:group/members/:member': Shape;
  'PUT /v1/user-groups/:group/disablement': Shape;
  'DELETE /v1/user-groups/:group/disablement': Shape;
  'GET /v1/emoji': Lists<typeof vocabulary.EmojiListQuery, typeof vocabulary.EmojiList>;
  'PUT /v1/emoji/:name': Takes<typeof vocabulary.AddEmoji>;
  'DELETE /v1/emoji/:name': Shape;
  'PATCH /v1/emoji': Trades<typeof vocabulary.EmojiRules, typeof vocabulary.EmojiList>;
  'GET /v1/join-domains': Gives<typeof joining.JoinDomainList>;
  'PUT /v1/join-domains/:domain': Shape;
  'DELETE /v1/join-domains/:domain': Shape;
  'GET /v1/link-cards': Gives<typeof cards.LinkCardSwitch>;
  'PUT /v1/link-cards': Takes<typeof cards.LinkCardSwitch>;
  'GET /v1/files/usage': Gives<typeof files.FileUsage>;
  'PUT /v1/files/allowance': Trades<typeof files.FileAllowance, typeof files.FileUsage>;
  'GET /v1/files/:file': Gives<typeof files.File>;
  'DELETE /v1/files/:file': Shape;
}

export type RouteName = keyof Routes;
export type Reply<Name extends RouteName> = Routes[Name]['reply'] extends TSchema
  ? Static<Routes[Name]['reply']>
  : undefined;

type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
/** Left out or undefined is the same in what is asked for. */
type Loose<T> = { [Key in keyof T]: T[Key] | undefined };
type Part<Key extends string, Value> = Value extends TSchema ? Needed<Key, Loose<Static<Value>>> : object;
type Needed<Key extends string, Value> = object extends Value
  ? { readonly [K in Key]?: Value }
  : { readonly [K in Key]: Value };
type ParamsPart<Name extends string> = [Names<Name>] extends [never]
  ? object
  : { readonly params: Readonly<Record<Names<Name>, string>> };

/** Everything that one call says, as its route wants it. */
export type Asked<Name extends RouteName> = ParamsPart<Name> &
  Part<'query', Routes[Name]['query']> &
  Part<'body', Routes[Name]['body']> &
  (Routes[Name]['content'] extends true ? { readonly content: Blob } : object);
