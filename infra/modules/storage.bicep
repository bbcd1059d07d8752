// The storage account of the Functions host and of Durable Functions: the package, leases, queues and tables. No key of it works.

param name string
param location string
param tags object
param sku string

@description('The app: the only one that reads and writes here.')
param principalId string

param deleteLock bool

@description('For how many days a kept head of the audit log can be neither changed nor deleted.')
param headRetentionDays int

// What the host (blobs) and Durable Functions (blobs, queues, tables) need:
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fad8'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'app-package'
    }

    // Nobody can change or delete what is in it before its time; the policy itself can be taken away until it is locked: docs/deploy.md.
    resource heads 'containers' = {
      name: 'audit-heads'

      resource policy 'immutabilityPolicies' = {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: headRetentionDays
          allowProtectedAppendWrites: false
        }
      }
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    scope: account
    name: guid(account.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

// What it holds cannot be made again. A deliberate deletion takes the lock away first.
resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'OAuthAttest: the task hub' }
}

output accountName string = account.name
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
output headsContainerUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::heads.name}/'
