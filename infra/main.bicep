// All that OAuthAttest needs in one resource group. How it is used: docs/deploy.md.
targetScope = 'resourceGroup'

@description('Begins every name; what must be unique in the world ends with a hash of the resource group.')
@minLength(3)
@maxLength(11)
param name string = 'oauthattest'

param location string = resourceGroup().location

param tags object = {}

// ── What the app is told: docs/configuration.md ──

@description('The security lead. Gets what has no other owner, and decides on held worklists.')
param leadEmail string

@description('Id of the Slack channel or user that gets reports and held worklists.')
param slackLeadChannel string

@description('When people are asked and reminded: hours of working days by each one\'s own clock, or Always.')
param sendingHours string = '08:00-18:00'

@description('The team\'s time zone (IANA): a campaign\'s start, and people whose time zone Slack does not tell.')
param teamTimeZone string = 'UTC'

@description('Id of the Slack workspace whose people are asked. Needed for a bot token of a whole organization; empty: the token\'s own.')
param slackTeamId string = ''

@description('Whether the quarterly timer starts campaigns. POST /api/campaigns works either way.')
param campaignsEnabled bool = false

@description('NCRONTAB of the quarterly start: six fields, UTC. On a free day the campaign starts on the next working day.')
param campaignSchedule string = '0 0 6 1 1,4,7,10 *'

@description('NCRONTAB of the daily look whether that start happened.')
param campaignCatchUpSchedule string = '0 0 7 * * *'

@description('NCRONTAB of the look for orchestrations that failed or are missing, and of their start anew.')
param reconcileSchedule string = '20 */5 * * * *'

@description('Whether consents are accepted and escalated. Needs escalationChannel, escalationResponders, pagerDutyRoutingKey and the secret of a source.')
param escalationEnabled bool = false

@description('Id of the Slack channel that incidents are posted in.')
param escalationChannel string = ''

@description('Who may press an incident\'s buttons: email addresses or Slack user ids, separated by commas.')
param escalationResponders string = ''

@description('NCRONTAB of the look for consents whose orchestration was never started, or was lost.')
param escalationSweepSchedule string = '30 * * * * *'

@description('NCRONTAB of the polls of each provider\'s log of consents. Nothing is polled without credentials.')
param entraPollSchedule string = '0 * * * * *'
param oktaPollSchedule string = '15 * * * * *'
param googlePollSchedule string = '45 */2 * * * *'

@description('NCRONTAB of the renewal of Google\'s watch channel.')
param googleWatchSchedule string = '20 */10 * * * *'

@description('NCRONTAB of the reading of who is privileged. Nothing is read without credentials or a query.')
param rosterSchedule string = '50 */15 * * * *'

@description('NCRONTAB of the sync of the inventory. Nothing is read without credentials.')
param syncSchedule string = '0 30 2 * * *'

@description('NCRONTAB of the audit of scopes and policies in AWS. Nothing is asked without accounts.')
param scopeAuditSchedule string = '0 */15 * * * *'

@description('NCRONTAB of keeping the head of the audit log in a container that lets nobody change it, and of comparing the log with it.')
param auditHeadSchedule string = '40 7 * * * *'

@description('For how many days a kept head can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param auditHeadRetentionDays int = 2557

@description('Further settings, named as in docs/configuration.md with __ for the colon: { Campaign__Silence: \'Keep\' }.')
param settings object = {}

// ── Secrets. One that is left empty stays in the vault as it is. ──

@description('The Slack app\'s bot token.')
@secure()
param slackBotToken string = ''

@description('The Slack app\'s signing secret.')
@secure()
param slackSigningSecret string = ''

@description('PagerDuty\'s integration key (Events API v2). Required once escalationEnabled is true.')
@secure()
param pagerDutyRoutingKey string = ''

@description('Password of the server\'s administrator, who migrates the database. Required the first time.')
@secure()
param databaseAdminPassword string = ''

@description('Password of the database user that the app signs in as. Required the first time.')
@secure()
param databaseAppPassword string = ''

@description('Further secret settings, named as in docs/configuration.md with __ for the colon.')
@secure()
param secretSettings object = {}

// ── Size ──

@description('Instances kept warm for HTTP: without one, Slack\'s three seconds are over before the first answer.')
@minValue(0)
param alwaysReadyHttp int = 1

@description('Instances kept warm for orchestrations, activities and timers of the durable engine.')
@minValue(0)
param alwaysReadyDurable int = 1

@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('The database must bear this many times connectionsAnInstance.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 10

@description('Size of an instance\'s connection pool. host.json lets 10 activities run at once, and HTTP comes on top.')
@minValue(5)
param connectionsAnInstance int = 25

@description('Task hub and package. Another kind where the region has no zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

param databaseSku object = { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' }

@minValue(32)
param databaseStorageGB int = 64

@description('A standby in another zone. Not for burstable sizes.')
param databaseHighAvailability bool = false

@minValue(7)
@maxValue(35)
param databaseBackupDays int = 14

@description('Days that logs are kept. The evidence itself is in the database.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

// ── Network ──

@description('The database has no public address and the app reaches it through a virtual network of its own.')
param privateNetwork bool = true

@description('With privateNetwork: a range that no network in use has.')
param addressSpace string = '10.60.0.0/22'

@description('Without privateNetwork: who else than Azure may reach the database: [{ name: \'office\', start: \'203.0.113.5\', end: \'203.0.113.5\' }].')
param databaseAllowedAddresses databaseAddress[] = []

@description('An Entra user or group that may administer the database too: { objectId, name, type: \'User\' | \'Group\' }.')
param databaseEntraAdmin entraAdmin?

@description('The app signs in to the database with its identity and there is no password. Needs databaseEntraAdmin, who makes its user once.')
param databaseIdentitySignIn bool = databaseEntraAdmin != null

@description('Who may call the app: ranges, or service tags such as AzureCloud. Empty: everybody. It holds for the whole app, Slack, PagerDuty and you among them.')
param allowedCallers allowedCaller[] = []

// ── Alerts ──

@description('Who is told by email when the app, its database or its pager does not work. These mails need neither PagerDuty nor Slack.')
param alertEmails string[] = []

@description('The sweep runs every minute: so many minutes without a run are told.')
@allowed([5, 10, 15, 30])
param alertSweepSilenceMinutes int = 10

@description('The age in minutes at which a polled log or a watch channel is told. Above MaxAge of the providers, at which Slack is told.')
@minValue(5)
param alertFeedAgeMinutes int = 45

@description('The age in minutes at which a source of the roster is told. Above MaxAge of the roster, at which Slack is told.')
@minValue(15)
param alertRosterAgeMinutes int = 90

@description('Open connections of the database that are told. Below the server\'s max_connections: 859 at the default size.')
param alertDatabaseConnections int = 600

@description('Database, vault and storage cannot be deleted, nor anything in them through Azure, before the lock is taken away.')
param deleteLocks bool = true

type allowedCaller = { name: string, range: string, isServiceTag: bool? }

type databaseAddress = { name: string, start: string, end: string }

type entraAdmin = { objectId: string, name: string, type: 'Group' | 'ServicePrincipal' | 'User' }

var suffix = uniqueString(resourceGroup().id)
var databaseAppUser = 'oauthattest_app'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-app'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    publisherPrincipalId: identity.properties.principalId
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: '${replace(name, '-', '')}${suffix}'
    location: location
    tags: tags
    sku: storageSku
    headRetentionDays: auditHeadRetentionDays
    principalId: identity.properties.principalId
    deleteLock: deleteLocks
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  params: {
    name: name
    location: location
    tags: tags
    addressSpace: addressSpace
    dnsZoneName: '${name}-${suffix}.private.postgres.database.azure.com'
  }
}

module database 'modules/database.bicep' = {
  params: {
    name: '${name}-db-${suffix}'
    location: location
    tags: tags
    sku: databaseSku
    storageGB: databaseStorageGB
    backupDays: databaseBackupDays
    highAvailability: databaseHighAvailability
    administratorPassword: databaseAdminPassword
    entraAdmin: databaseEntraAdmin
    subnetId: network.?outputs.databaseSubnetId
    dnsZoneId: network.?outputs.databaseDnsZoneId
    allowedAddresses: databaseAllowedAddresses
    deleteLock: deleteLocks
    workspaceId: monitoring.outputs.workspaceId
  }
}

var signIn = 'Host=${database.outputs.host};Database=${database.outputs.databaseName};Username=${databaseAppUser};SSL Mode=VerifyFull;Maximum Pool Size=${connectionsAnInstance}'
// Npgsql reads a value in double quotes as it stands; a quote in it is doubled.
var connectionString = databaseIdentitySignIn
  ? signIn
  : empty(databaseAppPassword) ? '' : '${signIn};Password="${replace(databaseAppPassword, '"', '""')}"'

module vault 'modules/vault.bicep' = {
  params: {
    name: 'kv-${take(name, 7)}-${suffix}'
    location: location
    tags: tags
    readerPrincipalId: identity.properties.principalId
    deleteLock: deleteLocks
    workspaceId: monitoring.outputs.workspaceId
    secrets: union(secretSettings, {
      ConnectionStrings__OAuthAttest: connectionString
      Slack__BotToken: slackBotToken
      Slack__SigningSecrets__0: slackSigningSecret
      PagerDuty__RoutingKey: pagerDutyRoutingKey
    })
  }
}

module app 'modules/app.bicep' = {
  params: {
    name: '${name}-${suffix}'
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageAccountName: storage.outputs.accountName
    packageContainerUrl: storage.outputs.packageContainerUrl
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    allowedCallers: allowedCallers
    subnetId: network.?outputs.appSubnetId
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    settings: union(settings, {
      CampaignSchedule: campaignSchedule
      CampaignCatchUpSchedule: campaignCatchUpSchedule
      ReconcileSchedule: reconcileSchedule
      EscalationSweepSchedule: escalationSweepSchedule
      EntraPollSchedule: entraPollSchedule
      OktaPollSchedule: oktaPollSchedule
      GooglePollSchedule: googlePollSchedule
      GoogleWatchSchedule: googleWatchSchedule
      RosterSchedule: rosterSchedule
      SyncSchedule: syncSchedule
      ScopeAuditSchedule: scopeAuditSchedule
      AuditHeadSchedule: auditHeadSchedule
      Evidence__HeadsContainer: storage.outputs.headsContainerUrl
      Escalation__Enabled: string(escalationEnabled)
      Escalation__SecurityChannel: escalationChannel
      Escalation__Responders: escalationResponders
      Campaign__Enabled: string(campaignsEnabled)
      Campaign__LeadEmail: leadEmail
      Slack__LeadChannel: slackLeadChannel
      Slack__SendingHours: sendingHours
      Slack__TimeZone: teamTimeZone
      Slack__TeamId: slackTeamId
      Database__IdentityClientId: databaseIdentitySignIn ? identity.properties.clientId : ''
    })
    vaultUri: vault.outputs.uri
    // A reference to what is not in the vault would reach the app as the value itself.
    secretSettingNames: union(
      objectKeys(secretSettings),
      [
        'ConnectionStrings__OAuthAttest'
        'Slack__BotToken'
        'Slack__SigningSecrets__0'
      ],
      escalationEnabled ? ['PagerDuty__RoutingKey'] : []
    )
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    insightsId: monitoring.outputs.insightsId
    databaseId: database.outputs.id
    healthUrl: '${app.outputs.url}/api/health'
    sweepSilenceMinutes: alertSweepSilenceMinutes
    feedAgeMinutes: alertFeedAgeMinutes
    rosterAgeMinutes: alertRosterAgeMinutes
    maxConnections: alertDatabaseConnections
  }
}

output appName string = app.outputs.name
output appUrl string = app.outputs.url
output slackRequestUrl string = '${app.outputs.url}/api/slack/interactions'
output databaseHost string = database.outputs.host
output databaseName string = database.outputs.databaseName
output databaseAdmin string = database.outputs.administrator
output databaseAppUser string = databaseAppUser

@description('The object id that infra/app-identity.sql asks for.')
output appPrincipalId string = identity.properties.principalId
output vaultName string = vault.outputs.name
output insightsName string = monitoring.outputs.insightsName

@description('Where the app\'s calls come from, for allow lists of the services that it calls.')
output outboundAddress string? = network.?outputs.outboundAddress
