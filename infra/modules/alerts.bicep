// What is told by email when the app, its database or its pager does not work. None of it needs the app to be able to tell.

param name string
param location string
param tags object

@description('Who gets the alerts; without anybody they stand in the portal only.')
param emails string[]

param workspaceId string
param insightsId string
param databaseId string

@description('The address of the health endpoint.')
param healthUrl string

@description('The sweep runs every minute: so many minutes without a run are told.')
param sweepSilenceMinutes int

@description('The limit in minutes for the age of a log that is polled, and of a watch channel.')
param feedAgeMinutes int

@description('The limit in minutes for the age of a source of the roster.')
param rosterAgeMinutes int

@description('More open connections of the database than this are told.')
param maxConnections int

var hasReceivers = !empty(emails)
var actionGroups = hasReceivers ? [receivers.id] : []
var everyQuarter = 'PT15M'
var everyFiveMinutes = 'PT5M'

// The queries read the tables of a workspace: https://learn.microsoft.com/azure/azure-monitor/app/convert-classic-resource#table-structure
var queries = [
  {
    name: 'server-errors'
    text: 'HTTP answers with 5xx'
    severity: 1
    query: 'AppRequests | where toint(ResultCode) >= 500'
    measure: ''
    operator: 'GreaterThan'
    threshold: 5
    window: everyQuarter
  }
  {
    name: 'failed-orchestrations'
    text: 'Orchestrations that failed, or that were started anew too often'
    severity: 1
    query: 'AppTraces | where (tostring(Properties.Category) == "Host.Triggers.DurableTask" and tostring(Properties.prop__functionType) == "Orchestrator" and tostring(Properties.prop__state) == "Failed") or toint(Properties.EventId) in (3353, 3354)'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    window: everyQuarter
  }
  {
    name: 'sweep-silence'
    text: 'The sweep of escalations has not run'
    severity: 0
    query: 'AppRequests | where Name == "SweepEscalations" and Success == true | summarize Runs = count()'
    measure: 'Runs'
    operator: 'LessThan'
    threshold: 1
    window: 'PT${sweepSilenceMinutes}M'
  }
  {
    name: 'feed-age'
    text: 'A provider\'s log, or its watch channel, is too old'
    severity: 1
    query: 'AppMetrics | where Name == "oauthattest.feed.checked.secondsSinceSuccess" and tostring(Properties.part) != "Roster" | summarize arg_max(TimeGenerated, Max) by Source = tostring(Properties.source), Part = tostring(Properties.part) | project Age = Max'
    measure: 'Age'
    operator: 'GreaterThan'
    threshold: feedAgeMinutes * 60
    window: everyQuarter
  }
  {
    name: 'roster-age'
    text: 'A source of the roster is too old'
    severity: 1
    query: 'AppMetrics | where Name == "oauthattest.feed.checked.secondsSinceSuccess" and tostring(Properties.part) == "Roster" | summarize arg_max(TimeGenerated, Max) by Source = tostring(Properties.source), Part = tostring(Properties.part) | project Age = Max'
    measure: 'Age'
    operator: 'GreaterThan'
    threshold: rosterAgeMinutes * 60
    window: everyQuarter
  }
  {
    name: 'page-failed'
    text: 'PagerDuty took a page with none of the keys'
    severity: 0
    query: 'AppMetrics | where Name == "oauthattest.escalation.page_failed"'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    window: everyFiveMinutes
  }
]

var metrics = [
  {
    name: 'database-storage'
    text: 'The database\'s storage is nearly full'
    metric: 'storage_percent'
    operator: 'GreaterThan'
    threshold: 85
    aggregation: 'Average'
    severity: 1
  }
  {
    name: 'database-connections'
    text: 'The database has nearly no connection left'
    metric: 'active_connections'
    operator: 'GreaterThan'
    threshold: maxConnections
    aggregation: 'Maximum'
    severity: 1
  }
  {
    name: 'database-alive'
    text: 'The database is down'
    metric: 'is_db_alive'
    operator: 'LessThan'
    threshold: 1
    aggregation: 'Maximum'
    severity: 0
  }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = if (hasReceivers) {
  name: '${name}-alerts'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: take(name, 12)
    emailReceivers: [
      for (email, i) in emails: { name: 'receiver-${i}', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in queries: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    properties: {
      displayName: 'OAuthAttest: ${rule.text}'
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: everyFiveMinutes
      windowSize: rule.window
      // Tables are made with their first row; until then a query over them is no mistake.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          union(
            {
              query: rule.query
              timeAggregation: empty(rule.measure) ? 'Count' : 'Maximum'
              operator: rule.operator
              threshold: rule.threshold
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
            },
            empty(rule.measure) ? {} : { metricMeasureColumn: rule.measure }
          )
        ]
      }
      actions: { actionGroups: actionGroups }
    }
  }
]

resource databaseAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in metrics: {
    name: '${name}-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: 'OAuthAttest: ${rule.text}'
      enabled: true
      severity: rule.severity
      scopes: [databaseId]
      evaluationFrequency: everyFiveMinutes
      windowSize: everyQuarter
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: rule.name
            metricName: rule.metric
            operator: rule.operator
            threshold: rule.threshold
            timeAggregation: rule.aggregation
          }
        ]
      }
      actions: [for group in actionGroups: { actionGroupId: group }]
    }
  }
]

// Asks the health endpoint from outside, and reads what it says: degraded is no success.
resource availability 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-health'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-health'
    Name: '${name}-health'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      { Id: 'emea-nl-ams-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'apac-sg-sin-azr' }
    ]
    Request: { RequestUrl: healthUrl, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
      ContentValidation: { ContentMatch: '"status":"healthy"', IgnoreCase: false, PassIfTextFound: true }
    }
  }
}

resource availabilityAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-health'
  location: 'global'
  tags: tags
  properties: {
    description: 'OAuthAttest: the health endpoint does not answer, or says that something is degraded'
    enabled: true
    severity: 0
    scopes: [availability.id, insightsId]
    evaluationFrequency: everyFiveMinutes
    windowSize: everyQuarter
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: availability.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [for group in actionGroups: { actionGroupId: group }]
  }
}
