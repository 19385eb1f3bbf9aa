// Weir on Azure: brokers, Web PubSub, checkpoints, and the bridge as a Container App that scales on its backlogs.
//
//   az deployment group create -g RESOURCE_GROUP -f deploy/azure/main.bicep -p image=REGISTRY/weir:VERSION
targetScope = 'resourceGroup'

@description('Begins every name.')
@minLength(3)
@maxLength(12)
param name string = 'weir'

param location string = resourceGroup().location

@description('The image, as deploy/Dockerfile builds it, in a registry that needs no password, or one given to registryServer.')
param image string

@description('An Azure Container Registry that the identity may pull from (AcrPull is yours to assign: see README.md); empty for none.')
param registryServer string = ''

@description('Units of Web PubSub. Each takes 1,000 connections and some 180 sends to users a second.')
param webPubSubUnits int = 1

@description('The most replicas; all of them share the budget of the hub.')
@minValue(1)
@maxValue(10)
param maxReplicas int = 2

@description('Calls a second of all replicas together. Of the 180 that a unit takes, 30 are left to others that call the service.')
param requestsPerSecond int = 150 * webPubSubUnits

@description('Partitions of the Event Hub: no more replicas than these can share it.')
param partitions int = 4

@description('Where Web PubSub sends the events of its connections, such as https://HOST/events/{event}; empty for nowhere.')
param eventHandlerUrl string = ''

@description('The key of the application\'s own server for snapshots, 32 characters or more; empty for no snapshots, and no vault.')
@secure()
param snapshotsApiKey string = ''

@description('Who is told of alerts, by e-mail; empty for nobody.')
param alertEmail string = ''

var suffix = uniqueString(resourceGroup().id, name)

module observability 'modules/observability.bicep' = {
  name: 'observability'
  params: {
    name: name
    location: location
    alertEmail: alertEmail
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    name: name
    location: location
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  params: {
    name: '${name}-bus-${suffix}'
    location: location
    bridgePrincipalId: identities.outputs.bridgePrincipalId
    scalerPrincipalId: identities.outputs.scalerPrincipalId
    workspaceId: observability.outputs.workspaceId
    actionGroupId: observability.outputs.actionGroupId
  }
}

module eventHubs 'modules/event-hubs.bicep' = {
  name: 'event-hubs'
  params: {
    name: '${name}-hubs-${suffix}'
    location: location
    partitions: partitions
    bridgePrincipalId: identities.outputs.bridgePrincipalId
    scalerPrincipalId: identities.outputs.scalerPrincipalId
    workspaceId: observability.outputs.workspaceId
    actionGroupId: observability.outputs.actionGroupId
  }
}

module checkpoints 'modules/checkpoints.bicep' = {
  name: 'checkpoints'
  params: {
    name: take('${name}${suffix}', 24)
    location: location
    bridgePrincipalId: identities.outputs.bridgePrincipalId
    scalerPrincipalId: identities.outputs.scalerPrincipalId
    workspaceId: observability.outputs.workspaceId
  }
}

// The one secret that there may be. A vault that was made stays when the key is given no more.
module keyVault 'modules/key-vault.bicep' = if (!empty(snapshotsApiKey)) {
  name: 'key-vault'
  params: {
    name: take('${name}-${suffix}', 24)
    location: location
    snapshotsApiKey: snapshotsApiKey
    bridgePrincipalId: identities.outputs.bridgePrincipalId
    workspaceId: observability.outputs.workspaceId
  }
}

module webPubSub 'modules/web-pubsub.bicep' = {
  name: 'web-pubsub'
  params: {
    name: '${name}-pubsub-${suffix}'
    location: location
    units: webPubSubUnits
    eventHandlerUrl: eventHandlerUrl
    bridgePrincipalId: identities.outputs.bridgePrincipalId
    workspaceId: observability.outputs.workspaceId
    actionGroupId: observability.outputs.actionGroupId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    image: image
    registryServer: registryServer
    bridgeIdentityId: identities.outputs.bridgeId
    bridgeClientId: identities.outputs.bridgeClientId
    scalerIdentityId: identities.outputs.scalerId
    serviceBusName: serviceBus.outputs.name
    eventHubsName: eventHubs.outputs.name
    storageName: checkpoints.outputs.name
    webPubSubHost: webPubSub.outputs.hostName
    snapshotsKeyUri: empty(snapshotsApiKey) ? '' : keyVault!.outputs.snapshotsKeyUri
    maxReplicas: maxReplicas
    requestsPerSecondOfReplica: requestsPerSecond / maxReplicas
    workspaceName: observability.outputs.workspaceName
    actionGroupId: observability.outputs.actionGroupId
  }
}

output webPubSubHost string = webPubSub.outputs.hostName
output serviceBusNamespace string = '${serviceBus.outputs.name}.servicebus.windows.net'
output eventHubsNamespace string = '${eventHubs.outputs.name}.servicebus.windows.net'
