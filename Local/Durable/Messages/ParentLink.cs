namespace OAuthAttest.Local.Durable.Messages;

/// <summary>Which step of which execution waits for a sub-orchestration's answer.</summary>
internal sealed record ParentLink(string Name, string InstanceId, long Key, int Execution, int TaskId);
