// The bridge as a Container App. Configuration and rules are the cluster's; they travel as files of a secret volume.
param name string
param location string
param image string
param registryServer string
param bridgeIdentityId string
param bridgeClientId string
param scalerIdentityId string
param serviceBusName string
param eventHubsName string
param storageName string
param webPubSubHost string
param snapshotsKeyUri string
param maxReplicas int
param requestsPerSecondOfReplica int
param workspaceName string
param actionGroupId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource host 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${bridgeIdentityId}': {}
      '${scalerIdentityId}': {}
    }
  }
  properties: {
    environmentId: host.id
    configuration: {
      activeRevisionsMode: 'Single'
      registries: empty(registryServer)
        ? []
        : [
            {
              server: registryServer
              identity: bridgeIdentityId
            }
          ]
      // Whoever asks for snapshots is in the same environment; without them nobody has anything to ask.
      ingress: empty(snapshotsKeyUri)
        ? null
        : {
            external: false
            targetPort: 8080
          }
      secrets: concat(
        [
          {
            name: 'configuration'
            value: loadTextContent('../../kubernetes/base/weir.yaml')
          }
          {
            name: 'rules-ci'
            value: loadTextContent('../../kubernetes/base/rules/ci.yaml')
          }
          {
            name: 'rules-fleet'
            value: loadTextContent('../../kubernetes/base/rules/fleet.yaml')
          }
        ],
        empty(snapshotsKeyUri)
          ? []
          : [
              {
                name: 'snapshots'
                keyVaultUrl: snapshotsKeyUri
                identity: bridgeIdentityId
              }
            ]
      )
    }
    template: {
      // The drain of 30 s, and time for the program to go down.
      terminationGracePeriodSeconds: 45
      containers: [
        {
          name: 'weir'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(
            [
              {
                name: 'AZURE_CLIENT_ID'
                value: bridgeClientId
              }
              {
                name: 'SERVICE_BUS_NAMESPACE'
                value: '${serviceBusName}.servicebus.windows.net'
              }
              {
                name: 'EVENT_HUBS_NAMESPACE'
                value: '${eventHubsName}.servicebus.windows.net'
              }
              {
                name: 'CHECKPOINTS_URL'
                value: 'https://${storageName}.blob.${environment().suffixes.storage}/checkpoints'
              }
              {
                name: 'WEIR_WEB_PUBSUB_ENDPOINT'
                value: 'https://${webPubSubHost}'
              }
              {
                name: 'WEIR_WEB_PUBSUB_REQUESTS_PER_SECOND'
                value: string(requestsPerSecondOfReplica)
              }
              {
                name: 'WEIR_RULES_PATH'
                value: '/etc/weir-rules'
              }
            ],
            empty(snapshotsKeyUri)
              ? []
              : [
                  {
                    name: 'WEIR_SNAPSHOTS_API_KEY'
                    secretRef: 'snapshots'
                  }
                ]
          )
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/q/health/started'
                port: 8080
              }
              periodSeconds: 5
              failureThreshold: 24
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/q/health/live'
                port: 8080
              }
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/q/health/ready'
                port: 8080
              }
              timeoutSeconds: 5
            }
          ]
          volumeMounts: [
            {
              volumeName: 'configuration'
              mountPath: '/etc/weir'
            }
            {
              volumeName: 'rules'
              mountPath: '/etc/weir-rules'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'configuration'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'configuration'
              path: 'weir.yaml'
            }
          ]
        }
        {
          name: 'rules'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'rules-ci'
              path: 'ci.yaml'
            }
            {
              secretRef: 'rules-fleet'
              path: 'fleet.yaml'
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'ci'
            custom: {
              type: 'azure-servicebus'
              identity: scalerIdentityId
              metadata: {
                namespace: serviceBusName
                queueName: 'ci-events'
                messageCount: '2000'
              }
            }
          }
          {
            name: 'fleet'
            custom: {
              type: 'azure-eventhub'
              identity: scalerIdentityId
              metadata: {
                eventHubNamespace: eventHubsName
                eventHubName: 'fleet-positions'
                consumerGroup: 'weir'
                storageAccountName: storageName
                blobContainer: 'checkpoints'
                checkpointStrategy: 'blobMetadata'
                unprocessedEventThreshold: '5000'
              }
            }
          }
        ]
      }
    }
  }
}

resource restartAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-restarts'
  location: 'global'
  properties: {
    description: 'The bridge is restarted over and over; its log says why.'
    severity: 1
    enabled: true
    scopes: [
      app.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'restarts'
          metricName: 'RestartCount'
          operator: 'GreaterThan'
          threshold: 3
          timeAggregation: 'Total'
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
