namespace OAuthAttest.Configuration;

/// <summary>
/// An options class, or a record within one, whose values must fit together. A rule for one value alone is a
/// <see cref="RuleAttribute"/> at its property, and is checked before.
/// </summary>
public interface IChecked
{
    public void Check(Mistakes mistakes);
}
