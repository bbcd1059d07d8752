namespace OAuthAttest.Local.Durable.History;

/// <summary>The kinds of history events, named as Durable Functions names them. The numbers are stored: never change one.</summary>
internal enum HistoryEventType : byte
{
    OrchestratorStarted = 1,
    ExecutionStarted = 2,
    ExecutionCompleted = 3,
    ExecutionTerminated = 4,
    ExecutionSuspended = 5,
    ExecutionResumed = 6,
    TaskScheduled = 7,
    TaskCompleted = 8,
    TaskFailed = 9,
    TimerCreated = 10,
    TimerFired = 11,
    EventRaised = 12,
    EventSent = 13,
    SubOrchestrationInstanceCreated = 14,
    SubOrchestrationInstanceCompleted = 15,
    SubOrchestrationInstanceFailed = 16,
}
