namespace OAuthAttest.Grants.Import;

/// <summary>One error in the data that was read.</summary>
/// <param name="Field">The field's name in the file; empty when the error is about the whole row.</param>
/// <param name="Problem">What is wrong, as a text for the user.</param>
public sealed record RowError(RecordOrigin Origin, string Field, string Problem)
{
    public override string ToString() => Field.Length == 0 ? $"{Origin}: {Problem}" : $"{Origin}, {Field}: {Problem}";
}
