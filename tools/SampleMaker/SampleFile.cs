namespace OAuthAttest.SampleMaker;

/// <param name="Path">Inside samples/, with forward slashes.</param>
public sealed record SampleFile(string Path, string Text);
