namespace OAuthAttest.Configuration;

/// <summary>The record's settings are at its owner's level and not one level below, under the property's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SameLevelAttribute : Attribute;
