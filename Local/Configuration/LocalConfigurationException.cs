namespace OAuthAttest.Local.Configuration;

/// <summary>The configuration is incomplete or wrong. The message is shown to the user.</summary>
internal sealed class LocalConfigurationException(string message) : Exception(message);
