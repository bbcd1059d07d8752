namespace OAuthAttest.Configuration;

/// <summary>A rule for one value; for a list, for each of its entries. Rules over several values: <see cref="IChecked"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class RuleAttribute : Attribute
{
    /// <summary>What the value must be, as the end of a sentence that begins with "it must be"; null when it is.</summary>
    public abstract string? Unmet(object value);
}
