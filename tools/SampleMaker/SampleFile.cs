namespace OAuthAttest.SampleMaker;

/// <param name="Path">Relative to samples/, with forward slashes.</param>
public sealed record SampleFile(string Path, string Text);
