// PostgreSQL: the truth of OAuthAttest. In the private network when a subnet is given, else behind its firewall.

param name string
param location string
param tags object
param sku object
param storageGB int
param backupDays int
param highAvailability bool

@secure()
param administratorPassword string

@description('Administers the server by Entra sign-in, which is switched on for this one; without it the app signs in by password.')
param entraAdmin { objectId: string, name: string, type: 'Group' | 'ServicePrincipal' | 'User' }?

param subnetId string?
param dnsZoneId string?
param allowedAddresses { name: string, start: string, end: string }[]
param workspaceId string
param deleteLock bool

var administrator = 'oauthattest_admin'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku.name, tier: sku.tier }
  properties: {
    version: '17'
    administratorLogin: administrator
    administratorLoginPassword: empty(administratorPassword) ? null : administratorPassword
    authConfig: {
      passwordAuth: 'Enabled'
      activeDirectoryAuth: entraAdmin == null ? 'Disabled' : 'Enabled'
      tenantId: entraAdmin == null ? null : tenant().tenantId
    }
    storage: { storageSizeGB: storageGB, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: highAvailability ? 'ZoneRedundant' : 'Disabled' }
    network: subnetId == null
      ? { publicNetworkAccess: 'Enabled' }
      : {
          delegatedSubnetResourceId: subnetId!
          privateDnsZoneArmResourceId: dnsZoneId!
          publicNetworkAccess: 'Disabled'
        }
  }

  resource database 'databases' = {
    name: 'oauthattest'
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }
}

// One after the other: a server that is busy with one of these refuses the next.
resource entra 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = if (entraAdmin != null) {
  parent: server
  name: entraAdmin!.objectId
  properties: {
    principalName: entraAdmin!.name
    principalType: entraAdmin!.type
    tenantId: tenant().tenantId
  }
  dependsOn: [server::database]
}

// Nobody keeps others waiting for good: whoever signs in without limits of their own has these. The app's are stricter.
var limits = [
  { name: 'idle_in_transaction_session_timeout', value: '60000' }
  { name: 'lock_timeout', value: '30000' }
  { name: 'statement_timeout', value: '1800000' }
]

@batchSize(1)
resource limit 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = [
  for item in limits: {
    parent: server
    name: item.name
    properties: { value: item.value, source: 'user-override' }
    dependsOn: [server::database, entra]
  }
]

// This range stands for "any Azure service", of other tenants too: only a password keeps them out. Prefer the private network.
resource azureServices 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = if (subnetId == null) {
  parent: server
  name: 'azure-services'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  dependsOn: [server::database, entra, limit]
}

@batchSize(1)
resource allowed 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = [
  for address in allowedAddresses: if (subnetId == null) {
    parent: server
    name: address.name
    properties: { startIpAddress: address.start, endIpAddress: address.end }
    dependsOn: [azureServices]
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'server-log'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'PostgreSQLLogs', enabled: true }]
  }
}

// What it holds cannot be made again. A deliberate deletion takes the lock away first.
resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: server
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'OAuthAttest: evidence' }
}

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
output databaseName string = server::database.name
output administrator string = administrator
