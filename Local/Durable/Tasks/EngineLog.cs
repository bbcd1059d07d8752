using Microsoft.Extensions.Logging;

namespace OAuthAttest.Local.Durable.Tasks;

internal static partial class EngineLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Critical, Message = "The durable engine has stopped: its database cannot be written")]
    public static partial void GivenUp(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "The turn of instance {InstanceId} could not be stored")]
    public static partial void TurnLost(ILogger logger, string instanceId, Exception reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "Instance {InstanceId} could not be read")]
    public static partial void LoadFailed(ILogger logger, string instanceId, Exception reason);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Orchestration {InstanceId} ({Name}) failed: {ErrorType}: {Reason}")]
    public static partial void OrchestrationFailed(ILogger logger, string instanceId, string name, string errorType, string reason);
}
