namespace OAuthAttest.Configuration;

/// <summary>The value is secret: no message repeats it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
