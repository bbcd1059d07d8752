namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The demo cannot continue; the message is shown to the user.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
