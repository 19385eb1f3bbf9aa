// The queue that the bridge takes from, and the one for dead letters of the Event Hub.
param name string
param location string
param bridgePrincipalId string
param scalerPrincipalId string
param workspaceId string
param actionGroupId string

var roles = {
  // Azure Service Bus Data Receiver
  receiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  // Azure Service Bus Data Sender
  sender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  // Azure Service Bus Data Owner
  owner: '090c5cfd-751d-490a-894a-3ce6f1109419'
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }

  resource ci 'queues' = {
    name: 'ci-events'
    properties: {
      lockDuration: 'PT1M'
      // Each delivery that goes back, and each lock that is lost, counts as one. weir.yaml says the same number.
      maxDeliveryCount: 1000
      deadLetteringOnMessageExpiration: true
    }
  }

  resource deadLetters 'queues' = {
    name: 'fleet-dead-letters'
    properties: {
      maxDeliveryCount: 10
    }
  }
}

resource mayReceive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace::ci
  name: guid(namespace::ci.id, bridgePrincipalId, roles.receiver)
  properties: {
    principalId: bridgePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.receiver)
  }
}

resource maySendDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace::deadLetters
  name: guid(namespace::deadLetters.id, bridgePrincipalId, roles.sender)
  properties: {
    principalId: bridgePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.sender)
  }
}

// To read a queue's length wants Manage, and no built-in role has that without the rest. Of this queue alone.
resource mayCount 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace::ci
  name: guid(namespace::ci.id, scalerPrincipalId, roles.owner)
  properties: {
    principalId: scalerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.owner)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
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

resource deadLetterAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-dead-letters'
  location: 'global'
  properties: {
    description: 'Messages are dead-lettered: events that Weir could not read, route or publish, or that came too often.'
    severity: 2
    enabled: true
    scopes: [
      namespace.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead letters'
          metricName: 'DeadletteredMessages'
          operator: 'GreaterThan'
          threshold: 0
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

output name string = namespace.name
