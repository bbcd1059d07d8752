namespace OAuthAttest.Configuration;

/// <summary>What one value must be by itself; of a list, each of its entries. Rules over several values: <see cref="IChecked"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class RuleAttribute : Attribute
{
    /// <summary>What the value must be, to follow "it must be"; null when it is.</summary>
    public abstract string? Unmet(object value);
}
