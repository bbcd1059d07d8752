namespace OAuthAttest.Local.Durable.Storage;

/// <summary>Another engine owns the database: this one must not write.</summary>
internal sealed class OwnershipLostException(string message, Exception? innerException = null)
    : InvalidOperationException(message, innerException);
