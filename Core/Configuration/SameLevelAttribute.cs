namespace OAuthAttest.Configuration;

/// <summary>The record's settings stand beside its owner's and not one level below, under the property's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SameLevelAttribute : Attribute;
