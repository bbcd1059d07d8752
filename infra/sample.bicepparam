// Copy to production.bicepparam and fill in. Secrets come from the environment of whoever deploys, never from a file.
using 'main.bicep'

param leadEmail = 'security-lead@example.com'
param slackLeadChannel = 'C0123ABCD'

// Switch it on once a rehearsal looks right.
param campaignsEnabled = false

// Consents are accepted and escalated: docs/escalation.md. Secrets of their sources, and of Datadog, go into secretSettings.
param escalationEnabled = false
param escalationChannel = ''
param escalationResponders = ''

// Told by email, also while PagerDuty and Slack are down.
param alertEmails = ['security-lead@example.com']

param settings = {
  Campaign__Approvers: 'deputy@example.com'
  Campaign__AskedBy: 'the security team'
}

// Unset: what is in the vault and on the server stays as it is.
param slackBotToken = readEnvironmentVariable('SLACK_BOT_TOKEN', '')
param slackSigningSecret = readEnvironmentVariable('SLACK_SIGNING_SECRET', '')
param pagerDutyRoutingKey = readEnvironmentVariable('PAGERDUTY_ROUTING_KEY', '')
param databaseAdminPassword = readEnvironmentVariable('DATABASE_ADMIN_PASSWORD', '')
param databaseAppPassword = readEnvironmentVariable('DATABASE_APP_PASSWORD', '')
