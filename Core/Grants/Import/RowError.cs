namespace OAuthAttest.Grants.Import;

/// <summary>One thing that is wrong in what was read.</summary>
/// <param name="Field">The field as the file names it; empty where the whole row is meant.</param>
/// <param name="Problem">What is wrong with it, for a person.</param>
public sealed record RowError(RecordOrigin Origin, string Field, string Problem)
{
    public override string ToString() => Field.Length == 0 ? $"{Origin}: {Problem}" : $"{Origin}, {Field}: {Problem}";
}
