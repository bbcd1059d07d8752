namespace OAuthAttest.Configuration;

/// <summary>
/// An options class, or a record within one, whose values must fit together. What can be said of one value alone is a
/// <see cref="RuleAttribute"/> at its property, and was checked before.
/// </summary>
public interface IChecked
{
    public void Check(Mistakes mistakes);
}
