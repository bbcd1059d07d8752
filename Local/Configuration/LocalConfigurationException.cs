namespace OAuthAttest.Local.Configuration;

/// <summary>The configuration is missing something or has something wrong. The message is meant for a person.</summary>
internal sealed class LocalConfigurationException(string message) : Exception(message);
