// Two identities: the bridge's, and that of the scale rules, which may look at more and touch nothing.
param name string
param location string

resource bridge 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-bridge'
  location: location
}

resource scaler 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-scaler'
  location: location
}

output bridgeId string = bridge.id
output bridgeClientId string = bridge.properties.clientId
output bridgePrincipalId string = bridge.properties.principalId
output scalerId string = scaler.id
output scalerPrincipalId string = scaler.properties.principalId
