// A network of two subnets: the app calls from one, the database lives in the other. What the app calls outside sees one address.

param name string
param location string
param tags object
param addressSpace string

@description('Must end with .postgres.database.azure.com.')
param dnsZoneName string

resource address 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: '${name}-outbound'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

// All that a Flex Consumption app sends goes through its subnet, and a subnet has no way out of its own.
resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: '${name}-outbound'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIpAddresses: [{ id: address.id }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, 0)
          defaultOutboundAccess: false
          natGateway: { id: gateway.id }
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, 1)
          defaultOutboundAccess: false
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }

  resource databaseSubnet 'subnets' existing = {
    name: 'database'
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: dnsZoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: name
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
}

output appSubnetId string = network::appSubnet.id
output databaseSubnetId string = network::databaseSubnet.id
output databaseDnsZoneId string = zone.id
output outboundAddress string = address.properties.ipAddress
