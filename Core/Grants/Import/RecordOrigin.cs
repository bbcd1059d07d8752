namespace OAuthAttest.Grants.Import;

/// <summary>The position at which a record was read.</summary>
/// <param name="File">The file's name for messages; for a query, its name.</param>
/// <param name="Line">From 1; for a query, the row's number.</param>
/// <param name="Element">The element's position in its list, from 0; null when the file is not a list.</param>
public readonly record struct RecordOrigin(string File, long Line, long? Element = null)
{
    public override string ToString() => Element is { } element ? $"{File} line {Line} (element {element})" : $"{File} line {Line}";
}
