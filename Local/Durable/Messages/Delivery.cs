namespace OAuthAttest.Local.Durable.Messages;

/// <summary>The result of a message to an instance.</summary>
internal enum Delivery
{
    /// <summary>It is stored in the instance's history.</summary>
    Accepted,

    /// <summary>There is no such instance; the message is discarded.</summary>
    UnknownInstance,

    /// <summary>The instance has ended; the message is discarded.</summary>
    FinishedInstance,
}
