namespace OAuthAttest.Local.Postgres;

/// <summary>A private PostgreSQL cluster could not be started. The message is shown to the user.</summary>
public sealed class PrivateClusterException : Exception
{
    public PrivateClusterException(string message)
        : base(message)
    {
    }

    public PrivateClusterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
