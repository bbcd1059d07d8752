namespace OAuthAttest.Configuration;

/// <summary>No message repeats the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
