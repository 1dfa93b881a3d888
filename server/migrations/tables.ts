// Written by 'npm run schema' from the migrations; not to be edited.
import type { ColumnType, Generated } from 'kysely';

declare module '#platform/database/connection.ts' {
  interface Tables {
    access_log_policies: {
      team_id: string;
      kept_days: number;
      set_by: string;
      set_at: Date;
    };
    access_summaries: {
      id: string;
      member_id: string;
      device_hash: Buffer;
      ip: string;
      team_id: string;
      user_agent: string;
      first_at: Date;
      last_at: Date;
      accepted: number;
      refused: number;
      disavowed_at: Date | null;
    };
    api_tokens: {
      id: string;
      team_id: string;
      member_id: string;
      name: string;
      token_hash: Buffer;
      created_by: string;
      created_at: Date;
      expires_at: Date | null;
      last_used_at: Date | null;
      revoked_at: Date | null;
      made_on: string | null;
      kind: string;
      scopes: string[] | null;
      networks: Generated<string[]>;
      last_used_network: string | null;
      warned_days: number | null;
    };
    attempts: {
      id: string;
      team_id: string;
      at: Date;
      kind: string;
      outcome: string;
      reason: string;
      member_id: string | null;
      ip: string;
      user_agent: string;
      means: string | null;
      factor: string | null;
      device_hash: Buffer | null;
      times: Generated<number>;
      since: Date | null;
    };
    audit_checkpoints: {
      team_id: string;
      size: number;
      at: Date;
      note: string;
    };
    audit_entries: {
      team_id: string;
      index: number;
      at: Date;
      kind: string;
      actor: string;
      sealed: Buffer | null;
      commitment: Buffer;
    };
    audit_heads: {
      team_id: string;
      size: number;
      peaks: Buffer;
    };
    authenticator_enrolments: {
      member_id: string;
      team_id: string;
      secret: Buffer;
      begun_at: Date;
    };
    authenticators: {
      member_id: string;
      team_id: string;
      secret: Buffer;
      used_step: number;
      added_at: Date;
      made_on: string | null;
    };
    blob_removals: {
      name: string;
    };
    blob_segments: {
      blob_id: string;
      chunk: number;
      team_id: string;
      name: string;
      bytes: number;
      marks: Buffer | null;
    };
    blobs: {
      id: string;
      team_id: string;
      place: string;
      key: Buffer;
      bytes: number;
      stored: Generated<number>;
      written_at: Date;
      digest: Buffer | null;
      alone: Generated<boolean>;
    };
    bookmarks: {
      id: string;
      team_id: string;
      channel_id: string;
      client_id: string;
      place: number;
      body: Buffer;
      ts: number | null;
      created_by: string;
      created_at: Date;
    };
    card_images: {
      channel_id: string;
      ts: number;
      card: number;
      team_id: string;
      blob_id: string;
    };
    channel_events: {
      channel_id: string;
      seq: number;
      team_id: string;
      at: Date;
      kind: string;
      actor_id: string | null;
      ts: number | null;
      member_id: string | null;
      detail: string | null;
    };
    channel_members: {
      channel_id: string;
      member_id: string;
      team_id: string;
      joined_at: Date;
      read_ts: number;
      read_ordinal: number;
      own_after: Generated<number>;
    };
    channel_notifications: {
      channel_id: string;
      member_id: string;
      team_id: string;
      level: string | null;
      muted: boolean;
    };
    channels: {
      id: string;
      team_id: string;
      kind: string;
      name: string | null;
      people: Buffer | null;
      topic: Buffer | null;
      purpose: Buffer | null;
      general: Generated<boolean>;
      created_by: string | null;
      created_at: Date;
      archived_at: Date | null;
      seq: Generated<number>;
      last_ts: Generated<number>;
      ordinal: Generated<number>;
    };
    claimed_domains: {
      team_id: string;
      domain: string;
      record: string;
      claimed_by: string;
      claimed_at: Date;
      code_hash: Buffer | null;
      mailed_at: Date | null;
      proven_by: string | null;
      proven_at: Date | null;
    };
    desk_alarms: {
      case_id: string;
      clock: string;
      alarm: number;
      team_id: string;
      given_at: Date;
    };
    desk_branches: {
      case_id: string;
      number: number;
      team_id: string;
      name: Buffer;
      digest: Buffer | null;
      patch_bytes: number | null;
      patch: Buffer | null;
      added_by: string | null;
      added_at: Date | null;
      evidence: Buffer | null;
      tested_at: Date | null;
    };
    desk_cases: {
      id: string;
      team_id: string;
      number: number;
      source: string;
      report_state: string;
      release_state: string;
      embargo_state: string;
      embargo_until: Date | null;
      proposed_by: string | null;
      proposed_until: Date | null;
      severity: string | null;
      title: Buffer;
      raw_digest: Buffer;
      raw_bytes: number;
      coordinator_id: string | null;
      received_at: Date;
      receipt_at: Date | null;
      answered_at: Date | null;
      judged_at: Date | null;
      judged_by: string | null;
      valid_at: Date | null;
      updated_at: Date | null;
      published_at: Date | null;
      retrospective_at: Date | null;
      close_reason: string | null;
      duplicate_of: string | null;
      closed_at: Date | null;
      keep_until: Date | null;
      disputed_at: Date | null;
      kept_despite_at: Date | null;
      due_at: Date | null;
      alarm_at: Date | null;
      raw_type: string;
      raw_state: string;
      notices_off_at: Date | null;
      noticed_at: Date | null;
      withdrawn_at: Date | null;
    };
    desk_cves: {
      case_id: string;
      number: number;
      team_id: string;
      digest: Buffer;
      cve: Buffer;
      issue: Buffer;
      state: string;
      recorded_by: string;
      recorded_at: Date;
    };
    desk_deliveries: {
      case_id: string;
      letter: number;
      attempt: number;
      team_id: string;
      how: string;
      state: string;
      why: string | null;
      message_id: string | null;
      recipient: Buffer;
      begun_at: Date;
      ended_at: Date | null;
    };
    desk_events: {
      case_id: string;
      number: number;
      team_id: string;
      kind: string;
      side: string;
      actor: string | null;
      shown: boolean;
      details: Buffer | null;
      at: Date;
    };
    desk_facts: {
      case_id: string;
      fact: string;
      team_id: string;
      side: string;
      stated_by: string | null;
      evidence: Buffer;
      at: Date;
    };
    desk_file_parts: {
      case_id: string;
      number: number;
      part: number;
      team_id: string;
      sealed: Buffer;
    };
    desk_files: {
      case_id: string;
      number: number;
      team_id: string;
      side: string;
      letter: number | null;
      name: Buffer;
      bytes: number;
      digest: Buffer;
      at: Date;
    };
    desk_imports: {
      team_id: string;
      digest: Buffer;
      case_id: string;
      imported_at: Date;
    };
    desk_key_lookups: {
      team_id: string;
      address: Buffer;
      at: Date;
    };
    desk_keys: {
      team_id: string;
      fingerprint: string;
      address: string;
      algorithm: string;
      public_key: Buffer;
      private_key: Buffer;
      created_at: Date;
      expires_at: Date;
      replaced_at: Date | null;
      revoked_at: Date | null;
      warned_days: number | null;
    };
    desk_letters: {
      case_id: string;
      number: number;
      team_id: string;
      side: string;
      author_id: string | null;
      automatic: boolean;
      body: Buffer;
      at: Date;
    };
    desk_mail_parts: {
      mail_id: string;
      part: number;
      team_id: string;
      sealed: Buffer;
    };
    desk_mails: {
      id: string;
      team_id: string;
      recipient: string;
      digest: Buffer;
      bytes: number;
      envelope: Buffer;
      received_at: Date;
      state: string;
      held_for: string | null;
      reading: Buffer | null;
      case_id: string | null;
      letter: number | null;
      decided_by: string | null;
      decided_at: Date | null;
      keep_until: Date | null;
      alarmed_at: Date | null;
    };
    desk_notes: {
      case_id: string;
      number: number;
      team_id: string;
      author_id: string;
      body: Buffer;
      at: Date;
    };
    desk_numbers: {
      team_id: string;
      last: number;
    };
    desk_passphrases: {
      case_id: string;
      team_id: string;
      digest: Buffer;
      is_first: boolean;
      is_known: boolean;
    };
    desk_pauses: {
      case_id: string;
      began_at: Date;
      ended_at: Date | null;
      team_id: string;
    };
    desk_people: {
      case_id: string;
      member_id: string;
      team_id: string;
      part: string;
      reason: Buffer;
      added_by: string | null;
      added_at: Date;
      terms: string | null;
      accepted_at: Date | null;
    };
    desk_policies: {
      team_id: string;
      version: number;
      policy: unknown;
      set_by: string;
      set_at: Date;
    };
    desk_ratings: {
      case_id: string;
      number: number;
      team_id: string;
      rated_by: string;
      body: Buffer;
      at: Date;
    };
    desk_raw_parts: {
      case_id: string;
      part: number;
      team_id: string;
      sealed: Buffer;
    };
    desk_reporter_links: {
      digest: Buffer;
      team_id: string;
      case_id: string;
      ends_at: Date;
      used_at: Date | null;
    };
    desk_reporter_sessions: {
      digest: Buffer;
      team_id: string;
      case_id: string;
      ends_at: Date;
    };
    desk_reporters: {
      case_id: string;
      team_id: string;
      body: Buffer;
    };
    desk_retests: {
      case_id: string;
      asked_at: Date;
      team_id: string;
      digest: Buffer;
      outcome: string | null;
      said_at: Date | null;
    };
    desk_roster: {
      member_id: string;
      team_id: string;
      duty: string;
      added_by: string;
      added_at: Date;
      had_turn_at: Date | null;
    };
    desk_security_texts: {
      team_id: string;
      text: string;
      digest: Buffer;
      signed_by: string | null;
      written_at: Date;
      expires_at: Date;
      alarmed_at: Date | null;
    };
    desk_sender_keys: {
      team_id: string;
      address: Buffer;
      key: Buffer;
      sealed: Buffer;
      state: string;
      how: string;
      first_seen_at: Date;
      seen_at: Date;
      confirmed_at: Date | null;
      confirmed_by: string | null;
    };
    desk_templates: {
      team_id: string;
      version: number;
      body: Buffer;
      set_by: string;
      set_at: Date;
    };
    desk_views: {
      case_id: string;
      number: number;
      team_id: string;
      viewer: string | null;
      part: string;
      seen: string;
      at: Date;
      digest: Buffer;
    };
    desk_webhooks: {
      id: string;
      team_id: string;
      url: Buffer;
      secret: Buffer;
      made_by: string;
      made_at: Date;
      is_on: boolean;
      failures: number;
      last_at: Date | null;
      last_outcome: string | null;
    };
    drafts: {
      member_id: string;
      channel_id: string;
      thread_ts: number;
      team_id: string;
      version: number;
      changed_at: Date;
      body: Buffer;
    };
    emoji: {
      team_id: string;
      name: string;
      alias_of: string | null;
      image: Buffer | null;
      created_by: string;
      created_at: Date;
    };
    emoji_lists: {
      team_id: string;
      version: number;
      added_by: string;
    };
    file_allowances: {
      team_id: string;
      team_bytes: number;
      member_bytes: number;
    };
    file_usage: {
      team_id: string;
      member_id: string;
      bytes: number;
    };
    files: {
      id: string;
      team_id: string;
      uploader_id: string;
      blob_id: string;
      state: string;
      bytes: number;
      name: Buffer;
      made_at: Date;
      look: Buffer | null;
      preview_id: string | null;
      text: Buffer | null;
    };
    guesses: {
      key: Buffer;
      level: number;
      at: Date;
      opens_at: Date;
      ends_at: Date;
    };
    guest_expiries: {
      member_id: string;
      team_id: string;
      expires_at: Date;
      told_at: Date | null;
    };
    handles: {
      team_id: string;
      handle: string;
    };
    import_references: {
      team_id: string;
      source: string;
      external_id: string;
      internal_id: string;
    };
    imports: {
      id: string;
      team_id: string;
      source: string;
      digest: Buffer;
      started_at: Date;
      finished_at: Date | null;
      progress: unknown;
    };
    invitations: {
      id: string;
      team_id: string;
      token_hash: Buffer;
      email: string | null;
      role: string;
      channels: string[];
      invited_by: string | null;
      created_at: Date;
      expires_at: Date;
      accepted_by: string | null;
      accepted_at: Date | null;
      revoked_at: Date | null;
      guest_until: Date | null;
      domain: string | null;
    };
    join_domains: {
      team_id: string;
      domain: string;
      added_by: string;
      added_at: Date;
    };
    link_card_teams: {
      team_id: string;
      since: Date;
      by: string;
    };
    mail_digests: {
      member_id: string;
      team_id: string;
      due_at: Date;
    };
    mail_notices: {
      member_id: string;
      channel_id: string;
      ts: number;
      team_id: string;
      noted_at: Date;
    };
    mail_preferences: {
      member_id: string;
      team_id: string;
      frequency: string;
    };
    mail_reminders: {
      reminder_id: string;
      member_id: string;
      team_id: string;
      noted_at: Date;
    };
    mailed_links: {
      member_id: string;
      kind: string;
      team_id: string;
      token_hash: Buffer;
      email: string;
      asked_by: string | null;
      created_at: Date;
      expires_at: Date;
      mailed_at: Date | null;
    };
    member_pictures: {
      id: string;
      member_id: string;
      team_id: string;
      blob_id: string;
      small_bytes: number;
      is_current: boolean;
      made_at: Date;
    };
    member_statuses: {
      member_id: string;
      team_id: string;
      emoji: string | null;
      text: Buffer | null;
      set_at: Date;
      expires_at: Date | null;
    };
    members: {
      id: string;
      team_id: string;
      role: string;
      handle: string;
      name: string;
      email: string | null;
      email_folded: string | null;
      password_hash: string | null;
      created_at: Date;
      deactivated_at: Date | null;
      time_zone: Generated<string>;
      second_factor_since: Date | null;
    };
    mentions: {
      channel_id: string;
      ts: number;
      place: number;
      member_id: string | null;
      author_id: string;
      team_id: string;
      via: Generated<string>;
    };
    message_edits: {
      channel_id: string;
      ts: number;
      edit: number;
      team_id: string;
      replaced_at: Date;
      body: Buffer;
    };
    message_files: {
      channel_id: string;
      ts: number;
      place: number;
      team_id: string;
      file_id: string;
    };
    messages: {
      channel_id: string;
      ts: number;
      team_id: string;
      author_id: string;
      thread_ts: number | null;
      in_timeline: boolean;
      ordinal: number | null;
      body: Buffer | null;
      edited_at: Date | null;
      deleted_at: Date | null;
      client_id: string | null;
      edit_count: Generated<number>;
      reaction_count: Generated<number>;
      reply_count: Generated<number>;
      last_reply_ts: number | null;
      terms: ColumnType<string[], (string | bigint)[]>;
      file_count: Generated<number>;
    };
    notice_marks: {
      team_id: string;
      ts: number;
    };
    notification_keywords: {
      member_id: string;
      place: number;
      team_id: string;
      first: number;
      others: ColumnType<string[], (string | bigint)[]>;
    };
    notification_preferences: {
      member_id: string;
      team_id: string;
      level: string;
      threads: boolean;
      everybody: boolean;
      keywords: Buffer | null;
      do_not_disturb_until: Date | null;
      quiet_hours: unknown;
      previews: Generated<boolean>;
    };
    operator_attempts: {
      id: string;
      at: Date;
      outcome: string;
      reason: string;
      operator_id: string | null;
      ip: string;
      user_agent: string;
    };
    operator_authenticators: {
      operator_id: string;
      state: string;
      secret: Buffer;
      used_step: number;
      since: Date;
    };
    operator_links: {
      operator_id: string;
      token_hash: Buffer;
      expires_at: Date;
    };
    operator_passkey_challenges: {
      challenge_hash: Buffer;
      purpose: string;
      browser_hash: Buffer;
      expires_at: Date;
    };
    operator_passkeys: {
      id: string;
      operator_id: string;
      host: string;
      credential_id: Buffer;
      public_key: Buffer;
      counter: number;
      transports: string[];
      may_sync: boolean;
      is_synced: boolean;
      name: string;
      added_at: Date;
      used_at: Date | null;
    };
    operator_recovery_codes: {
      operator_id: string;
      code_hash: Buffer;
      made_at: Date;
      counts_since: Date | null;
    };
    operator_sessions: {
      id: string;
      operator_id: string;
      token_hash: Buffer;
      created_at: Date;
      last_seen_at: Date;
      expires_at: Date;
      revoked_at: Date | null;
      factor: string | null;
      proven_at: Date | null;
      ip: string;
      user_agent: string;
    };
    operators: {
      id: string;
      name: string;
      created_at: Date;
      password_hash: string | null;
      enrolled_at: Date | null;
      disabled_at: Date | null;
    };
    passkey_challenges: {
      challenge_hash: Buffer;
      team_id: string;
      purpose: string;
      browser_hash: Buffer;
      expires_at: Date;
    };
    passkeys: {
      id: string;
      team_id: string;
      member_id: string;
      host: string;
      credential_id: Buffer;
      public_key: Buffer;
      counter: number;
      transports: string[];
      may_sync: boolean;
      is_synced: boolean;
      name: string;
      added_at: Date;
      used_at: Date | null;
      made_on: string | null;
    };
    pins: {
      channel_id: string;
      ts: number;
      team_id: string;
      pinned_by: string;
      pinned_at: Date;
    };
    presence_choices: {
      member_id: string;
      team_id: string;
      choice: string;
    };
    profile_fields: {
      id: string;
      team_id: string;
      kind: string;
      position: number;
      name: Buffer;
      hint: Buffer | null;
    };
    profile_values: {
      member_id: string;
      field: string;
      team_id: string;
      value: Buffer;
    };
    provisioned_group_members: {
      group_id: string;
      member_id: string;
      team_id: string;
    };
    provisioned_groups: {
      id: string;
      team_id: string;
      display_name: string;
      external_id: string | null;
      role: string | null;
      created_at: Date;
      changed_at: Date;
    };
    provisioned_members: {
      member_id: string;
      team_id: string;
      user_name: string;
      user_name_folded: string;
      external_id: string | null;
      given_name: string | null;
      family_name: string | null;
      granted_role: string | null;
      role_before: string | null;
      linked_at: Date;
      changed_at: Date;
      removed_at: Date | null;
    };
    provisioning_calls: {
      id: string;
      team_id: string;
      credential_id: string;
      at: Date;
      line: string;
      status: number;
      refusal: string | null;
      object: string | null;
    };
    provisioning_credentials: {
      id: string;
      team_id: string;
      name: string;
      token_hash: Buffer;
      created_by: string;
      created_at: Date;
      succeeded_at: Date | null;
      refused_at: Date | null;
      refusal: string | null;
      removed_at: Date | null;
    };
    provisioning_settings: {
      team_id: string;
      new_accounts: string;
      set_by: string;
      set_at: Date;
    };
    push_subscriptions: {
      session_id: string;
      member_id: string;
      team_id: string;
      endpoint_digest: Buffer;
      sealed: Buffer;
      created_at: Date;
    };
    reactions: {
      channel_id: string;
      ts: number;
      emoji: string;
      member_id: string;
      team_id: string;
      at: Date;
    };
    recovery_codes: {
      member_id: string;
      code_hash: Buffer;
      team_id: string;
      made_at: Date;
      counts_since: Date | null;
      made_on: string | null;
    };
    reminders: {
      id: string;
      team_id: string;
      member_id: string;
      series: string | null;
      client_id: string | null;
      body: Buffer | null;
      channel_id: string | null;
      ts: number | null;
      due_at: Date;
      zone: string;
      repeat: string | null;
      first_wall: string | null;
      state: string;
      came_at: Date | null;
      done_at: Date | null;
      created_at: Date;
    };
    saved_items: {
      id: string;
      member_id: string;
      channel_id: string;
      ts: number;
      team_id: string;
      saved_at: Date;
      state: string;
    };
    scheduled_files: {
      scheduled_id: string;
      place: number;
      team_id: string;
      file_id: string;
    };
    scheduled_messages: {
      id: string;
      team_id: string;
      author_id: string;
      channel_id: string;
      thread_ts: number | null;
      also_to_channel: boolean;
      client_id: string;
      due_at: Date;
      zone: string;
      body: Buffer | null;
      state: string;
      reason: string | null;
      sent_ts: number | null;
      ended_at: Date | null;
      created_at: Date;
      edited_at: Date | null;
    };
    second_factor_resets: {
      member_id: string;
      team_id: string;
      asked_by: string;
      asked_at: Date;
      due_at: Date;
    };
    session_policies: {
      team_id: string;
      idle_minutes: number;
      lifetime_minutes: number;
      set_by: string;
      set_at: Date;
    };
    sessions: {
      id: string;
      team_id: string;
      member_id: string;
      token_hash: Buffer;
      created_at: Date;
      last_seen_at: Date;
      expires_at: Date;
      revoked_at: Date | null;
      ip: string;
      user_agent: string;
      means: Generated<string>;
      factor: string | null;
      proven_at: Date | null;
      device_hash: Buffer | null;
      provider: string | null;
    };
    setups: {
      only_one: Generated<boolean>;
      token_hash: Buffer;
      made_at: Date;
      owner_name: string | null;
      owner_email: string | null;
      password_hash: string | null;
      team_name: string | null;
      team_slug: string | null;
      time_zone: string | null;
    };
    sidebars: {
      member_id: string;
      team_id: string;
      version: number;
      sections: Buffer;
    };
    sign_out_closings: {
      sign_out_id: string;
      process: string;
      team_id: string;
      sockets: number;
      closed_at: Date;
    };
    sign_outs: {
      id: string;
      team_id: string;
      ordered_by: string;
      at: Date;
      began_at: Date;
      kept: string | null;
      sessions: number;
      tokens: number | null;
    };
    sso_identities: {
      provider_id: string;
      subject: string;
      team_id: string;
      member_id: string;
      linked_at: Date;
      made_on: string | null;
    };
    sso_keys: {
      id: string;
      team_id: string;
      provider_id: string;
      certificate: Buffer;
      private_key: Buffer;
      created_at: Date;
    };
    sso_policies: {
      team_id: string;
      mode: string;
      counts_as_factor: boolean;
      set_by: string;
      set_at: Date;
    };
    sso_providers: {
      id: string;
      team_id: string;
      kind: string;
      name: string;
      is_on: boolean;
      settings: unknown;
      new_accounts: unknown;
      secret: Buffer | null;
      created_at: Date;
      changed_at: Date;
      accepted_at: Date | null;
    };
    sso_requests: {
      state_hash: Buffer;
      team_id: string;
      provider_id: string;
      browser_hash: Buffer;
      tester: string | null;
      expires_at: Date;
    };
    sso_stays: {
      session_id: string;
      team_id: string;
      provider_id: string;
      name: string;
      format: string | null;
      qualifier: string | null;
      own_qualifier: string | null;
      index: string | null;
    };
    sso_taken: {
      provider_id: string;
      message: Buffer;
      team_id: string;
      expires_at: Date;
    };
    teams: {
      id: string;
      slug: string;
      name: string;
      created_at: Date;
      members_max: number | null;
      is_recorded: Generated<boolean>;
      is_house: Generated<boolean>;
    };
    thread_follows: {
      channel_id: string;
      thread_ts: number;
      member_id: string;
      team_id: string;
      following: boolean;
      read_ts: number;
    };
    token_policies: {
      team_id: string;
      members_may: boolean;
      longest_days: number | null;
      set_by: string;
      set_at: Date;
    };
    two_factor_policies: {
      team_id: string;
      required_from: Date;
      set_by: string;
      set_at: Date;
      reminder_days: number | null;
      reminded_to: string | null;
      enforced_to: string | null;
    };
    user_group_members: {
      group_id: string;
      member_id: string;
      team_id: string;
    };
    user_groups: {
      id: string;
      team_id: string;
      handle: string;
      name: string;
      description: Buffer | null;
      channels: string[];
      created_by: string;
      created_at: Date;
      disabled_at: Date | null;
    };
    vault_keys: {
      team_id: string;
      compartment: string;
      version: number;
      wrapped: Buffer;
      created_at: Date;
    };
    workspace_settings: {
      team_id: string;
      user_groups_by: string;
      invisible: boolean;
    };
  }
}
