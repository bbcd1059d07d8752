namespace OAuthAttest.Grants.Import;

/// <summary>Where a record was read.</summary>
/// <param name="File">The file's name, as a person knows it; for a query, what it is called.</param>
/// <param name="Line">From 1; for a query, the row's number.</param>
/// <param name="Element">The element's place in its list, from 0; null where the file is no list.</param>
public readonly record struct RecordOrigin(string File, long Line, long? Element = null)
{
    public override string ToString() => Element is { } element ? $"{File} line {Line} (element {element})" : $"{File} line {Line}";
}
