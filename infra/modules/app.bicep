// The function app on a Flex Consumption plan. It holds no secret and no key: everything is reached with its identity.

param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageAccountName string
param packageContainerUrl string
param insightsConnectionString string
param workspaceId string

@description('Where the app calls from; null: from shared addresses of Azure.')
param subnetId string?

param alwaysReadyHttp int
param alwaysReadyDurable int
param instanceMemoryMB int
param maximumInstanceCount int

@description('Settings that are no secret.')
param settings object

@description('Who may call the app; empty: everybody. Deployments are not affected.')
param allowedCallers { name: string, range: string, isServiceTag: bool? }[]

param vaultUri string

@description('Settings whose values are in the vault, under the same names with -- for __.')
param secretSettingNames string[]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: filter(
          [
            { name: 'http', instanceCount: alwaysReadyHttp }
            { name: 'durable', instanceCount: alwaysReadyDurable }
          ],
          group => group.instanceCount > 0
        )
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: empty(allowedCallers) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: [
        for (caller, i) in allowedCallers: {
          name: caller.name
          priority: 100 + i
          action: 'Allow'
          ipAddress: caller.range
          tag: caller.?isServiceTag == true ? 'ServiceTag' : 'Default'
        }
      ]
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      settings,
      toObject(
        secretSettingNames,
        key => key,
        key => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(key, '__', '--')})'
      ),
      {
        AzureWebJobsStorage__accountName: storageAccountName
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        // By it the app signs in to the container of the audit log's heads.
        AZURE_CLIENT_ID: identityClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
      }
    )
  }

  // Deployment by Entra sign-in only: the user name and password of the publish profile do not work.
  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

// What the host says before telemetry is connected, a mistake in the settings among it.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'host-log'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
