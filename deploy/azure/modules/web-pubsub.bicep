// The hub that clients connect to. It takes identities and no keys.
param name string
param location string
param units int
param eventHandlerUrl string
param bridgePrincipalId string
param workspaceId string
param actionGroupId string

// Web PubSub Service Owner: no narrower built-in role may send.
var serviceOwner = '12cf5a90-567b-43ae-8102-96cf46c7d9b4'

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  sku: {
    name: 'Standard_S1'
    tier: 'Standard'
    capacity: units
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    disableLocalAuth: true
    tls: {
      clientCertEnabled: false
    }
  }

  resource updates 'hubs' = {
    name: 'updates'
    properties: {
      anonymousConnectPolicy: 'deny'
      eventHandlers: empty(eventHandlerUrl)
        ? []
        : [
            {
              urlTemplate: eventHandlerUrl
              userEventPattern: '*'
              systemEvents: [
                'connect'
                'connected'
                'disconnected'
              ]
            }
          ]
    }
  }
}

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, bridgePrincipalId, serviceOwner)
  properties: {
    principalId: bridgePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceOwner)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource connectionsAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-connections'
  location: 'global'
  properties: {
    description: 'Web PubSub has few connections left; further clients will be refused.'
    severity: 2
    enabled: true
    scopes: [
      service.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'connections'
          metricName: 'ConnectionQuotaUtilization'
          operator: 'GreaterThan'
          threshold: 80
          timeAggregation: 'Maximum'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

output hostName string = service.properties.hostName
