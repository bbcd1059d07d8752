namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The demo cannot go on; the message is for the person who watches.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
